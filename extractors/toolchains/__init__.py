"""Compilers and what belongs to them: found, named with version and digest, called."""
