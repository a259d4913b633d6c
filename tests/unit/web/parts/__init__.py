"""Tests of cityloop/web/parts."""
