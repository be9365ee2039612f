"""Stage that cuts what a source text says about its own license: header notice, SPDX tags, copyright statements."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from typing import ClassVar, NamedTuple

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.licenses.comments import comments
from warploom.extractors.licenses.rights import (
    MENTION,
    claims_rights,
    copyright_statements,
    last_mention,
    notice_of,
    spdx_tags,
)
from warploom.schemas.notices import NOTICES
from warploom.schemas.source_files import SOURCE_TEXTS
from warploom.schemas.stage import Outcome, Scope, all_kept
from warploom.schemas.table import Table


class Notice(NamedTuple):
    """What the head of a text says of rights; `text` is folded, null where nothing in it speaks of them."""

    spdx_tags: list[str]
    text: str | None
    copyright_statements: list[str]


_SILENT = Notice([], None, [])


@dataclass(frozen=True, slots=True)
class CutNotices:
    """Cut the license-bearing comments out of the head of every text and fold them for matching.

    Looks at the first `max_header_bytes` bytes: at all leading comments, and at later ones that claim a license.
    """

    name: ClassVar[str] = "cut_notices"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = SOURCE_TEXTS
    emits: ClassVar[tuple[Table, ...]] = (NOTICES,)
    max_header_bytes: int = 8_192

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        # Only the heads cross into Python; the texts stay in Arrow.
        heads = pc.binary_slice(batch.column("text").cast(pa.binary()), 0, self.max_header_bytes)
        speaking = pc.match_substring_regex(heads, MENTION, ignore_case=True)
        found = [_SILENT] * batch.num_rows
        for i in pc.indices_nonzero(speaking).to_pylist():
            found[i] = cut_notice(
                heads[i].as_py(), batch.column("language")[i].as_py(), batch.column("path")[i].as_py()
            )
        return all_kept(
            self,
            batch,
            NOTICES.from_columns(
                occurrence_id=batch.column("occurrence_id"),
                repository_id=batch.column("repository_id"),
                path=batch.column("path"),
                content_id=batch.column("content_id"),
                content_sha256=batch.column("content_sha256"),
                spdx_tags=[notice.spdx_tags for notice in found],
                notice=[notice.text for notice in found],
                notice_sha256=[None if notice.text is None else text_sha256(notice.text) for notice in found],
                copyright_statements=[notice.copyright_statements for notice in found],
            ),
        )


def cut_notice(head: bytes, language: str, path: str) -> Notice:
    """Cut the notice out of the head of a text in UTF-8 (its last character may be cut off)."""
    until = last_mention(head)
    if until < 0:
        return _SILENT
    text = head.decode("utf-8", "ignore")
    leading: list[str] = []
    later: list[str] = []
    # Offsets in bytes are never below those in characters, so this bound is safe for both.
    for comment in comments(text, language, path, until=until):
        if comment.is_leading:
            leading.append(comment.text)
        elif claims_rights(comment.text):
            later.append(comment.text)
    parts = [notice for notice in map(notice_of, ["\n\n".join(leading), *later]) if notice is not None]
    said = "\n".join([*leading, *later])
    return Notice(spdx_tags(said), " ".join(parts) or None, copyright_statements(said))


def text_sha256(text: str) -> str:
    """SHA-256 of a folded text in UTF-8, hex: its key in the cache of matches."""
    return hashlib.sha256(text.encode()).hexdigest()
