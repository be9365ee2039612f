"""Tests of how files are compiled and what comes out."""
