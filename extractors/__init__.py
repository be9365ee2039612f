"""Bytes in, rows out: sources, languages, licenses, and everything that is cut from code."""
