"""Ways out: one kind of channel a file, behind the port of ``command.notices``."""
