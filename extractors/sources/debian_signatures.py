"""Signatures as apt verifies them: with the keys that it would use, by `gpgv` or `sqv`, whichever is installed."""

from __future__ import annotations

import base64
import binascii
import re
import shutil
import subprocess
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory

from warploom.extractors.sources.debian_mirror import listed_files

_MAX_KEYRING_BYTES = 16 * 1024 * 1024
"""Of all keyrings of a suite together."""
_VERIFY_S = 60.0
_KEY, _KEY_END = (f"-----{mark} PGP PUBLIC KEY BLOCK-----" for mark in ("BEGIN", "END"))
_KEY_PACKETS = (b"\x98", b"\x99", b"\xc6")
"""First byte of a public key; apt reads no other binary keyrings."""
_TRUSTED_HASHES = frozenset({"8", "9", "10", "11"})
"""The SHA-2 family by their OpenPGP numbers; apt believes no signature over another."""


@dataclass(frozen=True, slots=True)
class Signatures:
    """What a verifier found in a message's signatures; those by keys it does not have, or too old ones, are neither."""

    good: tuple[tuple[str, str], ...] = ()
    """Fingerprints of the signing key (empty if the verifier does not say) and of the primary key it belongs to."""
    is_bad: bool = False
    """The message was changed, or only a key that was revoked signed it."""


class VerifierError(Exception):
    """The verifier did not come to an end, and why."""


Verifier = Callable[[bytes, bytes, bytes], Signatures]
"""Of a message, its armoured detached signature and a binary keyring; raises `VerifierError`."""


def keyring(etc: Path, signed_by: str) -> tuple[bytes, frozenset[str]]:
    """The keys that apt would use for a `Signed-By`, binary, and the fingerprints of which one has to sign, if any.

    Keyrings are binary or armoured; what cannot be read, or is neither, is left out as apt does.
    """
    if _KEY in signed_by:
        return _dearmoured(signed_by), frozenset()
    words = [word for word in re.split(r"[,\s]+", signed_by) if word]
    paths = [Path(word) for word in words if word.startswith("/")] or _trusted_for_all(etc)
    keys, n_left = [], _MAX_KEYRING_BYTES
    for path in paths:
        try:
            if not path.is_file():
                continue
            with path.open("rb") as file:
                content = file.read(n_left + 1)
        except OSError:
            continue
        if len(content) > n_left:
            break
        n_left -= len(content)
        keys.append(content if content[:1] in _KEY_PACKETS else _dearmoured(content.decode("ascii", "replace")))
    return b"".join(keys), frozenset(word.upper() for word in words if not word.startswith("/"))


def _trusted_for_all(etc: Path) -> list[Path]:
    listed = listed_files(etc / "trusted.gpg.d")
    return [etc / "trusted.gpg", *(path for path in listed if path.suffix in (".gpg", ".asc"))]


def _dearmoured(text: str) -> bytes:
    """The keys of a text's armoured blocks; in a deb822 field, `.` is an empty line."""
    keys, body = list[bytes](), list[str]()
    is_inside = is_header = False
    for raw in text.splitlines():
        line = raw.strip()
        if line == _KEY:
            is_inside, is_header, body = True, True, []
        elif is_inside and line == _KEY_END:
            is_inside = False
            try:
                keys.append(base64.b64decode("".join(body), validate=True))
            except binascii.Error:
                continue
        elif is_inside and is_header:
            is_header = line not in ("", ".")
        elif is_inside and not line.startswith("="):  # a checksum, which OpenPGP has given up
            body.append(line)
    return b"".join(keys)


def installed_verifier() -> Verifier | None:
    """`gpgv`, else `sqv`, whichever is on the path."""
    for name, ask in (("gpgv", _by_gpgv), ("sqv", _by_sqv)):
        if tool := shutil.which(name):
            return partial(ask, tool)
    return None


def _by_gpgv(tool: str, message: bytes, signature: bytes, keys: bytes) -> Signatures:
    # Like apt, whatever the clock says of when a signature was made.
    answer = _run([tool, "--status-fd", "1", "--ignore-time-conflict"], message, signature, keys)
    return _by_status(answer.stdout.decode("utf-8", "replace").splitlines())


def _by_status(lines: list[str]) -> Signatures:
    good, is_bad, is_revoked, state = [], False, False, ""
    for words in _statuses(lines):
        if words[0] in ("NEWSIG", "GOODSIG", "BADSIG", "EXPSIG", "EXPKEYSIG", "REVKEYSIG", "ERRSIG"):
            state = words[0]
            is_bad |= state == "BADSIG"
            is_revoked |= state == "REVKEYSIG"
        elif words[0] == "VALIDSIG" and state == "GOODSIG" and len(words) > 10 and words[8] in _TRUSTED_HASHES:
            good.append((words[1].upper(), words[10].upper()))
    return Signatures(tuple(good), is_bad or (is_revoked and not good))


def _statuses(lines: list[str]) -> Iterator[list[str]]:
    for line in lines:
        mark, _, rest = line.partition(" ")
        if mark == "[GNUPG:]" and rest.strip():
            yield rest.split()


def _by_sqv(tool: str, message: bytes, signature: bytes, keys: bytes) -> Signatures:
    answer = _run([tool], message, signature, keys)
    if answer.returncode == 0:
        return Signatures(
            tuple(("", line.strip().upper()) for line in answer.stdout.decode("utf-8", "replace").splitlines())
        )
    # It says why in words alone; what they do not explain is bad.
    said = answer.stderr.decode("utf-8", "replace").lower()
    return Signatures(is_bad="manipulated" in said or not ("missing key" in said or "expired" in said))


def _run(command: list[str], message: bytes, signature: bytes, keys: bytes) -> subprocess.CompletedProcess[bytes]:
    """Ask a verifier, which learns of nothing but these: no home, no configuration, no input."""
    with TemporaryDirectory(prefix="warploom-") as scratch:
        files = [Path(scratch, name) for name in ("keys.gpg", "signature.asc", "message")]
        for path, content in zip(files, (keys, signature, message), strict=True):
            path.write_bytes(content)
        home = Path(scratch, "home")
        home.mkdir(mode=0o700)
        try:
            return subprocess.run(
                [*command, "--keyring", *map(str, files)],
                stdin=subprocess.DEVNULL,
                capture_output=True,
                cwd=home,
                env={"GNUPGHOME": str(home), "HOME": str(home), "LC_ALL": "C"},
                timeout=_VERIFY_S,
                check=False,
            )
        except subprocess.TimeoutExpired:
            raise VerifierError(f"{Path(command[0]).name} took more than {_VERIFY_S:.0f} s") from None
        except OSError as error:
            raise VerifierError(f"{Path(command[0]).name} cannot be run ({error.strerror})") from None
