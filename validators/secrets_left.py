"""Looks published texts over for keys and tokens once more: whatever would be masked should not be there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import pairwise
from pathlib import Path

import pyarrow.parquet as pq

from warploom.extractors.redaction.private_keys import SIGNS as KEY_SIGNS
from warploom.extractors.redaction.private_keys import private_keys
from warploom.extractors.redaction.signs import signs_of_bytes
from warploom.extractors.redaction.tokens import EXPRESSIONS, tokens
from warploom.extractors.redaction.tokens import SIGNS as TOKEN_SIGNS
from warploom.extractors.text_measures import rows_of

_OF_KEYS = frozenset(KEY_SIGNS)
_OF_TOKENS = frozenset((*TOKEN_SIGNS, *EXPRESSIONS))
_BATCH_ROWS = 512


def rows_with_secrets(shards: Iterable[Path], key: str, columns: tuple[str, ...] = ("text",)) -> list[str]:
    """Ids of rows of which a text column holds a private key or a token of a known form; what is masked is none."""
    # One after the other: the scanner for signs has one scratch space, which two threads must not use at once.
    return [identity for path in shards for identity in _of_shard(path, key, columns)]


def _of_shard(path: Path, key: str, columns: tuple[str, ...]) -> Iterator[str]:
    with pq.ParquetFile(path) as file:
        for batch in file.iter_batches(batch_size=_BATCH_ROWS, columns=[key, *columns], use_threads=False):
            ids = batch.column(key)
            for column in columns:
                view, offsets = rows_of(batch.column(column))
                for row, (start, end) in enumerate(pairwise(offsets.tolist())):
                    if _has_secret(view[start:end]):
                        yield ids[row].as_py()


def _has_secret(data: memoryview) -> bool:
    seen = signs_of_bytes(data)
    is_key, is_token = not seen.isdisjoint(_OF_KEYS), not seen.isdisjoint(_OF_TOKENS)
    if not is_key and not is_token:
        return False
    text = str(data, "utf-8")
    return (is_token and any(tokens(text, seen))) or (is_key and any(private_keys(text, seen)))
