"""Tests of cityloop/city."""
