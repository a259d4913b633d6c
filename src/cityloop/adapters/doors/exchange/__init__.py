"""Doors to outside systems that hold the same matters as this one: one protocol a file."""
