"""Doors to outside systems."""
