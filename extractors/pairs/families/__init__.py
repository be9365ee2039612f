"""Families of computations: each builds one of its kind from draws."""
