"""Filters of system calls, executed as the kernel would."""

from __future__ import annotations

import errno
import struct

import pytest

from warploom.extractors.seccomp import (
    ANY_PROCESS,
    MachineError,
    early_landlock_filter,
    ignoring_filter,
    refusing_filter,
    signal_filter,
)

ALLOW, KILL = "allow", "kill"
AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
MACHINES = sorted(AUDIT)


def judge(program: bytes, machine: str, number: int, *arguments: int) -> str | int:
    """What the kernel would do: `allow`, `kill`, or the error that the call fails with."""
    data = struct.pack("<iIQ6Q", number, AUDIT[machine], 0, *(*arguments, 0, 0, 0, 0, 0, 0)[:6])
    steps = [struct.unpack_from("HBBI", program, at) for at in range(0, len(program), 8)]
    accumulator = position = 0
    while True:
        code, then, otherwise, value = steps[position]
        position += 1
        if code == 0x20:
            accumulator = struct.unpack_from("<I", data, value)[0]
        elif code == 0x54:
            accumulator &= value
        elif code == 0x06:
            return {0x7FFF0000: ALLOW, 0x80000000: KILL}.get(value, value & 0xFFFF)
        else:
            holds = {0x15: accumulator == value, 0x35: accumulator >= value, 0x45: bool(accumulator & value)}[code]
            position += then if holds else otherwise


@pytest.mark.parametrize("machine", MACHINES)
def test_compilers_may_do_what_they_do(machine: str) -> None:
    """Reading, writing, mapping, starting programs and threads."""
    numbers = {"x86_64": (0, 1, 2, 9, 12, 57, 58, 59, 61, 231, 257, 262), "aarch64": (63, 64, 56, 222, 221, 94, 291)}
    for number in numbers[machine]:
        assert ALLOW == judge(refusing_filter(machine), machine, number)
    clone = {"x86_64": 56, "aarch64": 220}[machine]
    assert ALLOW == judge(refusing_filter(machine), machine, clone, 0x003D0F00)  # a thread
    assert ALLOW == judge(refusing_filter(machine), machine, clone, 17)  # a process: its end is SIGCHLD


@pytest.mark.parametrize("machine", MACHINES)
def test_namespaces_sockets_and_traces_are_refused(machine: str) -> None:
    """Each kind of namespace for itself."""
    program = refusing_filter(machine)
    clone = {"x86_64": 56, "aarch64": 220}[machine]
    for kind in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert errno.EPERM == judge(program, machine, clone, kind | 17)
    for number in {"x86_64": (41, 42, 49, 101, 272, 319), "aarch64": (198, 200, 203, 117, 97, 279)}[machine]:
        assert errno.EPERM == judge(program, machine, number)
    assert errno.ENOSYS == judge(program, machine, 435)


@pytest.mark.parametrize("machine", MACHINES)
def test_other_architectures_are_no_way_around(machine: str) -> None:
    """Their calls have other numbers: they are killed. So much for 32-bit; x32 calls fail."""
    for make in (refusing_filter, ignoring_filter, early_landlock_filter, signal_filter):
        other = next(m for m in MACHINES if m != machine)
        assert KILL == judge(make(machine), other, 0)
        assert errno.EPERM == judge(make(machine), machine, 0x40000000 + 41)
        with pytest.raises(MachineError, match="this machine is riscv64"):
            make("riscv64")


@pytest.mark.parametrize("machine", MACHINES)
def test_some_calls_only_seem_to_succeed(machine: str) -> None:
    """Changes of modes, and what leaves the group."""
    for number in {"x86_64": (90, 91, 268, 112, 109), "aarch64": (52, 53, 54, 157, 154)}[machine]:
        assert 0 == judge(ignoring_filter(machine), machine, number)
    assert ALLOW == judge(ignoring_filter(machine), machine, 63)


@pytest.mark.parametrize("machine", MACHINES)
def test_early_landlock_is_helped_out(machine: str) -> None:
    """What truncates without the right to write is refused; what writes is Landlock's to judge."""
    program = early_landlock_filter(machine)
    openat, truncate = {"x86_64": (257, 76), "aarch64": (56, 45)}[machine]
    assert errno.EPERM == judge(program, machine, truncate)
    assert errno.EPERM == judge(program, machine, openat, 0, 0, 0o1000)
    assert ALLOW == judge(program, machine, openat, 0, 0, 0o1101)
    assert ALLOW == judge(program, machine, openat, 0, 0, 0)


@pytest.mark.parametrize("machine", MACHINES)
def test_signals_reach_oneself_and_the_group(machine: str) -> None:
    """Nobody else, nor everybody."""
    program = signal_filter(machine).replace(struct.pack("=I", ANY_PROCESS), struct.pack("=I", 1234))
    kill, tgkill = {"x86_64": (62, 234), "aarch64": (129, 131)}[machine]
    for number in (kill, tgkill):
        assert ALLOW == judge(program, machine, number, 1234)
        for other in (1, 1235, 0xFFFFFFFF, 0xFFFFFFFFFFFFFFFF, 2**32 - 1234):
            assert errno.EPERM == judge(program, machine, number, other)
    assert ALLOW == judge(program, machine, kill, 0)
    assert errno.EPERM == judge(program, machine, 424)
