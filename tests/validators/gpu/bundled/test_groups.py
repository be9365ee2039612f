"""Jobs in child processes: faults and hangs cost the job that did it, and no other."""

from __future__ import annotations

import os
import sys
import textwrap
from pathlib import Path

import pytest

from warploom.validators.gpu.bundled.groups import Answer, ChildStartError, Patience, run_groups

CHILD = textwrap.dedent(
    """
    import json, os, signal, sys, time
    print("ready", flush=True)
    is_poisoned = False
    for line in sys.stdin:
        job = line.strip()
        with open(sys.argv[1], "a") as log:
            log.write(job + "\\n")
        kind = job.split("-")[0]
        if kind == "hang":
            time.sleep(60)
        if kind == "fault" or (kind == "victim" and is_poisoned):
            os.kill(os.getpid(), signal.SIGSEGV)
        if kind == "exit":
            os._exit(3)
        if kind == "noise":
            print("no answer", flush=True)
            continue
        if kind == "poison":
            is_poisoned = True
        outcome = "failed" if kind == "wrong" or (kind == "tender" and is_poisoned) else "passed"
        print(json.dumps({"job_id": job, "outcome": outcome, "context_lost": kind == "lost"}), flush=True)
    """
)


def run(tmp_path: Path, jobs: list[str], *, group: int = 64) -> tuple[dict[str, Answer], list[str]]:
    """Answers by job, and every job that was started, in order."""
    log = tmp_path / "log"
    argv = [sys.executable, "-I", "-c", CHILD, str(log)]
    answers = list(run_groups(jobs, argv, seconds=0.5, group=group))
    assert [answer.job_id for answer in answers] == jobs
    return {answer.job_id: answer for answer in answers}, log.read_text().split()


def test_twenty_bad_jobs_among_two_hundred_good_ones(tmp_path: Path) -> None:
    """All good ones pass, all bad ones are named, in their order."""
    bad = [f"{kind}-{k}" for k in range(2) for kind in ("hang", "fault", "exit", "noise", "wrong")]
    jobs = [f"good-{k}" for k in range(100)]
    for k, name in enumerate(bad):
        jobs.insert(7 + 9 * k, name)
    answers, _ = run(tmp_path, jobs)
    passed = [j for j in jobs if answers[j].died is None and (answers[j].result or {}).get("outcome") == "passed"]
    assert passed == [job for job in jobs if job.startswith("good")]
    named = {j.split("-")[0]: answers[j].died for j in bad}
    assert named == {
        "hang": "hang", "fault": "killed by SIGSEGV", "exit": "ended with exit status 3",
        "noise": "an answer that is none", "wrong": None,
    }  # fmt: skip


def test_who_dies_of_another_is_not_convicted(tmp_path: Path) -> None:
    """The victim passes alone; what ran before it in its process runs again, each in its own."""
    answers, started = run(tmp_path, ["good-1", "poison-1", "victim-1", "good-2"])
    assert all(answer.died is None for answer in answers.values())
    assert started == ["good-1", "poison-1", "victim-1", "victim-1", "good-1", "poison-1", "good-2"]


def test_a_wrong_result_is_confirmed_alone(tmp_path: Path) -> None:
    """What another's damage made wrong is right in a process of its own."""
    answers, started = run(tmp_path, ["poison-1", "tender-1", "wrong-1"])
    outcomes = [(answer.result or {})["outcome"] for answer in answers.values()]
    assert outcomes == ["passed", "passed", "failed"]
    assert started == ["poison-1", "tender-1", "wrong-1", "tender-1", "wrong-1"]


def test_a_lost_context_starts_another_process(tmp_path: Path) -> None:
    """What comes after has a context of its own."""
    answers, started = run(tmp_path, ["good-1", "lost-1", "good-2"])
    assert len(answers) == 3
    assert started == ["good-1", "lost-1", "good-2"]


def test_groups_are_no_longer_than_asked(tmp_path: Path) -> None:
    """A process serves a group, and ends."""
    jobs = [f"good-{k}" for k in range(5)]
    _, started = run(tmp_path, jobs, group=2)
    assert started == jobs


def test_suspicion_is_early_and_conviction_late() -> None:
    """A false suspicion doubles both limits; both follow the longest step, and neither is beyond the job's own."""
    patience = Patience(60.0, stall=1.0)
    assert patience.step(is_alone=False) == patience.step(is_alone=True) == 60.0
    patience.seen(0.1)
    assert (patience.step(is_alone=False), patience.step(is_alone=True)) == (1.0, 4.0)
    patience.was_wrong()
    assert (patience.step(is_alone=False), patience.step(is_alone=True)) == (2.0, 8.0)
    patience.seen(3.0)
    assert (patience.step(is_alone=False), patience.step(is_alone=True)) == (15.0, 30.0)
    patience.seen(20.0)
    assert (patience.step(is_alone=False), patience.step(is_alone=True)) == (60.0, 60.0)


def test_what_was_slow_in_company_alone_is_no_hang(tmp_path: Path) -> None:
    """It is heard of late once, and passes; so do those before it, again."""
    code = (
        "import json, os, sys, time\nprint('ready', flush=True)\n"
        "for line in sys.stdin:\n"
        "    job = line.strip()\n"
        f"    mark = {str(tmp_path)!r} + '/' + job\n"
        "    if job == 'slow' and not os.path.exists(mark):\n"
        "        open(mark, 'w').close(); time.sleep(30)\n"
        "    print(json.dumps({'job_id': job, 'outcome': 'passed'}), flush=True)\n"
    )
    jobs = ["good-1", "slow", "good-2"]
    answers = list(run_groups(jobs, [sys.executable, "-I", "-c", code], seconds=20.0, stall=0.3))
    assert [(answer.job_id, answer.died) for answer in answers] == [(job, None) for job in jobs]


def test_a_child_that_never_starts_convicts_no_job() -> None:
    """The reason is told with what the child said."""
    argv = [sys.executable, "-I", "-c", "import sys; sys.exit('no driver here')"]
    with pytest.raises(ChildStartError, match=r"exit status 1\. It said: no driver here"):
        list(run_groups(["good-1"], argv, seconds=5))


def test_what_a_job_started_ends_with_it(tmp_path: Path) -> None:
    """A grandchild of a hanging job is killed with the group."""
    pids = tmp_path / "pid"
    code = (
        "import os, sys, time\nprint('ready', flush=True)\nsys.stdin.readline()\n"
        f"if os.fork() == 0:\n    open({str(pids)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)\n"
    )
    answers = list(run_groups(["job"], [sys.executable, "-I", "-c", code], seconds=1.0))
    assert answers == [Answer("job", None, "hang")]
    state = Path(f"/proc/{pids.read_text()}/stat")
    assert not state.exists() or state.read_text().split()[2] == "Z"
    assert os.getpid()
