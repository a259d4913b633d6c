"""The door: sign in, sign out, and "Come in as…" in a demonstration."""
