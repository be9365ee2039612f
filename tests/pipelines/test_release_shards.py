"""Published shards: their order, what their Parquet metadata offer to readers, and the fair shares of the sample."""

from __future__ import annotations

import hashlib
import random
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.pipelines import release_parquet, release_shards
from warploom.pipelines.release_parquet import write_release_shard
from warploom.pipelines.release_plan import shard_count
from warploom.pipelines.release_shards import (
    TextBucket,
    WriteEvidence,
    WriteSample,
    WriteSourceFiles,
)
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import ShardRef, write_shard
from warploom.schemas.columns import LICENSE_TIERS
from warploom.schemas.identity import content_id, occurrence_id, repository_id
from warploom.schemas.occurrences import OCCURRENCES
from warploom.schemas.picks import PICKS
from warploom.schemas.release import PUBLISHED, SORTED_BY
from warploom.schemas.source_files import SOURCE_FILES, SOURCE_TEXTS
from warploom.schemas.syntax import SYNTAX_FILES
from warploom.schemas.table import Table

File = tuple[str, str, str]
"""Path, license expression, text."""

_DEFAULTS: dict[Any, Any] = {
    pa.string(): "x",
    pa.binary(): b"x",
    pa.bool_(): False,
    pa.int32(): 0,
    pa.int64(): 0,
    pa.float64(): 0.5,
}


def row(table: Table, **given: Any) -> dict[str, Any]:
    """A row of the table; what is not given has a plain value of its type."""
    plain: dict[str, Any] = {c.name: [] if pa.types.is_list(c.type) else _DEFAULTS.get(c.type) for c in table.columns}
    return {**plain, **{name: value for name, value in given.items() if name in plain}}


def bucket(work: Path, name: str, slices: Sequence[Sequence[File]]) -> TextBucket:
    """A bucket of one repository whose texts lie in these slices; all of them are picked, in random order.

    What lies in a folder `test` is in the split of that name.
    """
    repository = repository_id("local", name, "")
    shards, syntax, picks = [], [], []
    for number, files in enumerate(slices):
        texts = []
        for position, (path, expression, text) in enumerate(files):
            known = {
                "occurrence_id": occurrence_id(repository, path),
                "repository_id": repository,
                "path": path,
                "content_id": content_id(text.encode()),
                "language": "C",
                "text": text,
                "length_bytes": len(text.encode()),
                "license_expression": expression,
                "license_tier": "permissive",
                "dedup_cluster_size": 1,
                "slice_number": number,
                "slice_row": position,
                "split": "test" if path.startswith("test/") else "train",
            }
            texts.append(row(SOURCE_TEXTS, **known))
            picks.append(row(PICKS, **known))
        place = f"source_texts/{name}-{number}.parquet"
        shards.append(write_shard(work, SOURCE_TEXTS, place, [SOURCE_TEXTS.batch([t]) for t in texts]))
        read = SYNTAX_FILES.batch(row(SYNTAX_FILES, occurrence_id=t["occurrence_id"]) for t in texts)
        syntax.append(write_shard(work, SYNTAX_FILES, f"syntax_files/{name}-{number}.parquet", [read]))
    random.Random(name).shuffle(picks)
    facts = {
        "repository_id": repository,
        "repo_name": name,
        "revision_id": "tree:0",
        "source_kind": "local",
        "origin_url": f"local:{name}",
        "revision_time": None,
    }
    picked = write_shard(work, PICKS, f"picks/{name}.parquet", [PICKS.batch(picks)])
    return TextBucket(picked, tuple(shards), tuple(syntax), (facts,))


def corpus(work: Path, n_lines: int = 3) -> list[TextBucket]:
    """Four buckets of three slices; licenses and paths interleave, and every text is another one."""
    licenses = ("MIT", "Apache-2.0", "BSD-3-Clause", "GPL-2.0-or-later OR MIT")

    def text(key: str) -> str:
        return "".join(f"// {hashlib.sha256(f'{key} {i}'.encode()).hexdigest()}\n" for i in range(n_lines))

    return [
        bucket(
            work,
            name,
            [
                [(f"src/{i % 5}/{s}-{i}.c", licenses[(i + s) % 4], text(f"{name} {s} {i}")) for i in range(8)]
                for s in range(3)
            ],
        )
        for name in ("local/b", "local/a", "local/Z", "local/é")
    ]


def write(work: Path, buckets: Sequence[TextBucket], split: str = "train") -> Path:
    """One shard of `source_files`."""
    job = WriteSourceFiles(f"c-{split}", tuple(buckets), "tests", "1.0", split)
    (ref,) = job.run(Workspace(work, work / "licenses", work / "compiled")).shards
    return work / ref.path


def row_groups(path: Path) -> list[int]:
    """Bytes of text in each row group."""
    file = pq.ParquetFile(path)
    return [
        sum(file.read_row_group(g, columns=["length_bytes"]).column(0).to_pylist()) for g in range(file.num_row_groups)
    ]


def test_rows_are_sorted_as_the_release_promises(tmp_path: Path) -> None:
    """By language, license and repository, then path: by code point, so that upper case comes first."""
    table = pq.read_table(write(tmp_path, corpus(tmp_path)))
    keys = list(zip(*(table.column(c).to_pylist() for c in (*SORTED_BY["source_files"], "path")), strict=True))
    assert 96 == len(set(keys))
    assert sorted(keys) == keys


def test_every_picked_text_is_published_beside_its_own_facts(tmp_path: Path) -> None:
    """Texts are fetched from many slices in another order, and none is exchanged for another."""
    table = pq.read_table(write(tmp_path, corpus(tmp_path)))
    assert 96 == table.num_rows
    for r in table.select(["text", "row_id", "content_id", "repo_name", "path", "occurrence_id"]).to_pylist():
        content = content_id(r["text"].encode())
        place = occurrence_id(repository_id("local", r["repo_name"], ""), r["path"])
        assert (content, "sf_" + content.removeprefix("swh:1:cnt:"), place) == (
            r["content_id"],
            r["row_id"],
            r["occurrence_id"],
        )


def test_a_shard_holds_one_split(tmp_path: Path) -> None:
    """Out of the same picks each takes its own, with the texts that belong to them."""
    slices = [
        [(f"{'test' if i % 3 else 'src'}/{s}-{i}.c", "MIT", f"int v{s}_{i};\n") for i in range(9)] for s in (1, 2)
    ]
    mixed = [bucket(tmp_path, "local/mixed", slices)]
    for split, folder, n in (("train", "src", 6), ("test", "test", 12)):
        table = pq.read_table(write(tmp_path, mixed, split))
        assert [split] * n == table.column("split").to_pylist()
        expected = {path: text for files in slices for path, _, text in files if path.startswith(folder)}
        assert expected == dict(zip(table.column("path").to_pylist(), table.column("text").to_pylist(), strict=True))


def test_the_order_of_buckets_does_not_show(tmp_path: Path) -> None:
    """Rows are in one order, whichever bucket came first."""
    buckets = corpus(tmp_path)
    one, other = write(tmp_path, buckets), write(tmp_path, buckets[::-1])
    assert one != other
    assert pq.read_table(one).equals(pq.read_table(other))


def test_a_shard_is_the_same_bytes_every_time(tmp_path: Path) -> None:
    """Neither the work directory nor a clock is in it."""
    one, other = (write(tmp_path / n, corpus(tmp_path / n)) for n in ("x", "y"))
    assert one.read_bytes() == other.read_bytes()


def test_row_groups_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where ids end none, a limit does: a group never holds more than half as much again as the mean, and a file."""
    monkeypatch.setattr(release_shards, "_BATCH_BYTES", 2_000)
    monkeypatch.setattr(release_parquet, "GROUP_BYTES", 20_000)
    groups = row_groups(write(tmp_path, corpus(tmp_path, n_lines=10)))
    longest = 10 * 68
    assert len(groups) > 3
    assert max(groups) < 30_000 + longest


def test_a_file_larger_than_a_row_group_gets_through(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Limits bound what is put together, never what is one."""
    monkeypatch.setattr(release_shards, "_BATCH_BYTES", 10)
    monkeypatch.setattr(release_parquet, "GROUP_BYTES", 10)
    table = pq.read_table(write(tmp_path, corpus(tmp_path)))
    assert 96 == table.num_rows


def test_ids_have_bloom_filters(tmp_path: Path) -> None:
    """A lookup by id skips row groups: each id column but those of repositories and clusters."""
    metadata = pq.ParquetFile(write(tmp_path, corpus(tmp_path))).metadata
    group = metadata.row_group(0)
    filtered = {
        group.column(i).path_in_schema
        for i in range(group.num_columns)
        if group.column(i).bloom_filter_offset is not None and group.column(i).bloom_filter_length > 0
    }
    assert {"row_id", "content_id", "occurrence_id"} == filtered


def test_bloom_filters_answer_another_reader(tmp_path: Path) -> None:
    """DuckDB's own reader excludes an id that is not there, and never one that is."""
    duckdb = pytest.importorskip("duckdb")
    path = write(tmp_path, corpus(tmp_path))
    ids = pq.read_table(path, columns=["row_id"]).column(0).to_pylist()
    absent = ["sf_" + hashlib.sha1(b"%d" % i, usedforsecurity=False).hexdigest() for i in range(50)]

    def n_excluded(values: Sequence[str]) -> int:
        probe = "select count(*) from parquet_bloom_probe(?, 'row_id', ?) where bloom_filter_excludes"
        return sum(duckdb.execute(probe, [str(path), value]).fetchone()[0] for value in values)

    assert 0 == n_excluded(ids)
    assert n_excluded(absent) >= 45


@pytest.mark.parametrize("folder", sorted(PUBLISHED))
def test_every_table_has_a_page_index_and_describes_its_columns(tmp_path: Path, folder: str) -> None:
    """Offsets and bounds of pages, zstd, and the words about table and columns, as a reader of the file finds them."""
    table = PUBLISHED[folder]
    rows = [row(table, **{table.key[0]: f"id{i}"}) for i in range(3)]
    ref = write_release_shard(tmp_path, table, f"release/{folder}.parquet", [table.batch(rows)], len(rows))
    file = pq.ParquetFile(tmp_path / ref.path)
    group = file.metadata.row_group(0)
    chunks = [group.column(i) for i in range(group.num_columns)]
    assert all(chunk.has_offset_index for chunk in chunks)
    assert {"ZSTD"} == {chunk.compression for chunk in chunks}
    assert all(chunk.has_column_index for chunk in chunks if chunk.statistics and chunk.statistics.has_min_max)
    schema = file.schema_arrow
    assert {c.name: c.description for c in table.columns} == {
        name: schema.field(name).metadata[b"description"].decode() for name in schema.names
    }
    assert (table.name, table.version) == tuple(
        schema.metadata[key].decode() for key in (b"warploom.table", b"warploom.version")
    )
    assert [c.nullable for c in table.columns] == [schema.field(name).nullable for name in schema.names]


def test_an_inserted_row_leaves_most_pages_as_they_are(tmp_path: Path) -> None:
    """Pages are cut where the content says: stores that know equal chunks transfer and keep the difference alone."""
    noise = random.Random(20261123)
    rows = [
        row(SOURCE_FILES, row_id=f"sf_{i:040x}", text=noise.randbytes(2_000).hex(), path=f"{i:05d}.c")
        for i in range(2_000)
    ]
    inserted = row(SOURCE_FILES, row_id="sf_" + "f" * 40, text=noise.randbytes(700).hex(), path="00099.cc")
    versions = []
    for name, listed in (("old", rows), ("new", [*rows[:100], inserted, *rows[100:]])):
        batch = SOURCE_FILES.batch(listed)
        ref = write_release_shard(tmp_path, SOURCE_FILES, f"{name}.parquet", [batch], len(rows))
        versions.append((tmp_path / ref.path).read_bytes())
    old, new = versions
    blocks = [new[i : i + 4_096] for i in range(0, len(new), 64 * 4_096)]
    assert len(blocks) > 12
    assert sum(block in old for block in blocks) / len(blocks) > 0.6


def test_evidence_is_sorted_whatever_the_order_of_its_inputs(tmp_path: Path) -> None:
    """Shards of several buckets become one, by the order that the plan names."""
    order = ("repo_name", "repository_id", "path", "occurrence_id")
    refs = []
    for k in range(3):
        rows = [row(OCCURRENCES, repo_name=f"r{i % 2}", path=f"{9 - i}{k}", occurrence_id=f"{i}{k}") for i in range(9)]
        refs.append(write_shard(tmp_path, OCCURRENCES, f"occurrences/{k}.parquet", [OCCURRENCES.batch(rows)]))
    space = Workspace(tmp_path, tmp_path / "licenses", tmp_path / "compiled")
    one, other = (
        tmp_path / WriteEvidence("occurrences", OCCURRENCES, tuple(refs[::step]), order).run(space).shards[0].path
        for step in (1, -1)
    )
    keys = list(zip(*(pq.read_table(one).column(c).to_pylist() for c in order), strict=True))
    assert 27 == len(keys)
    assert sorted(keys) == keys
    assert one.read_bytes() == other.read_bytes()


def test_evidence_without_rows_is_a_shard_all_the_same(tmp_path: Path) -> None:
    """A corpus that refuses nothing publishes an empty quarantine, not a missing one."""
    job = WriteEvidence("occurrences", OCCURRENCES, (), ("path",))
    (ref,) = job.run(Workspace(tmp_path, tmp_path / "licenses", tmp_path / "compiled")).shards
    assert 0 == ref.rows
    assert OCCURRENCES.schema.equals(pq.read_schema(tmp_path / ref.path))


def test_the_sample_holds_rows_of_source_files_unchanged(tmp_path: Path) -> None:
    """As many as are asked for, each one as it is in its shard."""
    space = Workspace(tmp_path, tmp_path / "licenses", tmp_path / "compiled")
    refs = [
        WriteSourceFiles(f"c-{k}", tuple(part), "tests", "1.0").run(space).shards[0]
        for k, part in enumerate((corpus(tmp_path)[:2], corpus(tmp_path)[2:]))
    ]
    (ref,) = WriteSample("sample", tuple(refs), n_rows=20).run(space).shards
    everything = {r["row_id"]: r for shard in refs for r in pq.read_table(tmp_path / shard.path).to_pylist()}
    sample = {r["row_id"]: r for r in pq.read_table(tmp_path / ref.path).to_pylist()}
    assert 20 == ref.rows == len(sample)
    assert sample == {i: everything[i] for i in sample}
    places = [(r["repo_name"], r["path"]) for r in sample.values()]
    assert sorted(places) == places


def test_the_sample_of_a_small_corpus_is_all_of_it(tmp_path: Path) -> None:
    """Nobody is asked for more than there is."""
    space = Workspace(tmp_path, tmp_path / "licenses", tmp_path / "compiled")
    source_files: ShardRef = WriteSourceFiles("c", tuple(corpus(tmp_path)), "tests", "1.0").run(space).shards[0]
    (ref,) = WriteSample("sample", (source_files,)).run(space).shards
    assert 96 == ref.rows


Strata = dict[tuple[str, str], list[tuple[str, int, int]]]


@st.composite
def stratified(draw: st.DrawFn) -> Strata:
    """Strata of any sizes; ids like hashes, rows in no order."""
    sizes = draw(st.lists(st.integers(1, 40), max_size=8))
    noise = draw(st.randoms(use_true_random=False))
    strata: Strata = {}
    for k, size in enumerate(sizes):
        members = [(f"sf_{noise.getrandbits(64):016x}", k % 3, 100 * k + i) for i in range(size)]
        strata[f"language{k % 4}", LICENSE_TIERS[k // 4]] = members
    return strata


def shares(strata: Strata, wanted: int) -> dict[tuple[str, str], int]:
    """How many rows of each stratum are chosen; every one at most once."""
    chosen = list(release_shards._even_shares(strata, wanted))
    assert len(chosen) == len(set(chosen))
    return {k: sum((number, r) in chosen for _, number, r in members) for k, members in strata.items()}


@given(stratified(), st.integers(0, 250))
def test_the_sample_is_as_large_as_it_can_be_and_never_larger(strata: Strata, wanted: int) -> None:
    """What small strata leave over goes to the others."""
    assert min(wanted, sum(map(len, strata.values()))) == sum(shares(strata, wanted).values())


@given(stratified(), st.integers(0, 250))
def test_strata_share_evenly(strata: Strata, wanted: int) -> None:
    """A stratum that is cut gets as much as any other cut one, give or take a row, and no less than a whole one."""
    taken = shares(strata, wanted)
    cut = [n for k, n in taken.items() if n < len(strata[k])]
    whole = [n for k, n in taken.items() if n == len(strata[k])]
    if cut:
        assert max(cut) - min(cut) <= 1
        assert all(n <= min(cut) + 1 for n in whole)


@given(stratified(), st.integers(0, 250), st.randoms(use_true_random=False))
def test_the_choice_depends_on_ids_alone(strata: Strata, wanted: int, shuffler: random.Random) -> None:
    """Neither the order of shards nor that of their rows; within a stratum the lowest ids are drawn."""
    items = shuffler.sample(list(strata.items()), len(strata))
    shuffled = {k: shuffler.sample(members, len(members)) for k, members in items}
    chosen = set(release_shards._even_shares(strata, wanted))
    assert chosen == set(release_shards._even_shares(shuffled, wanted))
    for members in strata.values():
        drawn = [(number, r) in chosen for _, number, r in sorted(members)]
        assert sorted(drawn, reverse=True) == drawn


@given(st.integers(0, 10**13), st.integers(1, 10**9))
def test_shards_are_a_power_of_two_and_just_enough(total: int, per_shard: int) -> None:
    """As many as keep the mean at or below the limit; half as many would not."""
    n = shard_count(total, per_shard)
    assert 1 == n.bit_count()
    assert total <= n * per_shard
    assert n == 1 or total > n // 2 * per_shard
