"""What `warploom` tells its caller by its exit code."""

DONE = 0
FAILED = 1
USAGE = 2
OVER_LIMIT = 3
"""Done, but more of the input is damaged than the recipe allows, or a whole source was lost."""
