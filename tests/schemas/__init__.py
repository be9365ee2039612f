"""Tests of the layer `schemas`."""
