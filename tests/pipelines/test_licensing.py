"""License phases: what the engine cannot finish is provisional, never final."""

from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.pipelines.corpora import kernel, rows, write_recipe, write_tree
from warploom.extractors.licenses.recognition import Recognition
from warploom.pipelines import cli, exit_codes, licensing
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

NOTICE = b"// Whoever holds this file is licensed to weave, spin and dye it, as long as the loom is theirs.\n"


class Engine:
    """Stands in for the supervised child: one that never finishes a text, or one that names it."""

    def __init__(self, answer: Reject | Recognition) -> None:
        self.answer, self.n_asked = answer, 0

    def map(self, texts: Sequence[str]) -> list[Reject | Recognition]:
        self.n_asked += len(texts)
        return [self.answer] * len(texts)

    def close(self) -> None:
        """Nothing to stop."""


def test_a_text_that_hangs_the_engine_is_tried_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    """Its file is refused as of unknown license, the build says so, and the next one asks again."""
    write_tree(tmp_path / "code", {"a.c": NOTICE + kernel(1)})
    recipe = write_recipe(tmp_path / "recipe.toml", [tmp_path / "code"])
    arguments = ["build", str(recipe), "--out", str(tmp_path / "o"), "--cache", str(tmp_path / "c")]
    hung = Engine(Reject(Reason.PARSER_TIMED_OUT, "ran past 120 s"))
    monkeypatch.setattr(licensing, "_engine", lambda: hung)
    assert cli.run([*arguments, "--runner", "in_process"]) == exit_codes.DONE
    assert "the next build tries them again" in capfd.readouterr().err
    assert [("license_unknown",)] == rows(tmp_path / "o", "select reason from quarantine")
    named = Engine(Recognition("MIT", 100.0, "test"))
    monkeypatch.setattr(licensing, "_engine", lambda: named)
    assert cli.run([*arguments, "--runner", "in_process"]) == exit_codes.DONE
    assert [("a.c", "MIT")] == rows(tmp_path / "o", "select path, license_expression from source_files")
    asked = named.n_asked
    assert cli.run([*arguments, "--runner", "in_process"]) == exit_codes.DONE
    assert asked == named.n_asked
