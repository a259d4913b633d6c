"""The tests: ``unit`` mirrors the source; the files beside it hold the house as a whole."""
