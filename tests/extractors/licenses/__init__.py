"""Tests of `extractors.licenses`."""
