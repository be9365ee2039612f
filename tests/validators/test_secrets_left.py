"""Secrets in published texts: each kind is found, what is masked or only looks like one is not."""

from __future__ import annotations

import random
import string
from pathlib import Path

import pytest

from tests.small_release import small_rows, write_release
from tests.validators.test_releases import found
from warploom.extractors.redaction.masking import redact
from warploom.schemas.identity import content_id, source_file_id

_TOKEN = "".join(random.Random(7).choices(string.ascii_letters + string.digits, k=36))
_KEY = "".join(random.Random(8).choices(string.ascii_letters + string.digits, k=64))
SECRETS = {
    "token": f"// {'ghp' + '_'}{_TOKEN}\n",
    "cloud key": f'const char *k = "{"AKI" + "A"}{_TOKEN[:16].upper()}";\n',
    "private key": f"-----BEGIN RSA {'PRIVATE'} KEY-----\n{_KEY}\n{_KEY}\n-----END RSA {'PRIVATE'} KEY-----\n",
}


def write(directory: Path, text: str) -> None:
    """The small release with another text in one row, all its digests in order."""
    rows = small_rows()
    old = rows["source_files"][-1]
    raw = text.encode()
    import hashlib

    before, after = old["row_id"], source_file_id(content_id(raw))
    contents = {old["content_id"]: content_id(raw)}
    for row in (row for table in rows.values() for row in table):
        for name, value in row.items():
            if value == before:
                row[name] = after
            elif isinstance(value, str) and value in contents:
                row[name] = contents[value]
    old.update(text=text, text_sha256=hashlib.sha256(raw).hexdigest(), length_bytes=len(raw))
    write_release(directory, rows)


@pytest.mark.parametrize("kind", SECRETS)
def test_a_secret_in_a_text_is_found(kind: str, tmp_path: Path) -> None:
    """Whatever let it through."""
    write(tmp_path / "r", SECRETS[kind])
    assert [("source_files", "secret")] == found(tmp_path / "r")


@pytest.mark.parametrize("kind", SECRETS)
def test_what_was_masked_is_none(kind: str, tmp_path: Path) -> None:
    """The placeholder stands where it was."""
    masked = redact(SECRETS[kind])
    assert masked.counts
    write(tmp_path / "r", masked.text)
    assert [] == found(tmp_path / "r")
