"""Decide: whose duty a case is, and who must be told that it is late."""
