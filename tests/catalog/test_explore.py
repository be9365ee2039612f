"""`query` answers and cannot get out; `explain` and `find` tell all that is known."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_release import HOSTILE, ODD_PATH, small_rows, split_rows, write_release
from warploom.catalog.answers import Section
from warploom.catalog.explore import QueryError, explain, find, query


@pytest.fixture(scope="module")
def directory(tmp_path_factory: pytest.TempPathFactory) -> Path:
    directory = tmp_path_factory.mktemp("explore") / "r"
    write_release(directory)
    return directory


def titles(sections: list[Section]) -> list[str]:
    return [section.title for section in sections]


def section(sections: list[Section], title: str) -> list[dict[str, object]]:
    (found,) = [s for s in sections if s.title == title]
    rows: list[dict[str, object]] = found.table.to_pylist()
    return rows


def test_query_reads_every_table(directory: Path) -> None:
    """Views of other names as well."""
    answer = query(directory, "SELECT license_tier, count(*) AS n FROM source_files GROUP BY ALL ORDER BY ALL")
    assert {"license_tier": ["permissive", "weak_copyleft"], "n": [5, 1]} == answer.to_pydict()
    assert [2] == query(directory, "SELECT count(*) AS n FROM as_the_stack_v2 WHERE language = 'Cuda'")["n"].to_pylist()


def test_query_describes_columns(directory: Path) -> None:
    """Descriptions are comments."""
    answer = query(
        directory, "SELECT comment FROM duckdb_columns() WHERE table_name = 'quarantine' AND comment IS NULL"
    )
    assert 0 == answer.num_rows


def test_query_gives_the_last_answer(directory: Path) -> None:
    """Of several statements; one without a result has no columns."""
    assert [{"b": 2}] == query(directory, "SELECT 1 AS a; SELECT 2 AS b").to_pylist()
    assert 0 == query(directory, "").num_columns


@pytest.mark.parametrize(
    "sql",
    [
        "COPY (SELECT 1) TO '{place}/x.csv'",
        "WITH x AS (COPY (SELECT 1) TO '{place}/x.csv') SELECT * FROM x",
        "EXPLAIN ANALYZE COPY (SELECT 1) TO '{place}/x.csv'",
        "EXPORT DATABASE '{place}/x'",
        "ATTACH '{place}/x.db'",
        "INSTALL httpfs",
        "LOAD httpfs",
        "SELECT * FROM read_text('{place}/NOTICE')",
        "FROM '{place}/data/sample/train-00000-of-00001.parquet'",
        "FROM glob('{place}/*')",
        "SET enable_external_access = true",
        "SET lock_configuration = false",
        "RESET memory_limit",
        "FROM directory",
        "SELEC 1",
    ],
)
def test_query_cannot_leave_the_release(directory: Path, sql: str) -> None:
    """No file, extension, setting or Python variable is in reach, and nothing is written."""
    before = sorted(directory.rglob("*"))
    with pytest.raises(QueryError):
        query(directory, sql.format(place=directory))
    assert before == sorted(directory.rglob("*"))


def test_explain_says_why_a_file_is_in_its_split(tmp_path: Path) -> None:
    """Of a release that has splits."""
    rows = split_rows("owner/one", "test")
    write_release(tmp_path, rows, by_split=True)
    (told,) = section(explain(tmp_path, rows["source_files"][0]["row_id"]), "Split")
    assert ("test", "hash") == (told["split"], told["reason"])


def test_explain_a_source_file(directory: Path) -> None:
    """Its row without the text, all its paths, all evidence."""
    (row,) = [row for row in small_rows()["source_files"] if row["path"] == "src/k.cu"]
    sections = explain(directory, row["row_id"])
    of_compiling = ["Compiled to", "Attempts to compile it"]
    assert ["Source file", "Paths that hold this content", *of_compiling, "License evidence"] == titles(sections)
    (told,) = section(sections, "Source file")
    assert "text" not in told
    assert row["text"] == told["text_head"]
    assert ["src/k.cu", "vendor/k.cu"] == [r["path"] for r in section(sections, "Paths that hold this content")]
    assert titles(sections) == titles(explain(directory, row["content_id"]))


def test_explain_a_refused_path(directory: Path) -> None:
    """The reason comes with the path."""
    refused = small_rows()["quarantine"][0]
    sections = explain(directory, refused["subject_id"])
    assert ["Path", "Why it was refused", "Repository"] == titles(sections)
    assert "license_not_allowed" == section(sections, "Why it was refused")[0]["reason"]


def test_explain_a_duplicate(directory: Path) -> None:
    """It leads to the row that is published."""
    (path,) = [row for row in small_rows()["occurrences"] if row["fate"] == "duplicate"]
    sections = explain(directory, path["occurrence_id"])
    assert "src/k.cu" == section(sections, "Published as")[0]["path"]
    assert ["src/k.cu"] == [row["path"] for row in section(sections, "Other paths with the same content")]


def test_explain_a_part_of_a_path(directory: Path) -> None:
    """One match is explained, several are listed."""
    assert "Path" == titles(explain(directory, "gpl.c"))[0]
    assert ["Paths that contain it"] == titles(explain(directory, "k.cu"))
    assert ODD_PATH == section(explain(directory, "we\"ird 'p"), "Path")[0]["path"]


@pytest.mark.parametrize("identity", ["sf_0", "oc_0", "rp_0", "swh:1:cnt:0", "no/such/path", "'; DROP TABLE x; --"])
def test_explain_nothing(directory: Path, identity: str) -> None:
    """An id that is not in is no section."""
    assert [] == explain(directory, identity)


def test_explain_a_refused_repository(directory: Path) -> None:
    """Refused as a whole."""
    repository = small_rows()["repositories"][2]
    sections = explain(directory, repository["repository_id"])
    assert ["Repository", "Refused as a whole"] == titles(sections)


@pytest.mark.parametrize("name", ["owner/one", "OWNER/"])
def test_find_a_repository(directory: Path, name: str) -> None:
    """Paths by fate, files by license, refusals by reason; a part of the name will do."""
    sections = find(directory, name)
    assert ["Repository", "Paths", "Published files", "Refused paths"] == titles(sections)
    fates = {row["fate"]: row["n_paths"] for row in section(sections, "Paths")}
    assert {"published": 4, "not_source": 1, "quarantined": 1} == fates
    assert "gpl.c" == section(sections, "Refused paths")[0]["example"]


def test_find_a_hostile_name(directory: Path) -> None:
    """Names are parameters, not SQL."""
    assert HOSTILE == section(find(directory, HOSTILE), "Repository")[0]["repo_name"]
    assert [] == find(directory, "no such repository")


def test_a_long_answer_says_how_much_is_left_out(directory: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sections are bounded, not silently."""
    monkeypatch.setattr("warploom.catalog.answers.MAX_ROWS", 1)
    (paths,) = explain(directory, "c")
    assert (1, 8) == (paths.table.num_rows, paths.n_more)
