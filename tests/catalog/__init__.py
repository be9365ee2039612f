"""Tests of catalog as packages, so that they can share `tests.small_release`."""
