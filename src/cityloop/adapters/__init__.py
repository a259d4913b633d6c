"""Sockets, disks and clocks, each behind a port of the rooms beneath."""
