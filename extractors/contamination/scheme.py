"""How texts become the hashes that a benchmark's index holds: sizes, bounds, and the scheme's name with its version."""

from __future__ import annotations

from typing import Final

from warploom.schemas.decontamination import CONTAMINATION_METHODS

VERSION: Final = 1
WORDS, TOKENS, FUNCTION = METHODS = CONTAMINATION_METHODS
"""By what an item is found: sequences of words; of code tokens with names by their pattern; a whole function's body."""
WORD_GRAM: Final = 6
"""Words of a gram, prose and code alike."""
TOKEN_GRAM: Final = 12
"""Tokens of a gram, of code alone."""
SCHEME: Final = f"warploom-contamination-{VERSION}/words{WORD_GRAM}/tokens{TOKEN_GRAM}/function"
"""An index of another scheme is refused: its hashes mean something else."""

MIN_GRAMS: Final = {WORDS: 4, TOKENS: 4, FUNCTION: 1}
"""Distinct grams that have to be found; an item that has fewer is too short for the method."""
SURE_GRAMS: Final = 8
"""Fewer that are found are a hit only if they are all there are: short idioms have parts in common with anything."""
MIN_PROMPT_GRAMS: Final = 24
"""Of tokens that a prompt must have to be looked for by them, too: a signature alone is anybody's."""
THRESHOLDS: Final = {WORDS: 0.4, TOKENS: 0.8, FUNCTION: 1.0}
"""Least share of an item's grams in a text."""
MAX_ITEMS: Final = 12
"""A gram of more items than this is the benchmark's boilerplate."""
