"""Another system's cases come in."""
