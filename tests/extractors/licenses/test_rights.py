"""What a text says of rights."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.licenses.rights import (
    MAX_STATEMENT_CHARS,
    MAX_STATEMENTS,
    copyright_statements,
    fold,
    folded_license,
    notice_of,
    spdx_tags,
    speaks_of_rights,
)


@pytest.mark.parametrize(
    "text",
    [
        "Licensed under the MIT License.",
        "See LICENSE for terms.",
        "Distributed under the GPLv3",
        "This program is in the public domain",
        "ACME CONFIDENTIAL AND PROPRIETARY",
        "THE SOFTWARE IS PROVIDED ``AS IS'', WITHOUT WARRANTY",
        "for non-commercial use",
        "free for academic use only",
        "Redistribution in source form is permitted",
    ],
)
def test_speaking_of_rights(text: str) -> None:
    """Grants, refusals and names of licenses all speak of rights."""
    assert speaks_of_rights(text)


@pytest.mark.parametrize(
    "text",
    [
        "Copyright (c) 2020 A. Person. All rights reserved.",
        "Redistribute the particles among the processes.",
        "Leave the values as is and return them.",
        "Returns the permission bits of a file.",
        "Written at MIT, Cambridge.",
    ],
)
def test_not_speaking_of_rights(text: str) -> None:
    """A copyright line is no license, and neither is code that moves data about."""
    assert not speaks_of_rights(text)


@pytest.mark.parametrize(
    "line",
    [
        "Copyright (c) 2019-2024 A. Person",
        "Copyright 2014 The Example Developers. All Rights Reserved.",
        "(C) 2011 Somebody <some@body.example>",
        "Portions Copyright \u00a9 Example Inc.",
        "Copyright by Example GmbH",
    ],
)
def test_copyright_statement(line: str) -> None:
    """Statements come as written, decoration gone, addresses whole."""
    assert [line] == copyright_statements(f" *  {line}   ")


@pytest.mark.parametrize(
    "line",
    [
        "The above copyright notice must be kept.",
        "IN NO EVENT SHALL THE COPYRIGHT HOLDERS BE LIABLE",
        "2.1 Copyright Grant. Subject to these terms",
        "(c) You must cause modified files to say so",
        "protected by copyright law",
    ],
)
def test_no_copyright_statement(line: str) -> None:
    """Terms that mention copyright state none."""
    assert [] == copyright_statements(line)


def test_statements_are_bounded() -> None:
    """A hostile header yields a bounded number of bounded statements."""
    found = copyright_statements("\n".join(f"Copyright 2020 {i} {'x' * 1000}" for i in range(1000)))
    assert (MAX_STATEMENTS, MAX_STATEMENT_CHARS) == (len(found), max(map(len, found)))


def test_spdx_tags_lose_the_end_of_their_comment() -> None:
    """The value of a tag ends before the comment does."""
    text = "SPDX-License-Identifier: MIT */\n; SPDX-License-Identifier: (MIT OR Apache-2.0)\nx"
    assert ["MIT", "(MIT OR Apache-2.0)"] == spdx_tags(text)


def test_notice_leaves_out_what_differs_between_files() -> None:
    """Names of files, authors, holders and years do not make another notice."""

    def notice(name: str, year: int) -> str:
        return (
            f" * \\file {name}\n * What {name} does.\n *\n * Copyright (c) {year} {name.title()} Inc.\n *\n"
            f" * Licensed under the Example License.\n *\n * No warranty.\n *\n * Last words on {name}.\n"
        )

    assert (
        "licensed under the example license no warranty"
        == notice_of(notice("one", 2001))
        == notice_of(notice("b", 1999))
    )


def test_license_file_without_copyright_lines() -> None:
    """A license file is folded whole, but for its copyright lines."""
    assert "example license you may use it" == folded_license(
        "Example License\n\nCopyright (c) 2020 X\n\nYou may use it."
    )


@given(st.text())
def test_folding_is_idempotent(text: str) -> None:
    """A folded text folds to itself."""
    assert fold(text) == fold(fold(text))


@given(
    st.text(
        alphabet=st.sampled_from("copyright (c)\u00a9 2019 license: SPDX-License-Identifier\n\t*/#'\"<>"), max_size=300
    )
)
def test_any_text_can_be_read(text: str) -> None:
    """No text makes reading fail, and what is found lies within bounds."""
    notice_of(text)
    spdx_tags(text)
    assert all(len(statement) <= MAX_STATEMENT_CHARS for statement in copyright_statements(text))
