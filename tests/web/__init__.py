"""The program as a browser meets it."""
