"""Tests of composition and I/O."""
