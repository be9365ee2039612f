"""Give up rights for good, then serve commands: a script of the standard library alone, never imported.

    python -I -S confine.py LEVEL SERVER PARENT

LEVEL is one of `Isolation`, SERVER the path of `sandbox_server.py`, PARENT the process whose death ends this one (0:
bubblewrap sees to that). The first request on standard input is what `isolation.confinement` tells. A kernel that
refuses makes it exit with status 1 and one line on standard error that says which step was refused and why.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import functools
import json
import os
import platform
import signal
import struct
import sys
from collections.abc import Callable
from typing import Any

_libc = ctypes.CDLL(None, use_errno=True)

_PR_SET_PDEATHSIG, _PR_SET_DUMPABLE, _PR_SET_SECCOMP, _PR_CAPBSET_DROP = 1, 4, 22, 24
_PR_SET_CHILD_SUBREAPER, _PR_SET_NO_NEW_PRIVS = 36, 38
_CLONE_NEWUSER = 0x10000000
_NEW_NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x10000000 | 0x20000000 | 0x40000000
_MS_NOSUID, _MS_NODEV, _MS_NOEXEC, _MS_BIND, _MS_REC, _MS_PRIVATE = 2, 4, 8, 4096, 16384, 1 << 18
_MNT_DETACH = 2
_AT_FDCWD, _AT_RECURSIVE, _RDONLY, _NOSUID, _NODEV = -100, 0x8000, 1, 2, 4
_SYS_CAPSET, _SYS_PIVOT_ROOT = {"x86_64": (126, 155), "aarch64": (91, 41)}.get(platform.machine(), (-1, -1))
_SYS_MOUNT_SETATTR = 442
_SYS_LANDLOCK_CREATE_RULESET, _SYS_LANDLOCK_ADD_RULE, _SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_RULE_PATH_BENEATH = 1
_EXECUTE, _WRITE_FILE, _READ_FILE, _READ_DIR, _TRUNCATE = 1, 2, 4, 8, 1 << 14
_CAPABILITY_VERSION_3, _CAP_DAC_OVERRIDE = 0x20080522, 1
_PR_SET_KEEPCAPS, _PR_CAP_AMBIENT, _RAISE = 8, 47, 2
_NOBODY = 65534


class RefusedError(Exception):
    """The kernel refused a step; the message is one line."""


def main(level: str, server: str, parent: str) -> None:
    """Enter the level, then serve until the requests end."""
    with open(server, "rb") as file:  # noqa: PTH123 - pathlib would double the start-up time
        functions: dict[str, Any] = {"__name__": "sandbox_server"}
        exec(compile(file.read(), server, "exec"), functions)  # noqa: S102 - our own; out of sight once confined
    death = signal.SIGKILL if level == "userns" else signal.SIGTERM
    if int(parent):
        die_with(int(parent), death)
    with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:  # noqa: PTH123
        file.write("1000")  # when the machine runs out of memory, the kernel should end a command
    told = json.loads(functions["receive"](0))
    owns_processes = level in ("userns", "bwrap")
    before_command: Callable[[], None] = functools.partial(die_with, 0, signal.SIGKILL)
    if level == "userns":
        enter_namespaces(told)
    if owns_processes:
        drop_bounding_set()
        give_up_capabilities()
        install_filters(told["filters"])
    elif level == "seccomp_landlock":
        before_command = landlocked(told)
    # Commands have our user: they could otherwise write to our memory, or trace us.
    check("hiding from commands", _libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0))
    check("becoming the reaper", _libc.prctl(_PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0))
    functions["serve"](told["scratch"], told["tree"], owns_processes, None if owns_processes else before_command)


def die_with(parent: int, how: int) -> None:
    """Be sent a signal when the parent dies; end at once if it has (0: unknown)."""
    _libc.prctl(_PR_SET_PDEATHSIG, int(how), 0, 0, 0)
    if parent and os.getppid() != parent:
        os._exit(1)


def enter_namespaces(told: dict[str, Any]) -> None:
    """All namespaces anew and a root that holds only what is told; returns in the first process of the new ones."""
    is_root, uid, gid = os.geteuid() == 0, os.getuid(), os.getgid()
    check("unshare", _libc.unshare(_NEW_NAMESPACES & ~_CLONE_NEWUSER if is_root else _NEW_NAMESPACES))
    if not is_root:
        _map_user(uid, gid)
    child = os.fork()
    if child:
        _stand_by(child)
    _libc.sethostname(b"sandbox", 7)
    build_root(told)
    if is_root:  # whom no limit on processes binds; the new user has the namespace's own count of them
        os.chown(told["scratch"], _NOBODY, _NOBODY)
        _become_nobody()
        check("unshare of users", _libc.unshare(_CLONE_NEWUSER))
        _map_user(_NOBODY, _NOBODY)
    die_with(0, signal.SIGKILL)
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # the first process is immune to what it does not handle


def _become_nobody() -> None:
    os.setgroups([])
    os.setresgid(_NOBODY, _NOBODY, _NOBODY)
    os.setresuid(_NOBODY, _NOBODY, _NOBODY)
    check("owning /proc/self", _libc.prctl(_PR_SET_DUMPABLE, 1, 0, 0, 0))


def _map_user(uid: int, gid: int) -> None:
    """Who is `uid` outside becomes nobody inside."""
    for name, line in (("setgroups", "deny"), ("uid_map", f"{_NOBODY} {uid} 1"), ("gid_map", f"{_NOBODY} {gid} 1")):
        try:
            with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123
                file.write(line)
        except OSError as error:
            raise RefusedError(f"writing {name}: {error.strerror}") from error


def _stand_by(child: int) -> None:
    """The process that the parent knows: it ends after all in the namespaces have, and as the first of them did."""
    signal.signal(signal.SIGTERM, lambda *_: os.kill(child, signal.SIGKILL))
    for descriptor in (0, 1):
        os.close(descriptor)  # both pipes are the server's alone
    _, status = os.waitpid(child, 0)
    if os.WIFSIGNALED(status):
        how = os.WTERMSIG(status)
        if how != signal.SIGKILL:
            signal.signal(how, signal.SIG_DFL)
        os.kill(os.getpid(), how)
    os._exit(os.waitstatus_to_exitcode(status))


def build_root(told: dict[str, Any]) -> None:
    """A new root in memory with what is told bound at its own path, all of it read-only but the scratch."""
    check("making mounts private", _libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None))
    bound = [name for name, target in told["system"] if target is None]
    writable = told["scratch"]
    bound += [*told["readable"], told["tree"], writable]
    sources = {path: os.open(path, os.O_PATH | os.O_CLOEXEC) for path in (*bound, *told["devices"])}
    # The new root is put over the place: a directory that exists, and holds nothing else to be shown.
    root = os.path.dirname(told["tree"])  # noqa: PTH120
    options = b"size=1m,mode=755"
    check("mounting a root", _libc.mount(b"tmpfs", os.fsencode(root), b"tmpfs", _MS_NOSUID | _MS_NODEV, options))
    for name, target in told["system"]:
        if target is not None:
            os.symlink(target, root + name)  # noqa: PTH211
    for path, source in sources.items():
        target = os.fsencode(root + path)
        if os.path.isdir(f"/proc/self/fd/{source}"):  # noqa: PTH112
            os.makedirs(target, exist_ok=True)  # noqa: PTH103
        else:
            os.makedirs(os.path.dirname(target), exist_ok=True)  # noqa: PTH103, PTH120
            os.close(os.open(target, os.O_CREAT | os.O_WRONLY | os.O_CLOEXEC, 0o600))
        from_ = f"/proc/self/fd/{source}".encode()
        check(f"binding {path}", _libc.mount(from_, target, None, _MS_BIND | _MS_REC, None))
        attributes = 0 if path in told["devices"] else _NOSUID | _NODEV
        attributes |= 0 if path == writable else _RDONLY
        _set_mount_attributes(f"restricting {path}", target, _AT_RECURSIVE, attributes)
        os.close(source)
    os.mkdir(root + "/proc")  # noqa: PTH102
    proc = os.fsencode(root + "/proc")
    flags = _MS_NOSUID | _MS_NODEV | _MS_NOEXEC
    check("mounting /proc", _libc.mount(b"proc", proc, b"proc", flags, b"subset=pid"))
    os.chdir(root)
    check("pivot_root", _libc.syscall(_SYS_PIVOT_ROOT, b".", b"."))
    check("leaving the old root", _libc.umount2(b".", _MNT_DETACH))
    os.chdir("/")
    _set_mount_attributes("making the root read-only", b"/", 0, _RDONLY | _NOSUID | _NODEV)


def landlocked(told: dict[str, Any]) -> Callable[[], None]:
    """What a command does to itself before it starts; the server keeps its rights, out of the commands' reach."""
    abi = _libc.syscall(_SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if abi < 1:
        code = ctypes.get_errno()
        why = {errno.ENOSYS: "not built into this kernel", errno.EOPNOTSUPP: "built in but not enabled at boot"}
        raise RefusedError(f"Landlock is not supported here (ABI 0): {why.get(code, os.strerror(code))}")
    rights = (1 << (13 + (abi >= 2) + (abi >= 3) + (abi >= 5))) - 1
    # From ABI 4 on it keeps from TCP as well, from ABI 6 on signals and abstract sockets from processes outside.
    handled = struct.pack("QQQ", rights, 3, 3)[: 8 if abi < 4 else 16 if abi < 6 else 24]
    rules = _libc.syscall(_SYS_LANDLOCK_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    check("landlock_create_ruleset", rules)
    reading = _EXECUTE | _READ_FILE | _READ_DIR
    allowed = dict.fromkeys([name for name, _ in told["system"]] + told["readable"] + [told["tree"]], reading)
    allowed |= dict.fromkeys(told["devices"], _READ_FILE) | {told["scratch"]: rights}
    allowed[os.devnull] = _READ_FILE | _WRITE_FILE | _TRUNCATE & rights
    for path, granted in allowed.items():
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        if not os.path.isdir(path):  # noqa: PTH112
            granted &= _EXECUTE | _READ_FILE | _WRITE_FILE | _TRUNCATE
        rule = struct.pack("=Qi", granted, place)
        added = _libc.syscall(_SYS_LANDLOCK_ADD_RULE, rules, _LANDLOCK_RULE_PATH_BENEATH, rule, ctypes.c_uint32(0))
        check(f"landlock_add_rule for {path}", added)
        os.close(place)
    filters = [*told["filters"], *([told["before_abi_3"]] if abi < 3 else [])]
    any_process = struct.pack("=I", told["any_process"]).hex()
    is_root = os.geteuid() == 0
    drop_bounding_set(*([_CAP_DAC_OVERRIDE] if is_root else []))

    def restrict_self() -> None:
        if is_root:
            _leave_root()
        else:
            give_up_capabilities()
        die_with(0, signal.SIGKILL)
        check("landlock_restrict_self", _libc.syscall(_SYS_LANDLOCK_RESTRICT_SELF, rules, ctypes.c_uint32(0)))
        if abi < 6:
            install_filters([told["before_abi_6"].replace(any_process, struct.pack("=I", os.getpid()).hex())])
        install_filters(filters)

    return restrict_self


def drop_bounding_set(*kept: int) -> None:
    """No program started from here gains a capability, whoever we are."""
    for capability in range(64):
        if capability not in kept and _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0):
            break  # refused at once to those who have none, and for numbers that stand for none


def give_up_capabilities(kept: int = 0) -> None:
    """None but a set of `kept` is left to the process and its programs, and set-user-id programs give none."""
    check("prctl(no_new_privs)", _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))
    header = struct.pack("Ii", _CAPABILITY_VERSION_3, 0)
    check("capset", _libc.syscall(_SYS_CAPSET, header, struct.pack("6I", kept, kept, kept, 0, 0, 0)))


def _leave_root() -> None:
    """Become a user whom limits bind; behind Landlock, root's own files stay accessible by the one capability kept."""
    check("keeping capabilities", _libc.prctl(_PR_SET_KEEPCAPS, 1, 0, 0, 0))
    _become_nobody()
    give_up_capabilities(1 << _CAP_DAC_OVERRIDE)
    check("passing a capability on", _libc.prctl(_PR_CAP_AMBIENT, _RAISE, _CAP_DAC_OVERRIDE, 0, 0))


def install_filters(filters: list[str]) -> None:
    """Filters of system calls, for this process and all that it starts."""
    for written in filters:
        program = bytes.fromhex(written)
        buffer = ctypes.create_string_buffer(program, len(program))
        told = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
        check("seccomp", _libc.prctl(_PR_SET_SECCOMP, 2, ctypes.c_char_p(told), 0, 0))


def _set_mount_attributes(what: str, path: bytes, flags: int, attributes: int) -> None:
    wanted = struct.pack("QQQQ", attributes, 0, 0, 0)
    result = _libc.syscall(
        _SYS_MOUNT_SETATTR, _AT_FDCWD, path, ctypes.c_uint32(flags), wanted, ctypes.c_size_t(len(wanted))
    )
    if result < 0 and ctypes.get_errno() == errno.ENOSYS:
        raise RefusedError("mount_setattr: needs Linux 5.12")
    check(what, result)


def check(what: str, result: int) -> None:
    """Raise `RefusedError` for a result below zero."""
    if result < 0:
        raise RefusedError(f"{what}: {os.strerror(ctypes.get_errno())}")


if __name__ == "__main__":
    try:
        main(*sys.argv[1:])
    except (RefusedError, OSError) as refusal:
        sys.stderr.write(" ".join(f"{refusal}".split()) + "\n")
        sys.stderr.flush()
        os._exit(1)
