"""A benchmark of our own for tests, its items in Python and C++, and what renames and reformats them."""

from __future__ import annotations

import re
from collections.abc import Mapping

import numpy as np

from warploom.extractors.contamination.index import ItemText, build_index
from warploom.extractors.contamination.matching import Match, Matcher

RUNS = '''
def longest_run(values, limit):
    """Find the longest run of neighbours that differ by no more than a limit, and say where it starts.

    >>> longest_run([1, 2, 9, 10, 11], 1)
    (2, 3)
    """
    best_start, best_length = 0, 0
    start = 0
    for place in range(1, len(values) + 1):
        if place == len(values) or abs(values[place] - values[place - 1]) > limit:
            if place - start > best_length:
                best_start, best_length = start, place - start
            start = place
    return best_start, best_length
'''
RUNS_NAMES = ("longest_run", "values", "limit", "best_start", "best_length", "start", "place")
WEAVE_PROMPT = (
    "/* Weave two rows of threads into one cloth: every third thread of the second row comes before\n"
    "   the thread of the first row with the same number. The rows are of equal length. */\n"
    "void weave(const double *first, const double *second, double *cloth, int n) {"
)
WEAVE = """
    int top = 0;
    for (int thread = 0; thread < n; ++thread) {
        if (thread % 3 == 2) {
            cloth[top++] = second[thread];
            cloth[top++] = first[thread];
        } else {
            cloth[top++] = first[thread] + 0.5 * second[thread];
        }
    }
    while (top < 2 * n)
        cloth[top++] = -1.0;
}
"""
WEAVE_NAMES = ("top", "thread", "cloth", "second", "first", "n")
SHORT = "    return value + 1\n"


def item_texts() -> list[ItemText]:
    """All texts of the items."""
    head, doc, body = RUNS.partition('    """\n    best')
    return [
        ItemText("weaving", "runs", "prompt", head, "Python", is_solution=False),
        ItemText("weaving", "runs", "solution", f"    best{body}" if doc else "", "Python"),
        ItemText("weaving", "weave", "prompt", WEAVE_PROMPT, "C++", is_solution=False),
        ItemText("weaving", "weave", "solution", WEAVE, "C++"),
        ItemText("weaving", "short", "solution", SHORT, "Python"),
    ]


def matcher() -> Matcher:
    """Ready to look up the items."""
    return Matcher(build_index(item_texts()))


def look_up(matcher: Matcher, *texts: tuple[bytes, str | None]) -> list[list[Match]]:
    """What each text in its language holds."""
    offsets = np.cumsum([0, *(len(text) for text, _ in texts)])
    return matcher.match(b"".join(text for text, _ in texts), offsets, [language for _, language in texts])


def renamed(code: str, names: Mapping[str, str]) -> str:
    """The code with whole words replaced."""
    return re.sub(r"\w+", lambda word: names.get(word[0], word[0]), code)
