"""Cache of recognised texts that outlives the run, in a directory that any number of processes may share."""

from __future__ import annotations

import hashlib
import json
import warnings
from collections.abc import Iterable, Mapping
from contextlib import suppress
from pathlib import Path
from typing import Self

from warploom.extractors.atomic import write_bytes
from warploom.extractors.licenses.engine import engine_version
from warploom.extractors.licenses.known_notices import known_notice
from warploom.extractors.licenses.recognition import Recognition, policy_digest

MAX_SEGMENTS = 64
_SUFFIX = ".jsonl"


class DamagedSegmentWarning(UserWarning):
    """A segment of the cache is not what was written; its answers will be computed again."""


class LicenseMatches:
    """Answers by SHA-256 of the folded text, of one engine and one policy.

    Each batch of answers is one immutable file named by the SHA-256 of its bytes, written aside and renamed, so writers
    never meet and damage shows. Answers that others add after opening are not seen until the next `open`.
    """

    def __init__(self, directory: Path, answers: dict[str, Recognition]) -> None:
        self._directory = directory
        self._answers = answers

    @classmethod
    def open(cls, directory: Path) -> Self:
        """Load the answers of this engine version and policy; makes the directory; merges too many segments."""
        key = hashlib.sha256(f"{engine_version()}\n{policy_digest()}".encode()).hexdigest()[:16]
        own = directory / key
        own.mkdir(parents=True, exist_ok=True)
        answers: dict[str, Recognition] = {}
        segments = sorted(own.glob("*" + _SUFFIX))
        for segment in segments:
            # One that is gone was merged by another process; its answers are in a segment we may not have listed, and
            # a text computed twice gets the same answer.
            with suppress(FileNotFoundError):
                answers.update(_read(segment))
        matches = cls(own, answers)
        if len(segments) > MAX_SEGMENTS:
            merged = matches._write(answers)
            for segment in segments:
                if segment != merged:
                    segment.unlink(missing_ok=True)
        return matches

    def __len__(self) -> int:
        return len(self._answers)

    def get(self, text_sha256: str) -> Recognition | None:
        """The answer for a text, common notices included; None if it has none yet."""
        return known_notice(text_sha256) or self._answers.get(text_sha256)

    def missing(self, texts: Iterable[str]) -> list[str]:
        """Those of the given SHA-256 that have no answer, sorted, each once."""
        return sorted(sha256 for sha256 in set(texts) if self.get(sha256) is None)

    def add(self, answers: Mapping[str, Recognition]) -> None:
        """Keep new answers, on disk before this returns; `OSError` if that fails, and then nothing is kept."""
        new = {sha256: answers[sha256] for sha256 in self.missing(answers)}
        if new:
            self._write(new)
            self._answers.update(new)

    def _write(self, answers: Mapping[str, Recognition]) -> Path:
        lines = [json.dumps([sha256, *answers[sha256]], ensure_ascii=True) for sha256 in sorted(answers)]
        content = ("\n".join(lines) + "\n").encode()
        path = self._directory / (hashlib.sha256(content).hexdigest() + _SUFFIX)
        write_bytes(path, content)
        return path


def _read(segment: Path) -> dict[str, Recognition]:
    content = segment.read_bytes()
    if hashlib.sha256(content).hexdigest() + _SUFFIX != segment.name:
        warnings.warn(
            f"{segment}: damaged, ignored; its texts will be recognised again", DamagedSegmentWarning, stacklevel=3
        )
        return {}
    return {sha256: Recognition(*answer) for sha256, *answer in map(json.loads, content.splitlines())}
