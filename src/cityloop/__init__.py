"""cityloop (城环): an open operating system for running a city."""

__version__ = "0.1.0"
