"""Who may see or do what, and why: the table, masks, the access journal, ports of sessions and credentials.

Nothing here looks anything up: claims, cases and fields are handed in as values.
"""
