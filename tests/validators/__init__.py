"""Tests of validators as packages, so that they can share `tests.small_release`."""
