"""Tests of reading pip's own configuration, by asking the pip of this environment."""

from __future__ import annotations

import importlib.util
import os
from pathlib import Path

import pytest

from warploom.extractors.sources import pip_configuration as module
from warploom.extractors.sources.pip_configuration import pip_configuration
from warploom.schemas.source import FetchError


@pytest.fixture(autouse=True)
def plain_pip(monkeypatch: pytest.MonkeyPatch) -> None:
    """A pip that only the test configures."""
    for key in list(os.environ):
        if key.startswith("PIP_"):
            monkeypatch.delenv(key)
    monkeypatch.setenv("PIP_CONFIG_FILE", os.devnull)
    module._asked.cache_clear()


def test_the_environment_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Every key that finding a package needs."""
    (tmp_path / "caf\u00e9").mkdir()
    for key, value in {
        "INDEX_URL": "https://a.invalid/simple",
        "EXTRA_INDEX_URL": "https://b.invalid/simple https://c.invalid/simple",
        "FIND_LINKS": f"{tmp_path}/caf\u00e9 {tmp_path}/missing https://d.invalid/files",
        "NO_INDEX": "yes",
        "TRUSTED_HOST": "b.invalid:8080",
        "CERT": "/ca.pem",
        "CLIENT_CERT": "/me.pem",
        "PROXY": "http://p.invalid:1",
        "TIMEOUT": "7",
    }.items():
        monkeypatch.setenv(f"PIP_{key}", value)
    expected = module.PipConfiguration(
        index_url="https://a.invalid/simple",
        extra_index_urls=("https://b.invalid/simple", "https://c.invalid/simple"),
        find_links=((tmp_path / "caf\u00e9").as_uri(), "https://d.invalid/files"),
        no_index=True,
        trusted_hosts=("b.invalid:8080",),
        cert="/ca.pem",
        client_cert="/me.pem",
        proxy="http://p.invalid:1",
        timeout_s=7.0,
    )
    assert expected == pip_configuration()


def test_configuration_files_are_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """The section of `pip download` wins over the global one, and values may span lines."""
    (tmp_path / "pip.conf").write_text(
        "[global]\nindex-url = https://a.invalid\nextra-index-url =\n    https://b.invalid\n    https://c.invalid\n"
        "[download]\nindex-url = https://d.invalid\n[install]\nindex-url = https://e.invalid\n"
    )
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    found = pip_configuration()
    assert ("https://d.invalid", ("https://b.invalid", "https://c.invalid")) == (
        found.index_url,
        found.extra_index_urls,
    )


def test_without_configuration_the_default_index_is_meant(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Nothing is guessed here."""
    found = pip_configuration()
    assert (None, False, 15.0) == (found.index_url, found.no_index, found.timeout_s)


def test_indexes_may_be_directories(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Named by path, they become URLs."""
    monkeypatch.setenv("PIP_INDEX_URL", str(tmp_path))
    assert tmp_path.as_uri() == pip_configuration().index_url


def test_a_pip_in_the_current_directory_is_not_run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """It may lie in a crawled tree."""
    (tmp_path / "pip.py").write_text("raise SystemExit('hostile')")
    monkeypatch.chdir(tmp_path)
    assert pip_configuration().index_url is None


def test_a_missing_pip_is_a_fetch_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Guessing an index would not be what the user configured."""
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(importlib.util, "find_spec", lambda name: None)
    with pytest.raises(FetchError, match="there is no pip"):
        pip_configuration()


def test_a_pip_that_fails_is_a_fetch_error(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """With its last line."""
    (tmp_path / "pip.conf").write_text("no section\n")
    monkeypatch.setenv("PIP_CONFIG_FILE", str(tmp_path / "pip.conf"))
    with pytest.raises(FetchError) as caught:
        pip_configuration()
    assert "pip config list" in caught.value.next_step


def test_a_bad_timeout_is_a_fetch_error(monkeypatch: pytest.MonkeyPatch) -> None:
    """Rather than a default in silence."""
    monkeypatch.setenv("PIP_TIMEOUT", "soon")
    with pytest.raises(FetchError, match="soon"):
        pip_configuration()
