"""The formats that tables come in: one a file, bytes → rows of text."""
