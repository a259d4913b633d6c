"""Tests of the suites themselves: each has to catch whoever breaks a promise."""
