"""Makes the offline installer: one archive with which cityloop is installed on a machine that reaches no network."""
