"""Tests of the compilers and what belongs to them."""
