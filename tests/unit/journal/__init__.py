"""Tests of the journal's own rooms, without a disk."""
