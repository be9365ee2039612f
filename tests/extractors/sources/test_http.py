"""Asking over HTTP: what is asked again and when, what is followed, what is too much."""

from __future__ import annotations

import base64
import gzip
import pickle
import ssl
import zlib
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from ipaddress import IPv4Address
from pathlib import Path

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from hypothesis import given
from hypothesis import strategies as st

from tests.extractors.sources.hosts import NOW, Asked, Reply, Server, pauses, served
from warploom.extractors.sources import http
from warploom.extractors.sources.http import Answer, PassingError
from warploom.schemas.source import FetchError

__all__ = ["pauses"]
SECRET = "s3cret"  # noqa: S105 - of no host
SAID = "the host answers"


@pytest.fixture
def server(pauses: list[float]) -> Iterator[Server]:
    with served(Server(lambda asked: Reply(200, b"it"))) as server:
        yield server


def ask(server: Server, path: str = "/", max_bytes: int = http.MAX_ANSWER_BYTES) -> Answer:
    url = server.url + path
    return http.patiently(
        "it", lambda: http.ask("it", url, headers={"X-Secret": SECRET}, max_bytes=max_bytes), kept="Kept."
    )


def failure(server: Server, path: str = "/", max_bytes: int = http.MAX_ANSWER_BYTES) -> str:
    with pytest.raises(FetchError) as caught:
        ask(server, path, max_bytes)
    assert SECRET not in str(caught.value)
    return str(caught.value)


def test_an_answer_is_given_as_it_is(server: Server) -> None:
    """Whatever its status, if it is one that does not pass."""
    for status in (200, 304, 400, 401, 403, 404, 410, 422, 451):
        server.faults = {len(server.asked) + 1: Reply(status, b"" if status == 304 else b"x", {"X-Y": "z"})}
        answer = ask(server)
        assert (status, "z", f"{server.url}/") == (answer.status, answer.headers["x-y"], answer.url)


@pytest.mark.parametrize("status", sorted(http.RETRIED))
def test_what_passes_is_asked_again(server: Server, pauses: list[float], status: int) -> None:
    """After a pause that grows, not more than a minute."""
    server.faults = {1: Reply(status), 2: Reply(status)}
    assert b"it" == ask(server).body
    assert 2 == len(pauses)
    assert 1 <= pauses[0] <= 2 <= pauses[1] <= 3


@pytest.mark.parametrize("fault", ["silent", "cut"])
def test_a_connection_that_breaks_is_made_again(server: Server, pauses: list[float], fault: str) -> None:
    """Before and within the answer."""
    server.faults = {1: Reply(200, b"x" * 100, fault=fault)}
    assert b"it" == ask(server).body
    assert 1 == len(pauses)


def test_it_ends(server: Server, pauses: list[float]) -> None:
    """After some attempts, with what was wrong and what is not lost."""
    server.reply = lambda asked: Reply(500)
    assert f"it: {SAID} 500, {http.ATTEMPTS} times. Run again later. Kept." == failure(server)
    assert http.ATTEMPTS == len(server.asked) == len(pauses) + 1


def test_no_host_at_all(pauses: list[float]) -> None:
    """A port where nothing listens any more."""
    with served(Server()) as server:
        pass
    assert "cannot be reached (NewConnectionError)" in failure(server)


@pytest.mark.parametrize(
    ("status", "headers", "wait_s"),
    [
        (429, {"Retry-After": "7"}, 7),
        (503, {"Retry-After": "0"}, 0),
        (503, {"Retry-After": "Tue, 14 Nov 2023 22:14:00 GMT"}, 40),
        (503, {"Retry-After": "Tue, 14 Nov 2023 22:12:00 GMT"}, 0),
        (403, {"Retry-After": "60"}, 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW + 30)}, 31),
        (429, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW - 30)}, 1),
        (429, {"RateLimit-Remaining": "0", "RateLimit-Reset": str(NOW + 5)}, 6),
        (429, {"RateLimit-Reset": "9"}, 9),
        (403, {"X-RateLimit-Remaining": "0"}, 60),
        (403, {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": "soon"}, 60),
    ],
)
def test_pauses_are_as_long_as_the_host_says(
    server: Server, pauses: list[float], status: int, headers: dict[str, str], wait_s: float
) -> None:
    """In seconds, by date or by epoch, measured with the host's clock."""
    server.faults = {1: Reply(status, b"", headers)}
    assert b"it" == ask(server).body
    assert [wait_s] == pauses


def test_a_quota_that_is_not_used_up_asks_for_no_pause(server: Server, pauses: list[float]) -> None:
    """Its renewal, an hour away, has nothing to do with the failure."""
    server.faults = {1: Reply(503, b"", {"X-RateLimit-Remaining": "9", "X-RateLimit-Reset": str(NOW + 3600)})}
    assert b"it" == ask(server).body
    assert 1 <= pauses[0] <= 2


def test_a_secondary_limit_that_says_nothing_takes_a_minute(server: Server, pauses: list[float]) -> None:
    """It is told by its message alone."""
    server.faults = {1: Reply(403, b'{"message": "You have exceeded a secondary rate limit."}')}
    ask(server)
    assert [60] == pauses


@pytest.mark.parametrize("said", ["soon", "-5", "1e3", "Tue, 99 Nov 2023 22:14:00 GMT", "٣", "9" * 400, "\xb2"])
def test_a_pause_that_cannot_be_read_is_not_asked_for(server: Server, pauses: list[float], said: str) -> None:
    """Ours is taken."""
    server.faults = {1: Reply(503, b"", {"Retry-After": said.encode().decode("latin-1")})}
    assert b"it" == ask(server).body
    assert 1 <= pauses[0] <= 2


@pytest.mark.parametrize(
    "headers",
    [
        {"Retry-After": "901"},
        {"Retry-After": "999999999999"},
        {"Retry-After": "Tue, 14 Nov 2023 23:13:20 GMT"},
        {"X-RateLimit-Remaining": "0", "X-RateLimit-Reset": str(NOW + 3600)},
    ],
)
def test_longer_pauses_end_the_run(server: Server, pauses: list[float], headers: dict[str, str]) -> None:
    """At once, and say when to come again."""
    server.reply = lambda asked: Reply(429, b"", headers)
    message = failure(server)
    assert f"{SAID} 429: its limit of requests is reached. Run again after " in message
    assert (1, []) == (len(server.asked), pauses)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_on_the_same_host_are_followed(server: Server, status: int) -> None:
    """With what the other place says, relative or not."""
    server.faults = {1: Reply(status, b"", {"Location": "/there?x=1#part"}), 2: Reply(status, b"", {"Location": "z"})}
    assert f"{server.url}/z" == ask(server, "/here").url
    assert ["/here", "/there", "/z"] == [asked.path for asked in server.asked]


def test_redirects_end(server: Server) -> None:
    """Those in a circle."""
    server.reply = lambda asked: Reply(302, b"", {"Location": "/"})
    assert "redirects more than 5 times" in failure(server)


def test_no_other_host_is_told_a_secret(server: Server) -> None:
    """It is not even asked; another port is another host."""
    with served(Server()) as other:
        server.reply = lambda asked: Reply(302, b"", {"Location": f"{other.url}/x?token=y"})
        assert f"if {other.url}/x is one" in failure(server)
        assert [] == other.asked


@pytest.mark.parametrize("target", ["file:///etc/passwd", "//[", "http://u:p@127.0.0.1/", "ftp://127.0.0.1/"])
def test_redirects_to_what_is_no_url_are_refused(server: Server, target: str) -> None:
    """And not shown."""
    server.reply = lambda asked: Reply(302, b"", {"Location": target})
    assert "redirects elsewhere. Name the new place, if no URL" in failure(server)


@pytest.mark.parametrize(
    ("url", "target", "expected"),
    [
        ("http://h.example/a", "https://h.example/b", True),
        ("http://h.example:8080/a", "https://H.example/b", True),
        ("https://h.example/a", "https://h.example:443/b", True),
        ("https://h.example/a", "http://h.example/b", False),
        ("https://h.example/a", "https://h.example:8443/b", False),
        ("https://h.example/a", "https://h.example.evil.example/b", False),
        ("https://h.example/a", "https://evil.example\\@h.example/", False),
        ("https://h.example/a", "https://h.example:99999/", False),
    ],
)
def test_what_the_same_host_is(url: str, target: str, *, expected: bool) -> None:
    """Host and port, or its https; never back to http."""
    assert expected == http.is_same_host(url, target)


@pytest.mark.parametrize("fault", ["endless", ""])
def test_bodies_are_bounded(server: Server, fault: str) -> None:
    """One without an end, and one a byte too long."""
    server.reply = lambda asked: Reply(200, b"x" * 101, fault=fault)
    assert "more than 100 bytes" in failure(server, max_bytes=100)


def test_a_body_of_the_very_length_is_not_too_long(server: Server) -> None:
    """The bound is what may be had."""
    assert b"it" == ask(server, max_bytes=2).body


def test_compressed_bodies_are_bounded_by_what_they_hold(server: Server) -> None:
    """A bomb is not unpacked beyond the bound; what cannot be unpacked is asked for again."""
    packer = zlib.compressobj(9, wbits=31)
    bomb = packer.compress(bytes(64 * 1024 * 1024)) + packer.flush()
    encoded = {"Content-Encoding": "gzip"}
    server.faults = {1: Reply(200, gzip.compress(b"small"), encoded), 2: Reply(200, bomb, encoded)}
    assert b"small" == ask(server).body
    assert "more than 1000 bytes" in failure(server, max_bytes=1000)
    server.faults = {3: Reply(200, b"no gzip", encoded)}
    assert b"it" == ask(server).body


def test_proxies_of_the_environment_are_used(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    """With the user and password that stand in its URL, escaped; not for hosts of NO_PROXY."""
    monkeypatch.setenv("http_proxy", server.url.replace("//", "//us%40er:p%3Aw@"))
    monkeypatch.setenv("no_proxy", "direct.invalid")
    answer = http.ask("it", "http://far.invalid/x", headers={})
    assert b"it" == answer.body
    said = base64.b64decode(server.asked[0].headers["proxy-authorization"].removeprefix("Basic "))
    assert b"us@er:p:w" == said
    with pytest.raises(PassingError):
        http.ask("it", "http://direct.invalid/x", headers={})


@pytest.mark.parametrize("proxy", ["socks5://pass:word@127.0.0.1:1", "http://pass:word@[", "http://pass:word@h:port"])
def test_a_proxy_that_cannot_be_used_is_said(monkeypatch: pytest.MonkeyPatch, pauses: list[float], proxy: str) -> None:
    """Without its password."""
    monkeypatch.setenv("https_proxy", proxy)
    with pytest.raises(FetchError, match="Correct HTTPS_PROXY") as caught:
        http.ask("it", "https://far.invalid/x", headers={})
    assert "word" not in str(caught.value)


def test_certificates_that_are_not_there_are_said(
    monkeypatch: pytest.MonkeyPatch, pauses: list[float], tmp_path: Path
) -> None:
    """By option or by environment; a file that holds none, too."""
    empty = tmp_path / "empty.pem"
    empty.write_text("none")
    for bundle in ("nowhere.pem", str(empty)):
        with pytest.raises(FetchError, match="Correct `ca_bundle`"):
            http.connections("it", "https://h.example/", bundle)
        monkeypatch.setenv("SSL_CERT_FILE", bundle)
        with pytest.raises(FetchError, match="Correct `ca_bundle`"):
            http.connections("it", "https://h.example/")


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate of its own authority for 127.0.0.1, and its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, "loopback")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(IPv4Address("127.0.0.1"))]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "host.pem"
    secret = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(signed.public_bytes(serialization.Encoding.PEM) + secret)
    return path


def test_certificates(server: Server, certificate: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """One that nobody trusts ends the run at once; one that is named is trusted, and http may lead to it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    with served(Server(lambda asked: Reply(200, b"safe")), context) as secure:
        assert "the host's certificate is not trusted. Name the file of its authority" in failure(secure)
        assert [] == secure.asked
        headers = {"X-Secret": SECRET}
        assert b"safe" == http.ask("it", secure.url, headers=headers, ca_bundle=str(certificate)).body
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        server.reply = lambda asked: Reply(301, b"", {"Location": f"{secure.url}/there"})
        assert f"{secure.url}/there" == ask(server).url
        assert SECRET == secure.asked[-1].headers["x-secret"]
        secure.reply = lambda asked: Reply(301, b"", {"Location": server.url})
        assert "redirects elsewhere" in failure(secure)


def test_errors_survive_pickling() -> None:
    """They cross processes."""
    error = pickle.loads(pickle.dumps(PassingError("why", 3.0)))  # noqa: S301 - written here
    assert ("why", 3.0, "why") == (error.why, error.wait_s, str(error))


@given(st.text(max_size=80), st.text(max_size=40), st.sampled_from([200, 403, 429, 500]))
def test_headers_of_any_text_are_read(text: str, other: str, status: int) -> None:
    """A pause that is none or not negative, a link that is one or none, and nothing raised but what passes."""
    headers = {"retry-after": text, "x-ratelimit-reset": other, "link": f"<{text}>; rel=next", "date": other}
    answer = Answer(status, headers, b"", "https://h.example/")
    wait_s = http.wait_asked(answer)
    assert wait_s is None or wait_s >= 0
    link = http.next_link(answer)
    assert link is None or isinstance(http.is_url(link), bool)
    waits: list[float | None] = []
    try:
        http.raise_if_passing(answer)
    except PassingError as error:
        waits.append(error.wait_s)
    assert status == 403 or ([] if status == 200 else [wait_s]) == waits


@pytest.mark.parametrize(
    ("link", "expected"),
    [
        (
            '<https://h.example/?page=2>; rel="next", <https://h.example/?page=9>; rel="last"',
            "https://h.example/?page=2",
        ),
        ('<https://h.example/?page=1>; rel="prev", </?page=3>; rel=next', "https://h.example/?page=3"),
        ('<https://h.example/a,b;c>; title="x"; rel="last next"', "https://h.example/a,b;c"),
        ('<https://h.example/?page=9>; rel="last"', None),
        ('<https://h.example/?page=9>; rel="nextish"', None),
        ("<" * 60_000, None),
        ("", None),
    ],
)
def test_links(link: str, expected: str | None) -> None:
    """The one to the next page, whatever stands beside it."""
    assert expected == http.next_link(Answer(200, {"link": link}, b"", "https://h.example/x"))


def test_the_server_sees_what_was_asked(server: Server) -> None:
    """The tests' own server: path, query and headers."""
    ask(server, "/a/b?c=d%20e")
    assert Asked("/a/b", {"c": "d e"}, server.asked[0].headers) == server.asked[0]
    assert SECRET == server.asked[0].headers["x-secret"]
