"""The translator's pages: what waits, and one text at a time."""
