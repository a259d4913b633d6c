"""The law of the house, tested."""
