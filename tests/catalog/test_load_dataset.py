"""What the card promises about `datasets.load_dataset` holds, in a cache of its own and from any directory."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.small_release import Rows, small_rows, split_rows, write_release
from warploom.schemas.release import PUBLISHED

pytest.importorskip("datasets")

# One process for all calls: importing the library costs more than what is tested, and its cache is set at import.
SCRIPT = """
import json, sys
import datasets
datasets.disable_progress_bars()
answers = []
for arguments in json.load(sys.stdin):
    filters = arguments.pop("filters", None)
    if filters:
        arguments["filters"] = [tuple(f) for f in filters]
    try:
        loaded = list(datasets.load_dataset(**arguments))
        answers.append({"rows": len(loaded), "columns": list(loaded[0]) if loaded else [],
                        "paths": sorted(str(row.get("path")) for row in loaded)})
    except (ValueError, OSError) as error:
        answers.append({"error": str(error)})
print(json.dumps(answers))
"""


def load(tmp_path: Path, calls: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Answers of `load_dataset` to each call, in a process without network."""
    environment = {
        **os.environ,
        "HF_HOME": str(tmp_path / "hf"),
        "HF_HUB_OFFLINE": "1",
        "HF_DATASETS_OFFLINE": "1",
        "PYTHONWARNINGS": "ignore",
    }
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        input=json.dumps(calls),
        env=environment,
        cwd="/",
        capture_output=True,
        text=True,
        check=True,
    )
    answers: list[dict[str, Any]] = json.loads(done.stdout)
    return answers


def test_load_dataset_reads_a_release(tmp_path: Path) -> None:
    """Default, configurations, columns, filters, streaming and evidence by `data_dir`."""
    directory = tmp_path / "a release"
    write_release(directory)
    common: dict[str, Any] = {"path": str(directory), "split": "train"}
    permissive = [["license_tier", "==", "permissive"]]
    named = {**common, "name": "source_files"}
    columns = ["row_id", "license_tier", "path"]
    (
        default,
        every,
        some,
        filtered,
        streamed,
        cuda,
        sample,
        modules,
        kernels,
        refused,
        paths,
        licenses,
        repositories,
        attempts,
    ) = load(
        tmp_path,
        [
            common,
            named,
            {**named, "columns": columns, "filters": permissive},
            {**named, "filters": permissive},
            {**named, "columns": ["text"], "filters": permissive, "streaming": True},
            {**common, "name": "source_files-cuda"},
            {**common, "name": "sample"},
            {**common, "name": "ir_modules"},
            {**common, "name": "gpu_lowerings", "columns": ["path", "ptx", "registers"]},
            {**common, "data_dir": "data/quarantine"},
            {**common, "data_dir": "data/occurrences"},
            {**common, "data_dir": "data/file_licenses"},
            {**common, "data_dir": "data/repositories"},
            {**common, "data_dir": "data/compile_attempts"},
        ],
    )
    assert 6 == default["rows"] == every["rows"]
    assert list(PUBLISHED["source_files"].schema.names) == every["columns"]
    assert (5, columns) == (some["rows"], some["columns"])
    assert 5 == filtered["rows"]
    assert (5, ["text"]) == (streamed["rows"], streamed["columns"])
    assert 2 == cuda["rows"]
    assert 3 == sample["rows"]
    assert (3, list(PUBLISHED["quarantine"].schema.names)) == (refused["rows"], refused["columns"])
    assert (3, list(PUBLISHED["ir_modules"].schema.names)) == (modules["rows"], modules["columns"])
    assert (1, ["path", "ptx", "registers"]) == (kernels["rows"], kernels["columns"])
    assert 7 == attempts["rows"]
    assert (10, 7, 3) == (paths["rows"], licenses["rows"], repositories["rows"])


def test_load_dataset_reads_each_split(tmp_path: Path) -> None:
    """Of files, of one language, of what was cut out and compiled; a table offers the splits it has rows in."""
    write_release(tmp_path / "r", split_rows("owner/one", "test"), by_split=True)
    calls = [
        ("source_files", "test"),
        ("source_files", "train"),
        ("source_files-cuda", "test"),
        ("source_files-cuda", "train"),
        ("code_units", "test"),
        ("code_units", "train"),
        ("ir_modules", "test"),
        ("sample", "train"),
        ("sample", "test"),
    ]
    answers = load(tmp_path, [{"path": str(tmp_path / "r"), "name": n, "split": s} for n, s in calls])
    assert [4, 2, 1, 1, 2, None, 3, 2, None] == [answer.get("rows") for answer in answers]
    assert 'Unknown split "train"' in answers[5]["error"]
    (splits,) = load(tmp_path, [{"path": str(tmp_path / "r"), "data_dir": "data/splits", "split": "train"}])
    assert 6 == splits["rows"]


def test_load_dataset_reads_shards_without_rows(tmp_path: Path) -> None:
    """A bucket that is empty, even the first, takes nothing away; an empty table streams no rows."""
    directory = tmp_path / "r"
    write_release(directory, {**small_rows(), "quarantine": []})
    cpp = directory / "data/source_files/cpp"  # one row in two shards
    spare = tmp_path / "spare"
    (cpp / "train-00000-of-00002.parquet").rename(spare)
    (cpp / "train-00001-of-00002.parquet").rename(cpp / "train-00000-of-00002.parquet")
    spare.rename(cpp / "train-00001-of-00002.parquet")
    (directory / "data/source_files/c").rename(directory / "data/source_files/d")  # so that `cpp` comes first
    every, refused = load(
        tmp_path,
        [
            {"path": str(directory), "name": "source_files", "split": "train"},
            {"path": str(directory), "data_dir": "data/quarantine", "split": "train", "streaming": True},
        ],
    )
    assert 6 == every["rows"]
    assert 0 == refused["rows"]


def test_load_dataset_finds_no_configuration_where_nothing_is_published(tmp_path: Path) -> None:
    """The card offers what can be loaded, and evidence stays loadable."""
    rows: Rows = {folder: [] for folder in PUBLISHED}
    full = small_rows()
    rows["repositories"], rows["quarantine"] = full["repositories"][2:], full["quarantine"][2:]
    write_release(tmp_path / "r", rows)
    trained, refused = load(
        tmp_path,
        [
            {"path": str(tmp_path / "r"), "name": "source_files", "split": "train"},
            {"path": str(tmp_path / "r"), "data_dir": "data/quarantine", "split": "train"},
        ],
    )
    assert "not found" in trained["error"]
    assert 1 == refused["rows"]
    assert "publishes no source file" in (tmp_path / "r/README.md").read_text()
