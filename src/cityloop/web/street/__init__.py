"""The street commander's board."""
