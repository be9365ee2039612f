"""What runners of a farm found, in a journal for each: a verdict of a job by a runner is there once, whatever dies."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from warploom.validators.gpu.agreement import answer_of, dissenters, wrong_calibration
from warploom.validators.gpu.bundled.calibrating import PREFIX
from warploom.validators.gpu.bundled.journal import Journal, unsealed
from warploom.validators.gpu.results import SANITIZER


class FarmResults:
    """A directory of results that one farm writes to at a time; a context manager. Raises `JournalError`."""

    def __init__(self, directory: Path, bundle_id: str, key: bytes | None) -> None:
        self._directory, self._bundle_id, self._key = directory, bundle_id, key
        self._open = ExitStack()
        self._journals: dict[tuple[str, bool], Journal] = {}
        """By runner, those of the sanitizer apart."""
        self.answers: dict[str, dict[str, str]] = {}
        """What sound devices must agree on, by job and runner."""
        self._by_job: dict[str, dict[str, bool]] = {}
        self._sanitized: dict[str, set[str]] = {}
        self._miscalibrated: set[str] = set()

    def __enter__(self) -> Self:
        with ExitStack() as opened:
            opened.enter_context(Journal(self._directory, self._bundle_id, "farm", self._key))
            for file in sorted(self._directory.glob("results-farm-*.jsonl")):
                part = file.stem.removeprefix("results-")
                journal = opened.enter_context(Journal(self._directory, self._bundle_id, part, self._key))
                for row in journal.done.values():
                    self._journals[str(row["runner"]), _is_of_tools(row)] = journal
                    self._note(row)
            self._open = opened.pop_all()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._open.close()

    def add(self, runner: str, rows: Iterable[Mapping[str, Any]]) -> int:
        """Write what is new, on the disk when it returns; how many verdicts that were."""
        n_added = 0
        for row in rows:
            journal = self._journal(runner, of_tools=_is_of_tools(row))
            if str(row["job_id"]) not in journal.done:
                journal.add({**row, "runner": runner})
                self._note({**row, "runner": runner})
                n_added += not str(row["job_id"]).startswith(PREFIX)
        return n_added

    def _journal(self, runner: str, *, of_tools: bool) -> Journal:
        journal = self._journals.get((runner, of_tools))
        if journal is None:
            part = f"farm-{hashlib.sha256(runner.encode()).hexdigest()[:12]}" + ("-sanitizer" if of_tools else "")
            journal = self._open.enter_context(Journal(self._directory, self._bundle_id, part, self._key))
            self._journals[runner, of_tools] = journal
        return journal

    def sanitized_by(self, job_id: str) -> Collection[str]:
        """Who said what tools find in a job, or that they could not run."""
        return self._sanitized.get(job_id, set())

    def runners_of(self, job_id: str) -> Mapping[str, bool]:
        """Who gave a verdict on a job, and whether it passed there."""
        return self._by_job.get(job_id, {})

    def not_believed(self) -> dict[str, str]:
        """Runners whose verdicts do not count, with the reason in words."""
        wrong = dict.fromkeys(sorted(self._miscalibrated), "its calibration gave wrong answers")
        others = {job: {r: a for r, a in said.items() if r not in wrong} for job, said in self.answers.items()}
        return wrong | dissenters(others)

    def _note(self, row: Mapping[str, Any]) -> None:
        job_id, runner = str(row["job_id"]), str(row["runner"])
        if job_id.startswith(PREFIX):
            if wrong_calibration(row):
                self._miscalibrated.add(runner)
            return
        if _is_of_tools(row):
            self._sanitized.setdefault(job_id, set()).add(runner)
            return
        self._by_job.setdefault(job_id, {})[runner] = row.get("outcome") == "passed"
        answer = answer_of(row)
        if answer is not None:
            self.answers.setdefault(job_id, {})[runner] = answer


def rows_of(content: bytes, bundle_id: str) -> Iterator[dict[str, Any]]:
    """The rows of journals that came over the wire, one behind the other, each with its header.

    Raises `ValueError` for what is none, or another bundle's.
    """
    for number, line in enumerate(content.splitlines(keepends=True)):
        row = unsealed(line, None)
        if number and "format" not in row:
            yield row
        elif row.get("bundle_id") != bundle_id:
            raise ValueError(f"results of {row.get('bundle_id')}")


def _is_of_tools(row: Mapping[str, Any]) -> bool:
    return bool(row.get("check") == SANITIZER)
