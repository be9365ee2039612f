"""Give up rights for good, then become another program: a script of the standard library alone, never imported.

    python -I -S confine.py userns|seccomp_landlock SCRATCH PROGRAM ARGUMENT...

The program sees the file system read-only but for SCRATCH, and has no network. A kernel that refuses makes it exit
with status 1 and one line on standard error that says which step was refused and why.
"""

import ctypes
import errno
import os
import platform
import struct
import sys

_libc = ctypes.CDLL(None, use_errno=True)

_PR_CAPBSET_DROP, _PR_SET_NO_NEW_PRIVS, _PR_SET_SECCOMP = 24, 38, 22
_CLONE_NEWNS, _CLONE_NEWUTS, _CLONE_NEWIPC, _CLONE_NEWUSER, _CLONE_NEWNET = (
    0x00020000,
    0x04000000,
    0x08000000,
    0x10000000,
    0x40000000,
)
_MS_BIND, _MS_REC, _MS_PRIVATE = 4096, 16384, 1 << 18
_AT_FDCWD, _AT_RECURSIVE, _MOUNT_ATTR_RDONLY = -100, 0x8000, 1
_SYS_MOUNT_SETATTR = 442
_SYS_LANDLOCK_CREATE_RULESET, _SYS_LANDLOCK_ADD_RULE, _SYS_LANDLOCK_RESTRICT_SELF = 444, 445, 446
_LANDLOCK_RULE_PATH_BENEATH = 1
_WRITE_FILE = 1 << 1
_LANDLOCK_WRITES = _WRITE_FILE | sum(1 << bit for bit in range(4, 13))  # remove, make of every kind
_LANDLOCK_REFER, _LANDLOCK_TRUNCATE = 1 << 13, 1 << 14

# Name: audit architecture, then numbers of: socket, bind, connect, ptrace, process_vm_writev, io_uring_setup, truncate.
_MACHINES = {
    "x86_64": (0xC000003E, (41, 49, 42, 101, 311, 425), 76),
    "aarch64": (0xC00000B7, (198, 200, 203, 117, 271, 425), 45),
}
_X32_BIT = 0x40000000


def main(level: str, scratch: str, *command: str) -> None:
    """Confine this process, then run the command in its place."""
    {"userns": enter_namespaces, "seccomp_landlock": restrict_self}[level](scratch)
    os.execv(command[0], command)  # noqa: S606 - the point of it


def enter_namespaces(scratch: str) -> None:
    """New user, mount, network, IPC and UTS namespaces; everything but `scratch` read-only; no capability survives."""
    uid, gid = os.getuid(), os.getgid()
    flags = _CLONE_NEWUSER | _CLONE_NEWNS | _CLONE_NEWNET | _CLONE_NEWIPC | _CLONE_NEWUTS
    _check("unshare", _libc.unshare(flags))
    for name, line in (("setgroups", "deny"), ("uid_map", f"{uid} {uid} 1"), ("gid_map", f"{gid} {gid} 1")):
        try:
            with open(f"/proc/self/{name}", "w") as file:  # noqa: PTH123 - pathlib would double the start-up time
                file.write(line)
        except OSError as error:
            _fail(f"writing {name}: {error.strerror}")
    place = os.fsencode(scratch)
    _check("making mounts private", _libc.mount(None, b"/", None, _MS_REC | _MS_PRIVATE, None))
    _check("binding the scratch directory", _libc.mount(place, place, None, _MS_BIND, None))
    _set_mount_attributes("making the root read-only", b"/", _AT_RECURSIVE, (_MOUNT_ATTR_RDONLY, 0))
    _set_mount_attributes("making the scratch directory writable", place, 0, (0, _MOUNT_ATTR_RDONLY))
    os.chdir(scratch)  # the old working directory is on the old, writable mount
    _drop_capabilities()


def restrict_self(scratch: str) -> None:
    """Landlock: writes below `scratch` (and to /dev/null) alone; seccomp: no sockets, no reach into other processes."""
    machine = platform.machine()
    if machine not in _MACHINES:
        _fail(f"the seccomp filter knows {' and '.join(_MACHINES)}, this machine is {machine}")
    _drop_capabilities()
    abi = _libc.syscall(_SYS_LANDLOCK_CREATE_RULESET, None, ctypes.c_size_t(0), ctypes.c_uint32(1))
    if abi < 1:
        code = ctypes.get_errno()
        why = {errno.ENOSYS: "not built into this kernel", errno.EOPNOTSUPP: "built in but not enabled at boot"}
        _fail(f"Landlock is not supported here (ABI 0): {why.get(code, os.strerror(code))}")
    writes = _LANDLOCK_WRITES | (_LANDLOCK_REFER if abi >= 2 else 0) | (_LANDLOCK_TRUNCATE if abi >= 3 else 0)
    # From ABI 6 on it also keeps signals and abstract sockets from reaching processes outside.
    handled = struct.pack("QQQ", writes, 0, 3) if abi >= 6 else struct.pack("Q", writes)
    rules = _libc.syscall(_SYS_LANDLOCK_CREATE_RULESET, handled, ctypes.c_size_t(len(handled)), ctypes.c_uint32(0))
    _check("landlock_create_ruleset", rules)
    for path, allowed in ((scratch, writes), (os.devnull, writes & (_WRITE_FILE | _LANDLOCK_TRUNCATE))):
        place = os.open(path, os.O_PATH | os.O_CLOEXEC)
        rule = struct.pack("=Qi", allowed, place)
        _check(
            "landlock_add_rule",
            _libc.syscall(_SYS_LANDLOCK_ADD_RULE, rules, _LANDLOCK_RULE_PATH_BENEATH, rule, ctypes.c_uint32(0)),
        )
        os.close(place)
    _check("landlock_restrict_self", _libc.syscall(_SYS_LANDLOCK_RESTRICT_SELF, rules, ctypes.c_uint32(0)))
    os.close(rules)
    os.chdir(scratch)
    architecture, forbidden, truncate = _MACHINES[machine]
    program = _filter(architecture, forbidden if abi >= 3 else (*forbidden, truncate))  # which Landlock learnt in ABI 3
    buffer = ctypes.create_string_buffer(program, len(program))
    prog = struct.pack("HxxxxxxP", len(program) // 8, ctypes.addressof(buffer))
    _check("seccomp", _libc.prctl(_PR_SET_SECCOMP, 2, ctypes.c_char_p(prog), 0, 0))


def _drop_capabilities() -> None:
    """None survives the next exec, whoever we are: not those in the bounding set, nor by set-user-id programs."""
    capability = 0
    while _libc.prctl(_PR_CAPBSET_DROP, capability, 0, 0, 0) == 0:  # refused at once to those who have none
        capability += 1
    _check("prctl(no_new_privs)", _libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0))


def _filter(architecture: int, forbidden: tuple[int, ...]) -> bytes:
    """A BPF program: another architecture kills, forbidden calls and the x32 ones fail with EPERM, the rest passes."""
    load, equal, at_least, give = 0x20, 0x15, 0x35, 0x06
    kill, refuse, allow = 0x80000000, 0x00050000 | errno.EPERM, 0x7FFF0000
    n = len(forbidden)
    program = [(load, 0, 0, 4), (equal, 1, 0, architecture), (give, 0, 0, kill), (load, 0, 0, 0)]
    program.append((at_least, n + 1, 0, _X32_BIT))
    program += [(equal, n - i, 0, number) for i, number in enumerate(forbidden)]
    program += [(give, 0, 0, allow), (give, 0, 0, refuse)]
    return b"".join(struct.pack("HBBI", *instruction) for instruction in program)


def _set_mount_attributes(what: str, path: bytes, flags: int, set_and_clear: tuple[int, int]) -> None:
    attributes = struct.pack("QQQQ", *set_and_clear, 0, 0)
    result = _libc.syscall(
        _SYS_MOUNT_SETATTR, _AT_FDCWD, path, ctypes.c_uint32(flags), attributes, ctypes.c_size_t(len(attributes))
    )
    if result < 0 and ctypes.get_errno() == errno.ENOSYS:
        _fail("mount_setattr: needs Linux 5.12")
    _check(what, result)


def _check(what: str, result: int) -> None:
    if result < 0:
        _fail(f"{what}: {os.strerror(ctypes.get_errno())}")


def _fail(why: str) -> None:
    sys.stderr.write(why + "\n")
    sys.stderr.flush()
    os._exit(1)


if __name__ == "__main__":
    main(*sys.argv[1:])
