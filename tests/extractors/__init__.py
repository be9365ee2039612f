"""Tests of the layer `extractors`."""
