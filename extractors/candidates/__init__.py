"""Whoever translates: programs, folders of files, endpoints of chat completions."""
