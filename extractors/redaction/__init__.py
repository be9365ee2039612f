"""Persons and secrets in source texts: where they are, and texts with typed placeholders in their stead."""
