"""Tests of cityloop/adapters/catalogue."""
