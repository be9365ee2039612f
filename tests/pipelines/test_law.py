"""One repository with every kind of right in it, judged by a whole build with the real license engine."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.pipelines.corpora import rows
from warploom.catalog.license_texts import license_text
from warploom.pipelines import cli, exit_codes

GPL = "// Free software under the GNU General Public License, version 3 or any later version.\n"
EULA = """// Copyright 2015 Example Corporation. All rights reserved.
// Use of this sample is governed by the end user license agreement (EULA) that came with the SDK.
"""
PROPRIETARY = """// Copyright (c) 2020 Example Corp. All rights reserved. Confidential and proprietary;
// may not be copied, distributed or disclosed without written permission.
"""
NON_COMMERCIAL = "// Licensed under the Creative Commons Attribution-NonCommercial 4.0 International License.\n"
CHOICE = "// SPDX-License-Identifier: GPL-2.0-only OR MIT\n"
BOTH = "// SPDX-License-Identifier: MIT AND Apache-2.0\n"
EXCEPTION = "// SPDX-License-Identifier: GPL-3.0-or-later WITH GCC-exception-3.1\n"
DANGLING = "// Licensed under the terms found in the file LICENSE.vendor in this folder.\n"
FILES = {
    "src/plain.c": "",
    "src/rights.c": "// Copyright (c) 2019 Jane Example. All rights reserved.\n",
    "src/gpl.c": GPL,
    "samples/eula.cu": EULA,
    "src/secret.c": PROPRIETARY,
    "src/research.c": NON_COMMERCIAL,
    "src/choice.c": CHOICE,
    "src/both.c": BOTH,
    "src/exception.c": EXCEPTION,
    "src/dangling.c": DANGLING,
    "third_party/tiny/tiny.c": "",
    "third_party/tiny/deep/er.c": "",
}
EXPECTED = {
    "samples/eula.cu": ("proprietary", "file", False),
    "src/both.c": ("permissive", "file", True),
    "src/choice.c": ("permissive", "file", True),
    "src/dangling.c": ("unknown", "file", False),
    "src/exception.c": ("weak_copyleft", "file", False),
    "src/gpl.c": ("copyleft", "file", False),
    "src/plain.c": ("permissive", "repository", True),
    "src/research.c": ("non_commercial", "file", False),
    "src/rights.c": ("permissive", "repository", True),
    "src/secret.c": ("proprietary", "file", False),
    "third_party/tiny/deep/er.c": ("permissive", "directory", True),
    "third_party/tiny/tiny.c": ("permissive", "directory", True),
}


@pytest.fixture(scope="module")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """BSD-3-Clause at the root, MIT in a vendored folder, and a header for each file."""
    folder = tmp_path_factory.mktemp("law")
    texts = {
        "LICENSE": "Copyright (c) 2018 Root Holder\n\n" + (license_text("BSD-3-Clause") or ""),
        "third_party/tiny/LICENSE": "Copyright (c) 2017 Tiny Holder\n\n" + (license_text("MIT") or ""),
        **{path: f"{header}int v{n};\n" for n, (path, header) in enumerate(FILES.items())},
    }
    for path, text in texts.items():
        place = folder / "code" / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    (folder / "r.toml").write_text(
        '[dataset]\nname = "law"\n[[sources]]\nkind = "local"\npath = "code"\nname = "o/law"\n'
    )
    places = ["--out", str(folder / "out"), "--cache", str(folder / "cache")]
    assert exit_codes.DONE == cli.run(["build", str(folder / "r.toml"), *places, "--runner", "in_process"])
    return folder / "out"


@pytest.mark.xdist_group("law")
def test_each_file_is_decided_by_the_level_that_speaks_for_it(release: Path) -> None:
    """Tier, scope, and whether it is published."""
    found = rows(
        release,
        "select path, license_tier, license_scope, fate = 'published' from occurrences "
        "left join file_licenses using (occurrence_id, path) where language is not null order by path",
    )
    assert EXPECTED == {str(path): tuple(rest) for path, *rest in found}


@pytest.mark.xdist_group("law")
def test_each_decision_names_its_evidence(release: Path) -> None:
    """The file itself, or the license file above it."""
    found = dict(
        rows(release, "select path, license_evidence_path from file_licenses where license_scope is not null")  # type: ignore[arg-type]
    )
    assert found["src/plain.c"] == "LICENSE"
    assert found["third_party/tiny/deep/er.c"] == "third_party/tiny/LICENSE"
    assert {p for p, e in found.items() if p == e} == {p for p, (_, scope, _) in EXPECTED.items() if scope == "file"}


@pytest.mark.xdist_group("law")
def test_levels_that_disagree_are_marked(release: Path) -> None:
    """A GPL header below a BSD license is a conflict; a file without a header is none."""
    found = dict(rows(release, "select path, license_conflict from file_licenses"))  # type: ignore[arg-type]
    assert (True, False) == (found["src/gpl.c"], found["src/plain.c"])


@pytest.mark.xdist_group("law")
def test_the_notice_keeps_the_holders_of_license_files(release: Path) -> None:
    """What is published under a license file is published with its copyright lines."""
    notice = (release / "NOTICE").read_text()
    assert [] == [h for h in ("Root Holder", "Tiny Holder", "Jane Example") if h not in notice]
