"""What recognising a text says, and who recognises: the seam between the license stage and the engine's process."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import NamedTuple, Protocol


class Recognition(NamedTuple):
    """The answer for one folded text; `expression` is canonical SPDX, null where no license was recognised in it."""

    expression: str | None
    score: float
    """Score of the weakest match that counts, 0 to 100; 0 without any."""
    detector: str
    is_disclaimer: bool = False
    """The text disclaims warranty and says nothing else: it neither grants nor takes rights."""


class LicenseRecognizer(Protocol):
    """Recognises folded texts, given by their SHA-256; equal answers for equal texts, whoever computes them."""

    def __call__(self, texts: Mapping[str, str], /) -> Mapping[str, Recognition]: ...


class RecognizerMissingError(RuntimeError):
    """The license stage ran outside `recognizing`."""

    def __str__(self) -> str:
        return "no license recognizer is set: run the stage inside `with recognizing(recognizer):`"


_CURRENT: ContextVar[LicenseRecognizer | None] = ContextVar("license_recognizer", default=None)


@contextmanager
def recognizing(recognizer: LicenseRecognizer) -> Iterator[None]:
    """Make `recognizer` the one that stages of this thread use, until the block ends.

    A handle, not an option: it holds machine paths and processes, and its answers do not depend on them.
    """
    token = _CURRENT.set(recognizer)
    try:
        yield
    finally:
        _CURRENT.reset(token)


def current() -> LicenseRecognizer:
    """The recognizer in force; `RecognizerMissingError` outside `recognizing`."""
    recognizer = _CURRENT.get()
    if recognizer is None:
        raise RecognizerMissingError
    return recognizer


@cache
def policy_digest() -> str:
    """Digest of the code and tables that turn matches into answers: part of the key of every cached answer."""
    digest = sha256()
    for name in (
        "engine.py",
        "index.py",
        "known_notices.csv",
        "known_notices.py",
        "licenses.csv",
        "recognition.py",
        "spdx.py",
        "tiers.py",
    ):
        content = (files(__package__) / name).read_bytes()
        digest.update(b"%d:" % len(content) + content)
    return digest.hexdigest()
