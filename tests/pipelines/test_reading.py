"""Reading a bucket into slices: nothing lost, cuts where the content says, and a bad repository leaves no trace."""

from __future__ import annotations

import io
import tarfile
import tempfile
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warploom.extractors.sources.archive import Archive
from warploom.pipelines import reading
from warploom.pipelines.reading import ReadSources
from warploom.pipelines.receipts import Receipt
from warploom.pipelines.runner import Workspace
from warploom.pipelines.shards import read_shard, write_shard
from warploom.schemas.identity import content_id, occurrence_id, repository_id
from warploom.schemas.quarantine import REJECTIONS
from warploom.schemas.reasons import Reason
from warploom.schemas.source import Entry, LocalSource, Origin, ReadLimits, RevisionFacts, SourceError
from warploom.schemas.source_files import CONTENTS
from warploom.schemas.stage import Reject

Row = tuple[str, str, bytes]
"""Repository id, path, content."""

TIME = datetime(2026, 11, 23, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class ListedSource:
    """A source made in code; a file without content is refused, and after the last one the source may turn out bad."""

    name: str
    files: tuple[tuple[str, bytes | None], ...]
    is_bad: bool = False

    @property
    def origin(self) -> Origin:
        return Origin("archive", self.name, f"pkg:generic/{self.name}", "1")

    @property
    def id(self) -> str:
        return repository_id("archive", self.name, "1")

    @property
    def kept(self) -> list[Row]:
        """What reading must leave of it."""
        return [] if self.is_bad else [(self.id, path, content) for path, content in self.files if content is not None]

    def state(self) -> str:
        return self.name

    def entries(self, limits: ReadLimits) -> Iterator[Entry]:
        for path, content in self.files:
            reject = Reject(Reason.TOO_LARGE, "for tests") if content is None else None
            yield Entry(path, None if content is None else len(content), content, reject)
        if self.is_bad:
            raise SourceError(Reason.SOURCE_DAMAGED, "truncated, for tests")

    def facts(self) -> RevisionFacts:
        return RevisionFacts(time=TIME)


def listed(name: str, sizes: Sequence[int], *, is_bad: bool = False) -> ListedSource:
    """A source of files with these sizes, their contents all different."""
    files = ((f"src/{i:05d}.c", f"{name} {i} ".encode().ljust(size, b"x")) for i, size in enumerate(sizes))
    return ListedSource(name, tuple(files), is_bad)


def small_slices(patch: pytest.MonkeyPatch, *, low: int = 1_000, high: int = 4_000, n_rows: int = 100) -> None:
    """Limits at which a few kilobytes make many slices."""
    patch.setattr(reading, "MIN_SLICE_BYTES", low)
    patch.setattr(reading, "MAX_SLICE_BYTES", high)
    patch.setattr(reading, "MAX_SLICE_ROWS", n_rows)


def read(work: Path, *sources: LocalSource, first_paths: int | None = None) -> Receipt:
    """Read the sources as one bucket."""
    job = ReadSources("0007", sources, tuple("state" for _ in sources), ReadLimits(), first_paths)
    return job.run(Workspace(work, work / "licenses", work / "compiled"))


def slices(work: Path, receipt: Receipt) -> list[list[Row]]:
    """Rows of each slice; their ids and lengths are checked on the way."""
    found = []
    for shard in receipt.of_table(CONTENTS.name):
        rows = read_shard(work, shard, CONTENTS).to_pylist()
        for r in rows:
            ids = occurrence_id(r["repository_id"], r["path"]), content_id(r["content"]), len(r["content"])
            assert ids == (r["occurrence_id"], r["content_id"], r["content_bytes"])
        found.append([(r["repository_id"], r["path"], r["content"]) for r in rows])
    return found


def rejections(work: Path, receipt: Receipt) -> list[dict[str, Any]]:
    """All refusals; where there is none, there is no shard of them."""
    shards = receipt.of_table(REJECTIONS.name)
    return [row for shard in shards for row in read_shard(work, shard, REJECTIONS).to_pylist()]


repositories = st.lists(
    st.tuples(st.lists(st.integers(12, 1_500), max_size=40), st.booleans()), min_size=1, max_size=5
).map(lambda drawn: tuple(listed(f"owner/r{i}", sizes, is_bad=bad) for i, (sizes, bad) in enumerate(drawn)))


@settings(max_examples=40)
@given(repositories)
def test_slices_hold_every_row_of_every_good_repository_in_order(sources: tuple[ListedSource, ...]) -> None:
    """Wherever the cuts fall and whichever repositories fail, the slices in a row are the files in their order."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        small_slices(patch, n_rows=30)
        receipt = read(Path(folder), *sources)
        cut = slices(Path(folder), receipt)
        refused = rejections(Path(folder), receipt)
        written = {str(p.relative_to(folder)) for p in Path(folder).rglob("*") if p.is_file()}
    kept = [row for source in sources for row in source.kept]
    assert kept == [row for rows in cut for row in rows]
    assert all(cut)
    assert [source.id for source in sources if source.is_bad] == [r["subject_id"] for r in refused]
    assert written == {shard.path for shard in receipt.shards}
    assert {"rows": len(kept) + len(refused), "bytes": sum(len(c) for *_, c in kept), "refused": len(refused)} == dict(
        receipt.counts
    )


@settings(max_examples=40)
@given(repositories)
def test_a_slice_stays_within_its_limits(sources: tuple[ListedSource, ...]) -> None:
    """A slice ends with the row that reaches the limit, so that memory is bounded by it and one file."""
    with pytest.MonkeyPatch.context() as patch, tempfile.TemporaryDirectory() as folder:
        small_slices(patch, n_rows=30)
        cut = slices(Path(folder), read(Path(folder), *sources))
    for rows in cut:
        assert len(rows) <= 30
        assert sum(len(content) for *_, content in rows[:-1]) < 4_000


@pytest.mark.parametrize("where", [0, 700, 1_999, 3_210, 4_000])
def test_an_inserted_file_changes_the_slices_around_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, where: int
) -> None:
    """Cuts follow the content: of many slices at most two get other bytes, so the others are not processed again."""
    small_slices(monkeypatch, low=20_000, high=80_000, n_rows=8_192)
    before = listed("owner/one", [40 + 37 * i % 120 for i in range(4_000)])
    files = list(before.files)
    files.insert(where, (f"src/{where:05d}-inserted.c", b"int inserted;\n" * 9))
    after = replace(before, files=tuple(files))
    old, new = ([s.sha256 for s in read(tmp_path, source).of_table(CONTENTS.name)] for source in (before, after))
    assert len(old) > 10
    assert 1 <= len(set(new) - set(old)) <= 2
    assert len(set(old) - set(new)) <= 2


def test_an_inserted_tiny_file_changes_the_slices_around_it_alone(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same where slices are full of rows before they are full of bytes."""
    small_slices(monkeypatch, low=20_000, high=80_000, n_rows=256)
    before = listed("owner/one", [20] * 4_000)
    after = replace(before, files=(("src/0.c", b"int inserted;\n"), *before.files))
    old, new = ([s.sha256 for s in read(tmp_path, source).of_table(CONTENTS.name)] for source in (before, after))
    assert len(old) > 10
    assert 1 <= len(set(new) - set(old)) <= 2


def test_a_repository_that_fails_midway_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Several slices of it were on disk already: its rows and files are gone, and its neighbours lost none."""
    small_slices(monkeypatch)
    good, bad, last = (listed(n, [300] * k, is_bad=n == "b") for n, k in (("a", 5), ("b", 60), ("c", 7)))
    written: list[str] = []

    def watched(*arguments: Any) -> Any:
        written.append(arguments[2])
        return write_shard(*arguments)

    monkeypatch.setattr(reading, "write_shard", watched)
    receipt = read(tmp_path, good, bad, last)
    assert len([name for name in written if name.startswith("contents/")]) > 5
    assert good.kept + last.kept == [row for rows in slices(tmp_path, receipt) for row in rows]
    assert {s.path for s in receipt.shards} == {str(p.relative_to(tmp_path)) for p in tmp_path.rglob("*.parquet")}


def test_a_failed_repository_is_refused_as_a_whole(tmp_path: Path) -> None:
    """One rejection without a path, in place of all that its paths had; its facts remain, without a time."""
    bad = ListedSource("owner/bad", (("a.c", b"int a;"), ("huge.bin", None)), is_bad=True)
    receipt = read(tmp_path, bad)
    (row,) = rejections(tmp_path, receipt)
    assert (bad.id, bad.id, None, "source_damaged") == (
        row["subject_id"],
        row["repository_id"],
        row["path"],
        row["reason"],
    )
    (facts,) = receipt.facts["repositories"]
    assert (bad.id, "owner/bad", None) == (facts["repository_id"], facts["repo_name"], facts["revision_time"])


def test_a_refused_path_keeps_its_reason_beside_read_ones(tmp_path: Path) -> None:
    """What has no content is a rejection, and no row of contents."""
    source = ListedSource("owner/one", (("a.c", b"int a;"), ("huge.bin", None), ("z.c", b"int z;")))
    receipt = read(tmp_path, source)
    assert ["a.c", "z.c"] == [path for rows in slices(tmp_path, receipt) for _, path, _ in rows]
    (row,) = rejections(tmp_path, receipt)
    assert (occurrence_id(source.id, "huge.bin"), "huge.bin", "too_large") == (
        row["subject_id"],
        row["path"],
        row["reason"],
    )


def test_paths_that_an_archive_repeats_get_ids_of_their_own(tmp_path: Path) -> None:
    """Three members of one name, and one that is named like the second: four ids, and the first content counts."""
    archive = tmp_path / "twice.tar"
    with tarfile.open(archive, "w") as tar:
        for name, content in (("a.c", b"1st"), ("a.c", b"2nd"), ("a.c", b"3rd"), ("a.c//2", b"4th")):
            info = tarfile.TarInfo(name)
            info.size = len(content)
            tar.addfile(info, io.BytesIO(content))
    receipt = read(tmp_path, Archive(str(archive)).fetch(tmp_path, offline=True))
    kept = [row for rows in slices(tmp_path, receipt) for row in rows]
    refused = rejections(tmp_path, receipt)
    assert [("a.c", b"1st"), ("a.c/2", b"4th")] == [(path, content) for _, path, content in kept]
    assert ["duplicate_path", "duplicate_path"] == [row["reason"] for row in refused]
    ids = {occurrence_id(repository, path) for repository, path, _ in kept} | {row["subject_id"] for row in refused}
    assert 4 == len(ids)


def test_a_limit_reads_the_first_paths_of_each_source(tmp_path: Path) -> None:
    """`--limit 3` counts paths, refused ones too, per source."""
    one = ListedSource("owner/one", (("a.c", b"a"), ("b.bin", None), ("c.c", b"c"), ("d.c", b"d")))
    two = listed("owner/two", [20] * 5)
    receipt = read(tmp_path, one, two, first_paths=3)
    assert [*one.kept[:2], *two.kept[:3]] == [row for rows in slices(tmp_path, receipt) for row in rows]
    assert 1 == len(rejections(tmp_path, receipt))


def test_reading_twice_gives_equal_receipts(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Names, digests and facts are functions of the sources alone."""
    small_slices(monkeypatch)
    sources = (listed("owner/one", [500] * 30), listed("owner/two", [90] * 50))
    assert read(tmp_path / "x", *sources) == read(tmp_path / "y", *sources)


def test_the_fingerprint_follows_state_limits_and_limit() -> None:
    """Whatever may change what is read renames the result."""
    job = ReadSources("0007", (listed("owner/one", [20]),), ("state",), ReadLimits(), None)
    changed = (
        job,
        replace(job, states=("other",)),
        replace(job, limits=ReadLimits(max_file_bytes=10)),
        replace(job, first_paths=1),
        replace(job, sources=(listed("owner/two", [20]),)),
    )
    assert len(changed) == len({j.fingerprint for j in changed})


def test_an_entry_with_neither_content_nor_reason_is_a_defect(tmp_path: Path) -> None:
    """A source that says nothing of a path would lose it."""

    class Forgetful(ListedSource):
        def entries(self, limits: ReadLimits) -> Iterator[Entry]:
            yield Entry("a.c", 1, None)

    with pytest.raises(AssertionError, match=r"a\.c"):
        read(tmp_path, Forgetful("owner/one", ()))
