"""Asks candidates for translations of a unit: a program, a folder of files, or an endpoint of chat completions."""

from __future__ import annotations

import hashlib
import json
import os
import re
import subprocess
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import urllib3

from warploom.extractors.candidates.unit import MAX_TEXT_BYTES, NoAnswerError, Unit

_MAX_ANSWER_BYTES = 8 << 20
_BLOCK = re.compile(r"^```[^\n`]*\n(.*?)^```", re.MULTILINE | re.DOTALL)
_ID = re.compile(r"ks_[0-9a-zA-Z_]{1,64}")


@dataclass(frozen=True, slots=True)
class Program:
    """Run for each unit and translation: the unit as JSON on stdin, one file of CUDA on stdout; it is trusted."""

    name: str
    command: tuple[str, ...]
    timeout_s: float

    def ask(self, unit: Unit, n: int) -> list[str]:
        """So many translations. Raises `NoAnswerError`."""
        return [self._run(unit, number) for number in range(n)]

    def _run(self, unit: Unit, number: int) -> str:
        environment = {**os.environ, "WARPLOOM_TRANSLATION": str(number)}
        try:
            done = subprocess.run(
                self.command,
                input=unit.as_json().encode(),
                capture_output=True,
                timeout=self.timeout_s,
                check=False,
                env=environment,
            )
        except subprocess.TimeoutExpired:
            raise NoAnswerError(self.name, f"ran longer than {self.timeout_s:g} s") from None
        except OSError as error:
            raise NoAnswerError(self.name, f"cannot be run: {error.strerror}") from None
        if done.returncode:
            raise NoAnswerError(self.name, f"ended with code {done.returncode}")
        return _text(self.name, done.stdout)


@dataclass(frozen=True, slots=True)
class Folder:
    """Files `SPEC_ID.cu`, or `SPEC_ID.ANYTHING.cu` for several translations, in the order of their names."""

    name: str
    path: str

    def ask(self, unit: Unit, n: int) -> list[str]:
        """At most so many translations. Raises `NoAnswerError` where there is none."""
        if not _ID.fullmatch(unit.spec_id):
            raise NoAnswerError(self.name, "the unit's id is no name of a file")
        folder = Path(self.path)
        found = sorted(folder.glob(f"{unit.spec_id}.cu")) + sorted(folder.glob(f"{unit.spec_id}.*.cu"))
        if not found:
            raise NoAnswerError(self.name, "no file for the unit")
        return [self._read(path) for path in found[:n]]

    def digest(self) -> str:
        """Of the files that may answer: the folder is an input."""
        digest = hashlib.sha256()
        for path in sorted(Path(self.path).glob("ks_*.cu")):
            digest.update(path.name.encode() + b"\0" + hashlib.sha256(path.read_bytes()).digest())
        return digest.hexdigest()

    def _read(self, path: Path) -> str:
        try:
            with path.open("rb") as file:
                return _text(self.name, file.read(MAX_TEXT_BYTES + 1))
        except OSError as error:
            raise NoAnswerError(self.name, f"{path.name}: {error.strerror}") from None


@dataclass(frozen=True, slots=True)
class ChatEndpoint:
    """A server that speaks OpenAI's chat completions; `key_variable` names the environment variable with its key."""

    name: str
    url: str
    model: str
    key_variable: str
    timeout_s: float

    def ask(self, unit: Unit, n: int) -> list[str]:
        """So many translations, each the longest fenced block of a choice. Raises `NoAnswerError`."""
        texts: list[str] = []
        while len(texts) < n:
            texts += self._complete(unit, len(texts))[: n - len(texts)]
        return texts

    def _complete(self, unit: Unit, number: int) -> Sequence[str]:
        headers = {"Content-Type": "application/json", "Accept": "application/json"}
        if self.key_variable:
            key = os.environ.get(self.key_variable)
            if not key:
                raise NoAnswerError(self.name, f"the environment has no {self.key_variable}")
            headers["Authorization"] = f"Bearer {key}"
        body = {
            "model": self.model,
            "messages": [{"role": "user", "content": unit.prompt()}],
            "seed": number,
            "temperature": 0 if number == 0 else 0.8,
        }
        status, answer = self._post(json.dumps(body).encode(), headers)
        if status != 200:
            raise NoAnswerError(self.name, f"answered with status {status}")
        try:
            contents = [choice["message"]["content"] for choice in json.loads(answer)["choices"]]
        except (ValueError, KeyError, TypeError, RecursionError):
            raise NoAnswerError(self.name, "its answer is no chat completion") from None
        if not contents or not all(isinstance(content, str) for content in contents):
            raise NoAnswerError(self.name, "its answer holds no text")
        return [_text(self.name, _code(content).encode("utf-8", "replace")) for content in contents]

    def _post(self, body: bytes, headers: dict[str, str]) -> tuple[int, bytes]:
        timeout = urllib3.Timeout(total=self.timeout_s)
        try:
            with urllib3.PoolManager(retries=False, timeout=timeout) as pool:
                url = f"{self.url.rstrip('/')}/chat/completions"
                response: Any = pool.request(
                    "POST", url, body=body, headers=headers, redirect=False, preload_content=False
                )
                try:
                    answer = response.read(_MAX_ANSWER_BYTES + 1)
                finally:
                    response.close()  # with what was not read: the connection is not used again
        except urllib3.exceptions.HTTPError as error:
            raise NoAnswerError(self.name, f"cannot be asked: {type(error).__name__}") from None
        if len(answer) > _MAX_ANSWER_BYTES:
            raise NoAnswerError(self.name, f"its answer is longer than {_MAX_ANSWER_BYTES} bytes")
        return response.status, answer


def _code(content: str) -> str:
    blocks = _BLOCK.findall(content)
    return max(blocks, key=len) if blocks else content


def _text(name: str, content: bytes) -> str:
    if len(content) > MAX_TEXT_BYTES:
        raise NoAnswerError(name, f"its translation is longer than {MAX_TEXT_BYTES} bytes")
    try:
        text = content.decode("utf-8")
    except UnicodeDecodeError:
        raise NoAnswerError(name, "its translation is not UTF-8") from None
    if not text.strip() or "\0" in text:
        raise NoAnswerError(name, "its translation is empty or no text")
    return text
