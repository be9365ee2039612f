"""Tests of `extractors.fingerprints`."""
