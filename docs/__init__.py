"""Writes the reference: ``python -m docs``."""
