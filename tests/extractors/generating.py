"""Asks for a text's generator as `MarkFiles` does: by its name, by the cheap hint, and only then by its comments."""

from __future__ import annotations

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.generated import GENERATED_HINT, generated_comment, generated_name


def generated_evidence(path: str, language: str, head: bytes) -> str | None:
    """The rule by which a text is a tool's work; fails if the hint would have hidden what the comments say."""
    found = generated_comment(language, head)
    hinted = pc.match_substring_regex(pa.array([head], pa.binary()), GENERATED_HINT, ignore_case=True)[0].as_py()
    assert hinted or found is None, f"the hint misses {found}"
    return generated_name(path) or found
