"""Tests of `validators.estimators`."""
