"""License decisions: file over directory over repository over package."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from tests.extractors.licenses.repositories import MemoryRepository, PhraseRecognizer
from warploom.extractors.licenses import evidence
from warploom.extractors.licenses.detect import DetectLicenses, refers_to_license_file, texts_to_recognize
from warploom.extractors.licenses.notices import CutNotices
from warploom.extractors.licenses.recognition import RecognizerMissingError, recognizing
from warploom.schemas.file_licenses import FILE_LICENSES

CODE = "int x;\n"
MIT = "MIT License\n\nCopyright (c) 2020 X\n\nPermission is hereby granted, free of charge, to any person ...\n"
APACHE = "Apache License\nVersion 2.0\n"
GPL_HEADER = "// You may use this under the GNU General Public License, version 3 or later.\n"


def _decide(files: Mapping[str, str], license_override: str | None = None) -> dict[str, dict[str, Any]]:
    repository = MemoryRepository(files, license_override)
    notices = CutNotices()(repository.source_texts()).emitted[0]
    with recognizing(PhraseRecognizer()):
        outcome = DetectLicenses()(notices, repository)
    (rows,) = outcome.emitted
    assert FILE_LICENSES.schema == rows.schema
    assert notices.column("occurrence_id") == outcome.accounted.column("subject_id")
    return {row["path"]: row for row in rows.to_pylist()}


def _summary(row: Mapping[str, Any]) -> tuple[str | None, str, str | None]:
    return row["license_expression"], row["license_tier"], row["license_scope"]


def test_repository_license() -> None:
    """A file that says nothing is under the license at the root, and the row says where and what that is."""
    row = _decide({"LICENSE": MIT, "a.cu": CODE})["a.cu"]
    assert ("MIT", "permissive", "repository") == _summary(row)
    assert ("LICENSE", "phrases", False, ["MIT"]) == (
        row["license_evidence_path"], row["license_detector"], row["license_conflict"], row["detected_licenses"],
    )  # fmt: skip


def test_metadata_that_says_unknown_says_nothing() -> None:
    """`License: UNKNOWN` neither decides nor conflicts."""
    row = _decide({"LICENSE": MIT, "PKG-INFO": "Metadata-Version: 2.1\nLicense: UNKNOWN\n", "a.cu": CODE})["a.cu"]
    assert (("MIT", "permissive", "repository"), False) == (_summary(row), row["license_conflict"])


def test_header_outranks_repository() -> None:
    """A file with a foreign license inside a permissive repository keeps its own, and the levels conflict."""
    row = _decide({"LICENSE": MIT, "a.cu": GPL_HEADER + CODE})["a.cu"]
    assert (("GPL-3.0-or-later", "copyleft", "file"), True) == (_summary(row), row["license_conflict"])
    assert ["file", "repository"] == [witness["scope"] for witness in row["license_witnesses"]]


def test_tag_decides_without_any_text() -> None:
    """An SPDX tag is evidence of its own."""
    row = _decide({"a.cu": "// SPDX-License-Identifier: Apache-2.0\n" + CODE})["a.cu"]
    assert (("Apache-2.0", "permissive", "file"), "spdx-tag") == (_summary(row), row["license_detector"])


def test_tag_chooses_among_what_the_notice_names() -> None:
    """A tag that offers a choice outranks the notice of one of the choices."""
    text = "// SPDX-License-Identifier: MIT OR Apache-2.0\n// Licensed under the MIT License.\n" + CODE
    assert "Apache-2.0 OR MIT" == _decide({"a.cu": text})["a.cu"]["license_expression"]


def test_tag_and_other_notice_both_bind() -> None:
    """A permissive tag above a copyleft notice does not make the file permissive."""
    text = "// SPDX-License-Identifier: MIT\n" + GPL_HEADER + CODE
    assert "copyleft" == _decide({"a.cu": text})["a.cu"]["license_tier"]


def test_unknown_tag_permits_nothing() -> None:
    """A tag that is not understood is not overlooked in favour of the repository."""
    row = _decide({"LICENSE": MIT, "a.cu": "// SPDX-License-Identifier: LicenseRef-Mine\n" + CODE})["a.cu"]
    assert (None, "unknown", "file") == _summary(row)


def test_nearest_license_file_wins() -> None:
    """Trees with a license file of their own are judged by it, at any depth."""
    rows = _decide({"LICENSE": MIT, "deps/eg/COPYING": APACHE, "deps/eg/src/deep/a.cu": CODE, "deps/b.cu": CODE})
    assert ("Apache-2.0", "permissive", "directory") == _summary(rows["deps/eg/src/deep/a.cu"])
    assert ("MIT", "permissive", "repository") == _summary(rows["deps/b.cu"])


def test_unrecognised_license_file_permits_nothing() -> None:
    """A vendored tree with terms nobody knows does not inherit the root's license."""
    rows = _decide({"LICENSE": MIT, "deps/LICENSE": "Ask us first.", "deps/a.cu": CODE})
    assert (None, "unknown", "directory") == _summary(rows["deps/a.cu"])


def test_header_nobody_knows_permits_nothing() -> None:
    """A header that speaks of rights and is not recognised is unknown, with a witness that says so."""
    row = _decide({"LICENSE": MIT, "a.cu": "// Use of this file requires a license from ACME.\n" + CODE})["a.cu"]
    assert (None, "unknown", "file") == _summary(row)
    assert "phrases, not recognised" == row["license_witnesses"][0]["detector"]


def test_confidential_header_is_proprietary() -> None:
    """A header that takes rights away is not healed by the repository's license."""
    row = _decide({"LICENSE": MIT, "a.cu": "// ACME CONFIDENTIAL AND PROPRIETARY\n" + CODE})["a.cu"]
    assert "proprietary" == row["license_tier"]


def test_copyright_alone_inherits() -> None:
    """A copyright with "all rights reserved" beside it is a formula, not a license."""
    row = _decide({"LICENSE": APACHE, "a.cu": "// Copyright (c) Example. All rights reserved.\n" + CODE})["a.cu"]
    assert ("Apache-2.0", "permissive", "repository") == _summary(row)
    assert ["Copyright (c) Example. All rights reserved."] == row["copyright_statements"]


def test_disclaimer_alone_inherits() -> None:
    """A disclaimer of warranty neither grants nor takes rights; it stays on record."""
    row = _decide({"LICENSE": APACHE, "a.cu": "// Provided as is, without warranty.\n" + CODE})["a.cu"]
    assert ("Apache-2.0", "permissive", "repository") == _summary(row)
    assert "phrases, disclaims warranty only" == row["license_witnesses"][0]["detector"]


def test_reference_defers_to_the_license_file() -> None:
    """To say "see LICENSE" is no disagreement with the license it points to."""
    row = _decide({"LICENSE": MIT, "a.cu": "// See LICENSE for the terms of use.\n" + CODE})["a.cu"]
    assert (("MIT", "permissive", "repository"), False) == (_summary(row), row["license_conflict"])


@pytest.mark.parametrize("header", ["// See LICENSE for details.\n", "// MIT License [see LICENSE for details]\n"])
def test_dangling_reference_permits_nothing(header: str) -> None:
    """A reference to a license file that is not there grants nothing, whatever name or metadata stand beside it."""
    row = _decide({"PKG-INFO": "License: MIT\n", "a.cu": header + CODE})["a.cu"]
    assert (None, "unknown", "file") == _summary(row)


def test_dangling_copyleft_stays_copyleft() -> None:
    """A dangling reference takes no obligation away."""
    row = _decide({"a.cu": "// GNU General Public License, see the file COPYING.\n" + CODE})["a.cu"]
    assert "copyleft" == row["license_tier"]


def test_vague_name_defers_to_the_file_it_points_to() -> None:
    """Of "a BSD-style license, see LICENSE" the file says which."""
    header = "// Under a BSD-style license that can be found in the LICENSE file.\n"
    row = _decide({"LICENSE": "Two-clause BSD", "a.cu": header + CODE})["a.cu"]
    assert ("BSD-2-Clause", "permissive", "repository") == _summary(row)


def test_package_metadata_is_the_last_resort() -> None:
    """Without any license file the package's metadata decide."""
    row = _decide({"PKG-INFO": "License-Expression: MIT\n", "a.cu": CODE})["a.cu"]
    assert ("MIT", "permissive", "package") == _summary(row)


def test_classifier() -> None:
    """A trove classifier is recognised like any other text."""
    row = _decide({"PKG-INFO": "Classifier: License :: OSI Approved :: MIT License\n", "a.cu": CODE})["a.cu"]
    assert ("MIT", "permissive", "package") == _summary(row)


def test_metadata_against_file_conflict() -> None:
    """A license file outranks metadata that say otherwise, and the conflict is marked."""
    row = _decide({"LICENSE": MIT, "PKG-INFO": "License: AGPL-3.0\n", "a.cu": CODE})["a.cu"]
    assert ("MIT", True, ["AGPL-3.0-only", "MIT"]) == (
        row["license_expression"], row["license_conflict"], row["detected_licenses"],
    )  # fmt: skip


def test_two_license_files_bind_both() -> None:
    """License files side by side are combined by AND."""
    row = _decide({"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE, "a.cu": CODE})["a.cu"]
    assert "Apache-2.0 AND MIT" == row["license_expression"]


def test_metadata_may_offer_the_choice() -> None:
    """An SPDX expression in the metadata turns the same licenses into a choice, and is on record as a witness."""
    files = {"LICENSE-MIT": MIT, "LICENSE-APACHE": APACHE, "PKG-INFO": "License-Expression: MIT OR Apache-2.0\n"}
    row = _decide({**files, "a.cu": CODE})["a.cu"]
    assert ("Apache-2.0 OR MIT", "PKG-INFO") == (row["license_expression"], row["license_evidence_path"])


@pytest.mark.parametrize(
    "name", ["LICENSES.md", "THIRD_PARTY_LICENSES.txt", "LICENSE_bundled.txt", "NOTICE", "license.py"]
)
def test_lists_of_foreign_licenses_are_not_the_license(name: str) -> None:
    """Files that list other people's licenses do not decide for the tree."""
    row = _decide({"LICENSE": MIT, name: "GNU General Public License", "a.cu": CODE})["a.cu"]
    assert ("MIT", "permissive", "repository") == _summary(row)


def test_nothing_at_all() -> None:
    """No evidence, no license."""
    assert (None, "unknown", None) == _summary(_decide({"a.cu": CODE})["a.cu"])


def test_override_speaks_where_files_do_not() -> None:
    """The recipe's override decides what no header and no nested license file decides."""
    rows = _decide({"a.cu": CODE, "b.cu": GPL_HEADER + CODE}, license_override="Apache-2.0")
    assert ("Apache-2.0", "permissive", "override") == _summary(rows["a.cu"])
    assert ("GPL-3.0-or-later", "copyleft", "file") == _summary(rows["b.cu"])


def test_every_text_can_be_recognised_ahead() -> None:
    """What `texts_to_recognize` lists is exactly what the stage asks for."""
    files = {
        "LICENSE": MIT,
        "sub/COPYING": APACHE,
        "PKG-INFO": "License: MIT License\n",
        "a.cu": GPL_HEADER,
        "b.cu": CODE,
    }
    repository, recognizer = MemoryRepository(files), PhraseRecognizer()
    notices = CutNotices()(repository.source_texts()).emitted[0]
    with recognizing(recognizer):
        DetectLicenses()(notices, repository)
    assert (4, recognizer.asked) == (len(recognizer.asked), set(texts_to_recognize(notices, repository)))


def test_no_recognizer() -> None:
    """Outside `recognizing` the stage says what is missing."""
    repository = MemoryRepository({"a.cu": CODE})
    notices = CutNotices()(repository.source_texts()).emitted[0]
    with pytest.raises(RecognizerMissingError, match="recognizing"):
        DetectLicenses()(notices, repository)


@pytest.mark.parametrize(
    "folded",
    [
        "see license for details",
        "licensed as described in the file copying",
        "mit license found in the license file in the root directory",
        "this source code is distributed under the terms of license txt in the root directory of this distribution",
        "subject to the conditions in the file copying md",
    ],
)
def test_references(folded: str) -> None:
    """Ways to point at a license file."""
    assert refers_to_license_file(folded)


@pytest.mark.parametrize(
    "folded",
    [
        "in compliance with the license you may obtain a copy of the license at http www example org",
        "see accompanying file license txt or copy at http www example org",
        "licensed under the mit license",
        "under the terms and conditions of the license text above",
    ],
)
def test_no_references(folded: str) -> None:
    """A name alone, or an address to find the terms at, does not depend on a file."""
    assert not refers_to_license_file(folded)


def test_hostile_metadata() -> None:
    """Metadata that no parser likes say nothing."""
    for text in ("[" * 20_000, "[project]\nlicense = 3\nclassifiers = 'x'", "\x00", "project = 1", "[[project]]"):
        assert (None, "unknown", None) == _summary(
            _decide({"pyproject.toml": text, "setup.cfg": text, "a.cu": CODE})["a.cu"]
        )


def test_a_reference_to_a_file_of_another_name_dangles() -> None:
    """`LICENSE.vendor` is not `LICENSE`: where it is missing, the license of the repository does not stand in."""
    header = "// Licensed under the terms found in the file LICENSE.vendor of this folder.\n"
    missing = _decide({"LICENSE": MIT, "a.cu": header + CODE})["a.cu"]
    there = _decide({"LICENSE": MIT, "sub/LICENSE.MIT": MIT, "a.cu": header.replace("vendor", "MIT") + CODE})["a.cu"]
    plain = _decide({"LICENSE": MIT, "a.cu": "// Licensed under the terms in the file LICENSE.txt.\n" + CODE})["a.cu"]
    assert (None, "unknown", "file") == _summary(missing)
    assert ["permissive", "permissive"] == [there["license_tier"], plain["license_tier"]]


def test_the_holders_of_the_license_file_are_kept() -> None:
    """A license wants its copyright line to stay with the code; a header that decides has its own."""
    files = {"LICENSE": "Copyright (c) 2018 Root Holder\n\n" + MIT, "a.cu": CODE, "b.cu": GPL_HEADER + CODE}
    rows = _decide(files)
    assert "Copyright (c) 2018 Root Holder" == rows["a.cu"]["license_copyright_statements"][0]
    assert [] == list(rows["b.cu"]["license_copyright_statements"])


DEP5 = """\
Format: https://example.invalid/copyright-format/1.0/

Files: *
Copyright: 2020 X
License: GPL-2+

Files: mit/*
Copyright: 2020 X
License: Expat

Files: woven/*
Copyright: 2020 X
License: woven
 Apache License, in other words.

Files: odd/*
Copyright: 2020 X
License: nobody-knows
"""


def _decide_package(files: Mapping[str, str], *, use_dep5: bool = True) -> dict[str, dict[str, Any]]:
    repository = MemoryRepository(files, repo_name="debian/example", source_kind="debian")
    notices = CutNotices()(repository.source_texts()).emitted[0]
    with recognizing(PhraseRecognizer()):
        (rows,) = DetectLicenses(use_dep5=use_dep5)(notices, repository).emitted
    return {row["path"]: row for row in rows.to_pylist()}


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("a.cu", ("GPL-2.0-or-later", "copyleft", "package")),
        ("mit/a.cu", ("MIT", "permissive", "package")),
        ("woven/a.cu", ("Apache-2.0", "permissive", "package")),
        ("odd/a.cu", (None, "unknown", "package")),
    ],
)
def test_copyright_file_of_a_debian_package(path: str, expected: tuple[str | None, str, str]) -> None:
    """Its stanza decides where nothing nearer says anything, by its name or else by the text under it."""
    row = _decide_package({"debian/copyright": DEP5, path: CODE})[path]
    assert (expected, "debian/copyright") == (_summary(row), row["license_evidence_path"])


def test_a_copyright_file_is_the_farthest_witness() -> None:
    """The license file decides, the stanza stands beside it and the conflict shows."""
    row = _decide_package({"LICENSE": MIT, "debian/copyright": DEP5, "a.cu": CODE})["a.cu"]
    assert ("MIT", "permissive", "repository") == _summary(row)
    assert (True, ["GPL-2.0-or-later", "MIT"]) == (row["license_conflict"], row["detected_licenses"])
    assert ("package", "debian/copyright", "dep5") == (
        row["license_witnesses"][-1]["scope"],
        row["license_witnesses"][-1]["path"],
        row["license_witnesses"][-1]["detector"],
    )


def test_a_stanza_outranks_metadata_of_the_whole() -> None:
    """Both are the package's word; one is about the file."""
    files = {"PKG-INFO": "Metadata-Version: 2.1\nLicense: MIT License\n", "debian/copyright": DEP5, "a.cu": CODE}
    assert ("GPL-2.0-or-later", "copyleft", "package") == _summary(_decide_package(files)["a.cu"])


def test_a_copyright_file_can_be_left_out() -> None:
    """It is then no license file of `debian/` either: what it says is of other trees."""
    rows = _decide_package({"debian/copyright": DEP5, "a.cu": CODE, "debian/t.py": CODE}, use_dep5=False)
    assert [(None, "unknown", None)] * 2 == [_summary(row) for row in rows.values()]


def test_free_text_is_a_license_file_of_its_directory() -> None:
    """As before the format, and so is the file in sources of other kinds."""
    assert ("MIT", "permissive", "directory") == _summary(
        _decide_package({"debian/copyright": MIT, "debian/t.py": CODE})["debian/t.py"]
    )
    assert None is _decide({"debian/copyright": DEP5, "a.cu": CODE})["a.cu"]["license_scope"]


def test_texts_of_stanzas_are_recognised_ahead() -> None:
    """Those whose short names do not say what they are."""
    repository = MemoryRepository({"debian/copyright": DEP5, "a.cu": CODE}, source_kind="debian")
    notices = CutNotices()(repository.source_texts()).emitted[0]
    assert ["apache license in other words"] == list(texts_to_recognize(notices, repository).values())


def test_a_text_that_is_too_long_names_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """What its end takes away must not get lost."""
    monkeypatch.setattr(evidence, "MAX_LICENSE_BYTES", 30)
    row = _decide_package({"debian/copyright": DEP5, "woven/a.cu": CODE})["woven/a.cu"]
    assert (None, "unknown", "package") == _summary(row)


def test_a_tag_amid_the_code_counts() -> None:
    """Generated files have it behind the code that is the same in all of them."""
    code = 'extern "C" {\n#include "a.h"\n/* See COPYRIGHT.\n *\n * SPDX-License-Identifier: (Apache-2.0 OR MIT)\n */\n'
    row = _decide({"LICENSE": GPL_HEADER, "a.h": code})["a.h"]
    assert ("Apache-2.0 OR MIT", "permissive", "file") == _summary(row)


def test_a_contributor_agreement_is_no_license() -> None:
    """It says what contributors grant to the project, beside the license for everybody else."""
    files = {"License/license.txt": MIT, "License/CONTRIBUTOR-LICENSE.txt": "License agreement of ours.", "a.cu": CODE}
    assert ("MIT", "permissive", "repository") == _summary(_decide(files)["a.cu"])


def test_a_license_file_that_only_points_to_another_says_nothing() -> None:
    """The one it names decides; where that is not there, nothing permits."""
    files = {"COPYING": 'See file "COPYRIGHT".\n', "COPYRIGHT": MIT, "a.cu": CODE}
    assert ("MIT", "permissive", "repository") == _summary(_decide(files)["a.cu"])
    del files["COPYRIGHT"]
    assert "unknown" == _decide(files)["a.cu"]["license_tier"]


@pytest.mark.parametrize(
    ("use_dep5", "expected"), [(True, ("Apache-2.0", "permissive", "package")), (False, (None, "unknown", None))]
)
def test_upstreams_license_does_not_cover_the_packaging(
    use_dep5: bool, expected: tuple[str | None, str, str | None]
) -> None:
    """What lies in `debian/` is the packagers'."""
    dep5 = DEP5 + "\nFiles: debian/*\nCopyright: 2024 Packager\nLicense: Apache-2.0\n"
    files = {"LICENSE": MIT, "debian/copyright": dep5, "debian/tests/t.cu": CODE, "a.cu": CODE}
    rows = _decide_package(files, use_dep5=use_dep5)
    assert expected == _summary(rows["debian/tests/t.cu"])
    assert "repository" == rows["a.cu"]["license_scope"]
