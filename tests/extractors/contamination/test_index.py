"""An index holds no text, is the same bytes for the same items, and nothing else passes for one."""

from __future__ import annotations

from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.extractors.contamination.benchmark import RUNS, WEAVE, item_texts
from warploom.extractors.contamination import grams, scheme
from warploom.extractors.contamination.index import (
    IndexFileError,
    ItemText,
    benchmarks_of,
    build_index,
    digest_of_index,
    merged,
    read_index,
    write_index,
)
from warploom.schemas.errors import UsageError


def test_an_index_is_read_as_it_was_written(tmp_path: Path) -> None:
    """The same bytes whatever the order of the items; none of their words is in the file."""
    index = build_index(item_texts())
    write_index(tmp_path / "a", index)
    write_index(tmp_path / "b", build_index(reversed(item_texts())))
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()
    back = read_index(tmp_path / "a")
    assert (index.table, index.too_short, index.n_boilerplate) == (back.table, back.too_short, back.n_boilerplate)
    assert digest_of_index(index) == digest_of_index(back)
    assert ("weaving",) == benchmarks_of(back)
    data = (tmp_path / "a").read_bytes() + str(back.table.slice(0, 50).to_pylist()).encode()
    assert not any(word.encode() in data for word in ("neighbours", "thread", "best_length", "threads"))


def test_another_item_is_another_digest() -> None:
    """Digests follow the hashes."""
    other = [*item_texts(), ItemText("weaving", "more", "prompt", "one two three four five six seven eight nine ten")]
    assert digest_of_index(build_index(item_texts())) != digest_of_index(build_index(other))


def _rewritten(path: Path, metadata: dict[bytes, bytes], table: pa.Table | None = None) -> Path:
    write_index(path, build_index(item_texts()))
    old = pq.read_table(path)
    table = old if table is None else table
    pq.write_table(table.replace_schema_metadata({**(old.schema.metadata or {}), **metadata}), path)
    return path


def test_what_is_no_index_is_refused(tmp_path: Path) -> None:
    """Missing, text, a directory, another table, another scheme, damaged metadata, other columns."""
    text = tmp_path / "text"
    text.write_text("no Parquet")
    other = tmp_path / "other.parquet"
    pq.write_table(pa.table({"a": [1]}), other)
    index = build_index(item_texts()).table
    for path, why in (
        (tmp_path / "none", "is not there"),
        (text, "is no Parquet file"),
        (tmp_path, "is no Parquet file"),
        (other, "holds no index"),
        (_rewritten(tmp_path / "v", {b"warploom.scheme": b"warploom-contamination-0"}), "is of the scheme"),
        (_rewritten(tmp_path / "m", {b"warploom.too_short": b"[1]"}), "is damaged"),
        (_rewritten(tmp_path / "c", {}, index.drop_columns(["field"])), "is damaged"),
    ):
        with pytest.raises(IndexFileError, match=why) as raised:
            read_index(path)
        assert "warploom benchmarks add" in str(raised.value)


def test_a_huge_item_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """With its name; at the limit it is taken."""
    monkeypatch.setattr(grams, "MAX_TEXT_BYTES", 1)
    monkeypatch.setattr("warploom.extractors.contamination.index.MAX_TEXT_BYTES", len(RUNS))
    build_index([ItemText("b", "1", "prompt", RUNS)])
    with pytest.raises(UsageError, match="b: 1: prompt"):
        build_index([ItemText("b", "1", "prompt", RUNS + "x")])


@pytest.mark.parametrize("name", ["", "a b", "a:b", "../x", "é", "x" * 101])
def test_a_bad_name_is_refused(name: str) -> None:
    """Names are shown, and counted by, in other places."""
    with pytest.raises(UsageError, match="name of a benchmark"):
        build_index([ItemText(name, "1", "prompt", RUNS)])


def test_what_many_items_share_is_left_out() -> None:
    """A preamble of all items is no mark of any; what each has of its own is."""
    preamble = "You are given a task. Write the function below so that all of the following examples hold. "
    own = [f"{name} " * 2 + f"{name}ing a {name}er with some {name}s" for name in "abcdefghijklmnopqrstu"]
    texts = [ItemText("b", str(i), "prompt", preamble + words) for i, words in enumerate(own)]
    index = build_index(texts)
    assert index.n_boilerplate > 5
    assert build_index(texts[: scheme.MAX_ITEMS]).n_boilerplate == 0
    assert not set(index.table.column("hash").to_pylist()) & set(grams.word_grams(preamble.encode()).tolist())


def test_lists_of_numbers_tell_nothing() -> None:
    """Neither as words nor as tokens."""
    numbers = ", ".join(str(i) for i in range(400))
    index = build_index([ItemText("b", "1", "solution", f"[{numbers}]", "Python")])
    assert 0 == index.table.num_rows


def test_a_signature_is_no_mark_of_a_prompt_and_code_is() -> None:
    """By tokens a prompt is looked for that has enough of them."""
    short = ItemText("b", "1", "prompt", "double norm(const double *x, int n, double p) {", "C++", is_solution=False)
    long = ItemText("b", "2", "prompt", f"void weave(double *x) {{{WEAVE}", "C++", is_solution=False)
    index = build_index([short, long])
    methods = {(i, m) for i, m in zip(*(index.table.column(c).to_pylist() for c in ("item", "method")), strict=True)}
    assert ("2", "tokens") in methods
    assert not {("1", "tokens"), ("1", "function"), ("2", "function")} & methods
    assert not any(method != "words" for *_, method in index.too_short)


def test_a_benchmark_is_in_one_index_alone() -> None:
    """Scores are shares of an item's hashes: two halves of one would say too much."""
    index = build_index(item_texts())
    other = build_index([ItemText("other", "1", "prompt", RUNS)])
    both = merged([index, other])
    assert ("other", "weaving") == benchmarks_of(both)
    assert index.table.num_rows + other.table.num_rows == both.table.num_rows
    assert both.table.equals(merged([other, index]).table)
    with pytest.raises(UsageError, match="weaving: in several"):
        merged([index, other, index])
