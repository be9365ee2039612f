"""Run commands one after the other inside of a sandbox: `confine.py` starts it; standard library alone, never imported.

A request is two frames, a JSON object and what the command reads on standard input; an answer is `ANSWER` and three
byte strings. A frame is a length of four bytes, big-endian, and that many bytes.
"""

from __future__ import annotations

import contextlib
import errno
import gc
import json
import math
import os
import resource
import select
import signal
import stat
import struct
import time
from collections.abc import Callable, Iterator
from typing import Any

ANSWER = struct.Struct("!iiIddqqqIII")
"""Exit status, signal, flags, seconds, processor seconds, peak bytes, bytes dropped of stdout and of stderr, then the
lengths of: why it could not be started, stdout, stderr."""
TIMED_OUT, OUT_OF_MEMORY, OVER_SCRATCH, OVER_PROCESSES = 1, 2, 4, 8

_FIRST_LOOK_S, _LOOK_S, _SCRATCH_LOOK_S = 0.02, 0.1, 0.25
_MAX_DEPTH, _MAX_ENTRIES = 100, 200_000
"""Of the scratch: what goes beyond counts as too large."""
_END_S = 10.0
_OPEN_FILES, _STACK_BYTES, _MAX_STACK_BYTES = 1024, 8 << 20, 64 << 20
_CHUNK = 1 << 16


def receive(descriptor: int) -> bytes:
    """The next frame, or nothing at the end."""
    size = int.from_bytes(_read(descriptor, 4), "big")
    return _read(descriptor, size)


def _read(descriptor: int, size: int) -> bytes:
    parts = []
    while size and (part := os.read(descriptor, min(size, 1 << 20))):
        parts.append(part)
        size -= len(part)
    return b"".join(parts) if not size else b""


def _write(descriptor: int, data: bytes) -> None:
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]


def serve(scratch: str, tree: str, owns_processes: bool, before_command: Callable[[], None] | None) -> None:
    """Answer requests on standard input until they end.

    `owns_processes`: every process that can be seen is a command's (a process namespace). `before_command` runs in the
    child last before the command replaces it.
    """
    if owns_processes and os.getpid() != 1:
        raise RuntimeError("not the first process of its namespace: to kill all others would reach too far")
    requests, answers = os.dup(0), os.dup(1)
    nowhere = os.open(os.devnull, os.O_RDWR | os.O_CLOEXEC)
    os.dup2(nowhere, 0)
    os.dup2(nowhere, 1)
    awake, wake = os.pipe()
    for end in (awake, wake):
        os.set_blocking(end, False)
    signal.set_wakeup_fd(wake, warn_on_full_buffer=False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    command = _Commands({"tree": tree, "scratch": scratch}, owns_processes, before_command, requests, awake)
    if not owns_processes:  # else nobody inside could be kept from sending it to us
        signal.signal(signal.SIGTERM, command.end_with_all)
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    gc.freeze()
    _write(answers, b"ready")
    while header := receive(requests):
        _write(answers, command.run(json.loads(header), receive(requests)))


class _Commands:
    """Runs one command at a time and leaves nothing of it running."""

    def __init__(
        self,
        places: dict[str, str],
        owns_processes: bool,
        before_command: Callable[[], None] | None,
        requests: int,
        awake: int,
    ) -> None:
        self._places, self._owns_processes, self._before_command = places, owns_processes, before_command
        self._requests, self._awake = requests, awake
        self._child = 0

    def run(self, asked: dict[str, Any], data: bytes) -> bytes:
        started = time.monotonic()
        inputs, outputs, errors, failure = os.pipe(), os.pipe(), os.pipe(), os.pipe()
        self._child = os.fork()
        if self._child == 0:
            self._become(asked, inputs[0], outputs[1], errors[1], failure[1])
        for end in (inputs[0], outputs[1], errors[1], failure[1]):
            os.close(end)
        why = _read_all(failure[0])
        streams = {outputs[0]: _Kept(asked["output_bytes"]), errors[0]: _Kept(asked["output_bytes"])}
        for end in (inputs[1], *streams):
            os.set_blocking(end, False)
        flags = self._attend(asked, started, inputs[1], memoryview(data), streams)
        seconds = time.monotonic() - started
        status, usage = self._end()
        for end, kept in streams.items():
            while kept.take(end):
                pass
            os.close(end)
        exit_code, how = (-1, os.WTERMSIG(status)) if os.WIFSIGNALED(status) else (os.WEXITSTATUS(status), 0)
        out, err = streams.values()
        header = ANSWER.pack(
            *(-1 if why else exit_code, how, flags, seconds, usage.ru_utime + usage.ru_stime),
            *(usage.ru_maxrss * 1024, out.dropped, err.dropped, len(why), len(out.data), len(err.data)),
        )
        return header + why + out.data + err.data

    def _become(self, asked: dict[str, Any], stdin: int, stdout: int, stderr: int, failure: int) -> None:
        """In the child: turn into the command, or say on `failure` why not."""
        try:
            signal.set_wakeup_fd(-1)
            for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGPIPE, signal.SIGXFSZ):
                signal.signal(number, signal.SIG_DFL)
            os.setpgid(0, 0)
            os.umask(0o022)
            if not asked["argv"] or not asked["argv"][0]:
                raise ValueError("the name of the program is empty")  # noqa: TRY301 - told as all that is raised here
            os.chdir(self._places[asked["cwd"]])
            for descriptor, target in ((stdin, 0), (stdout, 1), (stderr, 2)):
                os.dup2(descriptor, target)
            _limit(asked)
            if self._before_command is not None:
                self._before_command()
            os.closerange(3, failure)
            os.closerange(failure + 1, _OPEN_FILES)
            os.execvpe(asked["argv"][0], asked["argv"], asked["environment"])  # noqa: S606 - the point of it
        except BaseException as error:  # whatever it is, nobody but the parent may go on
            said = error.strerror if isinstance(error, OSError) and error.strerror else f"{error}"
            with contextlib.suppress(BaseException):
                os.write(failure, said.encode("utf-8", "replace")[:1000] or b"unknown")
        finally:
            os._exit(127)

    def _attend(
        self, asked: dict[str, Any], started: float, stdin: int, data: memoryview, streams: dict[int, _Kept]
    ) -> int:
        """Feed and listen until the command ends or breaks a limit; the flags of the limit."""
        poll = select.poll()
        for end in (*streams, self._awake):
            poll.register(end, select.POLLIN)
        poll.register(self._requests, 0)
        poll.register(stdin, select.POLLOUT)
        watch = _Watch(asked, started)
        try:
            while not self._has_ended():
                if flags := watch.look(self):
                    return 0 if self._has_ended() else flags
                for end, event in poll.poll(watch.wait_s() * 1000 + 1):
                    if end == self._awake:
                        self._sleep_again()
                    elif end == self._requests:
                        if event & (select.POLLHUP | select.POLLERR):  # nobody wants to know any more
                            self.end_with_all()
                    elif end == stdin:
                        data = _feed(end, data)
                        if not data:
                            poll.unregister(end)
                            os.close(end)
                            stdin = -1
                    elif not streams[end].take(end):
                        poll.unregister(end)
        finally:
            if stdin >= 0:
                os.close(stdin)
        return 0

    def _has_ended(self) -> bool:
        # Not reaped yet: while it is there, its group can be nobody else's.
        return os.waitid(os.P_PID, self._child, os.WEXITED | os.WNOWAIT | os.WNOHANG) is not None

    def _end(self) -> tuple[int, resource.struct_rusage]:
        """Kill the command and all that it left; its status and use."""
        if self._owns_processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(-1, signal.SIGKILL)
        else:
            with contextlib.suppress(ProcessLookupError, PermissionError):
                os.killpg(self._child, signal.SIGKILL)
            with contextlib.suppress(ProcessLookupError):
                os.kill(self._child, signal.SIGKILL)
        _, status, usage = os.wait4(self._child, 0)
        self._child = 0
        deadline = time.monotonic() + _END_S
        while self._reap():
            if time.monotonic() > deadline:
                raise TimeoutError("what a command left running cannot be ended")
            for process in self._processes():
                with contextlib.suppress(ProcessLookupError):
                    os.kill(process, signal.SIGKILL)
            select.select([self._awake], [], [], 0.002)
            self._sleep_again()
        return status, usage

    def _sleep_again(self) -> None:
        with contextlib.suppress(BlockingIOError):
            os.read(self._awake, _CHUNK)

    @staticmethod
    def _reap() -> bool:
        """Whether somebody is left after all dead children were reaped."""
        try:
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass
        except ChildProcessError:
            return False
        return True

    def end_with_all(self, number: int = 0, _frame: object = None) -> None:
        """Leave nothing behind, then end; as by the signal, if it was one."""
        if self._child:
            self._end()
        if number:
            signal.signal(number, signal.SIG_DFL)
            os.kill(os.getpid(), number)
        os._exit(0)

    def _processes(self) -> Iterator[int]:
        """Those of the command, dead ones that nobody reaped included."""
        own = os.getpid()
        if self._owns_processes:
            yield from (int(name) for name in os.listdir("/proc") if name.isdigit() and int(name) != own)  # noqa: PTH208
            return
        found = [own]
        for process in found:  # grows meanwhile; one by one, since who asks may soon have enough
            more = _children(process)
            found += more
            yield from more

    def over(self, asked: dict[str, Any]) -> int:
        """Which limit on all processes together is broken."""
        memory = tasks = 0
        for number, process in enumerate(self._processes(), 1):
            if number > asked["processes"]:
                return OVER_PROCESSES
            with contextlib.suppress(OSError, ValueError):
                for line in _text(f"/proc/{process}/status").splitlines():
                    if line.startswith((b"RssAnon:", b"RssShmem:")):
                        memory += int(line.split()[1]) * 1024
                    elif line.startswith(b"Threads:"):
                        tasks += int(line.split()[1])
        return (OUT_OF_MEMORY if memory > asked["memory_bytes"] else 0) | (
            OVER_PROCESSES if tasks > asked["processes"] else 0
        )

    def scratch_bytes(self, enough: int) -> int:
        """What the scratch takes on the disk, deleted files that are still open included; at least until `enough`."""
        total = _Count(enough)
        place = os.open(self._places["scratch"], os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
        try:
            total.walk(place, _MAX_DEPTH)
        finally:
            os.close(place)
        for process in self._processes():
            with contextlib.suppress(OSError):
                for name in os.listdir(f"/proc/{process}/fd"):  # noqa: PTH208
                    with contextlib.suppress(OSError):
                        total.add_deleted(os.stat(f"/proc/{process}/fd/{name}"))  # noqa: PTH116
        return total.n_bytes


class _Watch:
    """Looks at the limits that the kernel does not keep by itself, ever less often."""

    def __init__(self, asked: dict[str, Any], started: float) -> None:
        self._asked, self._deadline, self._pause = asked, started + asked["seconds"], _FIRST_LOOK_S
        self._next, self._next_scratch = started + _FIRST_LOOK_S, started + _SCRATCH_LOOK_S

    def wait_s(self) -> float:
        """Until the next look."""
        return max(0.0, min(self._deadline, self._next) - time.monotonic())

    def look(self, commands: _Commands) -> int:
        """The flags of the limits that are broken."""
        now = time.monotonic()
        if now >= self._deadline:
            return TIMED_OUT
        if now < self._next:
            return 0
        flags = commands.over(self._asked)
        if not flags and now >= self._next_scratch:
            limit = self._asked["scratch_bytes"]
            flags = OVER_SCRATCH if commands.scratch_bytes(limit) > limit else 0
            done = time.monotonic()
            self._next_scratch = done + max(_SCRATCH_LOOK_S, 10 * (done - now))
        self._pause = min(2 * self._pause, _LOOK_S)
        self._next = time.monotonic() + self._pause
        return flags


class _Count:
    """Adds up the blocks of a directory that changes meanwhile; linked files count once for each name."""

    def __init__(self, enough: int) -> None:
        self.n_bytes, self._enough, self._n_entries = 0, enough, 0
        self._seen: set[tuple[int, int]] = set()

    def walk(self, place: int, depth: int) -> None:
        with contextlib.suppress(OSError), os.scandir(place) as entries:
            for entry in entries:
                self._n_entries += 1
                if self._n_entries > _MAX_ENTRIES:
                    self.n_bytes = self._enough + 1
                if self.n_bytes > self._enough:
                    return
                with contextlib.suppress(OSError):
                    found = entry.stat(follow_symlinks=False)
                    self.n_bytes += found.st_blocks * 512
                    if stat.S_ISDIR(found.st_mode):
                        self._descend(place, entry.name, depth)

    def _descend(self, place: int, name: str, depth: int) -> None:
        if depth == 0:
            self.n_bytes = self._enough + 1
            return
        inner = os.open(name, os.O_RDONLY | os.O_DIRECTORY | os.O_NOFOLLOW | os.O_CLOEXEC, dir_fd=place)
        try:
            self.walk(inner, depth - 1)
        finally:
            os.close(inner)

    def add_deleted(self, found: os.stat_result) -> None:
        if stat.S_ISREG(found.st_mode) and not found.st_nlink and (found.st_dev, found.st_ino) not in self._seen:
            self._seen.add((found.st_dev, found.st_ino))
            self.n_bytes += found.st_blocks * 512


class _Kept:
    """The beginning of what a command prints; the rest is read, so that it need not wait, and dropped."""

    def __init__(self, limit: int) -> None:
        self.data, self.dropped, self._room = bytearray(), 0, limit

    def take(self, end: int) -> bool:
        """False at the end of the pipe, or when it is empty for now."""
        try:
            part = os.read(end, _CHUNK)
        except BlockingIOError:
            part = b""
        if not part:
            return False
        self.data += part[: self._room]
        self.dropped += max(0, len(part) - self._room)
        self._room -= min(len(part), self._room)
        return True


def _limit(asked: dict[str, Any]) -> None:
    """Limits of the command and, each for itself, of what it starts.

    Memory is limited as data, not as address space, which compilers and runtimes reserve in excess. Processor time is
    the last resort if nobody should watch any more: all processors for the whole time.
    """
    _lower(resource.RLIMIT_CORE, 0)
    _lower(resource.RLIMIT_FSIZE, asked["file_bytes"])
    _lower(resource.RLIMIT_DATA, asked["memory_bytes"])
    _lower(resource.RLIMIT_CPU, math.ceil(asked["seconds"]) * (os.cpu_count() or 1) + 1)
    _lower(resource.RLIMIT_NOFILE, _OPEN_FILES)
    _, hard = resource.getrlimit(resource.RLIMIT_STACK)
    top = _MAX_STACK_BYTES if hard == resource.RLIM_INFINITY else min(hard, _MAX_STACK_BYTES)
    resource.setrlimit(resource.RLIMIT_STACK, (min(top, _STACK_BYTES), top))
    _lower(resource.RLIMIT_NPROC, asked["max_tasks"])


def _lower(kind: int, limit: int) -> None:
    _, hard = resource.getrlimit(kind)
    if hard != resource.RLIM_INFINITY:
        limit = min(limit, hard)
    resource.setrlimit(kind, (limit, limit))


def _feed(end: int, data: memoryview) -> memoryview:
    """What is left to write; nothing if nobody reads."""
    try:
        return data[os.write(end, data[:_CHUNK]) :] if data else data
    except BlockingIOError:
        return data
    except OSError as error:
        if error.errno != errno.EPIPE:
            raise
        return data[:0]


def _read_all(end: int) -> bytes:
    try:
        return os.read(end, 1 << 12)
    finally:
        os.close(end)


def _children(process: int) -> list[int]:
    """Also of a kernel that keeps no lists of them, at the price of a look at every process."""
    found: list[int] = []
    with contextlib.suppress(FileNotFoundError, ProcessLookupError):
        for task in os.listdir(f"/proc/{process}/task"):  # noqa: PTH208
            found += map(int, _text(f"/proc/{process}/task/{task}/children").split())
        return found
    if os.path.exists(f"/proc/self/task/{os.getpid()}/children"):  # noqa: PTH110
        return found
    for name in os.listdir("/proc"):  # noqa: PTH208
        with contextlib.suppress(OSError, ValueError):
            text = _text(f"/proc/{int(name)}/stat")
            if int(text[text.rindex(b")") + 4 :].split(None, 1)[0]) == process:
                found.append(int(name))
    return found


def _text(path: str) -> bytes:
    with open(path, "rb") as file:  # noqa: PTH123
        return file.read()
