"""Which license a file is under, and what proves it."""
