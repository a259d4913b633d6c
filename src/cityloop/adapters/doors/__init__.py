"""Doors for machines, one protocol a file: an address in, a value of a view or a receipt of the desk out."""
