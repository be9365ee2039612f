"""Tests of finding benchmark items."""
