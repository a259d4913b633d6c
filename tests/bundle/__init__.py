"""The offline installer: what is put into it, and what its script does on a machine."""
