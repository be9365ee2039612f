"""Tests of the reference set."""
