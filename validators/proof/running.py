"""Run the trials of pairs in forks, which the code of a pair may end or spoil."""

from __future__ import annotations

import ctypes
import gc
import math
import os
import pickle
import resource
import select
import signal
import time
import traceback
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn, cast

from warploom.extractors.inputs.drawing import Argument
from warploom.extractors.inputs.specification import InputSpec
from warploom.schemas.errors import WarploomError
from warploom.validators.proof.side_program import SideProgram
from warploom.validators.proof.trial import Run
from warploom.validators.proof.where import Where
from warploom.validators.simulate.execution import How, Outputs, Side
from warploom.validators.simulate.loader import Program

MAX_ANSWER_BYTES = 64 << 20
MOST_JOBS = 8
"""Of a fork: what a hundredth pair finds should not hang on ninety-nine others, were it only for room."""
_LEFT_OVER = 0x5A
_DATA_BYTES = 8 << 30
"""Private writable memory of the process, its windows included as far as they are in use."""


class ChildLostError(WarploomError):
    """The process did not answer: `how` says what became of it, in one word of `reasons`."""

    def __init__(self, how: str, detail: str) -> None:
        super().__init__(how, detail)
        self.how, self.detail = how, detail


@dataclass(slots=True)
class SimulatedRunner:
    """A side in the simulator, under the names that trials know."""

    side: Side
    state: tuple[tuple[int, bytes], ...]
    """Addresses of variables that outlive a call, with what they hold at first."""

    @classmethod
    def load(cls, made: SideProgram, entries: Sequence[str], spec: InputSpec, *, is_device: bool) -> SimulatedRunner:
        """Raises `LoadError`, `ForbiddenError`."""
        program = Program(made.text, tuple(entries))
        side = Side(program, spec, is_device=is_device)
        side.forget_hits()
        state = []
        for name, n_bytes in made.state:
            variable = program.variable(name)
            if variable is not None and n_bytes:
                address = ctypes.addressof(variable)
                state.append((address, ctypes.string_at(address, n_bytes)))
        return cls(side, tuple(state))

    def run(
        self,
        function: str,
        arguments: Mapping[str, Argument],
        where: Where,
        *,
        fuel: int,
        seconds: float,
        most_threads: int = 0,
        accepts: Callable[[Outputs], bool] | None = None,
    ) -> Run:
        """Call a function as `where` says.

        A mutant finds variables as they were at first, so that none is refused for what another left. Where the program
        itself left others than it found, it gets noise in a scattered run: a result must not hang on earlier calls.
        """
        for address, first in self.state:
            if where.mutant:
                ctypes.memmove(address, first, len(first))
            elif where.is_scattered and ctypes.string_at(address, len(first)) != first:
                ctypes.memset(address, _LEFT_OVER, len(first))
        how = How(
            fuel=fuel,
            seconds=seconds,
            flush_right=where.flush_right,
            poison=where.poison,
            order=where.order,
            records_races=where.records_races,
            mutant=where.mutant,
            is_scattered=where.is_scattered,
            alias=where.alias,
            most_threads=most_threads,
        )
        return cast("Run", self.side.run(function, arguments, how, accepts))

    def hits(self, n_blocks: int) -> Sequence[int]:
        """How often each block was reached."""
        return self.side.hits(n_blocks)


def in_child(job: Callable[[], Any], seconds: int, patience_s: float) -> Any:
    """What `job` gives, computed in a fork of this process that has `seconds` of processor time.

    Raises `ChildLostError`, or what `job` raised of ours.
    """
    (answer,) = in_children([job], seconds, patience_s, lambda _: False)
    if isinstance(answer, ChildLostError):
        raise answer
    return answer


def in_children(
    jobs: Sequence[Callable[[], Any]], seconds: int, patience_s: float, is_clean: Callable[[Any], bool]
) -> Iterator[Any]:
    """What each job gives, in order, or the `ChildLostError` that became of it. Raises what a job raised of ours.

    A fork goes on with the next job while answers are clean, for `MOST_JOBS` at most: what it has read of machine code
    and of the memory that it shares with this process is there already. One that may have spoilt something ends. Each
    job has `seconds` of processor time.

    The answer of a process that ran foreign code is unpickled: only numbers, texts and our own frozen records are in
    it, and code that could forge one would have to write our own memory, whose addresses it is not told.
    """
    done = 0
    while done < len(jobs):
        part = jobs[done : done + MOST_JOBS]
        read, write = os.pipe()
        child = os.fork()
        if child == 0:
            _serve(part, seconds, is_clean, read, write)
        os.close(write)
        is_last, lost, status = False, None, 0
        try:
            while not is_last and lost is None:
                try:
                    data = _read_message(read, time.monotonic() + patience_s)
                except TimeoutError:
                    lost = ChildLostError("timed_out", f"no answer within {patience_s:g} s")
                    break
                if data is None:
                    break
                is_answer, value, is_last = pickle.loads(data)  # noqa: S301 - see above
                if is_answer is None:
                    raise RuntimeError(f"in the process of a pair:\n{value}")
                if not is_answer:
                    raise value
                done += 1
                yield value
        finally:
            os.close(read)
            with suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            _, status = os.waitpid(child, 0)
        if not is_last:
            done += 1
            yield lost or _lost(status, seconds)


def _lost(status: int, seconds: int) -> ChildLostError:
    if os.WIFSIGNALED(status) and os.WTERMSIG(status) == signal.SIGXCPU:
        return ChildLostError("timed_out", f"more than {seconds} s of processor time")
    how = f"signal {os.WTERMSIG(status)}" if os.WIFSIGNALED(status) else f"exit {os.WEXITSTATUS(status)}"
    return ChildLostError("crashed", f"the process ended by {how}")


def _serve(
    jobs: Sequence[Callable[[], Any]], seconds: int, is_clean: Callable[[Any], bool], read: int, write: int
) -> NoReturn:
    """In the fork: answer after answer, and the end."""
    code = 1
    try:
        os.close(read)
        gc.disable()  # it would look through, and so copy, all that this process shares with its parent
        resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
        with suppress(OSError, ValueError):
            resource.setrlimit(resource.RLIMIT_DATA, (_DATA_BYTES, _DATA_BYTES))
        most = len(jobs) * (seconds + 1) + 1
        for number, job in enumerate(jobs, 1):
            resource.setrlimit(resource.RLIMIT_CPU, (min(most, math.ceil(time.process_time()) + seconds), most))
            is_last = True
            try:
                value = job()
                is_last = number == len(jobs) or not is_clean(value)
                answer: tuple[bool | None, Any, bool] = (True, value, is_last)
            except WarploomError as error:
                answer = (False, error, True)
            except Exception:
                answer = (None, traceback.format_exc(), True)
            data = pickle.dumps(answer, protocol=5)
            view = memoryview(len(data).to_bytes(8, "little") + data)
            while view:
                view = view[os.write(write, view) :]
            if is_last:
                break
        code = 0
    finally:
        os._exit(code)


def _read_message(pipe: int, deadline: float) -> bytes | None:
    """None at the end."""
    head = _read_exactly(pipe, 8, deadline)
    if head is None:
        return None
    size = int.from_bytes(head, "little")
    if size > MAX_ANSWER_BYTES:
        raise TimeoutError
    return _read_exactly(pipe, size, deadline)


def _read_exactly(pipe: int, size: int, deadline: float) -> bytes | None:
    parts: list[bytes] = []
    while size:
        left = deadline - time.monotonic()
        if left <= 0 or not select.select([pipe], [], [], left)[0]:
            raise TimeoutError
        part = os.read(pipe, min(size, 1 << 20))
        if not part:
            return None
        parts.append(part)
        size -= len(part)
    return b"".join(parts)
