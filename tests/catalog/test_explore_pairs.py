"""What is said of a pair, of a specification and of a verdict; a check is run again, and tells what it sees now."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.small_release import Rows, write_release
from tests.validators.test_pair_rules import pair_rows
from warploom.catalog.explore import explain


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Rows]:
    rows = pair_rows()
    directory = tmp_path_factory.mktemp("pairs") / "r"
    write_release(directory, rows)
    return directory, rows


def test_a_pair_shows_both_sides_its_inputs_and_its_checks(release: tuple[Path, Rows]) -> None:
    pytest.importorskip("ziglang", reason="the simulator needs clang")
    directory, rows = release
    row = rows["kernel_pairs"][0]
    sections = {section.title: section.table for section in explain(directory, row["row_id"])}
    assert sections["Both sides"].column_names == ["C (serial)", "CUDA (naive)"]
    assert "".join(sections["Both sides"].column(0).to_pylist()) == row["cpu_text"].replace("\n", "")
    assert sections["Called with"].column("name").to_pylist() == ["n", "x", "y"]
    assert sections["Checks"].column("check").to_pylist()[:3] == ["compiles", "hygiene", "agrees"]
    assert len(sections["Other schedules of the computation"]) == 1
    # nobody had proven it: its oracle is wrong, and whoever runs it again does not find what was said
    (again,) = sections["Checked again now, from its seed"].to_pylist()
    assert (again["check"], again["seed"], again["then"], again["same"]) == ("agrees", 1, "passed", False)
    assert again["now"] != "passed"


def test_a_specification_and_a_verdict(release: tuple[Path, Rows]) -> None:
    directory, rows = release
    spec = [section.title for section in explain(directory, rows["input_specs"][0]["row_id"])]
    assert spec == ["Called with", "Input specification", "Pairs"]
    assert [s.title for s in explain(directory, rows["verdicts"][0]["row_id"])] == ["Verdict"]
    assert explain(directory, "kp_none") == []
