"""The parts of every page, one file each: what they show as plain values, and a macro that shows it."""
