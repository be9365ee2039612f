"""Cutting notices out of the heads of source texts."""

from __future__ import annotations

import random
import time

import pytest

from tests.extractors.licenses.repositories import MemoryRepository
from warploom.extractors.licenses.notices import CutNotices, Notice, cut_notice, text_sha256
from warploom.schemas.notices import NOTICES

LINES = ("Copyright (c) 2020 Example Authors", "", "Licensed under the Example License,", "without warranty.")
FOLDED = "licensed under the example license without warranty"


def _commented(prefix: str, lines: tuple[str, ...] = LINES) -> str:
    return "".join(f"{prefix}{line}\n" for line in lines)


BODIES = {
    "block.cu": ("CUDA", "/*\n" + _commented(" * ") + " */\n__global__ void k();\n"),
    "line.cpp": ("C++", _commented("// ") + "int x;\n"),
    "guarded.h": ("C", "#ifndef X_H\n#define X_H\n\n#pragma once\n" + _commented("// ") + "int x;\n#endif\n"),
    "hash.py": ("Python", "#!/usr/bin/env python\n# -*- coding: utf-8 -*-\n" + _commented("# ") + "import os\n"),
    "docstring.py": ("Python", '"""\n' + _commented("") + '"""\nimport os\n'),
    "hash.jl": ("Julia", _commented("# ") + "f(x) = x\n"),
    "block.jl": ("Julia", "#=\n" + _commented("") + "=#\nf(x) = x\n"),
    "free.f90": ("Fortran", _commented("! ") + "program p\nend\n"),
    "fixed.f": ("Fortran", _commented("C     ") + "      PROGRAM P\n      END\n"),
    "star.f": ("Fortran", _commented("*  ") + "      PROGRAM P\n      END\n"),
    "cpp.F90": ("Fortran", "/* \n" + _commented(" * ") + " */\nprogram p\nend\n"),
    "box.cpp": ("C++", "/" + "*" * 40 + "\n" + _commented(" * ") + " " + "*" * 40 + "/\nint x;\n"),
}


@pytest.mark.parametrize("path", BODIES)
def test_one_notice_whatever_the_comment(path: str) -> None:
    """The same notice folds to the same text in every language's comments."""
    language, text = BODIES[path]
    assert Notice([], FOLDED, [LINES[0]]) == cut_notice(text.encode(), language, path)


def test_copyright_alone_is_no_notice() -> None:
    """A header with a copyright line and nothing else has statements and no notice."""
    statement = "Copyright (c) OpenExample. All rights reserved."
    assert Notice([], None, [statement]) == cut_notice(f"// {statement}\nint x;\n".encode(), "C++", "x.cpp")


def test_tag_alone_is_no_notice() -> None:
    """An SPDX tag is taken out of the notice."""
    assert Notice(["MIT"], None, []) == cut_notice(b"// SPDX-License-Identifier: MIT\nint x;\n", "C++", "x.cpp")


def test_words_in_code_are_no_notice() -> None:
    """Strings and names that speak of licenses are code."""
    text = b'int license = 1; const char* s = "Licensed under GPL /* Copyright 2020 X */";\n'
    assert Notice([], None, []) == cut_notice(text, "C++", "x.cpp")


def test_later_comment_that_claims_a_license() -> None:
    """A comment after code counts if it claims a license."""
    text = b"int x;\n/* This function: licensed under the GPL. */\nint y;\n"
    assert "this function licensed under the gpl" == cut_notice(text, "C", "x.h").text


def test_later_comment_that_mentions_licenses() -> None:
    """A comment after code that only mentions licenses does not."""
    assert cut_notice(b"import os\n# packages the license for the recipe\n", "Python", "x.py").text is None


def test_nothing_beyond_the_window() -> None:
    """What lies beyond `max_header_bytes` is not looked at."""
    repository = MemoryRepository({"x.cpp": "int x;\n" * 100 + "// Licensed under the MIT License\n"})
    notices = CutNotices(max_header_bytes=256)(repository.source_texts()).emitted[0]
    assert [None] == notices.column("notice").to_pylist()


def test_cut_inside_a_character() -> None:
    """A window that ends amid a character costs that character alone."""
    text = "// Licensed under the MIT License \u00e9\u00e9\u00e9\n"
    for size in range(36, 42):
        assert cut_notice(text.encode()[:size], "C++", "x.cpp").text is not None


def test_stage_keeps_every_row() -> None:
    """The stage emits one row an input, with keys and digests."""
    repository = MemoryRepository({path: text for path, (_, text) in BODIES.items() if not path.endswith(".F90")})
    batch = repository.source_texts()
    outcome = CutNotices()(batch)
    (notices,) = outcome.emitted
    assert NOTICES.schema == notices.schema
    assert batch.column("occurrence_id") == notices.column("occurrence_id")
    assert batch.column("occurrence_id") == outcome.accounted.column("subject_id")
    assert 0 == outcome.quarantined.num_rows
    assert {text_sha256(FOLDED)} == set(notices.column("notice_sha256").to_pylist())


def test_empty_batch() -> None:
    """No rows in, no rows out."""
    assert 0 == CutNotices()(MemoryRepository({}).source_texts()).emitted[0].num_rows


@pytest.mark.parametrize(
    "unit", ["/*", "//", '"\\', "'", '"""', "'''\\", "#", "#define \\\n", "\n", "(c) ", "copyright ", "/*\n*/"]
)
def test_hostile_head_is_quick(unit: str) -> None:
    """Openers, quotes and escapes by the thousand do not cost more than their length."""
    head = (unit * 8192)[:8100].encode() + b"\n// Copyright 2020 X license"
    start = time.perf_counter()
    for language, path in (
        ("C++", "a.cpp"),
        ("Python", "a.py"),
        ("Fortran", "a.f"),
        ("Fortran", "a.f90"),
        ("Julia", "a.jl"),
    ):
        cut_notice(head, language, path)
    assert time.perf_counter() - start < 2


def test_any_bytes_can_be_cut() -> None:
    """A deterministic fuzz over comment marks: cutting never fails."""
    rng = random.Random(20)
    marks = [b"/*", b"*/", b"//", b"#", b"#=", b"=#", b'"""', b"'''", b'"', b"'", b"\\", b"\n", b" ", b"C ", b"! "]
    words = [b"license", b"\xff", b"SPDX-License-Identifier: ", b"Copyright (c) 2020 X", b"\xc3", b"int x;"]
    for _ in range(2_000):
        head = b"".join(rng.choices(marks + words, k=rng.randrange(40)))
        cut_notice(head, rng.choice(["C", "Python", "Julia", "Fortran", "Rust"]), rng.choice(["a", "a.f", "a.f90"]))
