"""What every implementation of a port must pass: hand over an instance; outsiders test theirs with the same suites."""
