"""Programs that are broken, silent or talkative do not hold up whoever asks them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from tests.extractors.toolchains.wheels import answering
from warploom.extractors.toolchains.version_probe import ProbeError, ask


def program(folder: Path, text: str) -> str:
    path = folder / "program"
    path.write_text(text)
    path.chmod(0o755)
    return str(path)


def test_an_answer_is_what_it_prints_on_both_streams(tmp_path: Path) -> None:
    assert ask([program(tmp_path, "#!/bin/sh\necho out\necho err >&2\n")]) == "out\nerr\n"


def test_it_starts_in_the_root_and_without_our_environment(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARPLOOM_SECRET", "42")
    assert ask([program(tmp_path, '#!/bin/sh\necho "$PWD $WARPLOOM_SECRET $HERE"\n')], {"HERE": "yes"}) == "/  yes\n"


@pytest.mark.parametrize(
    ("text", "cause"),
    [
        ("#!/bin/sh\nexec sleep 60\n", "within 0.3 s"),
        ("#!/bin/sh\nsleep 60 &\nexit 0\n", "within 0.3 s"),
        ("#!/bin/sh\necho no; exit 3\n", "ended with status 3: no"),
        ("#!/bin/sh\nkill -SEGV $$\n", "ended by SIGSEGV"),
        ("no program at all\n", "cannot be started"),
        ("#!/does/not/exist\n", "cannot be started"),
    ],
)
def test_what_a_broken_program_did_is_said(tmp_path: Path, text: str, cause: str) -> None:
    began = time.monotonic()
    with pytest.raises(ProbeError, match=cause):
        ask([program(tmp_path, text)], timeout_s=0.3)
    assert time.monotonic() - began < 30


def test_a_program_that_prints_for_ever_is_ended(tmp_path: Path) -> None:
    with pytest.raises(ProbeError, match="printed more than 64 KiB"):
        ask([program(tmp_path, "#!/bin/sh\nexec yes\n")])


def test_nothing_of_it_lives_on(tmp_path: Path) -> None:
    late = tmp_path / "late"
    with pytest.raises(ProbeError):
        ask([program(tmp_path, f"#!/bin/sh\n(sleep 0.6; touch {late}) &\nsleep 60\n")], timeout_s=0.2)
    time.sleep(0.7)
    assert not late.exists()


def test_an_answer_needs_its_program(tmp_path: Path) -> None:
    assert ask([program(tmp_path, answering("v1"))]) == "v1\n"
    with pytest.raises(ProbeError, match="cannot be started"):
        ask([str(tmp_path / "away")])
