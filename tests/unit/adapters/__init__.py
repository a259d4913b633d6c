"""Tests of cityloop/adapters."""
