"""BLEU and CodeBLEU: how much a text shares with a reference, reported beside what was run; they decide nothing."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass

from warploom.extractors.fingerprints.keywords import KEYWORDS
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.validators.estimators.code_structure import data_flow, subtrees

MAX_N = 4
KEYWORD_WEIGHT = 5.0
"""Of a keyword over any other token, in CodeBLEU's second part."""
_TOKEN = re.compile(
    r"[A-Za-z_]\w*"
    r"|(?:0[xX][0-9a-fA-F]+|(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)\w*"
    r"|\"(?:[^\"\\\n]|\\.)*\"|'(?:[^'\\\n]|\\.)*'"
    r"|<<<|>>>|<<=|>>=|\.\.\.|->|\+\+|--|<<|>>|[<>=!+\-*/%&|^]=|&&|\|\||::|##|[^\s\w]"
)
_COMMENT = re.compile(r"//[^\n]*|/\*.*?\*/", re.DOTALL)


@dataclass(frozen=True, slots=True)
class CodeBleu:
    """The four parts, each 0 to 1. `data_flow` is None where the reference has none, and then counts nothing."""

    ngrams: float
    weighted_ngrams: float
    syntax: float
    data_flow: float | None

    @property
    def value(self) -> float:
        """Their mean, as Ren et al. (2020) weigh them."""
        parts = [self.ngrams, self.weighted_ngrams, self.syntax, self.data_flow]
        there = [part for part in parts if part is not None]
        return math.fsum(there) / len(there)


def tokens_of(text: str) -> list[str]:
    """Tokens of a program of the C family, comments left out."""
    return _TOKEN.findall(_COMMENT.sub(" ", text))


def bleu(
    candidates: Sequence[Sequence[str]], references: Sequence[Sequence[Sequence[str]]], *, is_smoothed: bool = False
) -> float:
    """BLEU of a corpus, 0 to 1: each candidate has one reference at least (Papineni et al. 2002).

    Geometric mean of the clipped precisions of one to four tokens in a row, with a penalty for what is shorter than the
    nearest reference. `is_smoothed` adds one to the counts beyond single tokens (Lin and Och 2004): without it, a text
    that has no four tokens in common scores 0. Raises `ValueError` for an empty corpus, or one without references.
    """
    return _bleu(candidates, references, is_smoothed, frozenset())


def code_bleu(candidate: str, reference: str, language: str) -> CodeBleu:
    """CodeBLEU of one text of C, C++ or CUDA: tokens, tokens with keywords weighed, subtrees, data flow.

    Data flow is read in the order of the text: what a variable comes from behind a branch is what was written last.
    Raises `ValueError` for another language.
    """
    made, wanted = [tokens_of(candidate)], [[tokens_of(reference)]]
    plain = _bleu(made, wanted, True, frozenset())
    weighted = _bleu(made, wanted, True, KEYWORDS[Lexer.C])
    found = [subtrees(text, language) for text in (candidate, reference)]
    flows = [data_flow(text, language) for text in (candidate, reference)]
    return CodeBleu(plain, weighted, _recall(*found) or 0.0, _recall(*flows))


def _recall(candidate: Iterable[Hashable], reference: Iterable[Hashable]) -> float | None:
    there, wanted = Counter(candidate), Counter(reference)
    return (there & wanted).total() / wanted.total() if wanted else None


def _bleu(
    candidates: Sequence[Sequence[str]],
    references: Sequence[Sequence[Sequence[str]]],
    is_smoothed: bool,
    keywords: frozenset[str],
) -> float:
    if not candidates or len(candidates) != len(references) or not all(references):
        raise ValueError("each candidate has a reference, and there is one at least")
    matched, possible = [0.0] * MAX_N, [0.0] * MAX_N
    length = reference_length = 0
    for candidate, those in zip(candidates, references, strict=True):
        length += len(candidate)
        reference_length += min((abs(len(one) - len(candidate)), len(one)) for one in those)[1]
        for n in range(1, MAX_N + 1):
            counts = _ngrams(candidate, n)
            most: Counter[tuple[str, ...]] = Counter()
            for one in those:
                most |= _ngrams(one, n)
            for gram, count in counts.items():
                weight = KEYWORD_WEIGHT if n == 1 and gram[0] in keywords else 1.0
                matched[n - 1] += weight * min(count, most[gram])
                possible[n - 1] += weight * count
    added = [1.0 if is_smoothed and n > 0 else 0.0 for n in range(MAX_N)]
    shares = [(m + a) / (p + a) if p + a else 0.0 for m, p, a in zip(matched, possible, added, strict=True)]
    if min(shares) == 0:
        return 0.0
    penalty = 1.0 if length >= reference_length else math.exp(1 - reference_length / length)
    return penalty * math.exp(math.fsum(map(math.log, shares)) / MAX_N)


def _ngrams(tokens: Sequence[str], n: int) -> Counter[tuple[str, ...]]:
    return Counter(tuple(tokens[first : first + n]) for first in range(len(tokens) - n + 1))
