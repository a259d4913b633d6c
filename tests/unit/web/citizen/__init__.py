"""Tests of cityloop/web/citizen."""
