"""Finds items of published benchmarks in texts, whole or in part, renamed or reformatted."""
