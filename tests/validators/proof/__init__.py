"""Tests of `validators.proof`."""
