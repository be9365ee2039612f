"""Filters of system calls for confined programs, as programs of classic BPF for seccomp."""

from __future__ import annotations

import errno
import struct
from typing import NamedTuple

from warploom.schemas.errors import WarploomError


class MachineError(WarploomError):
    """The numbers of system calls of this machine are not known."""

    def __init__(self, machine: str) -> None:
        super().__init__(machine)
        self.machine = machine

    def __str__(self) -> str:
        return f"the seccomp filter knows {' and '.join(_AUDIT)}, this machine is {self.machine}"


class _Call(NamedTuple):
    """Numbers of one system call; None where the machine has none."""

    x86_64: int | None
    aarch64: int | None


_AUDIT = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
_X32_BIT = 0x40000000

_REFUSED = {
    # the network, and sockets of other programs that lie in what is readable
    "socket": _Call(41, 198),
    "bind": _Call(49, 200),
    "connect": _Call(42, 203),
    # other processes, and the server
    "ptrace": _Call(101, 117),
    "process_vm_readv": _Call(310, 270),
    "process_vm_writev": _Call(311, 271),
    "process_madvise": _Call(440, 440),
    "pidfd_getfd": _Call(438, 438),
    "kcmp": _Call(312, 272),
    # memory that no limit of a process counts
    "memfd_create": _Call(319, 279),
    "memfd_secret": _Call(447, 447),
    "shmget": _Call(29, 194),
    "msgget": _Call(68, 186),
    "semget": _Call(64, 190),
    "mq_open": _Call(240, 180),
    # namespaces and mounts, which would give capabilities back
    "unshare": _Call(272, 97),
    "setns": _Call(308, 268),
    "mount": _Call(165, 40),
    "umount2": _Call(166, 39),
    "pivot_root": _Call(155, 41),
    "chroot": _Call(161, 51),
    "open_tree": _Call(428, 428),
    "move_mount": _Call(429, 429),
    "fsopen": _Call(430, 430),
    "fsconfig": _Call(431, 431),
    "fsmount": _Call(432, 432),
    "fspick": _Call(433, 433),
    "mount_setattr": _Call(442, 442),
    # large and seldom needed parts of the kernel, where its flaws are
    "io_uring_setup": _Call(425, 425),
    "io_uring_enter": _Call(426, 426),
    "io_uring_register": _Call(427, 427),
    "bpf": _Call(321, 280),
    "perf_event_open": _Call(298, 241),
    "userfaultfd": _Call(323, 282),
    "fanotify_init": _Call(300, 262),
    "add_key": _Call(248, 217),
    "request_key": _Call(249, 218),
    "keyctl": _Call(250, 219),
    "name_to_handle_at": _Call(303, 264),
    "open_by_handle_at": _Call(304, 265),
    "lookup_dcookie": _Call(212, 18),
    "quotactl": _Call(179, 60),
    "modify_ldt": _Call(154, None),
    # the machine as a whole
    "acct": _Call(163, 89),
    "syslog": _Call(103, 116),
    "reboot": _Call(169, 142),
    "swapon": _Call(167, 224),
    "swapoff": _Call(168, 225),
    "kexec_load": _Call(246, 104),
    "kexec_file_load": _Call(320, 294),
    "init_module": _Call(175, 105),
    "finit_module": _Call(313, 273),
    "delete_module": _Call(176, 106),
    "settimeofday": _Call(164, 170),
    "clock_settime": _Call(227, 112),
    "clock_adjtime": _Call(305, 266),
    "adjtimex": _Call(159, 171),
    "sethostname": _Call(170, 161),
    "setdomainname": _Call(171, 162),
    "vhangup": _Call(153, 58),
    "iopl": _Call(172, None),
    "ioperm": _Call(173, None),
}

_IGNORED = {
    # Landlock does not govern them: files outside could be changed
    "chmod": _Call(90, None),
    "fchmod": _Call(91, 52),
    "fchmodat": _Call(268, 53),
    "fchmodat2": _Call(452, 452),
    "chown": _Call(92, None),
    "fchown": _Call(93, 55),
    "lchown": _Call(94, None),
    "fchownat": _Call(260, 54),
    "utime": _Call(132, None),
    "utimes": _Call(235, None),
    "futimesat": _Call(261, None),
    "utimensat": _Call(280, 88),
    "setxattr": _Call(188, 5),
    "lsetxattr": _Call(189, 6),
    "fsetxattr": _Call(190, 7),
    "setxattrat": _Call(463, 463),
    "removexattr": _Call(197, 14),
    "lremovexattr": _Call(198, 15),
    "fremovexattr": _Call(199, 16),
    "removexattrat": _Call(466, 466),
    "file_setattr": _Call(469, 469),
    # whoever stays in the group dies with it, without a race
    "setsid": _Call(112, 157),
    "setpgid": _Call(109, 154),
}

_CLONE, _CLONE3 = _Call(56, 220), _Call(435, 435)
_NEW_NAMESPACES = 0x7E020080
"""Flags of clone for every kind of namespace: time, mounts, cgroups, UTS, IPC, users, processes, network."""

_TRUNCATE, _OPEN, _OPENAT, _OPENAT2 = _Call(76, 45), _Call(2, None), _Call(257, 56), _Call(437, 437)
_O_TRUNC, _O_ACCMODE = 0o1000, 0o3

_KILL_CALL, _TGKILL = _Call(62, 129), _Call(234, 131)
_OTHER_SIGNALS = {
    "tkill": _Call(200, 130),
    "rt_sigqueueinfo": _Call(129, 138),
    "rt_tgsigqueueinfo": _Call(297, 240),
    "pidfd_send_signal": _Call(424, 424),
}
ANY_PROCESS = 0x7FFFFFF1
"""In `signal_filter` in place of the one process that it is for; no process can have this number."""

_LOAD, _AND, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x54, 0x15, 0x35, 0x45, 0x06
_KILL, _FAIL, _ALLOW = 0x80000000, 0x00050000, 0x7FFF0000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16
"""Offsets in what a filter is shown; each argument has eight bytes, the low half first."""

_Instruction = tuple[int, int, int, int]


def refusing_filter(machine: str) -> bytes:
    """For every confined program: what no compiler and no computation needs fails with EPERM.

    clone3 fails with ENOSYS, since its flags cannot be seen: libraries then use clone. Raises `MachineError`.
    """
    body = _each(machine, _REFUSED, errno.EPERM) + _each(machine, {"clone3": _CLONE3}, errno.ENOSYS)
    body += _on(machine, _CLONE, [(_LOAD, 0, 0, _ARGUMENTS), (_ANY_BIT, 0, 1, _NEW_NAMESPACES), _fail(errno.EPERM)])
    return _program(machine, body)


def ignoring_filter(machine: str) -> bytes:
    """For programs without namespaces of their own: some calls do nothing and say that they succeeded."""
    return _program(machine, _each(machine, _IGNORED, 0))


def early_landlock_filter(machine: str) -> bytes:
    """For kernels whose Landlock knows no truncation (before ABI 3, Linux 6.2): what truncates without writing."""
    body = _each(machine, {"truncate": _TRUNCATE}, errno.EPERM) + _each(machine, {"openat2": _OPENAT2}, errno.ENOSYS)
    for call, argument in ((_OPEN, 1), (_OPENAT, 2)):
        flags = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), (_AND, 0, 0, _O_TRUNC | _O_ACCMODE)]
        body += _on(machine, call, [*flags, (_EQUAL, 0, 1, _O_TRUNC), _fail(errno.EPERM)])
    return _program(machine, body)


def signal_filter(machine: str) -> bytes:
    """For kernels whose Landlock knows no signals (before ABI 6, Linux 6.12): they reach oneself and one's group alone.

    "Oneself" is the process that `ANY_PROCESS` is replaced by; what that one starts can signal nobody but the group.
    """
    body = _each(machine, _OTHER_SIGNALS, errno.EPERM)
    for call in (_KILL_CALL, _TGKILL):
        allowed = [(_EQUAL, 2, 0, ANY_PROCESS), (_EQUAL, 1, 0, 0), _fail(errno.EPERM)]
        body += _on(machine, call, [(_LOAD, 0, 0, _ARGUMENTS), *allowed])
    return _program(machine, body)


def _program(machine: str, body: list[_Instruction]) -> bytes:
    if machine not in _AUDIT:
        raise MachineError(machine)
    head = [(_LOAD, 0, 0, _ARCHITECTURE), (_EQUAL, 1, 0, _AUDIT[machine]), (_RETURN, 0, 0, _KILL)]
    head += [(_LOAD, 0, 0, _NUMBER), (_AT_LEAST, 0, 1, _X32_BIT), _fail(errno.EPERM)]
    return b"".join(struct.pack("HBBI", *step) for step in [*head, *body, (_RETURN, 0, 0, _ALLOW)])


def _each(machine: str, calls: dict[str, _Call], error: int) -> list[_Instruction]:
    return [step for call in calls.values() for step in _on(machine, call, [_fail(error)])]


def _on(machine: str, call: _Call, steps: list[_Instruction]) -> list[_Instruction]:
    """Steps for one call alone. Those that look at arguments end here in any case: the number is no longer at hand."""
    number = call._asdict().get(machine)
    if number is None:
        return []
    if len(steps) > 1:
        steps = [*steps, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(steps), number), *steps]


def _fail(error: int) -> _Instruction:
    return (_RETURN, 0, 0, _FAIL | error)
