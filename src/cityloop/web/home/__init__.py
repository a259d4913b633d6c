"""The first page, and the language."""
