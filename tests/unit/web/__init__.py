"""Tests of cityloop/web."""
