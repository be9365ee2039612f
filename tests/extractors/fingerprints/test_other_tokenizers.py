"""Tokens against those of clang and of Python itself, on files that were not written for this."""

from __future__ import annotations

import _pydecimal
import argparse
import ast
import heapq
import io
import re
import statistics
import subprocess
import tokenize
from pathlib import Path
from types import ModuleType

import pytest

from tests.extractors.fingerprints.token_pieces import hashes_of, tokens
from tests.extractors.toolchains.ziglang_clang import TIMEOUT_S, ziglang_clang
from warploom.extractors.fingerprints.lexers import Lexer
from warploom.extractors.toolchains.clang import HEADERS

LAYOUT = {
    tokenize.ENCODING,
    tokenize.NL,
    tokenize.NEWLINE,
    tokenize.INDENT,
    tokenize.DEDENT,
    tokenize.COMMENT,
    tokenize.ENDMARKER,
}
RAW_TOKEN = re.compile(rb"^(\w+) '.*?'\t.*?Loc=<x\.cpp:(\d+):(\d+)>$", re.MULTILINE | re.DOTALL)
PROSE = {b"comment", b"unknown", b"eof"}
HEADER_FILES = sorted(p for p in HEADERS.rglob("*.h") if p.stat().st_size > 4_000)


@pytest.mark.parametrize("module", [_pydecimal, argparse, ast, heapq, statistics, re], ids=lambda m: m.__name__)
def test_tokens_of_python_are_those_of_tokenize(module: ModuleType) -> None:
    text = Path(module.__file__ or "").read_bytes()
    pieces: list[bytes] = []
    for token in tokenize.tokenize(io.BytesIO(text).readline):
        if token.type == getattr(tokenize, "FSTRING_START", -1):
            pytest.skip("this Python cuts formatted strings into tokens")
        spelled = token.string.encode()
        if token.type not in LAYOUT:
            pieces += [bytes([c]) for c in spelled] if token.type == tokenize.OP else [spelled]
    assert hashes_of(pieces, Lexer.PYTHON) == tokens(text, Lexer.PYTHON)


@pytest.mark.parametrize("header", HEADER_FILES, ids=lambda path: path.name)
def test_tokens_of_c_are_those_of_clang(header: Path, tmp_path: Path) -> None:
    text = header.read_bytes()
    (tmp_path / "x.cpp").write_bytes(text)
    command = ziglang_clang().command("-cc1", "-dump-raw-tokens", "-std=c++17", "-x", "c++", "x.cpp")
    dumped = subprocess.run(command, cwd=tmp_path, capture_output=True, check=True, timeout=TIMEOUT_S).stderr
    lines = [0]
    for line in text.split(b"\n"):
        lines.append(lines[-1] + len(line) + 1)
    found = [(kind, lines[int(line) - 1] + int(column) - 1) for kind, line, column in RAW_TOKEN.findall(dumped)]
    pieces: list[bytes] = []
    for (kind, start), (_, end) in zip(found, [*found[1:], (b"eof", len(text))], strict=True):
        if kind in PROSE:
            continue
        spelled = text[start:end].replace(b"\\\n", b"").strip()
        if b"literal" in kind or b"char" in kind:
            quote = max(spelled.rfind(b"'"), spelled.rfind(b'"')) + 1
            pieces += [piece for piece in (spelled[:quote], spelled[quote:]) if piece]  # a suffix is a token of its own
        elif kind in {b"raw_identifier", b"numeric_constant"}:
            pieces.append(spelled)
        else:
            pieces += [bytes([c]) for c in spelled if c > 32]
    assert len(pieces) > 100
    assert hashes_of(pieces, Lexer.C) == tokens(text, Lexer.C)
