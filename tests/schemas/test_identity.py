"""Ids are pure functions of content and place."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.schemas import identity


@pytest.mark.parametrize(
    ("content", "sha1"),
    [
        (b"", "e69de29bb2d1d6434b8b29ae775ad8c2e48c5391"),
        (b"hello\n", "ce013625030ba8dba906f756967f9e9ca394464a"),
    ],
)
def test_contents_have_gits_names(content: bytes, sha1: str) -> None:
    """As `git hash-object` gives them; the SWHID and the row id carry the same digits."""
    assert sha1 == identity.git_blob_sha1(content)
    assert f"swh:1:cnt:{sha1}" == identity.content_id(content)
    assert f"sf_{sha1}" == identity.source_file_id(identity.content_id(content))


def test_ids_are_stable() -> None:
    """A change here would change every id of every release."""
    repository = identity.repository_id("pypi", "pypi/a", "1.0")
    digest = hashlib.sha256(b"4:pypi6:pypi/a3:1.0").hexdigest()
    bucket = hashlib.sha256(b"6:pypi/a").hexdigest()[:3]
    assert f"rp_{bucket}{digest[:21]}" == repository
    digest = hashlib.sha256(b"27:" + repository.encode() + b"3:x/y").hexdigest()
    assert f"oc_{digest[:32]}" == identity.occurrence_id(repository, "x/y")


@given(st.text(max_size=4), st.text(max_size=4), st.text(max_size=4), st.text(max_size=4))
def test_parts_do_not_run_into_each_other(a: str, b: str, c: str, d: str) -> None:
    """Different places have different ids, however their names are cut."""
    same = (a, b) == (c, d)
    assert same == (identity.occurrence_id(a, b) == identity.occurrence_id(c, d))
    assert same == (identity.repository_id("local", a, b) == identity.repository_id("local", c, d))


@given(st.text(max_size=8), st.text(max_size=8))
def test_a_repositorys_bucket_is_in_its_id(name: str, revision: str) -> None:
    """All its revisions share it, whatever its kind."""
    bucket = identity.bucket_of_repo_name(name)
    assert 0 <= bucket < identity.N_BUCKETS
    assert bucket == identity.bucket_of_repository(identity.repository_id("git", name, revision))


def test_paths_that_are_no_text_have_ids() -> None:
    """Refused paths are rows too; their bytes come as surrogates."""
    assert 35 == len(identity.occurrence_id("rp_0", b"\xff".decode("utf-8", "surrogateescape")))
