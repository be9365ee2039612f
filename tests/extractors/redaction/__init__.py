"""Tests of `extractors.redaction`."""
