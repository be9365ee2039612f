"""The supervised child: who is convicted, who is not, and what is left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from warploom.extractors.supervised import ChildDefectError, ChildKilledError, ChildStartError, SupervisedChild
from warploom.schemas.stage import Reject

OBEY = "tests.extractors.misbehaving:obey"


def child(**options: Any) -> SupervisedChild:
    return SupervisedChild(OBEY, **({"row_timeout_s": 20.0, "batch_rows": 4} | options))


def outcomes(results: list[Any]) -> list[Any]:
    return [str(r) if isinstance(r, Reject) else r for r in results]


def test_values_come_back_in_order() -> None:
    """More rows than a batch, empty input included."""
    with child() as supervised:
        assert [*range(10)] == supervised.map(range(10))
        assert [] == supervised.map([])


def test_one_child_serves_many_calls() -> None:
    """A start is expensive, so it happens once; it is a process of its own."""
    with child() as supervised:
        (first,), (second,) = supervised.map(["pid"]), supervised.map(["pid"])
    assert first == second
    assert first != os.getpid()


def test_a_crash_convicts_exactly_its_row() -> None:
    """The rest of the batch goes on in a fresh child."""
    with child() as supervised:
        results = supervised.map([1, ["signal", "SIGSEGV"], 2, ["signal", "SIGABRT"], 3])
    crashed = "parser_crashed: ended by "
    assert [1, crashed + "SIGSEGV", 2, crashed + "SIGABRT", 3] == outcomes(results)


def test_an_exit_is_a_crash() -> None:
    """A library that calls exit() is as gone as one that crashed."""
    with child() as supervised:
        assert ["parser_crashed: ended with exit status 3", 1] == outcomes(supervised.map(["exit", 1]))


def test_a_crash_that_does_not_repeat_convicts_nobody(tmp_path: Path) -> None:
    """The second attempt counts."""
    with child() as supervised:
        results = supervised.map([0, ["once", "SIGSEGV", str(tmp_path / "flag")], 1])
    assert [0, "second attempt", 1] == results


def test_a_hang_convicts_exactly_its_row() -> None:
    """Twice the limit, then the rest goes on."""
    with child(row_timeout_s=0.3) as supervised:
        assert [1, "parser_timed_out: ran past 0.3 s", 2] == outcomes(supervised.map([1, "hang", 2]))


@pytest.mark.parametrize("name", ["SIGKILL", "SIGTERM"])
def test_a_kill_from_outside_convicts_nobody(name: str, tmp_path: Path) -> None:
    """An operator or the OOM killer hit the child while it was on an innocent row."""
    with child() as supervised:
        assert ["second attempt", 1] == supervised.map([["once", name, str(tmp_path / "flag")], 1])


def test_two_kills_from_outside_are_loud() -> None:
    """Nobody is convicted and nothing goes on silently."""
    with child() as supervised, pytest.raises(ChildKilledError, match="SIGKILL twice on row 1") as caught:
        supervised.map([0, ["signal", "SIGKILL"]])
    assert (OBEY, 1) == (caught.value.function, caught.value.row)


def test_a_child_that_died_between_calls_is_replaced() -> None:
    """A preempted child is no row's fault."""
    with child() as supervised:
        (pid,) = supervised.map(["pid"])
        os.kill(pid, signal.SIGKILL)
        assert [1, 2] == supervised.map([1, 2])


def test_a_reject_is_data() -> None:
    """It comes back as a value with its reason."""
    with child() as supervised:
        assert ["binary: seen", 1] == outcomes(supervised.map(["reject", 1]))


def test_an_exception_is_a_defect() -> None:
    """It propagates with the traceback of the child."""
    with child() as supervised, pytest.raises(ChildDefectError, match="KeyError: 'a defect'") as caught:
        supervised.map([0, "raise"])
    assert (1, True) == (caught.value.row, "in obey" in caught.value.traceback)


def test_an_unknown_function_is_an_error_of_the_start() -> None:
    """With what the child printed."""
    wrong = SupervisedChild("tests.extractors.misbehaving:nothing", row_timeout_s=5)
    with wrong, pytest.raises(ChildStartError, match="has no attribute 'nothing'"):
        wrong.map([1])


def test_a_crash_at_the_start_is_an_error_of_the_start() -> None:
    """No row can be convicted of it."""
    with child(prepare="tests.extractors.misbehaving:prepare_and_crash") as supervised:
        with pytest.raises(ChildStartError, match="ended by SIGSEGV before it was ready\nno index here"):
            supervised.map([1])


def test_a_slow_start_has_its_own_limit() -> None:
    """The rows' limit does not count it."""
    with child(prepare="tests.extractors.misbehaving:prepare", row_timeout_s=0.3) as supervised:
        assert [True] == supervised.map(["prepared"])
    with child(prepare="tests.extractors.misbehaving:prepare", start_timeout_s=0.2) as supervised:
        with pytest.raises(ChildStartError, match=r"not ready after 0\.2 s"):
            supervised.map([1])


def test_printing_does_not_disturb_the_protocol() -> None:
    """Neither print() nor a native write to standard output."""
    with child() as supervised:
        assert ["printed", 1] == supervised.map(["print", 1])


@pytest.mark.skipif(sys.platform != "linux", reason="macOS enforces no limit on memory")
def test_memory_beyond_the_limit_convicts_the_row() -> None:
    """And the limit is said."""
    with child(memory_bytes=1 << 30) as supervised:
        results = supervised.map([1, "memory", 2])
    assert [1, "parser_crashed: out of memory within 1073741824 bytes", 2] == outcomes(results)


def test_core_dumps_and_large_files_are_off() -> None:
    """Both as soft and as hard limits."""
    with child(max_file_bytes=4096) as supervised:
        assert [((0, 0), (4096, 4096))] == supervised.map(["limits"])


def test_large_rows_and_values_pass() -> None:
    """Both are larger than any pipe."""
    large = bytes(range(256)) * 20_000
    with child() as supervised:
        assert [large] * 3 == supervised.map([large] * 3)


def test_the_group_dies_with_the_child(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What a row started does not outlive its time-out."""
    pids = tmp_path / "pids"
    monkeypatch.setenv("WARPLOOM_TEST_PIDS", str(pids))
    with child(row_timeout_s=1.0) as supervised:
        supervised.map(["grandchild"])
    pid = int(pids.read_text())
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_nothing_is_left_behind() -> None:
    """No process, no zombie, no open file."""
    with child() as supervised:
        supervised.map([1])
    me = psutil.Process()
    before, others = me.num_fds(), set(me.children())  # others: of tests whose children live as long as the process
    for _ in range(3):
        with child(row_timeout_s=0.2) as supervised:
            supervised.map([1, "hang", ["signal", "SIGSEGV"]])
    left = [p for p in set(me.children()) - others if "supervised_child" in " ".join(p.cmdline())]
    assert ([], before) == (left, me.num_fds())


def test_the_child_dies_with_its_parent() -> None:
    """Even a parent that is killed outright, while the child is busy."""
    script = (
        "import sys, threading, time\n"
        "from warploom.extractors.supervised import SupervisedChild\n"
        f"child = SupervisedChild({OBEY!r}, row_timeout_s=60)\n"
        "print(child.map(['pid'])[0], flush=True)\n"
        "child.map(['hang'])\n"
    )
    root = Path(__file__).parents[2]
    with subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, cwd=root) as parent:
        assert parent.stdout is not None
        pid = int(parent.stdout.readline())
        assert psutil.pid_exists(pid)
        parent.kill()
    if sys.platform != "linux":
        pytest.skip("only Linux ends a busy child at once")
    deadline = time.monotonic() + 5
    while psutil.pid_exists(pid) and psutil.Process(pid).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.01)


def test_it_outlives_the_thread_that_started_it() -> None:
    """Worker pools come and go; the kernel must not take the child with them."""
    import threading

    with child() as supervised:
        pids: list[int] = []
        for _ in range(2):
            thread = threading.Thread(target=lambda: pids.extend(supervised.map(["pid"])))
            thread.start()
            thread.join()
            time.sleep(0.05)
    assert pids[0] == pids[1]


def test_errors_survive_pickling() -> None:
    """They cross from worker to scheduler."""
    import pickle

    for error in (ChildDefectError("f", 1, "t"), ChildKilledError("f", None, "h"), ChildStartError("f", "w", "e")):
        assert str(error) == str(pickle.loads(pickle.dumps(error)))  # noqa: S301
