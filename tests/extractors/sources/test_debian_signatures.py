"""Signatures are verified with the keys that apt would use, by programs that learn nothing else."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.sources.test_debian import archive
from tests.extractors.sources.test_debian_release import (
    BLOCK,
    FINGERPRINT,
    KEY,
    PRIMARY,
    Machine,
    fake_verifier,
    machine,
    release,
    sources,
)
from warploom.extractors.sources import debian_signatures
from warploom.extractors.sources.debian_signatures import (
    Signatures,
    Verifier,
    VerifierError,
    installed_verifier,
    keyring,
)

__all__ = ["machine"]  # a fixture


def test_keyrings_for_all_archives(tmp_path: Path) -> None:
    """The old file and the folder's, binary or armoured, in order of names; nothing else that lies there."""
    (tmp_path / "trusted.gpg").write_bytes(b"\x99 1")
    parts = tmp_path / "trusted.gpg.d"
    parts.mkdir()
    (parts / "b.gpg").write_bytes(b"\x98 3")
    (parts / "a.asc").write_text("comment\n" + BLOCK.format("mQAy") + BLOCK.format("\n*\n"))
    (parts / "c.gpg~").write_bytes(b"\x99 no")
    (parts / "d.gpg").write_bytes(b"\x00\x00\x00\x20\x01\x01\x00\x02KBXf")
    (parts / "e.gpg").mkdir()
    os.mkfifo(parts / "f.gpg")
    assert (b"\x99 1\x99\x002\x98 3", frozenset()) == keyring(tmp_path, "")
    assert (b"", frozenset()) == keyring(tmp_path / "none", "")


def test_keyrings_are_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """All of a suite together."""
    monkeypatch.setattr(debian_signatures, "_MAX_KEYRING_BYTES", 10)
    for name, length in (("a", 6), ("b", 6), ("c", 4)):
        (tmp_path / name).write_bytes(b"\x99" * length)
    assert b"\x99" * 6 == keyring(tmp_path, f"{tmp_path}/a,{tmp_path}/b,{tmp_path}/c")[0]


@given(st.binary(min_size=1, max_size=300), st.integers(1, 20))
def test_armour_comes_off(key: bytes, width: int) -> None:
    """Whatever is inside, however long its lines are."""
    text = base64.b64encode(key).decode()
    lines = "\n".join(text[i : i + 4 * width] for i in range(0, len(text), 4 * width))
    assert (key, frozenset()) == keyring(Path("/nonexistent"), BLOCK.format(lines))


GOOD = (
    f"[GNUPG:] GOODSIG AA somebody <a@example.org>\n[GNUPG:] VALIDSIG {FINGERPRINT} 2026-01-01 1 0 4 0 1 8 01 {PRIMARY}"
)
UNKNOWN = "[GNUPG:] ERRSIG BB\n[GNUPG:] NO_PUBKEY BB"


@pytest.mark.parametrize(
    ("lines", "expected"),
    [
        (GOOD, Signatures(((FINGERPRINT, PRIMARY),))),
        (f"[GNUPG:] NEWSIG\n{UNKNOWN}\n[GNUPG:] NEWSIG\n{GOOD}", Signatures(((FINGERPRINT, PRIMARY),))),
        (f"{GOOD}\n[GNUPG:] NEWSIG\n[GNUPG:] BADSIG AA x", Signatures(((FINGERPRINT, PRIMARY),), is_bad=True)),
        (f"{GOOD}\n[GNUPG:] NEWSIG\n[GNUPG:] REVKEYSIG AA x", Signatures(((FINGERPRINT, PRIMARY),))),
        (GOOD.replace("GOODSIG", "REVKEYSIG"), Signatures(is_bad=True)),
        (GOOD.replace("GOODSIG", "EXPKEYSIG"), Signatures()),
        (GOOD.replace("GOODSIG", "EXPSIG"), Signatures()),
        (GOOD.replace(" 8 01", " 2 01"), Signatures()),
        (GOOD.replace("[GNUPG:]", "gpgv:"), Signatures()),
        ("[GNUPG:] NODATA 4", Signatures()),
        ("", Signatures()),
    ],
)
def test_what_gpgv_says(lines: str, expected: Signatures) -> None:
    """One bad signature is enough, and so is a revoked key if there is no other; old keys and hashes prove nothing."""
    assert expected == debian_signatures._by_status(lines.splitlines())


@given(st.lists(st.sampled_from([*GOOD.split(), "\n", "[GNUPG:] ", "BADSIG", "NEWSIG", "EXPKEYSIG"])))
def test_nothing_is_good_without_both_lines(words: list[str]) -> None:
    """Whatever stands in the status lines."""
    text = " ".join(words)
    found = debian_signatures._by_status(text.splitlines())
    assert not found.good or ("GOODSIG" in text and "VALIDSIG" in text)


def _tool(folder: Path, monkeypatch: pytest.MonkeyPatch, script: str) -> Verifier:
    """What is installed where `gpgv` is a script."""
    folder.mkdir()
    (folder / "gpgv").write_text(f"#!/bin/sh\n{script}\n")
    (folder / "gpgv").chmod(0o755)
    monkeypatch.setenv("PATH", str(folder))
    found = installed_verifier()
    assert found is not None
    return found


def test_a_verifier_learns_nothing_else(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """No variable of ours, an empty home of its own, no input; and nothing is left of it."""
    monkeypatch.setenv("GH_TOKEN", "secret")
    monkeypatch.setenv("GNUPGHOME", "/elsewhere")
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    out = tmp_path / "out"
    (tmp_path / "in").write_text("secret")
    script = f"{{ /usr/bin/env; echo home=$(/bin/ls -A $GNUPGHOME); echo input=$(/bin/cat); echo $# $6; }} > {out}"
    verifier = _tool(tmp_path / "bin", monkeypatch, script)
    before, given_in = os.dup(0), os.open(tmp_path / "in", os.O_RDONLY)
    os.dup2(given_in, 0)
    try:
        assert Signatures() == verifier(b"m", b"s", KEY)
    finally:
        os.dup2(before, 0)
        os.close(before)
        os.close(given_in)
    said = out.read_text().splitlines()
    names = {line.partition("=")[0] for line in said}
    assert {"GNUPGHOME", "HOME", "LC_ALL", "home", "input"} == names - {"PWD", "OLDPWD", "SHLVL", "_", "PATH", said[-1]}
    assert {"home=", "input="} <= set(said)
    assert "/elsewhere" not in out.read_text()
    home = Path(next(line for line in said if line.startswith("HOME=")).partition("=")[2])
    assert not home.parent.exists()


def test_a_verifier_is_stopped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that hangs, after its time; one that is no program, at once."""
    monkeypatch.setattr(debian_signatures, "_VERIFY_S", 0.05)
    with pytest.raises(VerifierError, match="took more than"):
        _tool(tmp_path / "slow", monkeypatch, "exec /bin/sleep 60")(b"", b"", b"")
    (tmp_path / "slow/gpgv").write_text("#!/nonexistent\n")
    with pytest.raises(VerifierError, match="cannot be run"):
        (installed_verifier() or fake_verifier)(b"", b"", b"")


def test_no_verifier_is_installed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Where neither program is on the path."""
    monkeypatch.setenv("PATH", str(tmp_path))
    assert installed_verifier() is None


@dataclass(frozen=True, slots=True)
class Gpg:
    """A throw-away home of GnuPG."""

    home: str

    def __call__(self, *arguments: str, content: bytes = b"") -> bytes:
        return subprocess.run(
            ["gpg", "--batch", "--no-tty", "--passphrase", "", "--pinentry-mode", "loopback", *arguments],  # noqa: S607
            input=content,
            capture_output=True,
            env={"GNUPGHOME": self.home, "PATH": os.environ["PATH"], "LC_ALL": "C"},
            check=True,
        ).stdout

    def key(self, name: str, *options: str, expires: str = "never") -> bytes:
        """A new key, as a keyring."""
        self(*options, "--quick-generate-key", f"{name} <{name}@example.org>", "ed25519", "sign", expires)
        return self("--export", f"{name}@example.org")

    def sign(self, name: str, message: str, *options: str) -> str:
        """A message, signed in clear text."""
        return self(*options, "--local-user", f"{name}@example.org", "--clear-sign", content=message.encode()).decode()


@contextmanager
def gpg_home() -> Iterator[Gpg]:
    """A home that vanishes with its agent; its name is short, since a socket's has 107 bytes at most."""
    with TemporaryDirectory(prefix="g") as home:
        Path(home).chmod(0o700)
        try:
            yield Gpg(home)
        finally:
            environment = {"GNUPGHOME": home, "PATH": os.environ["PATH"]}
            subprocess.run(["gpgconf", "--kill", "all"], env=environment, check=False)  # noqa: S607


@pytest.fixture(scope="module")
def gpg() -> Iterator[Gpg]:
    if shutil.which("gpg") is None:
        pytest.skip("gpg is not installed, so that nothing can be signed")
    with gpg_home() as gpg:
        yield gpg


@pytest.fixture(scope="module")
def keys(gpg: Gpg) -> dict[str, bytes]:
    """Keyrings: of an archive, of somebody else, of a key that has expired, of one that was revoked."""
    made = {name: gpg.key(name) for name in ("archive", "other")}
    made["expired"] = gpg.key("expired", "--faked-system-time", "20200101T000000", expires="1d")
    before = gpg.key("revoked")
    (fingerprint,) = (
        line.split(b":")[9] for line in gpg("--with-colons", "--list-keys", "revoked").splitlines() if b"fpr" in line
    )
    made["unrevoked"] = before
    path = Path(gpg.home, "openpgp-revocs.d", f"{fingerprint.decode()}.rev")
    made["certificate"] = path.read_text().replace(":-----BEGIN", "-----BEGIN").encode()
    return made


@pytest.fixture(params=["gpgv", "sqv"])
def real(request: pytest.FixtureRequest, machine: Machine, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """The machine with a real verifier, and no other on the path that is asked."""
    tool = shutil.which(request.param)
    if tool is None:
        pytest.skip(f"{request.param} is not installed")
    folder = machine.root / "only"
    folder.mkdir()
    (folder / request.param).symlink_to(tool)
    which = shutil.which
    monkeypatch.setattr(debian_signatures.shutil, "which", lambda name: which(name, path=str(folder)))
    machine.anew(installed_verifier())
    return machine


MESSY = "Description: blanks \t at the end  \n -----BEGIN PGP SIGNATURE-----\n"


@pytest.mark.parametrize("is_armoured", [False, True])
def test_a_real_chain(real: Machine, gpg: Gpg, keys: dict[str, bytes], *, is_armoured: bool) -> None:
    """Signed by two keys of which one is known, with lines that the clear text form changes."""
    path = real.root / "etc/trusted.gpg.d/archive.gpg"
    path.write_bytes(gpg("--armor", "--export", "archive") if is_armoured else keys["archive"])
    release(
        real.mirror,
        sources(archive(real.mirror)),
        fields=MESSY,
        sign=lambda message: gpg.sign("archive", message, "--local-user", "other@example.org"),
    )
    assert "apt" == real.fetch()


def test_a_real_signature_of_something_else(real: Machine, gpg: Gpg, keys: dict[str, bytes]) -> None:
    """The message was changed after it was signed."""
    (real.root / "etc/trusted.gpg.d/archive.gpg").write_bytes(keys["archive"])
    text = sources(archive(real.mirror))
    release(real.mirror, text, sign=lambda message: gpg.sign("archive", message).replace("Suite: s", "Suite: S"))
    assert "its signature is bad" in real.why()


def test_a_real_key_that_is_not_known(real: Machine, gpg: Gpg, keys: dict[str, bytes]) -> None:
    """It proves nothing, and accuses nobody."""
    (real.root / "etc/trusted.gpg.d/archive.gpg").write_bytes(keys["archive"])
    release(real.mirror, sources(archive(real.mirror)), sign=lambda message: gpg.sign("other", message))
    assert real.fetch() is None


def test_a_real_key_that_has_expired(real: Machine, gpg: Gpg, keys: dict[str, bytes]) -> None:
    """To gpgv it proves nothing any more; sqv takes what was signed before."""
    (real.root / "etc/trusted.gpg.d/archive.gpg").write_bytes(keys["expired"])
    then = ("--faked-system-time", "20200101T010000")
    release(real.mirror, sources(archive(real.mirror)), sign=lambda message: gpg.sign("expired", message, *then))
    expected = None if (real.root / "only/gpgv").exists() else "apt"
    assert expected == real.fetch()


def test_a_clock_that_is_behind(real: Machine, gpg: Gpg) -> None:
    """As to apt, a signature of tomorrow is one; sqv wants to know the time."""
    if not (real.root / "only/gpgv").exists():
        pytest.skip("sqv compares with the clock")
    then = ("--faked-system-time", "20900101T000000")
    (real.root / "etc/trusted.gpg.d/archive.gpg").write_bytes(gpg.key("tomorrow", *then))
    release(real.mirror, sources(archive(real.mirror)), sign=lambda message: gpg.sign("tomorrow", message, *then))
    assert "apt" == real.fetch()


def test_a_real_key_that_was_revoked(real: Machine, gpg: Gpg, keys: dict[str, bytes]) -> None:
    """Whoever stole it may have signed."""
    text = sources(archive(real.mirror))
    with gpg_home() as other:
        other("--import", content=keys["unrevoked"])
        other("--import", content=keys["certificate"])
        (real.root / "etc/trusted.gpg.d/archive.gpg").write_bytes(other("--export"))
    release(real.mirror, text, sign=lambda message: gpg.sign("revoked", message))
    assert "its signature is bad" in real.why()


@pytest.mark.parametrize("folder", ["/usr/share/keyrings", "/etc/apt/trusted.gpg.d"])
def test_keyrings_of_this_machine_are_keys(folder: str) -> None:
    """Each begins with the packet of a public key."""
    paths = sorted(path for path in Path(folder).glob("debian-archive-*") if path.suffix in (".gpg", ".asc"))
    if not paths:
        pytest.skip("no keyrings of Debian are installed")
    for path in paths:
        assert keyring(Path("/nonexistent"), str(path))[0][:1] in debian_signatures._KEY_PACKETS
