"""Act: who has to be told of what happened to a case, and by which channel."""
