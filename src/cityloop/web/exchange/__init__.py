"""Pages about the exchange with outside systems."""
