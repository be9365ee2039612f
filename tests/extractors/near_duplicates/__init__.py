"""Tests of what finds near-duplicates."""
