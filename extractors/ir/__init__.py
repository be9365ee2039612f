"""Intermediate code: what a file is compiled with, the modules that come out, and what they hold."""
