"""How a journal's tables came to be what they are: one file a step, for every store (Alembic)."""
