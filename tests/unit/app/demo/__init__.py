"""Tests of cityloop/app/demo."""
