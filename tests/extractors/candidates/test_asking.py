"""Candidates of every kind: what they are given, what counts as a translation, and what does not."""

from __future__ import annotations

import http.server
import json
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from tests.small_pairs import pair
from warploom.extractors.candidates.asking import ChatEndpoint, Folder, Program
from warploom.extractors.candidates.unit import MAX_TEXT_BYTES, NoAnswerError, Unit

_PAIR = pair(1)
UNIT = Unit(_PAIR.spec_id, "C", _PAIR.cpu.text, "f", "Steps.", _PAIR.inputs)


@contextmanager
def chat_server(answer: bytes | Exception, status: int = 200) -> Iterator[tuple[str, list[dict[str, Any]]]]:
    """A server on the loopback that gives one answer to every request; its URL and the requests that came."""
    asked: list[dict[str, Any]] = []

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
            asked.append({"path": self.path, "key": self.headers["Authorization"], **body})
            if isinstance(answer, Exception):
                self.close_connection = True
                return
            self.send_response(status)
            self.send_header("Content-Length", str(len(answer)))
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *arguments: Any) -> None:
            pass

    server = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    server.daemon_threads = False  # so that closing it waits for what they hold
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}/v1", asked
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def completion(*contents: object) -> bytes:
    return json.dumps({"choices": [{"message": {"role": "assistant", "content": c}} for c in contents]}).encode()


def endpoint(url: str, key_variable: str = "") -> ChatEndpoint:
    return ChatEndpoint("model", url, "small-model", key_variable, 10.0)


def test_an_endpoint_is_asked_with_the_unit_and_answers_with_a_block(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SOME_KEY", "secret")
    content = "Here:\n```cuda\n__global__ void k() {}\n```\nand\n```\nx\n```\n"
    with chat_server(completion(content)) as (url, asked):
        assert endpoint(url, "SOME_KEY").ask(UNIT, 2) == ["__global__ void k() {}\n"] * 2
    first, second = asked
    assert (first["path"], first["model"], first["key"]) == ("/v1/chat/completions", "small-model", "Bearer secret")
    assert UNIT.text in first["messages"][0]["content"]
    assert 'extern "C" void f(int32_t n, const float *x, float *y)' in first["messages"][0]["content"]
    assert (first["temperature"], first["seed"], second["seed"]) == (0, 0, 1)


@pytest.mark.parametrize(
    ("answer", "status", "cause"),
    [
        (b"{}", 500, "status 500"),
        (b"{}", 302, "status 302"),
        (b"not json", 200, "no chat completion"),
        (b"[" * 100_000, 200, "no chat completion"),
        (b'{"choices": []}', 200, "no text"),
        (completion(None), 200, "no text"),
        (completion("   "), 200, "empty"),
        (completion("```\n" + "x" * MAX_TEXT_BYTES + "\n```"), 200, "longer than"),
        (b"x" * (9 << 20), 200, "longer than"),
        (ConnectionError(), 200, "cannot be asked"),
    ],
)
def test_an_endpoint_without_an_answer(answer: bytes | Exception, status: int, cause: str) -> None:
    with chat_server(answer, status) as (url, _), pytest.raises(NoAnswerError) as error:
        endpoint(url).ask(UNIT, 1)
    assert cause in str(error.value)


def test_an_endpoint_that_is_not_there_and_a_key_that_is_not_there(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("SOME_KEY", raising=False)
    with pytest.raises(NoAnswerError, match="cannot be asked"):
        endpoint("http://127.0.0.1:9/v1").ask(UNIT, 1)
    with pytest.raises(NoAnswerError, match="no SOME_KEY"):
        endpoint("http://127.0.0.1:9/v1", "SOME_KEY").ask(UNIT, 1)


def _program(code: str, timeout_s: float = 20.0) -> Program:
    return Program("program", (sys.executable, "-c", code), timeout_s)


def test_a_program_reads_the_unit_and_writes_a_file() -> None:
    code = (
        "import json, os, sys; u = json.load(sys.stdin); "
        "print('//', u['entry'], u['params'][1]['direction'], os.environ['WARPLOOM_TRANSLATION'])"
    )
    assert _program(code).ask(UNIT, 2) == ["// f in 0\n", "// f in 1\n"]


@pytest.mark.parametrize(
    ("program", "cause"),
    [
        (_program("import sys; sys.exit(3)"), "code 3"),
        (_program("pass"), "empty"),
        (_program("import sys; sys.stdout.buffer.write(b'\\xff\\xfe')"), "not UTF-8"),
        (_program("print('x' * (2 << 20))"), "longer than"),
        (_program("import time; time.sleep(60)", 0.5), "longer than 0.5 s"),
        (Program("program", ("/nowhere/to/be/found",), 5.0), "cannot be run"),
    ],
)
def test_a_program_without_an_answer(program: Program, cause: str) -> None:
    with pytest.raises(NoAnswerError) as error:
        program.ask(UNIT, 1)
    assert cause in str(error.value)


def test_a_folder_answers_by_names_of_files(tmp_path: Path) -> None:
    folder = Folder("folder", str(tmp_path))
    empty = folder.digest()
    (tmp_path / f"{UNIT.spec_id}.b.cu").write_text("b")
    (tmp_path / f"{UNIT.spec_id}.a.cu").write_text("a")
    (tmp_path / f"{UNIT.spec_id}.cu").write_text("own")
    assert folder.ask(UNIT, 2) == ["own", "a"]
    assert folder.digest() != empty
    with pytest.raises(NoAnswerError, match="no file"):
        folder.ask(Unit("ks_other", "C", "", "f", "", UNIT.inputs), 1)
    with pytest.raises(NoAnswerError, match="no name"):
        folder.ask(Unit("../ks_*", "C", "", "f", "", UNIT.inputs), 1)
