"""Tests of act."""
