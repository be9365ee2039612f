"""The sandbox: what hostile programs try, at every level that this machine grants."""

from __future__ import annotations

import contextlib
import importlib.util
import os
import signal
import subprocess
import sys
import threading
import time
import uuid
from collections.abc import Iterator
from pathlib import Path

import pytest

from warploom.extractors import sandbox as probing
from warploom.extractors import sandbox_process, sandboxed
from warploom.extractors.isolation import Isolation, IsolationError, python_files
from warploom.extractors.sandbox import Probe, probe_isolation
from warploom.extractors.sandbox_process import Ran
from warploom.extractors.sandboxed import Limits, Sandbox, SandboxLostError
from warploom.extractors.scratch import OutputError
from warploom.schemas.errors import UsageError

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the sandbox needs Linux")

CONFINED = [Isolation.BWRAP, Isolation.USERNS, Isolation.SECCOMP_LANDLOCK]


def _skip_unless_available(level: Isolation) -> None:
    probe = next(p for p in probe_isolation() if p.level is level)
    if not probe.is_available:
        pytest.skip(f"{probe.level}: {probe.cause}")


@pytest.fixture(params=CONFINED)
def box(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of every level that this machine grants, in which Python can be run."""
    _skip_unless_available(request.param)
    with Sandbox(tmp_path / "place", readable=python_files(), level=request.param) as sandbox:
        yield sandbox


@pytest.fixture
def open_box(tmp_path: Path) -> Iterator[Sandbox]:
    """A sandbox of the level `none`."""
    with Sandbox(tmp_path / "place", level=Isolation.NONE) as sandbox:
        yield sandbox


_LIMITS = Limits(seconds=20)


def python(box: Sandbox, code: str, *arguments: str, limits: Limits = _LIMITS, stdin: bytes = b"") -> Ran:
    command = [str(Path(sys.executable).resolve()), "-I", "-S", "-c", code, *arguments]
    return box.run(command, limits=limits, stdin=stdin)


def text(ran: Ran) -> str:
    assert (0, None, b"") == (ran.exit_code, ran.error, ran.stderr)
    return ran.stdout.decode()


def names(directory: Path) -> list[str]:
    return sorted(path.name for path in directory.iterdir())


def has_namespaces(box: Sandbox) -> bool:
    return box.level in (Isolation.BWRAP, Isolation.USERNS)


def living(mark: str) -> list[int]:
    """Processes whose command line holds `mark`."""
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit() and int(path.name) != os.getpid():
            with contextlib.suppress(OSError):
                if mark.encode() in (path / "cmdline").read_bytes():
                    found.append(int(path.name))
    return found


def wait_until(condition: object, seconds: float = 20.0) -> bool:
    assert callable(condition)
    deadline = time.monotonic() + seconds
    while not (holds := condition()) and time.monotonic() < deadline:
        time.sleep(0.01)
    return bool(holds)


# --- what a program sees


def test_programs_start_in_the_tree_and_write_to_the_scratch(box: Sandbox) -> None:
    """Paths are the same inside and outside, relative ones included."""
    (box.tree / "src").mkdir()
    (box.tree / "src" / "a.c").write_text("int a;")
    code = "import os; open('../scratch/out', 'w').write(open('src/a.c').read() + os.getcwd())"
    assert "" == text(python(box, code))
    assert f"int a;{box.tree}".encode() == box.read_output("out", 1000)
    assert f"{box.scratch}\n" == text(box.run(["pwd"], cwd="scratch"))


def test_changes_of_the_caller_become_visible(box: Sandbox) -> None:
    """Between commands of the same server."""
    for content in ("one", "two"):
        (box.tree / "new").unlink(missing_ok=True)
        (box.tree / "new").write_text(content)
        assert content == text(box.run(["cat", "new"]))


def test_nothing_else_can_be_read(box: Sandbox, tmp_path: Path) -> None:
    """Neither what belongs to the machine, nor what lies beside or above the place, nor through links in the tree."""
    for secret in (tmp_path / "secret", tmp_path / "place" / "secret"):
        secret.write_text("secret")
    (box.tree / "link").symlink_to(tmp_path / "secret")
    paths = [tmp_path / "secret", tmp_path / "place" / "secret", "../secret", "link", "/etc/passwd", "/etc/hostname"]
    paths += ["/dev/zero", "/dev/full", "/dev/tty", "/proc/1/environ", f"/proc/{os.getpid()}/environ", "/home", "/sys"]
    paths += ["/var", "/run", "/etc", "/opt", __file__]
    code = """
import os, sys
for path in sys.argv[1:]:
    try:
        print(path, os.listdir(path) if os.path.isdir(path) else open(path).read(9))
    except OSError:
        pass
"""
    assert "" == text(python(box, code, *map(str, paths)))
    assert "secret" not in box.run(["ls", "-R", str(tmp_path), ".."]).stdout.decode()


def test_nothing_else_can_be_changed(box: Sandbox, tmp_path: Path) -> None:
    """Not even modes and times, nor by links into the scratch."""
    (tmp_path / "old").write_text("old")
    (box.tree / "old").write_text("old")
    for path in (tmp_path / "old", box.tree / "old"):
        path.chmod(0o640)
        os.utime(path, (1, 1))
    code = """
import os, sys
outside, tree = sys.argv[1:]
for place in (outside, tree, "/usr", "/dev", "/"):
    for action in (
        lambda: open(place + "/new", "w"), lambda: os.mkdir(place + "/new"), lambda: os.symlink("x", place + "/new"),
        lambda: open(place + "/old", "a"), lambda: os.unlink(place + "/old"), lambda: os.truncate(place + "/old", 0),
        lambda: os.rename(place + "/old", place + "/new"), lambda: os.link(place + "/old", "../scratch/hard"),
        lambda: os.rename(place + "/old", "../scratch/old"), lambda: os.chmod(place + "/old", 0o777),
        lambda: os.utime(place + "/old", (5, 5)), lambda: os.open(place + "/old", os.O_RDONLY | os.O_TRUNC),
    ):
        try:
            action()
        except OSError:
            pass
"""
    python(box, code, str(tmp_path), str(box.tree))
    assert ["old", "place"] == sorted(path.name for path in tmp_path.iterdir())
    for path in (tmp_path / "old", box.tree / "old"):
        assert ("old", 0o640, 1) == (path.read_text(), path.stat().st_mode & 0o777, path.stat().st_mtime)


def test_no_socket_is_to_be_had(box: Sandbox) -> None:
    """Of no family: there is no network, and sockets of others may lie in what is readable."""
    code = """
import socket
for family in (socket.AF_INET, socket.AF_INET6, socket.AF_UNIX, socket.AF_NETLINK):
    try:
        socket.socket(family, socket.SOCK_DGRAM)
    except PermissionError:
        continue
    print(family)
"""
    assert "" == text(python(box, code))


def test_the_environment_is_the_same_everywhere(box: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing of the caller's own gets in; what it gives does."""
    monkeypatch.setenv("SECRET_TOKEN", "x")
    lines = text(box.run(["env"], environment={"TZ": "UTC0", "LANG": "C.UTF-8"})).splitlines()
    assert sorted(lines) == sorted(
        [
            *(f"HOME={box.scratch}", f"TMPDIR={box.scratch}", "PATH=/usr/bin:/bin", "SOURCE_DATE_EPOCH=0"),
            *("LANG=C.UTF-8", "LC_ALL=C", "TZ=UTC0"),
        ]
    )


def test_no_right_is_left(box: Sandbox) -> None:
    """No capability, whoever runs this; no descriptor but three; no namespace, trace or memory file to be had."""
    code = """
import ctypes, os
libc = ctypes.CDLL(None, use_errno=True)
header, data = (ctypes.c_uint32 * 2)(0x20080522, 0), (ctypes.c_uint32 * 6)()
assert libc.capget(header, data) == 0
print(sum(data), libc.prctl(39, 0, 0, 0, 0))
for name, arguments in {
    "unshare": (0x10000000,), "ptrace": (16, os.getppid(), 0, 0), "setns": (0, 0), "chroot": (b".",),
    "mount": (b"none", b"/usr", b"tmpfs", 0, None), "memfd_create": (b"x", 0), "shmget": (0, 4096, 0o1777),
}.items():
    if getattr(libc, name)(*arguments) != -1 or ctypes.get_errno() != 1:
        print(name, ctypes.get_errno())
for number in range(3, 1024):
    try:
        os.fstat(number)
        print("open:", number)
    except OSError:
        pass
try:
    open(f"/proc/{os.getppid()}/mem", "r+b")
    print("memory of the server")
except OSError:
    pass
"""
    # Behind Landlock, root's commands are nobody's and need one to read root's files: 2, three times.
    kept = 6 if box.level is Isolation.SECCOMP_LANDLOCK and os.geteuid() == 0 else 0
    assert f"{kept} 1\n" == text(python(box, code))


def test_links_to_what_is_readable_work_as_named_and_as_resolved(tmp_path: Path) -> None:
    """A tool is often called through a link."""
    (tmp_path / "real" / "bin").mkdir(parents=True)
    (tmp_path / "real" / "bin" / "tool").write_text("#!/bin/sh\necho ran\n")
    (tmp_path / "real" / "bin" / "tool").chmod(0o755)
    (tmp_path / "alias").symlink_to("real")
    for level in CONFINED:
        if next(p for p in probe_isolation() if p.level is level).is_available:
            with Sandbox(tmp_path / "place", readable=[tmp_path / "alias" / "bin" / "tool"], level=level) as box:
                for name in ("alias", "real"):
                    assert "ran\n" == text(box.run([f"{tmp_path}/{name}/bin/tool"]))


@pytest.mark.parametrize("given", ["/", "/etc", "/var", "relative", "/no/such/path", "place", "parent", "place/tree"])
def test_what_would_show_too_much_is_refused(given: str, tmp_path: Path) -> None:
    """Loudly, before anything runs."""
    path = {"parent": tmp_path, "place": tmp_path / "place", "place/tree": tmp_path / "place/tree"}.get(
        given, Path(given)
    )
    (tmp_path / "place" / "tree").mkdir(parents=True)
    with pytest.raises(UsageError, match="readable in the sandbox"):
        Sandbox(tmp_path / "place", readable=[path], level=Isolation.NONE)


def test_a_place_among_the_system_is_refused() -> None:
    """Its own directories would be bound over it."""
    with pytest.raises(UsageError, match="cannot lie in /usr/x"):
        Sandbox(Path("/usr/x"), level=Isolation.NONE)
    assert not Path("/usr/x").exists()


# --- how programs end


def test_every_end_is_told(box: Sandbox) -> None:
    """Status, signal, what cannot be started and why; nothing of it ends the server."""
    assert (3, None) == ((ran := box.run(["sh", "-c", "exit 3"])).exit_code, ran.signal)
    assert (None, signal.SIGSEGV) == ((ran := box.run(["sh", "-c", "kill -SEGV $$"])).exit_code, ran.signal)
    (box.tree / "noise").write_bytes(os.urandom(1000))
    (box.tree / "noise").chmod(0o755)
    for argv, why in (
        (["no-such-program"], "No such file or directory"),
        (["/etc/passwd"], ("No such file or directory", "Permission denied")),
        ([""], "the name of the program is empty"),
        ([], "the name of the program is empty"),
        (["./noise"], "Exec format error"),
        (["true", "a\0b"], "embedded null byte"),
        (["true", "x" * 4_000_000], "Argument list too long"),
        (["."], "Permission denied"),
    ):
        ran = box.run(argv)
        assert ran.error is not None
        assert ran.error.startswith(why)
        assert (None, None, False) == (ran.exit_code, ran.signal, ran.is_success)
    assert box.run(["true"]).is_success


def test_standard_input_is_fed(box: Sandbox) -> None:
    """More than a pipe holds; also to who reads nothing of it, or closes it."""
    data = os.urandom(300_000)
    ran = box.run(["cat"], stdin=data, limits=Limits(output_bytes=len(data)))
    assert (data, 0, True) == (ran.stdout, ran.stdout_dropped, ran.is_success)
    assert box.run(["true"], stdin=data).is_success
    assert box.run(["sh", "-c", "exec <&-; sleep 0.1"], stdin=data).is_success


def test_a_flood_of_output_is_cut(box: Sandbox) -> None:
    """The program neither waits nor dies of it, and what was dropped is counted."""
    code = "import os\nfor _ in range(100):\n os.write(1, b'o' * 100_000); os.write(2, b'e' * 50_000)"
    ran = python(box, code, limits=Limits(seconds=20, output_bytes=1000))
    assert (0, b"o" * 1000, b"e" * 1000) == (ran.exit_code, ran.stdout, ran.stderr)
    assert (9_999_000, 4_999_000) == (ran.stdout_dropped, ran.stderr_dropped)


def test_closed_pipes_are_not_the_end(box: Sandbox) -> None:
    """It ends when the program does."""
    ran = python(box, "import os, time\nos.close(1); os.close(2); time.sleep(0.2); os._exit(5)")
    assert 5 == ran.exit_code
    assert ran.seconds >= 0.2


def test_an_endless_loop_is_ended(box: Sandbox) -> None:
    """Whatever signals it ignores, and also if it stops itself."""
    ignoring = (
        "import signal\nfor n in (1, 2, 3, 15): signal.signal(n, signal.SIG_IGN)\nprint(1, flush=True)\nwhile 1: 0"
    )
    for code in (ignoring, "import os; print(1, flush=True); os.kill(os.getpid(), 19)"):
        ran = python(box, code, limits=Limits(seconds=0.5))
        assert (True, None, b"1\n", False) == (ran.timed_out, ran.exit_code, ran.stdout, ran.may_be_outside)
        assert ran.seconds < 10


# --- limits


def test_a_fork_bomb_is_ended(box: Sandbox) -> None:
    """Also one whose processes leave group and session."""
    code = """
import os
while True:
    try:
        if os.fork() == 0:
            os.setsid()
    except OSError:
        pass
"""
    mark = uuid.uuid4().hex
    ran = python(box, code, mark, limits=Limits(seconds=10, processes=20))
    assert ran.over_processes
    assert not ran.is_success
    assert [] == living(mark)
    assert box.run(["true"]).is_success


@pytest.mark.parametrize(
    "code",
    [
        "import mmap\nm = mmap.mmap(-1, 1 << 30)\nfor i in range(0, 1 << 30, 4096): m[i] = 1\nwhile 1: 0",
        "import os, time\nfor _ in range(8): os.fork() or hold()\ntime.sleep(9)",
        "x = bytearray(b'x') * (4 << 30)",
    ],
    ids=["shared", "many", "single"],
)
def test_a_memory_bomb_is_ended(box: Sandbox, code: str) -> None:
    """Large at once, shared, or in many processes of which each is within the limit."""
    code = "def hold():\n    kept = bytearray(b'x') * (60 << 20)\n    time.sleep(9)\n    os._exit(0)\n" + code
    ran = python(box, code, limits=Limits(seconds=8, memory_bytes=256 << 20))
    assert (True, False, False) == (ran.out_of_memory, ran.timed_out, ran.is_success)


def test_a_file_beyond_the_limit_is_a_signal(box: Sandbox) -> None:
    """The one that the system sends for it."""
    code = "import signal\nsignal.signal(25, signal.SIG_DFL)\nopen('../scratch/out', 'wb').write(b'x' * 2_000_000)"
    ran = python(box, code, limits=Limits(file_bytes=1_000_000))
    assert signal.SIGXFSZ == ran.signal
    with pytest.raises(OutputError, match="1000000 bytes, more than 999999"):
        box.read_output("out", 999_999)


@pytest.mark.parametrize("deletes", ["", "os.unlink(f'../scratch/{n}')"], ids=["files", "deleted"])
def test_a_full_disk_is_prevented(box: Sandbox, deletes: str) -> None:
    """Many files, each within its limit; also such as have no name any more."""
    code = f"""
import os, time
kept = []
for n in range(64):
    kept.append(open(f"../scratch/{{n}}", "wb", buffering=0))
    kept[-1].write(b"x" * 1_000_000)
    {deletes}
time.sleep(9)
"""
    ran = python(box, code, limits=Limits(seconds=8, file_bytes=2_000_000, scratch_bytes=16_000_000))
    assert (True, False, False) == (ran.over_scratch, ran.timed_out, ran.may_be_outside)


def test_a_tree_too_deep_to_be_counted_counts_as_full(box: Sandbox) -> None:
    """It may hold anything."""
    code = "import os, time\nos.chdir('../scratch')\nfor _ in range(300): os.mkdir('d'); os.chdir('d')\ntime.sleep(9)"
    ran = python(box, code, limits=Limits(seconds=8))
    assert (True, False) == (ran.over_scratch, ran.timed_out)
    box.clear()
    assert [] == [*box.scratch.iterdir()]


# --- what is left behind


def test_a_daemon_does_not_outlive_its_command(box: Sandbox) -> None:
    """Though it left group and session, and its parent is gone."""
    code = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        os.close(1); os.close(2)
        open("../scratch/daemon", "w").close()
        time.sleep(60)
    os._exit(0)
while not os.path.exists("../scratch/daemon"):
    time.sleep(0.01)
"""
    mark = uuid.uuid4().hex
    ran = python(box, code, mark)
    assert (0, []) == (ran.exit_code, living(mark))


def test_without_isolation_a_daemon_is_ended_all_the_same(open_box: Sandbox) -> None:
    """As long as it is a descendant."""
    mark = uuid.uuid4().hex
    assert open_box.run(["sh", "-c", "setsid sh -c 'sleep 60; true' $0 >/dev/null 2>&1 & sleep 0.2", mark]).is_success
    assert [] == living(mark)


def test_the_server_cannot_be_ended_from_inside(box: Sandbox) -> None:
    """Nor stopped; what belongs to others neither."""
    everybody = ["os.kill(-1, n)"] if has_namespaces(box) else []  # where it might not be refused, it is not tried
    for action in ["os.kill(os.getppid(), n)", *everybody]:
        for n in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT, signal.SIGCHLD):
            ran = python(box, f"import os\nn = {int(n)}\ntry: {action}\nexcept OSError: pass\nos._exit(7)")
            assert 7 == ran.exit_code


def test_a_server_ended_by_its_command_is_told(open_box: Sandbox) -> None:
    """Where nothing keeps a command from it. The next one runs in another."""
    ran = open_box.run(["sh", "-c", "kill -KILL $PPID; sleep 5"])
    assert "the server of the sandbox was ended by SIGKILL" == ran.error
    assert (None, None, False) == (ran.exit_code, ran.signal, ran.is_success)
    assert open_box.run(["true"]).is_success


def test_a_command_killed_from_outside_runs_again(box: Sandbox) -> None:
    """Once; if it dies so again, it is told as what nobody may be convicted for."""
    mark = uuid.uuid4().hex

    def end_the_first() -> None:
        assert wait_until((box.scratch / "a").exists)
        for process in living(mark):
            os.kill(process, signal.SIGKILL)

    thread = threading.Thread(target=end_the_first)
    thread.start()
    ran = box.run(["sh", "-c", "[ -e ../scratch/a ] && exit 4; : > ../scratch/a; sleep 60; true", mark])
    thread.join()
    assert (4, False) == (ran.exit_code, ran.may_be_outside)
    ran = box.run(["sh", "-c", "kill -KILL $$"])
    assert (None, signal.SIGKILL, True) == (ran.exit_code, ran.signal, ran.may_be_outside)


def _waited_for(mark: str) -> list[int]:
    wait_until(lambda: living(mark))
    return living(mark)


def test_a_lost_server_is_replaced_once(box: Sandbox) -> None:
    """At the second loss nobody knows what came of the command: that is no fault of it where it is shut in."""
    for n_kills in (1, 2):
        thread = threading.Thread(target=_end_servers, args=(box, n_kills))
        assert box.run(["true"]).is_success
        thread.start()
        if n_kills == 1:
            assert box.run(["sleep", "0.5"]).is_success
        elif has_namespaces(box):
            with pytest.raises(SandboxLostError, match="ended by SIGKILL, twice in a row"):
                box.run(["sleep", "5"])
        else:
            assert "the server of the sandbox was ended by SIGKILL" == box.run(["sleep", "5"]).error
        thread.join()
    assert box.run(["true"]).is_success


def _end_servers(box: Sandbox, n: int) -> None:
    ended: list[object] = [None]
    for _ in range(n):
        assert wait_until(lambda: box._server not in ended)
        server = box._server
        assert server is not None
        ended.append(server)
        time.sleep(0.2)
        os.kill(server._process.pid, signal.SIGKILL)


_PARENT = """
import sys
from pathlib import Path
from warploom.extractors.isolation import Isolation
from warploom.extractors.sandboxed import Sandbox

place, level, mark = sys.argv[1:]
with Sandbox(Path(place), level=Isolation(level)) as box:
    script = "setsid sh -c 'sleep 60; true' inner-$0 & sh -c 'sleep 60; true' inner-$0 & sleep 60; true"
    box.run(["sh", "-c", script, mark])
"""


def test_nothing_outlives_a_killed_parent(box: Sandbox, tmp_path: Path) -> None:
    """It has no time to clean up: the kernel tells the server, or the end of its requests does."""
    mark = uuid.uuid4().hex
    parent = subprocess.Popen([sys.executable, "-c", _PARENT, str(tmp_path / "other"), box.level, mark])
    assert wait_until(lambda: len(living(f"inner-{mark}")) == 2)
    servers = _children(parent.pid)
    assert servers
    parent.kill()
    parent.wait()
    assert wait_until(lambda: not living(mark))
    assert wait_until(lambda: not any(Path(f"/proc/{process}").exists() for process in servers))


def _children(process: int) -> list[int]:
    found = []
    for path in Path("/proc").iterdir():
        if path.name.isdigit():
            with contextlib.suppress(OSError):
                text = (path / "stat").read_text()
                if int(text[text.rindex(")") + 4 :].split()[0]) == process:
                    found.append(int(path.name))
    return found


def test_nothing_outlives_an_interrupt(box: Sandbox) -> None:
    """Of the caller, with a command running."""
    mark = uuid.uuid4().hex

    def interrupt() -> None:
        assert _waited_for(mark)
        signal.pthread_kill(threading.main_thread().ident or 0, signal.SIGINT)

    thread = threading.Thread(target=interrupt)
    handler = signal.signal(signal.SIGINT, signal.default_int_handler)  # what runs in the background may ignore it
    thread.start()
    try:
        with pytest.raises(KeyboardInterrupt):
            box.run(["sh", "-c", "setsid sh -c 'sleep 60; true' $0 & sleep 60; true", mark])
    finally:
        signal.signal(signal.SIGINT, handler)
        thread.join()
    assert [] == living(mark)
    assert box.run(["true"]).is_success


def test_many_commands_leave_no_trace(box: Sandbox) -> None:
    """Descriptors stay as many as they were, here and in the server."""
    assert box.run(["true"]).is_success
    assert box._server is not None
    before = len(names(Path("/proc/self/fd")))
    for number in range(1000 if box.level is Isolation.USERNS else 200):
        assert box.run(["true"]).is_success, number
    for command in (["no-such-program"], ["sleep", "5"]):
        for _ in range(3):
            assert not box.run(command, limits=Limits(seconds=0.05), stdin=b"x" * 100_000).is_success
    assert before == len(names(Path("/proc/self/fd")))
    code = "import os\nprint(os.open('/dev/null', 0))"
    assert text(python(box, code)) == text(python(box, code))


# --- what is read and removed


def test_only_files_are_outputs(box: Sandbox) -> None:
    """Whatever a program leaves under the name; nothing of it makes the reader wait."""
    code = """
import os
os.chdir("../scratch")
os.symlink("/etc/passwd", "link"); os.symlink(".", "here"); os.symlink("link", "links")
os.mkfifo("fifo"); os.mkdir("directory"); os.truncate(os.open("huge", os.O_CREAT | os.O_WRONLY), 100_000_000)
os.mkdir("inner"); open("inner/file", "w").write("content"); open("empty", "w").close()
for kind in (0o020000, 0o060000):
    try:
        os.mknod("device%d" % kind, kind | 0o666, os.makedev(1, 5))
    except PermissionError:
        pass
"""
    assert "" == text(python(box, code))
    assert b"content" == box.read_output("inner/file", 7)
    assert b"" == box.read_output("empty", 0)
    for name in (
        "link",
        "links",
        "fifo",
        "directory",
        "huge",
        "here/empty",
        "here",
        "inner/file/x",
        "absent",
        "device",
    ):
        with pytest.raises(OutputError):
            box.read_output(name, 1_000_000)
    assert ["directory", "empty", "fifo", "here", "huge", "inner", "link", "links"] == names(box.scratch)
    box.clear()
    assert [] == names(box.scratch)
    assert box.run(["sh", "-c", "echo again > ../scratch/out"]).is_success


# --- the parent


def test_what_the_server_answers_is_not_believed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Sizes beyond the limits, nonsense, silence, half an answer."""
    monkeypatch.setattr(sandboxed, "_GRACE_S", 0.0)
    monkeypatch.setattr(sandbox_process, "_PATIENCE_S", 0.2)
    header = "import os, sys, time\nos.read(0, 1 << 20); os.write(1, b'ready'); os.read(0, 1 << 20)\n"
    for code, how in (
        ("os.write(1, b'\\xff' * 200); time.sleep(60)", "not answering as agreed"),
        ("os.write(1, b'\\0' * 52 + b'\\xff' * 12); time.sleep(60)", "not answering as agreed"),
        ("os.write(1, b'half'); time.sleep(60)", "silent for too long"),
        ("time.sleep(60)", "silent for too long"),
        ("os.write(1, b'half')", "ended with exit status 0"),
        ("os.kill(os.getpid(), 11)", "ended by SIGSEGV"),
    ):
        command = [sys.executable, "-I", "-S", "-c", header + code]
        monkeypatch.setattr(sandbox_process, "server_command", lambda *_, command=command: command)
        with Sandbox(tmp_path / "place", level=Isolation.USERNS) as box:
            ran = box.run(["true"], limits=Limits(seconds=0.3))
            assert ran.error is not None
            assert ran.error.startswith(f"the server of the sandbox was {how}")
            assert (None, None, False) == (ran.exit_code, ran.signal, ran.is_success)


def test_a_server_that_does_not_start_says_why(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """In one line."""
    monkeypatch.setattr(sandbox_process, "_START_S", 0.3)
    monkeypatch.setattr(sandbox_process, "_PATIENCE_S", 0.3)
    for command, why in (
        (["/bin/sh", "-c", "echo noise >&2; echo why >&2; echo >&2; exit 1"], "why"),
        (["/bin/sh", "-c", "exit 3"], "its server ended with status 3"),
        (["/bin/sleep", "60"], "not ready within 0.3 s"),
        (["/no/such/program"], "cannot start /no/such/program: No such file or directory"),
    ):
        monkeypatch.setattr(sandbox_process, "server_command", lambda *_, command=command: command)
        with Sandbox(tmp_path / "place", level=Isolation.USERNS) as box:
            with pytest.raises(IsolationError, match=f"^userns: {why}$"):
                box.run(["true"])


def test_no_isolation_is_never_chosen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where nothing works, nothing runs unless somebody says `none`."""
    probes = (Probe(Isolation.BWRAP, "bwrap is not installed"), Probe(Isolation.NONE, None))
    monkeypatch.setattr(probing, "probe_isolation", lambda: probes)
    with pytest.raises(IsolationError, match=r"no isolation works here \(bwrap: bwrap is not installed\)"):
        Sandbox(tmp_path / "place")


def test_it_can_be_opened_again(box: Sandbox) -> None:
    """After `close` a command starts a fresh server; to close twice is allowed."""
    assert box.run(["true"]).is_success
    box.close()
    box.close()
    assert box.run(["true"]).is_success


# --- a real use


def test_a_compiler_gives_the_same_bytes_in_every_level(tmp_path: Path) -> None:
    """The paths of the place are not in them; outside there is nothing to include."""
    found = importlib.util.find_spec("ziglang")
    if found is None or found.origin is None:
        pytest.skip("ziglang is not installed")
    prefix = Path(found.origin).parent
    clang = [str(prefix / "zig"), "clang", "-target", "x86_64-linux-gnu", "-nostdinc", "-isystem"]
    clang += [str(prefix / "lib" / "include"), "-O2", "-g", "-emit-llvm", "-c", "-fdebug-compilation-dir=."]
    source = "#include <stddef.h>\nvoid scale(size_t n, double *a) { for (size_t i = 0; i < n; i++) a[i] *= 2; }\n"
    compiled = {}
    for probe in probe_isolation():
        if not probe.is_available:
            continue
        with Sandbox(tmp_path / probe.level, readable=[prefix], level=probe.level) as box:
            (box.tree / "src").mkdir()
            (box.tree / "src" / "scale.c").write_text(source)
            ran = box.run([*clang, "src/scale.c", "-o", "../scratch/scale.bc"])
            assert ran.is_success, ran
            compiled[probe.level] = box.read_output("scale.bc", 1 << 20)
            assert compiled[probe.level].startswith(b"BC\xc0\xde")
            if probe.level is Isolation.NONE:
                continue
            for path in ("/etc/passwd", "/dev/zero", str(Path(__file__)), "../../secret"):
                (box.tree / "src" / "hostile.c").write_text(f'#include "{path}"\n')
                ran = box.run([*clang, "src/hostile.c", "-o", "../scratch/hostile.bc"])
                assert (1, None) == (ran.exit_code, ran.signal)
                assert b"error: " in ran.stderr
                assert not (box.scratch / "hostile.bc").exists()
    assert 1 == len(set(compiled.values())), sorted(compiled)
