"""The loop: one entry in, facts out; stages never meet."""
