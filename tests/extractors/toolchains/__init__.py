"""Tests of what is known about compilers."""
