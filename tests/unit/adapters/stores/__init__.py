"""Tests of stores, keys and second place: the suites of ``cityloop.checks``, and what is theirs alone."""
