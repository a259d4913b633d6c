"""The demonstration: a synthetic city, and who lives and works in it. The loop never reads what is planted here."""
