"""Tests of the inputs of calls."""
