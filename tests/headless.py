"""A headless Chromium over its debugging pipe: opens a page, listens for complaints, takes a picture."""

from __future__ import annotations

import base64
import json
import os
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

NAMES = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome")
_DEADLINE_S = 120
_READS, _WRITES = 3, 4
"""Descriptors that `--remote-debugging-pipe` speaks over."""


def chromium() -> str | None:
    """Path of a Chromium, if there is one."""
    return next((path for path in map(shutil.which, NAMES) if path), None)


@dataclass
class Opened:
    """What came of a page: its answers, what its console said, what it asked the network for."""

    values: dict[str, Any] = field(default_factory=dict)
    complaints: list[str] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)
    png: bytes = b""


class _Browser:
    def __init__(self, sends: int, receives: int) -> None:
        self._sends, self._receives, self._rest, self._n = sends, receives, b"", 0
        self.events: list[dict[str, Any]] = []

    def ask(self, method: str, session: str | None = None, **parameters: Any) -> dict[str, Any]:
        self._n += 1
        message = {"id": self._n, "method": method, "params": parameters}
        os.write(self._sends, json.dumps(message | ({"sessionId": session} if session else {})).encode() + b"\0")
        while True:
            answer = self._receive()
            if answer.get("id") == self._n:
                if "error" in answer:
                    raise RuntimeError(f"{method}: {answer['error']}")
                result: dict[str, Any] = answer["result"]
                return result
            self.events.append(answer)

    def _receive(self) -> dict[str, Any]:
        while b"\0" not in self._rest:
            piece = os.read(self._receives, 1 << 20)
            if not piece:
                raise RuntimeError("the browser has gone")
            self._rest += piece
        one, _, self._rest = self._rest.partition(b"\0")
        message: dict[str, Any] = json.loads(one)
        return message


@contextmanager
def _started(program: str) -> Iterator[_Browser]:
    with tempfile.TemporaryDirectory(prefix="warploom-", ignore_cleanup_errors=True) as profile:
        to_it, from_us = os.pipe()
        to_us, from_it = os.pipe()
        # The shell puts the pipes on the numbers that the browser expects; Python would close them.
        script = f'exec "$@" {_READS}<&{to_it} {_WRITES}>&{from_it}'
        options = ["--no-sandbox", "--headless", "--disable-gpu", "--remote-debugging-pipe"]
        options.append(f"--user-data-dir={profile}")
        process = subprocess.Popen(
            ["/bin/bash", "-c", script, "bash", program, *options],
            pass_fds=(to_it, from_it),
            start_new_session=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(to_it)
        os.close(from_it)
        try:
            yield _Browser(from_us, to_us)
        finally:
            os.killpg(process.pid, signal.SIGKILL)  # its children outlive it otherwise
            process.wait()
            os.close(from_us)
            os.close(to_us)


def open_page(page: Path, expressions: dict[str, str], *, scheme: str = "light", is_ready: str = "true") -> Opened:
    """Open a file and wait until `is_ready` holds in it; then what the expressions give, and a picture."""
    program = chromium()
    assert program is not None
    opened = Opened()
    with _started(program) as browser:
        target = browser.ask("Target.createTarget", url="about:blank")["targetId"]
        session = browser.ask("Target.attachToTarget", targetId=target, flatten=True)["sessionId"]
        for domain in ("Page", "Runtime", "Log", "Network"):
            browser.ask(f"{domain}.enable", session)
        browser.ask(
            "Emulation.setDeviceMetricsOverride", session, width=1280, height=900, deviceScaleFactor=1, mobile=False
        )
        browser.ask("Emulation.setEmulatedMedia", session, features=[{"name": "prefers-color-scheme", "value": scheme}])
        browser.ask("Page.navigate", session, url=page.absolute().as_uri())
        until = time.monotonic() + _DEADLINE_S

        def value(expression: str) -> Any:
            found = browser.ask("Runtime.evaluate", session, expression=expression, returnByValue=True)
            return found["result"].get("value")

        while not value(f"document.readyState === 'complete' && Boolean({is_ready})"):
            if time.monotonic() > until:
                raise TimeoutError(f"{page} was not ready in {_DEADLINE_S} s: {browser.events[-5:]}")
            time.sleep(0.05)
        opened.values = {name: value(expression) for name, expression in expressions.items()}
        opened.png = base64.b64decode(browser.ask("Page.captureScreenshot", session, format="png")["data"])
    for event in browser.events:
        method = event.get("method")
        if method in ("Runtime.exceptionThrown", "Runtime.consoleAPICalled", "Log.entryAdded"):
            opened.complaints.append(json.dumps(event["params"])[:500])
        elif method == "Network.requestWillBeSent":
            opened.requests.append(event["params"]["request"]["url"])
    return opened
