"""Tests of intermediate code."""
