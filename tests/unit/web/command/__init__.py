"""Tests of cityloop/web/command."""
