"""Who vouches for a source package: the recipe, the archive's signed index as apt trusts it, or nobody."""

from __future__ import annotations

import base64
import gzip
import json
import lzma
import os
import shutil
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.sources.test_debian import VERSION, archive
from tests.extractors.sources.test_pypi import Index, served
from warploom.extractors.sources import debian, debian_mirror, debian_release
from warploom.extractors.sources.debian import Debian
from warploom.extractors.sources.debian_mirror import Mirror, Suite, configured_mirrors
from warploom.extractors.sources.debian_release import Releases
from warploom.extractors.sources.debian_signatures import Signatures, Verifier, VerifierError
from warploom.schemas.source import FetchError

NOW = datetime(2026, 7, 1, tzinfo=UTC)
KEY, OTHER_KEY = b"\x99the archive's key", b"\x99a key of somebody"
FINGERPRINT, PRIMARY = "A" * 40, "B" * 40
BLOCK = "-----BEGIN PGP PUBLIC KEY BLOCK-----\n\n{}\n=aaaa\n-----END PGP PUBLIC KEY BLOCK-----\n"
INDEX = "dists/stable/main/source/Sources.xz"


def fake_verifier(message: bytes, signature: bytes, keys: bytes) -> Signatures:
    """Good is the digest of key and message, by a key of the keyring."""
    stated = signature.decode().split("\n")[2]
    if KEY not in keys or not stated:
        return Signatures()
    is_good = stated == sha256(KEY + message).hexdigest()
    return Signatures(((FINGERPRINT, PRIMARY),) if is_good else (), is_bad=not is_good)


def signed(message: str) -> str:
    """A message as its archive signs it."""
    stated = sha256(KEY + message.encode()).hexdigest()
    head = "-----BEGIN PGP SIGNED MESSAGE-----\nHash: SHA256\n\n"
    return f"{head}{message}\n-----BEGIN PGP SIGNATURE-----\n\n{stated}\n-----END PGP SIGNATURE-----\n"


def sources(digest: str, version: str = VERSION) -> str:
    """A Sources index of another package and of weave, whose `.dsc` has this digest."""
    stanza = "Package: {}\nVersion: {}\nChecksums-Sha256:\n {} 9 x_1.orig.tar.gz\n {} 900 x_1.dsc\n\n"
    return stanza.format("weaver", version, "1" * 64, "2" * 64) + stanza.format("weave", version, "3" * 64, digest)


def release(
    root: Path,
    text: str,
    *,
    suite: str = "stable",
    fields: str = "",
    name: str = "main/source/Sources.xz",
    sign: Callable[[str], str] = signed,
) -> None:
    """Put a suite with one index into an archive."""
    packed = (lzma.compress if name.endswith("xz") else gzip.compress)(text.encode())
    place = root / "dists" / suite
    (place / name).parent.mkdir(parents=True, exist_ok=True)
    (place / name).write_bytes(packed)
    listed = f"SHA256:\n {sha256(packed).hexdigest()} {len(packed)} {name}"
    (place / "InRelease").write_text(sign(f"Suite: {suite}\n{fields}{listed}"))


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine whose apt knows one archive, a directory, and trusts its key."""

    root: Path
    monkeypatch: pytest.MonkeyPatch

    @property
    def mirror(self) -> Path:
        return self.root / "mirror"

    @property
    def cache(self) -> Path:
        return self.root / "cache"

    def lists(self, text: str) -> None:
        """What its `sources.list` says."""
        (self.root / "etc/sources.list").write_text(text)

    def anew(self, verifier: Verifier | None = fake_verifier) -> None:
        """What another process of it has: nothing known yet."""
        self.monkeypatch.setattr(debian, "_RELEASES", Releases(lambda: verifier, lambda: NOW))

    def fetch(self, *, offline: bool = False, digest: str = "", mirror: str = "") -> str | None:
        """Who vouches for the package."""
        source = Debian("weave", VERSION, sha256=digest, mirror=mirror)
        return source.fetch(self.cache, offline=offline).origin.verified_by

    def why(self, mirror: str = "") -> str:
        """Why it cannot be fetched."""
        with pytest.raises(FetchError) as caught:
            self.fetch(mirror=mirror)
        assert not list(self.cache.rglob("*.dsc"))
        return str(caught.value)


@pytest.fixture
def machine(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Machine:
    """With a suite that has the package and vouches for it."""
    for key in list(os.environ):
        if key.lower().endswith("_proxy"):
            monkeypatch.delenv(key)
    monkeypatch.setattr(debian_mirror, "_PAUSES_S", (0.0, 0.0))
    monkeypatch.setattr(debian, "_APT", tmp_path / "etc")
    found = Machine(tmp_path, monkeypatch)
    found.anew()
    (tmp_path / "etc/trusted.gpg.d").mkdir(parents=True)
    (tmp_path / "etc/trusted.gpg.d/archive.gpg").write_bytes(KEY)
    found.lists(f"deb {found.mirror.as_uri()} stable main\n")
    release(found.mirror, sources(archive(found.mirror)))
    return found


@pytest.fixture
def index() -> Iterator[Index]:
    with served(Index()) as index:
        yield index


def serve(index: Index, machine: Machine) -> None:
    """The machine's archive, over http."""
    for path in machine.mirror.rglob("*"):
        if path.is_file():
            place = f"/{path.relative_to(machine.mirror)}"
            index.answers[place] = [(200, "application/octet-stream", path.read_bytes())]
    machine.lists(f"deb {index.url} stable main\n")


def test_a_signed_index_vouches(machine: Machine) -> None:
    """The recipe says nothing, the chain holds."""
    assert "apt" == machine.fetch()


def test_the_recipe_is_stronger(machine: Machine) -> None:
    """Where it states the digest, no signature is asked for; neither when it is fetched nor from the cache."""
    digest = archive(machine.mirror)
    release(machine.mirror, sources("0" * 64))
    assert ["recipe", "recipe"] == [machine.fetch(digest=digest.upper(), offline=offline) for offline in (False, True)]


@pytest.mark.parametrize("name", ["main/source/Sources.gz", "contrib/source/Sources.xz"])
def test_every_component_and_packing_counts(machine: Machine, name: str) -> None:
    """Gzip as well as xz; a component that the suite does not have is passed over."""
    shutil.rmtree(machine.mirror / "dists")
    release(machine.mirror, sources(archive(machine.mirror)), name=name)
    machine.lists(f"deb {machine.mirror.as_uri()} stable missing main contrib\n")
    assert "apt" == machine.fetch()


@pytest.mark.parametrize("folder", ["./", "sub/"])
def test_flat_archives(machine: Machine, folder: str) -> None:
    """Their `InRelease` lies beside the index."""
    release(machine.mirror / folder, sources(archive(machine.mirror)), suite="..", name="Sources.xz")
    machine.lists(f"deb {machine.mirror.as_uri()} {folder}\n")
    assert "apt" == machine.fetch()


def test_a_directory_is_asked_for_its_suites(machine: Machine) -> None:
    """As `mirror` of a recipe, though apt is not configured for it; one that apt knows, as apt knows it."""
    release(machine.mirror, sources("0" * 64, "2.0"), suite="other")
    machine.lists("")
    for place in (str(machine.mirror), machine.mirror.as_uri()):
        shutil.rmtree(machine.cache, ignore_errors=True)
        assert "apt" == machine.fetch(mirror=place)
    shutil.rmtree(machine.cache)
    machine.lists(f"deb [trusted=yes] {machine.mirror.as_uri()} stable main\n")
    assert machine.fetch(mirror=f"{machine.mirror.as_uri()}/") is None


def test_a_changed_release_is_an_error(machine: Machine) -> None:
    """One character of what was signed; nothing is kept."""
    path = machine.mirror / "dists/stable/InRelease"
    path.write_text(path.read_text().replace("Suite: stable", "Suite: Stable"))
    assert "dists/stable/InRelease cannot be used: its signature is bad. Find out" in machine.why()


def test_a_changed_index_is_an_error(machine: Machine) -> None:
    """Though it would list the .dsc; both digests are said, and nothing of it is kept."""
    found = sha256((machine.mirror / INDEX).read_bytes()).hexdigest()
    (machine.mirror / INDEX).write_bytes(
        lzma.compress(sources(archive(machine.mirror)).encode(), check=lzma.CHECK_NONE)
    )
    assert f"signed were {found}" in machine.why()
    assert [] == list((machine.cache / "debian/indexes").iterdir())


@pytest.mark.parametrize("content", [b"", b"x" * 100_000])
def test_an_index_of_another_length_is_an_error(machine: Machine, content: bytes) -> None:
    """No more of it is read than was signed."""
    (machine.mirror / INDEX).write_bytes(content)
    assert "main/source/Sources.xz of" in machine.why()


def test_another_dsc_than_the_signed_one_is_an_error(machine: Machine) -> None:
    """Both digests are said."""
    release(machine.mirror, sources("0" * 64))
    why = machine.why()
    assert archive(machine.mirror) in why
    assert f"vouches for {'0' * 64}" in why


@pytest.mark.parametrize("text", ["no field\n", "Package: weave\n" * 2])
def test_a_signed_index_that_is_none_is_an_error(machine: Machine, text: str) -> None:
    """It is not taken for one without the package."""
    release(machine.mirror, text)
    assert "cannot be read (ControlError)" in machine.why()


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("\nHash", "\nVersion", "where only headers"),
        ("-----BEGIN PGP SIGNED", "x\n-----BEGIN PGP SIGNED", None),
        ("END PGP SIGNATURE-----\n", "END PGP SIGNATURE-----\nSuite: x\n", "nothing around it"),
        ("Suite: stable", "no field", "signature is bad"),
    ],
)
def test_text_that_nobody_signed_is_not_read(machine: Machine, old: str, new: str, why: str | None) -> None:
    """Around the signed text, or among its headers; what does not begin as a signed message is none."""
    path = machine.mirror / "dists/stable/InRelease"
    path.write_text(path.read_text().replace(old, new, 1))
    if why is None:
        assert machine.fetch() is None
    else:
        assert why in machine.why()


def _two_stanzas(message: str) -> str:
    return signed(f"A: b\n\n{message}")


def _no_field(message: str) -> str:
    return signed(f"no field\n{message}")


@pytest.mark.parametrize("sign", [_two_stanzas, _no_field])
def test_a_signed_text_that_is_no_release_is_an_error(machine: Machine, sign: Callable[[str], str]) -> None:
    """One stanza is expected, of fields."""
    release(machine.mirror, sources("0" * 64), sign=sign)
    assert "InRelease cannot be used" in machine.why()


def _no_release(machine: Machine) -> None:
    (machine.mirror / "dists/stable/InRelease").unlink()


def _a_login_page(machine: Machine) -> None:
    (machine.mirror / "dists/stable/InRelease").write_text("<html>Welcome to our network")


def _endless_release(machine: Machine) -> None:
    (machine.mirror / "dists/stable/InRelease").write_bytes(bytes(5_000_000))


def _no_verifier(machine: Machine) -> None:
    machine.anew(None)


def _no_key(machine: Machine) -> None:
    (machine.root / "etc/trusted.gpg.d/archive.gpg").unlink()


def _another_key(machine: Machine) -> None:
    (machine.root / "etc/trusted.gpg.d/archive.gpg").write_bytes(OTHER_KEY)


def _no_signature(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64), sign=lambda message: message)


def _no_index(machine: Machine) -> None:
    (machine.mirror / INDEX).unlink()


def _no_index_listed(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64), name="main/binary/Sources.xz")


def _older_version(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64, "1:1.1-1"))


def _epoch(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64, VERSION.partition(":")[2]))


def _expired(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64), fields="Valid-Until: Tue, 30 Jun 2026 23:59:59 UTC\n")


def _expired_without_zone(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64), fields="Valid-Until: Tue, 30 Jun 2026 23:59:59 -0000\n")


def _strange_date(machine: Machine) -> None:
    release(machine.mirror, sources("0" * 64), fields="Valid-Until: tomorrow\n")


def _other_suite(machine: Machine) -> None:
    machine.lists(f"deb {machine.mirror.as_uri()} testing main\n")


@pytest.mark.parametrize(
    "cause",
    [
        _no_release,
        _a_login_page,
        _endless_release,
        _no_verifier,
        _no_key,
        _another_key,
        _no_signature,
        _no_index,
        _no_index_listed,
        _older_version,
        _epoch,
        _expired,
        _expired_without_zone,
        _strange_date,
        _other_suite,
    ],
)
def test_a_chain_that_cannot_be_had_says_nothing(machine: Machine, cause: Callable[[Machine], None]) -> None:
    """The package is fetched, and nobody vouches for it; nor when the cache is read."""
    cause(machine)
    assert machine.fetch() is None
    machine.anew()
    assert machine.fetch(offline=True) is None


def test_a_release_is_good_until_its_day(machine: Machine) -> None:
    """A second before, too."""
    digest = archive(machine.mirror)
    release(machine.mirror, sources(digest), fields="Valid-Until: Wed, 01 Jul 2026 00:00:01 UTC\n")
    assert "apt" == machine.fetch()


def test_a_pool_without_suites_says_nothing(machine: Machine) -> None:
    """There is nothing that could vouch."""
    shutil.rmtree(machine.mirror / "dists")
    assert machine.fetch(mirror=str(machine.mirror)) is None


@pytest.mark.parametrize("says", ["yes", "no"])
@pytest.mark.parametrize("is_one_line", [False, True])
def test_entries_that_say_their_trust_are_not_verified(machine: Machine, says: str, *, is_one_line: bool) -> None:
    """Of those that are trusted a bad signature, or none, is fine; nobody vouches."""
    (machine.mirror / "dists/stable/InRelease").write_text(signed("Suite: x").replace("x", "y"))
    uri = machine.mirror.as_uri()
    machine.lists(f"deb [ arch=amd64 trusted={says} ] {uri} stable main\n" if is_one_line else "")
    if not is_one_line:
        (machine.root / "etc/sources.list.d").mkdir()
        text = f"Types: deb\nURIs: {uri}\nSuites: stable\nComponents: main\nTrusted: {says}\n"
        (machine.root / "etc/sources.list.d/a.sources").write_text(text)
    assert machine.fetch() is None


def test_one_of_several_suites_is_enough(machine: Machine) -> None:
    """Whichever has the version; that another one is broken or lists something else does not matter then."""
    release(machine.mirror, sources("0" * 64, "1:0.9-1"), suite="old")
    release(machine.mirror, sources("0" * 64), suite="rebuilt")
    release(machine.mirror, sources("0" * 64), suite="broken", sign=lambda message: signed(message).replace("S", "s"))
    uri = machine.mirror.as_uri()
    machine.lists("".join(f"deb {uri} {suite} main\n" for suite in ("old", "none", "rebuilt", "broken", "stable")))
    assert "apt" == machine.fetch()
    shutil.rmtree(machine.cache)
    machine.lists("".join(f"deb {uri} {suite} main\n" for suite in ("old", "none", "rebuilt")))
    assert "vouches for" in machine.why()


@pytest.mark.parametrize("cause", [lambda machine: None, _no_verifier])
def test_the_second_fetch_asks_nobody(machine: Machine, index: Index, cause: Callable[[Machine], None]) -> None:
    """Offline or not, the verdict is that of the first, whatever is different by then."""
    cause(machine)
    serve(index, machine)
    first = machine.fetch()
    index.asked.clear()
    index.answers.clear()
    machine.anew(None if first else fake_verifier)
    assert [first, first] == [machine.fetch(offline=offline) for offline in (False, True)]
    assert [] == index.asked


@pytest.mark.parametrize("verdict", [{}, {"verified_by": "recipe"}, {"verified_by": ["apt"]}, {"verified_by": None}])
def test_a_cache_without_a_verdict_means_none(machine: Machine, verdict: Mapping[str, object]) -> None:
    """One that was written before there were any, and one that says what no index can."""
    assert "apt" == machine.fetch()
    path = machine.cache / "debian/weave/1%3A1.0-2.json"
    path.write_text(json.dumps({"sha256": json.loads(path.read_text())["sha256"], **verdict}))
    assert machine.fetch(offline=True) is None


def test_an_index_is_brought_once(machine: Machine, index: Index) -> None:
    """For all suites that name it; in the next process it comes from the cache, as long as it is named."""
    shutil.copytree(machine.mirror / "dists/stable", machine.mirror / "dists/alias")
    serve(index, machine)
    (machine.root / "etc/sources.list").write_text(f"deb {index.url} alias stable\ndeb {index.url} stable main\n")
    for _ in range(2):
        shutil.rmtree(machine.cache / "debian/weave", ignore_errors=True)
        machine.anew()
        assert "apt" == machine.fetch()
    assert [2, 1] == [index.asked.count(f"/{path}") for path in ("dists/stable/InRelease", INDEX)]
    kept = [path.name for path in (machine.cache / "debian/indexes").iterdir()]
    assert [f"{sha256((machine.mirror / INDEX).read_bytes()).hexdigest()}.xz"] == kept
    release(machine.mirror, sources(archive(machine.mirror)) + "Package: more\n")
    serve(index, machine)
    shutil.rmtree(machine.cache / "debian/weave")
    machine.anew()
    assert "apt" == machine.fetch()
    assert 2 == index.asked.count(f"/{INDEX}")


def test_a_damaged_kept_index_is_brought_again(machine: Machine) -> None:
    """It is verified whenever it is read."""
    assert "apt" == machine.fetch()
    (path,) = (machine.cache / "debian/indexes").iterdir()
    good = path.read_bytes()
    path.write_bytes(lzma.compress(sources("0" * 64).encode()))
    shutil.rmtree(machine.cache / "debian/weave")
    machine.anew()
    assert "apt" == machine.fetch()
    assert good == path.read_bytes()


def test_threads_bring_an_index_once(machine: Machine, index: Index) -> None:
    """All of them get the answer."""
    digest = archive(machine.mirror)
    serve(index, machine)
    (mirror,) = configured_mirrors(machine.root / "etc")
    releases = Releases(lambda: fake_verifier, lambda: NOW)

    def ask(_: int) -> bool:
        return releases.vouches(mirror, "weave", VERSION, digest, root=machine.cache, etc=machine.root / "etc")

    with ThreadPoolExecutor(8) as pool:
        assert [True] * 32 == list(pool.map(ask, range(32)))
    assert ["/dists/stable/InRelease", f"/{INDEX}"] == index.asked


@pytest.mark.parametrize("has_it", [False, True])
def test_indexes_are_asked_for_by_digest(machine: Machine, index: Index, *, has_it: bool) -> None:
    """Where the archive says that they lie so, which holds while it is being updated; else, by name."""
    release(machine.mirror, sources(archive(machine.mirror)), fields="Acquire-By-Hash: yes\n")
    path = machine.mirror / INDEX
    if has_it:
        folder = path.parent / "by-hash/SHA256"
        folder.mkdir(parents=True)
        path.rename(folder / sha256(path.read_bytes()).hexdigest())
    serve(index, machine)
    assert "apt" == machine.fetch()
    assert has_it != (f"/{INDEX}" in index.asked)


@pytest.mark.parametrize("path", ["dists/stable/InRelease", INDEX])
@pytest.mark.parametrize("status", [503, 403])
def test_a_mirror_that_fails_is_told_from_one_that_refuses(
    machine: Machine, index: Index, path: str, status: int
) -> None:
    """What may pass must not decide a verdict that is kept; a refused `InRelease` is none, a refused index an error."""
    serve(index, machine)
    index.answers[f"/{path}"] = [(status, "text/plain", b"")]
    if status == 403 and path != INDEX:
        assert machine.fetch() is None
    else:
        assert "Try again later" in machine.why()


def test_indexes_beyond_the_bound_are_an_error(machine: Machine, monkeypatch: pytest.MonkeyPatch) -> None:
    """By what was signed, before they are asked for."""
    monkeypatch.setattr(debian_release, "MAX_INDEX_BYTES", 100)
    (machine.mirror / INDEX).unlink()
    assert "longer than 100 bytes" in machine.why()


def test_a_verifier_that_fails_is_an_error(machine: Machine) -> None:
    """It is no reason to go on without."""

    def fail(*_: bytes) -> Signatures:
        raise VerifierError("gpgv took too long")

    machine.anew(fail)
    assert "cannot be verified: gpgv took too long" in machine.why()


@pytest.mark.parametrize(
    ("signed_by", "expected"),
    [
        ("{keys}/good.gpg", "apt"),
        ("{keys}/none.gpg,{keys}/good.gpg", "apt"),
        ("{keys}/other.gpg", None),
        ("{keys}/none.gpg", None),
        (FINGERPRINT.lower(), None),
        (f"{{keys}}/good.gpg,{FINGERPRINT.lower()}", "apt"),
        (f"{{keys}}/good.gpg,{'C' * 40},{PRIMARY}", "apt"),
        (f"{{keys}}/good.gpg,{FINGERPRINT}!", "apt"),
        (f"{{keys}}/good.gpg,{PRIMARY}!", None),
        (f"{{keys}}/good.gpg,{'C' * 40}", None),
        ("relative.gpg", None),
    ],
)
@pytest.mark.parametrize("is_one_line", [False, True])
def test_signed_by_says_which_keys(
    machine: Machine, signed_by: str, expected: str | None, *, is_one_line: bool
) -> None:
    """Keyrings replace those for all archives, fingerprints choose among the keys; `!` means no key but this."""
    _another_key(machine)
    keys = machine.root / "keys"
    keys.mkdir()
    (keys / "good.gpg").write_bytes(KEY)
    (keys / "other.gpg").write_bytes(OTHER_KEY)
    value = signed_by.format(keys=keys)
    uri = machine.mirror.as_uri()
    machine.lists(f"deb [signed-by={value} arch=amd64] {uri} stable main\n" if is_one_line else "")
    if not is_one_line:
        (machine.root / "etc/sources.list.d").mkdir()
        text = f"Types: deb\nURIs: {uri}\nSuites: stable\nComponents: main\nSigned-By: {value.replace(',', ' ')}\n"
        (machine.root / "etc/sources.list.d/a.sources").write_text(text)
    assert expected == machine.fetch()


def test_a_key_may_stand_in_the_entry(machine: Machine) -> None:
    """Its empty lines as dots."""
    _no_key(machine)
    machine.lists("")
    (machine.root / "etc/sources.list.d").mkdir()
    lines = BLOCK.format(base64.b64encode(KEY).decode()).splitlines()
    key = "".join(f"\n {line or '.'}" for line in lines)
    text = f"URIs: {machine.mirror.as_uri()}\nSuites: stable\nComponents: main\nSigned-By:{key}\n"
    (machine.root / "etc/sources.list.d/a.sources").write_text(text)
    assert "apt" == machine.fetch()


@given(st.data())
def test_no_change_makes_a_release_vouch_for_another_file(data: st.DataObject) -> None:
    """Cut, doubled or overwritten anywhere: it vouches for what was signed, or not at all."""
    with TemporaryDirectory() as scratch:
        root = Path(scratch)
        (root / "trusted.gpg").write_bytes(KEY)
        text = sources("0" * 64)
        release(root, text)
        path = root / "dists/stable/InRelease"
        content = path.read_bytes()
        start, end = sorted(data.draw(st.tuples(st.integers(0, len(content)), st.integers(0, len(content)))))
        put = data.draw(st.sampled_from([b"", content[start:end] * 2, b"\n", b"\xff", b" ", b"-", b"\n\n", b"1" * 64]))
        path.write_bytes(content[:start] + put + content[end:])
        forged = lzma.compress(sources("1" * 64).encode())
        for name in ("1" * 64, sha256(forged).hexdigest()):
            (root / "indexes").mkdir(exist_ok=True)
            (root / f"indexes/{name}.xz").write_bytes(forged)
        mirror = Mirror(str(root), (Suite("dists/stable", ("main/source",)),))
        for digest in ("0" * 64, "1" * 64):
            try:
                is_vouched = Releases(lambda: fake_verifier, lambda: NOW).vouches(
                    mirror, "weave", VERSION, digest, root=root, etc=root
                )
            except FetchError:
                continue
            assert not is_vouched or digest == "0" * 64
