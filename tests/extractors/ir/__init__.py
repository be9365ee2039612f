"""Tests of `extractors.ir`."""
