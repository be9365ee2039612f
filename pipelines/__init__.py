"""Composition and I/O: recipe, state, runners, command. No domain logic."""
