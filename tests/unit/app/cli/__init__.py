"""Tests of cityloop/app/cli."""
