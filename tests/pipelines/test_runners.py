"""What every runner promises: a failure names its job, survives the way between processes, and convicts no row."""

from __future__ import annotations

import errno
import inspect
import json
import os
import pickle
import subprocess
import sys
import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, ClassVar, TypeVar

import pyarrow as pa
import pytest

from warploom.extractors.licenses import index
from warploom.pipelines import cli_build, cli_explore, on_dask
from warploom.pipelines.in_process import InProcess
from warploom.pipelines.on_dask import OnDask
from warploom.pipelines.receipts import Receipt, Receipts
from warploom.pipelines.runner import (
    DiskFullError,
    JobError,
    OpenTransportError,
    VersionSkewError,
    Workspace,
    perform,
)
from warploom.pipelines.shards import ShardDamagedError, write_shard
from warploom.schemas.errors import WarploomError
from warploom.schemas.picks import PICKS
from warploom.schemas.table import TableError

IMPORTED_FOR_THEIR_FAILURES = (cli_build, cli_explore, index)

ROOT = Path(__file__).parents[2]
E = TypeVar("E", bound=Exception)

FULL = Path("/dev/full")
SAMPLES: dict[str, Any] = {"int": 7, "float": 1.5, "tuple[str, ...]": ("a", "b"), "dict[str, Any]": {"pid": 7}}
"""A value for a parameter of an exception, by its annotation; all others are words."""


@dataclass(frozen=True, slots=True)
class Task:
    """A job that ends as it is told: in a receipt, in an error, or with its process."""

    phase: ClassVar[str] = "read"
    bucket: str
    error: Exception | None = None
    kills_its_worker: bool = False
    fingerprint: str = field(default="f" * 32)

    def run(self, space: Workspace) -> Receipt:
        if self.kills_its_worker:
            os._exit(1)
        if self.error is not None:
            raise self.error
        return Receipt(self.phase, self.bucket, self.fingerprint, (), {"rows": 1})


@dataclass(frozen=True, slots=True)
class FillDisk:
    """A job whose shard meets a device that is always full."""

    phase: ClassVar[str] = "read"
    bucket: str
    fingerprint: str = field(default="f" * 32)

    def run(self, space: Workspace) -> Receipt:
        with pa.OSFile(str(FULL), "wb") as sink:
            sink.write(bytes(1 << 20))
        raise AssertionError("unreachable")


def workspace(folder: Path) -> Workspace:
    return Workspace(folder, folder / "licenses", folder / "compiled")


def through_a_pipe(error: E) -> E:
    """The error as another process gets it; it must have lost nothing."""
    arrived: E = pickle.loads(pickle.dumps(error))  # noqa: S301 - bytes of our own
    assert (type(error), error.args, str(error), vars(error)) == (
        type(arrived),
        arrived.args,
        str(arrived),
        vars(arrived),
    )
    return arrived


def failure(job: Any, folder: Path) -> Exception:
    """What `perform` raises, as it arrives in another process."""
    with pytest.raises(Exception) as caught:
        perform(job, job.fingerprint, workspace(folder))
    return through_a_pipe(caught.value)


def test_a_finished_job_commits_its_receipt(tmp_path: Path) -> None:
    """Another process finds it under its name."""
    receipt = perform(Task("0001"), "f" * 32, workspace(tmp_path))
    assert receipt == Receipts(tmp_path).get("read", "0001", "f" * 32)


def test_no_space_left_is_an_error_of_its_own(tmp_path: Path) -> None:
    """It names the job and the file, and says that finished work is kept."""
    full = OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), "contents/0001/x.parquet")
    error = failure(Task("0001", full), tmp_path)
    assert isinstance(error, DiskFullError)
    assert ("read/0001", "contents/0001/x.parquet") == (error.job, error.path)
    assert "finished work is kept" in str(error)


def test_no_space_left_without_a_file_names_the_work_directory(tmp_path: Path) -> None:
    """Some libraries keep the name to themselves."""
    error = failure(Task("0001", OSError(errno.ENOSPC, "full")), tmp_path)
    assert isinstance(error, DiskFullError)
    assert str(tmp_path) == error.path


@pytest.mark.skipif(not FULL.exists(), reason="needs /dev/full, a device that is always full")
def test_no_space_left_is_recognised_when_arrow_meets_it(tmp_path: Path) -> None:
    """Arrow raises errors of its own making: their number is what counts."""
    assert isinstance(failure(FillDisk("0001"), tmp_path), DiskFullError)


def test_a_full_disk_at_the_receipt_is_said_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The commit itself may be what no longer fits."""

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "full", "receipts/x.json")

    monkeypatch.setattr(Receipts, "write", full)
    assert isinstance(failure(Task("0001"), tmp_path), DiskFullError)


@pytest.mark.parametrize(
    ("raised", "why"),
    [
        (ValueError("surprise"), "ValueError: surprise"),
        (OSError(errno.EIO, "broken", "x"), "OSError: [Errno 5] broken: 'x'"),
        (AssertionError("never"), "AssertionError: never"),
        (pa.ArrowInvalid("odd"), "ArrowInvalid: odd"),
    ],
    ids=lambda value: type(value).__name__,
)
def test_any_other_exception_becomes_a_job_error_with_its_trace(tmp_path: Path, raised: Exception, why: str) -> None:
    """Whatever a library raises arrives as text, since not every exception survives pickling."""
    error = failure(Task("0001", raised), tmp_path)
    assert isinstance(error, JobError)
    assert ("read/0001", why, f"read/0001: {why}") == (error.job, error.why, str(error))
    assert "in run" in error.trace
    assert why.partition(":")[2].strip() in error.trace


def test_an_exception_that_cannot_be_pickled_arrives(tmp_path: Path) -> None:
    """A lock in an exception's arguments must not hide what went wrong."""
    error = failure(Task("0001", ValueError("surprise", threading.Lock())), tmp_path)
    assert isinstance(error, JobError)
    assert "surprise" in error.why
    assert "in run" in error.trace


def test_a_broken_table_names_its_job(tmp_path: Path) -> None:
    """Rows that do not fit their table are a defect: without the job nobody finds the input that shows it."""
    error = failure(Task("0001", TableError("texts", {"text"}, set())), tmp_path)
    assert isinstance(error, JobError)
    assert "read/0001" in str(error)


def test_our_own_errors_pass_as_they_are(tmp_path: Path) -> None:
    """They already say what to do."""
    error = failure(Task("0001", ShardDamagedError("contents/x", "the file is gone")), tmp_path)
    assert isinstance(error, ShardDamagedError)
    assert "build again" in str(error)


def test_a_failed_job_commits_nothing(tmp_path: Path) -> None:
    """There is no receipt, so the next build runs it again."""
    failure(Task("0001", ValueError("surprise")), tmp_path)
    assert [] == Receipts(tmp_path).all()


def test_a_worker_with_other_code_does_not_begin(tmp_path: Path) -> None:
    """Its result would be filed under a name that promises other code."""
    with pytest.raises(VersionSkewError, match="read/0001: the worker's code differs") as caught:
        perform(Task("0001", AssertionError("it ran")), "0" * 32, workspace(tmp_path))
    assert "read/0001" == through_a_pipe(caught.value).job
    assert [] == Receipts(tmp_path).all()


def foreseen(kind: type[WarploomError] = WarploomError) -> list[type[WarploomError]]:
    """Every foreseen failure that the command's modules define."""
    below = [found for direct in kind.__subclasses__() for found in foreseen(direct)]
    return [kind, *sorted(below, key=lambda k: k.__name__)]


def test_foreseen_failures_are_found() -> None:
    """The list below is not empty by accident: it holds what each layer defines."""
    assert {"FetchError", "EngineError", "QueryError", "RecipeError", "DiskFullError"} <= {
        kind.__name__ for kind in foreseen()
    }


@pytest.mark.parametrize("kind", foreseen(), ids=lambda kind: kind.__name__)
def test_every_expected_error_survives_pickling(kind: type[Exception]) -> None:
    """With its fields and its words: it may be raised in a worker and reported by the command."""
    parameters = inspect.signature(kind).parameters.values() if "__init__" in vars(kind) else ()
    made = kind(*(SAMPLES.get(p.annotation, "word") for p in parameters)) if parameters else kind("word")
    through_a_pipe(made)


def test_in_process_reports_each_job_and_stops_at_the_first_defect(tmp_path: Path) -> None:
    """In order; what is done is committed and stays."""
    done: list[str] = []
    jobs = [Task("0001"), Task("0002", ValueError("surprise")), Task("0003")]
    with pytest.raises(JobError, match="read/0002"):
        InProcess().run(jobs, workspace(tmp_path), lambda receipt: done.append(receipt.bucket))
    assert ["0001"] == done == [r.bucket for r in Receipts(tmp_path).all()]


@pytest.mark.parametrize(
    "address",
    [
        "tcp://10.0.0.1:8786",
        "tcp://scheduler.example:8786",
        "tcp://localhost.example:8786",
        "tcp://127.0.0.1@10.0.0.1:8786",
        "tcp://[2001:db8::1]:8786",
        "tcp://0.0.0.0:8786",
        "ws://10.0.0.1:8786",
        "10.0.0.1:8786",
        "scheduler.json",
        "",
    ],
)
def test_a_scheduler_without_encryption_elsewhere_is_refused(address: str) -> None:
    """Before any connection; the error says how to start one with TLS."""
    with pytest.raises(OpenTransportError, match=r"name tls://"):
        OnDask(1, address)


@pytest.mark.parametrize(
    "address",
    ["tls://10.0.0.1:8786", "tcp://127.0.0.1:8786", "tcp://localhost:8786", "tcp://[::1]:8786"],
)
def test_an_encrypted_or_a_local_scheduler_is_accepted(address: str) -> None:
    """Nothing is connected before the first job."""
    OnDask(1, address).close()


def test_dask_without_jobs_starts_no_cluster(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """A build that is up to date costs no worker."""
    monkeypatch.delattr(on_dask, "LocalCluster")
    OnDask(1).run([], workspace(tmp_path), lambda _: None)


@pytest.mark.xdist_group("dask")
def test_a_job_that_raises_under_dask_fails_the_run_by_its_name(tmp_path: Path) -> None:
    """What is done before stays done; the error has the worker's trace."""
    ended = on_a_cluster(tmp_path, [Task(f"{i:04d}") for i in range(9)], [Task("bad", ValueError("surprise"))])
    assert [f"{i:04d}" for i in range(9)] == sorted(ended["done"])
    assert ("JobError", "read/bad: ValueError: surprise") == (ended["kind"], ended["text"])
    assert "in run" in ended["trace"]


@pytest.mark.xdist_group("dask")
def test_a_job_that_takes_its_worker_along_fails_the_run(tmp_path: Path) -> None:
    """After as many lost workers as are allowed, by the job's name; no row is convicted."""
    ended = on_a_cluster(tmp_path, [Task("deadly", kills_its_worker=True)])
    assert "JobError" == ended["kind"]
    assert ended["text"].startswith("read/deadly: KilledWorker")


def on_a_cluster(folder: Path, *runs: list[Task]) -> dict[str, Any]:
    """How these runs end on a cluster of one worker that may be lost once.

    In a process of its own: what Dask leaves to the garbage collector would be a warning in any other test.
    """
    jobs = folder / "runs.pickle"
    jobs.write_bytes(pickle.dumps(runs))
    code = f"from {__name__} import report; report({str(folder)!r})"
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert 0 == ran.returncode, ran.stderr
    ended: dict[str, Any] = json.loads(ran.stdout)
    return ended


def report(folder: str) -> None:
    """Print how the runs in a folder end, as JSON: jobs done, kind, words and trace of the error."""
    on_dask._LOST_WORKERS_ALLOWED = 0  # each one takes seconds to start again
    ended: dict[str, Any] = {"done": []}
    runner = OnDask(1)
    try:
        for jobs in pickle.loads((Path(folder) / "runs.pickle").read_bytes()):  # noqa: S301 - written just now
            runner.run(jobs, workspace(Path(folder)), lambda receipt: ended["done"].append(receipt.bucket))
    except JobError as error:
        ended |= {"kind": type(error).__name__, "text": str(error), "trace": error.trace}
    finally:
        runner.close()
    json.dump(ended, sys.stdout)


def test_a_failed_job_leaves_no_half_shard(tmp_path: Path) -> None:
    """A batch that fails to come leaves neither the shard nor a temporary."""

    def batches() -> Any:
        yield PICKS.empty()
        raise ValueError("surprise")

    with pytest.raises(ValueError, match="surprise"):
        write_shard(tmp_path, PICKS, "picks/x.parquet", batches())
    assert [] == [p for p in tmp_path.rglob("*") if p.is_file()]
