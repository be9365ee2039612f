"""Tests of what the syntax tree says."""
