"""Measures of models and of suites that a corpus is scored with, each tested against brute force."""
