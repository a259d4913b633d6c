"""Tests of what pages and doors share."""
