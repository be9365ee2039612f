"""Tests of `extractors.syntax`."""
