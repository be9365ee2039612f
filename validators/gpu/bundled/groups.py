"""Runs jobs in child processes, several to a process, so that a fault, a hang or a kill costs the job that did it."""

from __future__ import annotations

import contextlib
import json
import os
import queue
import signal
import subprocess
import threading
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import IO, Any, cast

GROUP = 64
"""Jobs to a process: a context costs half a second, and what a process did before is suspect when it dies."""
STEP = b"step"
"""What a child says in a line of its own between two steps of a job (a case, a repeat, a timed run): it is alive."""
STALL_S = 1.0
"""A step may take so long at least, in company; and as long as `_PATIENCE` of the longest steps so far."""
_PATIENCE, _PATIENCE_ALONE = 5.0, 10.0
_STALLS_ALONE = 4.0
"""A job is convicted of what it does alone: it has so many times `stall` then. A suspicion costs little."""
HUNG = "hang"
"""How a child ended that was not heard of for too long."""
START_S = 120.0
"""Until a child says that it is ready: a driver that initialises many devices takes long."""


@dataclass
class Patience:
    """How long a job may take, and how long one may hear nothing of it: what hangs is known long before its time is up.

    The second limit follows the steps that were seen, and is the first until one was.
    """

    seconds: float
    """For one job."""
    stall: float = STALL_S
    """For one step, at least."""
    longest: float | None = None
    """The longest step so far, in seconds."""

    def seen(self, seconds: float) -> None:
        """A step, or a job that tells of none, took so long."""
        self.longest = max(self.longest or 0.0, seconds)

    def was_wrong(self) -> None:
        """What seemed to hang did well alone: the machine is busy, and steps have twice as long from now on."""
        self.stall *= 2

    def step(self, is_alone: bool) -> float:
        """Limit of the next step, in seconds."""
        if self.longest is None:
            return self.seconds
        if is_alone:
            return min(self.seconds, max(_STALLS_ALONE * self.stall, _PATIENCE_ALONE * self.longest))
        return min(self.seconds, max(self.stall, _PATIENCE * self.longest))


@dataclass(frozen=True)
class Answer:
    """What came of one job: the child's own result, or how the child ended with it."""

    job_id: str
    result: dict[str, Any] | None
    died: str | None = None
    """`hang`, or the signal or status that the child ended with while it ran this job, alone in its process."""


class ChildStartError(Exception):
    """A child that ended before its first job: no job can be blamed. Says how, with the end of what it told.

    `own` is what it told where that is its own one message, and nothing has to be said beside it.
    """

    def __init__(self, how: str, told: str) -> None:
        super().__init__(f"a child was not ready: {how}. It said: {told}")
        self.own = told.strip() if told.startswith("error: ") and "\n" not in told.strip() else ""


def run_groups(
    jobs: Sequence[str], argv: Sequence[str], *, seconds: float, group: int = GROUP, stall: float = STALL_S
) -> Iterator[Answer]:
    """Run jobs by id, each once in the answers.

    `argv` starts a child that says `ready`, reads ids from its input, one a line, and answers each with a line of JSON,
    before which it may say `step` as often as it likes. A job takes `seconds` at most, and a step as `Patience` says.
    The child's signal or time-out convicts the job in flight only if the same happens when it runs alone in a fresh
    process; a job that then does well was a victim of what ran before in its process, and those run again alone, too,
    in place of what they had answered. A result that is not `passed` is confirmed alone before it counts, for a fault
    may have damaged memory that its successors were given.
    """
    patience = Patience(seconds, stall)
    for first in range(0, len(jobs), group):
        yield from _one_group(jobs[first : first + group], argv, patience)


def _one_group(jobs: Sequence[str], argv: Sequence[str], patience: Patience) -> Iterator[Answer]:
    waiting = list(jobs)
    while waiting:
        answers = _in_one_process(waiting, argv, patience)
        waiting = waiting[len(answers) :]
        doubtful = [k for k, answer in enumerate(answers) if len(answers) > 1 and not _is_good(answer)]
        for k in doubtful:
            alone = _in_one_process([answers[k].job_id], argv, patience)[0]
            if answers[k].died == HUNG and alone.died is None:
                patience.was_wrong()
            if answers[k].died is not None and alone.died is None:
                # Something before it did it: who that was is found by giving each a process of its own.
                for before in range(k):
                    answers[before] = _in_one_process([answers[before].job_id], argv, patience)[0]
            answers[k] = alone
        yield from answers


def _is_good(answer: Answer) -> bool:
    return answer.result is not None and answer.result.get("outcome") in ("passed", "not_run")


def _in_one_process(jobs: Sequence[str], argv: Sequence[str], patience: Patience) -> list[Answer]:
    """Answers to the first jobs, at least one: the last of them died, or said that its context is lost, or all ran."""
    answers: list[Answer] = []
    with _Child(argv) as child:
        for job_id in jobs:
            line = child.ask(job_id, patience, is_alone=len(jobs) == 1)
            if line is None:
                answers.append(Answer(job_id, None, child.end()))
                break
            result = _result_of(line, job_id)
            if result is None:
                answers.append(Answer(job_id, None, "an answer that is none"))
                break
            answers.append(Answer(job_id, result))
            if result.get("context_lost"):
                break
    return answers


def _result_of(line: bytes, job_id: str) -> dict[str, Any] | None:
    try:
        result = json.loads(line)
    except (ValueError, RecursionError):
        return None
    return result if isinstance(result, dict) and result.get("job_id") == job_id else None


class _Child:
    """A process that answers one line to each line; killed with all that it started."""

    def __init__(self, argv: Sequence[str]) -> None:
        self._process = subprocess.Popen(
            list(argv), stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True
        )
        pipes = (self._process.stdin, self._process.stdout, self._process.stderr)
        self._input, self._output, self._errors = cast("tuple[IO[bytes], IO[bytes], IO[bytes]]", pipes)
        self._lines: queue.Queue[bytes] = queue.Queue()
        self._told = b""
        self._is_hung = False
        self._readers = [threading.Thread(target=read, daemon=True) for read in (self._read_lines, self._read_errors)]

    def __enter__(self) -> _Child:
        for reader in self._readers:
            reader.start()
        line = self._next(START_S)
        if line is None or line.strip() != b"ready":
            how = self.end()
            raise ChildStartError(how, self._told.decode("utf-8", "replace"))
        return self

    def __exit__(self, *_: object) -> None:
        self.end()

    def ask(self, job_id: str, patience: Patience, *, is_alone: bool) -> bytes | None:
        """The answer, or None where the child ended or took too long."""
        began = heard = time.monotonic()
        try:
            self._input.write(job_id.encode() + b"\n")
            self._input.flush()
        except OSError:
            return None
        while True:
            line = self._next(min(patience.step(is_alone), patience.seconds - (heard - began)))
            now = time.monotonic()
            if line is None:
                return None
            patience.seen(now - heard)
            if line.strip() != STEP:
                return line
            heard = now

    def end(self) -> str:
        """Kill what is left; how the child ended, in words."""
        if self._is_hung or self._process.poll() is None:
            _kill_group(self._process.pid)
        status = self._process.wait()
        with contextlib.suppress(OSError):  # what was not yet sent to a child that is dead
            self._input.close()
        for reader, pipe in zip(self._readers, (self._output, self._errors), strict=True):
            reader.join(1.0)
            if not reader.is_alive():  # else something that left the group still holds the other end
                pipe.close()
        if self._is_hung:
            return HUNG
        if status < 0:
            return f"killed by {signal.Signals(-status).name}"
        return f"ended with exit status {status}"

    def _next(self, seconds: float) -> bytes | None:
        deadline = time.monotonic() + seconds
        while True:
            try:
                line = self._lines.get(timeout=max(0.0, deadline - time.monotonic()))
            except queue.Empty:
                self._is_hung = True
                return None
            return line or None

    def _read_lines(self) -> None:
        for line in self._output:
            self._lines.put(line)
        self._lines.put(b"")

    def _read_errors(self) -> None:
        for line in self._errors:
            self._told = (self._told + line)[-2_000:]


def _kill_group(pid: int) -> None:
    with contextlib.suppress(ProcessLookupError):
        os.killpg(pid, signal.SIGKILL)
