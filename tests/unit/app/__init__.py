"""Tests of cityloop/app."""
