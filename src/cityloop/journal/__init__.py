"""The slow lane: the one record of what was decided and done. Append, read, fold, prove."""
