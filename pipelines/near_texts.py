"""Confirms on the texts themselves what fingerprints say of two documents, wherever in the corpus they lie."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa

from warploom.extractors.fingerprints.lexers import Lexer, lexer_of
from warploom.extractors.near_duplicates.confirm import Confirmed, Tokens, confirm
from warploom.extractors.near_duplicates.lexed import tokens_of
from warploom.pipelines.fingerprint_shards import places_of
from warploom.pipelines.near_methods import Method
from warploom.pipelines.shards import ShardRef, map_shard

_PAIRS_AT_ONCE = 2_048
"""Their texts are held."""


@dataclass(frozen=True, slots=True)
class NearTexts:
    """Texts by place: shards with the columns `text` and, of files, `language`."""

    work: Path
    shards: Mapping[int, ShardRef]
    method: Method

    def confirm(self, documents: np.ndarray, others: np.ndarray) -> list[Confirmed]:
        """Counts of each pair (numbers of documents, int64), by the bytes of their tokens."""
        found: list[Confirmed] = []
        for start in range(0, len(documents), _PAIRS_AT_ONCE):
            stop = start + _PAIRS_AT_ONCE
            found += self._confirm(documents[start:stop], others[start:stop])
        return found

    def _confirm(self, documents: np.ndarray, others: np.ndarray) -> list[Confirmed]:
        texts = self._texts(np.unique(np.concatenate([documents, others])))
        length = self.method.scheme.shingle_length
        found = []
        of_other: tuple[int, Tokens] | None = None
        # a representative has many documents: its tokens are read once for all that follow each other
        for at in np.argsort(others, kind="stable").tolist():
            document, other = int(documents[at]), int(others[at])
            if of_other is None or of_other[0] != other:
                of_other = other, self._tokens(*texts[other])
            found.append((at, confirm(self._tokens(*texts[document]), of_other[1], length)))
        return [counts for _, counts in sorted(found, key=lambda entry: entry[0])]

    def _tokens(self, text: bytes, lexer: Lexer) -> Tokens:
        return tokens_of(text, lexer, self.method.scheme)

    def _texts(self, documents: np.ndarray) -> dict[int, tuple[bytes, Lexer]]:
        places, rows = places_of(documents)
        texts: dict[int, tuple[bytes, Lexer]] = {}
        for number in np.unique(places).tolist():
            chosen = np.flatnonzero(places == number)
            file = map_shard(self.work, self.shards[number])
            names = [name for name in ("text", "language") if name in file.schema_arrow.names]
            table = file.read(columns=names).take(pa.array(rows[chosen]))
            languages = table.column("language").to_pylist() if "language" in names else ["LLVM"] * len(chosen)
            columns = (documents[chosen].tolist(), table.column("text").to_pylist(), languages)
            for document, text, language in zip(*columns, strict=True):
                texts[document] = ((text or "").encode(), lexer_of(language))
        return texts
