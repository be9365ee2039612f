"""Fingerprints change with what a result depends on, and with nothing else."""

import os
import subprocess
import sys
from pathlib import Path

from warploom.catalog import card, datasheet_page
from warploom.extractors.exact_duplicates import FindExactDuplicates
from warploom.extractors.texts import DecodeTexts
from warploom.pipelines.fingerprints import _named_data_files, code_digest, stage_fingerprint


def test_an_option_is_part_of_the_fingerprint() -> None:
    """A stage with another option is another stage."""
    assert stage_fingerprint(DecodeTexts()) != stage_fingerprint(DecodeTexts(max_line_bytes=10))
    assert stage_fingerprint(FindExactDuplicates()) == stage_fingerprint(FindExactDuplicates(("permissive",)))


def test_a_module_counts_with_all_project_modules_it_imports() -> None:
    """The digest covers imports of imports: schemas below stages, stages below jobs."""
    code = "import sys; from warploom.pipelines.fingerprints import _closure; print(*sorted(_closure(sys.argv[1])))"
    names = subprocess.run(
        [sys.executable, "-c", code, "warploom.pipelines.selecting"], capture_output=True, text=True, check=True
    ).stdout.split()
    assert {"warploom.schemas.table", "warploom.schemas.picks", "warploom.pipelines.shards"} < set(names)
    assert "warploom.pipelines.cli" not in names


def test_fingerprints_do_not_depend_on_the_hash_seed() -> None:
    """Two processes with different hash seeds agree."""
    code = (
        "from warploom.pipelines.fingerprints import stage_fingerprint as f;"
        "from warploom.extractors.texts import DecodeTexts as D; print(f(D()))"
    )
    answers = {
        subprocess.run(
            [sys.executable, "-c", code], env={**os.environ, "PYTHONHASHSEED": seed}, capture_output=True, check=True
        ).stdout
        for seed in ("1", "2")
    }
    assert len(answers) == 1


def test_the_digest_is_stable_within_a_process() -> None:
    """Asked twice, the same answer."""
    assert code_digest("warploom.schemas.table") == code_digest("warploom.schemas.table")


def test_a_template_counts_with_the_module_that_names_it() -> None:
    """A changed page is written again."""
    named = {path.name for path in _named_data_files(Path(datasheet_page.__file__))}
    assert {"datasheet.html.j2", "datasheet.js"} <= named
    assert {"card.md.j2"} <= {path.name for path in _named_data_files(Path(card.__file__))}
