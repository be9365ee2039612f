"""What a release says of itself is nobody's word: its oracles and launchers run in the sandbox, or nowhere."""

from __future__ import annotations

import dataclasses
import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.validators.gpu.test_bundling import NoCompiler
from tests.validators.planted.hostile import GPU_TEXT, ORACLE, RIGHT
from warploom.extractors.inputs.spec_text import spec_to_text
from warploom.extractors.isolation import Isolation
from warploom.extractors.pairs.pair import Pair
from warploom.extractors.sandbox import best_isolation
from warploom.validators.gpu.bundling import Task, write_bundle
from warploom.validators.pair_rows import pair_row
from warploom.validators.proof import suite
from warploom.validators.replaying import both_results, replay
from warploom.validators.simulate.front_end import clang
from warploom.validators.simulate.loader import Program
from warploom.validators.simulate.native_library import SimulatorError
from warploom.validators.simulator_prover import SimulatorProver

RUN = "size n=33, data set exact, seed 1, right of the window, poison 165, order forward"
HOSTILE = """import os, socket, subprocess

def oracle(numpy, n, x, y):
    done = []

    def tried(name, action):
        try:
            action()
        except (OSError, subprocess.SubprocessError):
            return
        done.append(name)

    def fork():
        child = os.fork()
        if child == 0:
            try:
                open(OUTSIDE + ".forked", "w").close()
            finally:
                os._exit(0)
        os.waitpid(child, 0)
        os.stat(OUTSIDE + ".forked")

    tried("file", lambda: open(OUTSIDE, "w").close())
    tried("secret", lambda: open(SECRET).read())
    tried("socket", lambda: socket.create_connection(("127.0.0.1", PORT), 1).close())
    tried("fork", fork)
    tried("program", lambda: subprocess.run(["/usr/bin/touch", OUTSIDE + ".touched"], check=True))
    tried("pipes", lambda: [os.write(number, b"[0, 'value', 'mine']\\n") for number in range(3, 64)])
    raise ValueError("done: " + ", ".join(done))
"""


@pytest.fixture(autouse=True)
def _sandbox() -> None:
    if best_isolation() is Isolation.NONE:
        pytest.skip("no isolation works here")
    try:
        clang()
    except SimulatorError as error:
        pytest.skip(str(error))


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """A server that waits, and accepts nobody."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.setblocking(False)
        yield server


@pytest.fixture
def nothing_runs_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """In this process no oracle is read and no program is loaded; the sandbox starts one of its own."""

    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("code of the release ran outside of the sandbox")

    monkeypatch.setattr(suite, "_compiled", refuse)
    monkeypatch.setattr(Program, "__init__", refuse)


def row_of(pair: Pair) -> dict[str, Any]:
    """The pair as a release has it, which says that the generator made it."""
    own = dataclasses.replace(pair, origin="generated")
    license_ = dataclasses.make_dataclass("L", ["cpu_expression", "cpu_tier", "gpu_expression", "gpu_tier", "evidence"])
    return pair_row(own, "agrees_on_cpu", license_("MIT", "permissive", "MIT", "permissive", ""), ())


def hostile(tmp_path: Path, listener: socket.socket) -> Pair:
    """A pair whose oracle does what it should not, and tells what it could."""
    (tmp_path / "secret").write_text("secret")
    names = {"OUTSIDE": str(tmp_path / "out"), "SECRET": str(tmp_path / "secret"), "PORT": listener.getsockname()[1]}
    head = "".join(f"{name} = {value!r}\n" for name, value in names.items())
    return dataclasses.replace(RIGHT, oracle=head + HOSTILE)


def demand_nothing_got_out(tmp_path: Path, listener: socket.socket) -> None:
    """No file but the secret, and nobody connected."""
    assert [path.name for path in tmp_path.iterdir() if path.name.startswith("out")] == []
    with pytest.raises(BlockingIOError):
        listener.accept()


def test_an_oracle_of_a_release_is_asked_in_the_sandbox(tmp_path: Path, listener: socket.socket) -> None:
    """Whatever it tries fails, and the replay says what it ended with."""
    row = row_of(hostile(tmp_path, listener))
    said = replay(row, spec_to_text(RIGHT.inputs), "agrees", "passed", [1])
    assert (said["now"], said["same"]) == ("failed", False)
    assert "ValueError: done: " in said["detail"]
    assert said["detail"].endswith("done: ")
    told = both_results(row, spec_to_text(RIGHT.inputs), f"cpu side, {RUN}")
    assert "\n".join(told).endswith("done: ")
    demand_nothing_got_out(tmp_path, listener)


def test_an_oracle_that_ends_its_process_is_told(tmp_path: Path) -> None:
    """By itself, or by what answers for it; and one that says too little, or no numbers."""
    for text, told in (
        ("    import os\n    os.kill(os.getpid(), 11)\n", "signal 11"),
        ("    import os\n    os.kill(os.getppid(), 9)\n    while True: pass\n", "crashed"),
        ("    return {'y': x[:1]}\n", "oracle gives 1"),
        ("    return {'y': x.astype(complex)}\n", "plain numbers"),
        ("    return {'y': numpy.array([{}] * n, dtype=object)}\n", "no answer"),
    ):
        pair = dataclasses.replace(RIGHT, oracle=f"def oracle(numpy, n, x, y):\n{text}")
        said = replay(row_of(pair), spec_to_text(RIGHT.inputs), "agrees", "passed", [1])
        assert said["now"] == "failed"
        assert told in said["detail"], said


@pytest.mark.usefixtures("nothing_runs_here")
def test_a_replay_runs_nothing_here() -> None:
    """Not even where the row says that the generator made it; and a right pair is still found right."""
    prover = SimulatorProver(1, n_mutants=1, is_device_compiled=False, trusts_texts=False)
    said = replay(row_of(RIGHT), spec_to_text(RIGHT.inputs), "agrees", "passed", [1], prover)
    assert (said["now"], said["same"]) == ("passed", True), said
    wrong = dataclasses.replace(
        RIGHT, gpu=dataclasses.replace(RIGHT.gpu, text=GPU_TEXT.replace("2.0f * x[i]", "3.0f * x[i]"))
    )
    told = both_results(row_of(wrong), spec_to_text(RIGHT.inputs), f"gpu side, {RUN}")
    assert {"cpu: ok", "gpu: ok"} <= set(told)


@pytest.mark.usefixtures("nothing_runs_here")
def test_a_bundle_is_made_without_running_anything_here(tmp_path: Path) -> None:
    """Oracle, launcher and CPU side."""
    own = dataclasses.replace(RIGHT, origin="generated")
    assert write_bundle(tmp_path / "b.pyz", [Task("kp_0", "is_0", own, 1)], "corpus", NoCompiler()) == []


def test_a_bundle_leaves_out_what_attacks(tmp_path: Path, listener: socket.socket) -> None:
    """Said by its id and what it ended with; the others are in."""
    tasks = [
        Task("kp_0", "is_0", dataclasses.replace(hostile(tmp_path, listener), origin="generated"), 1),
        Task("kp_1", "is_0", dataclasses.replace(RIGHT, origin="generated", oracle=ORACLE), 1),
        Task("kp_2", "is_0", dataclasses.replace(RIGHT, origin="generated", oracle=None), 1),
    ]
    (left,) = write_bundle(tmp_path / "b.pyz", tasks, "corpus", NoCompiler())
    assert (left.pair_id, left.reason) == ("kp_0", "not_repeatable")
    assert left.detail.endswith("ValueError: done: ")
    demand_nothing_got_out(tmp_path, listener)


def test_checks_and_shapes_that_are_none_are_told() -> None:
    """Of a release that says what no release of ours does."""
    row, text = row_of(RIGHT), spec_to_text(RIGHT.inputs)
    assert "launch shape" in replay({**row, "gpu_launch_shapes": ["B=x"]}, text, "agrees", "passed", [1])["detail"]
    assert replay(row, text[:-9], "agrees", "passed", [1])["now"] == "not_run"
    strange = replay(row, text.replace('"float32"', '"O"'), "agrees", "passed", [1])
    assert (strange["now"], strange["detail"]) == ("not_run", "input specification: 'O' is no type of an element")
    huge = (
        text.replace('"n":4133', '"n":16000000').replace('"n":1000', '"n":15000000').replace('"n":129', '"n":14000000')
    )
    assert "the cases hold more than 512 MiB" in replay(row, huge, "agrees", "passed", [1])["detail"]
