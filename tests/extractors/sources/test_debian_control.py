"""Control data: stanzas, signed text, source control files."""

from __future__ import annotations

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.sources.debian_control import ControlError, ListedFile, parse_dsc, signed_part, stanzas

SHA = "ab" * 32
DSC = f"""\
Format: 3.0 (quilt)
Source: weave
Version: 1.0-2
Checksums-Sha256:
 {SHA} 120 weave_1.0.orig.tar.gz
 {SHA} 7 weave_1.0-2.debian.tar.xz
"""
SIGNED = f"""\
-----BEGIN PGP SIGNED MESSAGE-----
Hash: SHA512

{DSC}
-----BEGIN PGP SIGNATURE-----

aGVsbG8=
-----END PGP SIGNATURE-----
"""


def _stanzas(text: str) -> list[dict[str, str]]:
    return list(stanzas(text.split("\n")))


def test_stanzas() -> None:
    """Names in lower case, folded lines, comments left out, any number of blank lines between."""
    text = "A: 1\n# remark\nB:\n  two\n\tthree\n\n \nc-D:x:y\n"
    assert [{"a": "1", "b": "\n two\nthree"}, {"c-d": "x:y"}] == _stanzas(text)


@pytest.mark.parametrize("text", [" a\n", "A: 1\n\n b\n", "no field\n", "A: 1\na: 2\n", "-A: 1\n", ": x\n"])
def test_what_is_no_stanza_is_refused(text: str) -> None:
    """Continued nothing, no colon, a field twice, no name."""
    with pytest.raises(ControlError):
        _stanzas(text)


def test_long_stanzas_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    """Before they are held; each stanza counts for itself."""
    monkeypatch.setattr("warploom.extractors.sources.debian_control.MAX_STANZA_CHARS", 8)
    assert 2 == len(_stanzas("A: 345\n\nB: 345\n"))
    with pytest.raises(ControlError):
        _stanzas("A: 34\n 789\n")


@given(st.lists(st.dictionaries(st.from_regex(r"[a-z][a-z-]{0,5}", fullmatch=True), st.text("ab :#-", max_size=9))))
def test_stanzas_come_back(written: list[dict[str, str]]) -> None:
    """What is written as stanzas is read as the same ones."""
    text = "\n\n".join("".join(f"{name}: {value}\n" for name, value in stanza.items()) for stanza in written)
    expected = [{name: value.strip() for name, value in stanza.items()} for stanza in written if stanza]
    assert expected == _stanzas(text)


@given(st.text("A:b \n#-\t.\r\0\x85", max_size=60))
def test_any_text_is_read_or_refused(text: str) -> None:
    """Nothing but `ControlError` comes out."""
    with suppress(ControlError):
        _stanzas(text)


def test_signed_text_comes_out_of_its_armour() -> None:
    """Dashes are unescaped, the signature is gone; a text without armour stays as it is."""
    signed = SIGNED.replace("Source:", "- -x: 1\nSource:")
    assert DSC.replace("Source:", "-x: 1\nSource:") + "\n" == signed_part(signed)
    assert DSC == signed_part(DSC)


@pytest.mark.parametrize(
    "text",
    [
        "Source: evil\n\n" + SIGNED,
        SIGNED + "\nSource: evil\n",
        SIGNED + SIGNED,
        SIGNED.replace("Hash: SHA512\n", "Hash: SHA512\nSource: evil\n"),
        SIGNED.replace("Source:", "-Source:"),
        SIGNED.partition("-----BEGIN PGP SIGNATURE")[0],
        "-----BEGIN PGP SIGNATURE-----\n",
    ],
)
def test_text_outside_the_signed_part_is_refused(text: str) -> None:
    """Before it, after it, twice, among the armour's headers, with a raw dash, cut off."""
    with pytest.raises(ControlError):
        signed_part(text)


@pytest.mark.parametrize("text", [DSC, SIGNED])
def test_source_control_files(text: str) -> None:
    """Signed or not, they give the package, its format, and each file with size and digest."""
    dsc = parse_dsc(text.encode())
    files = (ListedFile("weave_1.0.orig.tar.gz", 120, SHA), ListedFile("weave_1.0-2.debian.tar.xz", 7, SHA))
    assert ("weave", "1.0-2", "3.0 (quilt)", files) == (dsc.package, dsc.version, dsc.format, dsc.files)


@pytest.mark.parametrize(
    "text",
    [
        DSC.replace("weave_1.0.orig", "../weave_1.0.orig"),
        DSC.replace("weave_1.0.orig", ".weave"),
        DSC.replace("weave_1.0.orig.tar.gz", "a b"),
        DSC.replace(" 120 ", " -1 "),
        DSC.replace(" 120 ", " 999999999999999 "),
        DSC.replace(SHA, "ab"),
        DSC.replace("weave_1.0.orig.tar.gz", "weave_1.0-2.debian.tar.xz"),
        DSC.replace("Checksums-Sha256", "Files"),
        DSC.replace("Version: 1.0-2\n", ""),
        DSC + "\n" + DSC,
        "\xff",
        "",
    ],
)
def test_bad_source_control_files_are_refused(text: str) -> None:
    """Names that lead elsewhere, sizes and digests that are none, files twice, lacking fields, two stanzas."""
    with pytest.raises(ControlError):
        parse_dsc(text.encode("latin-1"))
