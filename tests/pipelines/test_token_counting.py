"""Tokens by the recipe's tokenizer: in shards, card and manifest; refused where they cannot be counted."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.pipelines.corpora import release_digests, rows, small_corpus
from warploom.pipelines import cli, exit_codes, token_counting
from warploom.pipelines.token_counting import TokenizerError, find_tokenizer
from warploom.schemas.manifest import read_manifest

TOKENS = '[tokens]\ntokenizer = "model/tokenizer.json"\n'


def write_tokenizer(path: Path) -> None:
    """One token for each run of word characters or of others; it would cut and pad texts, were it asked."""
    tokenizers = pytest.importorskip("tokenizers")
    tokenizer = tokenizers.Tokenizer(tokenizers.models.WordLevel({"x": 0, "?": 1, "[CLS]": 2}, unk_token="?"))  # noqa: S106 - no password
    tokenizer.pre_tokenizer = tokenizers.pre_tokenizers.Whitespace()
    tokenizer.post_processor = tokenizers.processors.TemplateProcessing("[CLS] $A", special_tokens=[("[CLS]", 2)])
    tokenizer.enable_truncation(4)
    tokenizer.enable_padding(length=4)
    path.parent.mkdir(parents=True, exist_ok=True)
    tokenizer.save(str(path))


def build(recipe: Path, out: Path) -> int:
    """In this process."""
    places = ["--out", str(out), "--cache", str(out.with_name("cache")), "--runner", "in_process"]
    return cli.run(["build", str(recipe), *places])


@pytest.mark.xdist_group("token_counting")
def test_tokens_are_counted_and_shown(tmp_path: Path) -> None:
    """As Python's own idea of words has it; special tokens, truncation and padding change nothing."""
    (tmp_path / "c").mkdir()
    write_tokenizer(tmp_path / "c/model/tokenizer.json")
    recipe = small_corpus(tmp_path / "c", n_repositories=3, n_files=2, extra=TOKENS)
    out = tmp_path / "out"
    assert exit_codes.DONE == build(recipe, out)
    assert exit_codes.DONE == cli.run(["check", str(out)])
    said = rows(out, r"select n_tokens, len(regexp_extract_all(text, '\w+|[^\w\s]+')) from source_files")
    assert said
    assert [a for a, _ in said] == [b for _, b in said]
    total = sum(int(str(n)) for n, _ in said)
    (extent,) = read_manifest(out).counts.extents
    assert ("C", "permissive", "train", total) == (extent.language, extent.license_tier, extent.split, extent.n_tokens)
    card = (out / "README.md").read_text()
    assert f"| C | permissive | train | {extent.n_files} | {extent.n_bytes:,} | {total:,} |" in card
    assert "by model/tokenizer.json (SHA-256" in card
    assert 'data-figure="tokens"' in (out / "datasheet.html").read_text()
    before = release_digests(out)
    assert exit_codes.DONE == build(recipe, out)
    assert before == release_digests(out)


@pytest.mark.xdist_group("token_counting")
def test_without_a_tokenizer_nothing_is_counted(tmp_path: Path) -> None:
    """Null, not 0; and the card says why."""
    (tmp_path / "c").mkdir()
    out = tmp_path / "out"
    assert exit_codes.DONE == build(small_corpus(tmp_path / "c", n_repositories=1, n_files=2), out)
    assert [(None,)] == rows(out, "select distinct n_tokens from source_files")
    assert "this one names none" in (out / "README.md").read_text()
    assert None is json.loads((out / "manifest.json").read_text())["counts"]["extents"][0]["n_tokens"]


def test_no_name_is_no_tokenizer() -> None:
    """Nor needs it the library."""
    assert find_tokenizer("") is None


@pytest.mark.parametrize("content", [b"", b"{}", b"\xff\xfe", b'{"model": 3}'])
def test_what_is_no_tokenizer_is_refused(tmp_path: Path, content: bytes) -> None:
    """Before anything is read."""
    pytest.importorskip("tokenizers")
    (tmp_path / "tokenizer.json").write_bytes(content)
    with pytest.raises(TokenizerError, match="is no tokenizer"):
        find_tokenizer(str(tmp_path / "tokenizer.json"))


def test_a_missing_file_is_refused(tmp_path: Path) -> None:
    """With what to name."""
    pytest.importorskip("tokenizers")
    with pytest.raises(TokenizerError, match=r"no such file. Name the tokenizer\.json"):
        find_tokenizer(str(tmp_path / "none.json"))


def test_without_the_library_it_is_said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the way to get it."""

    def missing(_: str) -> str:
        raise token_counting.PackageNotFoundError

    monkeypatch.setattr(token_counting, "version", missing)
    with pytest.raises(TokenizerError, match=r"pip install 'warploom\[tokens\]'"):
        find_tokenizer(str(tmp_path / "tokenizer.json"))


def test_a_file_that_changes_while_a_build_runs_is_refused(tmp_path: Path) -> None:
    """Counts of two tokenizers do not mix."""
    path = tmp_path / "tokenizer.json"
    write_tokenizer(path)
    found = find_tokenizer(str(path))
    assert found is not None
    assert f"{tmp_path.name}/tokenizer.json" == found.name
    path.write_text(path.read_text() + "\n")
    token_counting._tokenizer.cache_clear()
    with pytest.raises(TokenizerError, match="has changed"):
        token_counting._tokenizer(found)
