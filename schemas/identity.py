"""Ids of rows: pure functions of content and place, equal on every machine and in every release."""

from __future__ import annotations

import hashlib


def git_blob_sha1(content: bytes) -> str:
    """SHA-1 of the content as a git blob object (header `blob <length>` and NUL, then the bytes), in hex."""
    digest = hashlib.sha1(b"blob %d\0" % len(content), usedforsecurity=False)
    digest.update(content)
    return digest.hexdigest()


def content_id(content: bytes) -> str:
    """SWHID (version 1) of the raw bytes of a file."""
    return "swh:1:cnt:" + git_blob_sha1(content)


def source_file_id(content_swhid: str) -> str:
    """Id of a row of `source_files`: `sf_` and the git blob SHA-1, since its grain is the content."""
    return "sf_" + content_swhid.removeprefix("swh:1:cnt:")


def repository_id(source_kind: str, repo_name: str, pinned_revision: str) -> str:
    """Id of a repository revision: `rp_` and 24 hex digits.

    `pinned_revision` is the revision as known before reading (a commit, a version, an archive's sha256), and empty for
    a local directory, whose tree digest is known only after it was read.
    """
    return "rp_" + _digest(source_kind, repo_name, pinned_revision)[:24]


def occurrence_id(repository: str, path: str) -> str:
    """Id of a path in a repository revision: `oc_` and 32 hex digits."""
    return "oc_" + _digest(repository, path)[:32]


def _digest(*parts: str) -> str:
    # Lengths delimit the parts, so that ("ab", "c") and ("a", "bc") differ.
    encoded = [p.encode("utf-8", "surrogateescape") for p in parts]
    return hashlib.sha256(b"".join(b"%d:" % len(p) + p for p in encoded)).hexdigest()
