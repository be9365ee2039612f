"""Tests of `extractors.candidates`."""
