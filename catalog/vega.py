"""The script that draws a page's pictures, put together by vl-convert once on a machine."""

from __future__ import annotations

import contextlib
import functools
import hashlib
import os
from importlib.metadata import version
from pathlib import Path

from warploom.extractors.atomic import write_text


@functools.cache
def vega_bundle() -> str:
    """Vega, Vega-Lite and Vega-Embed as one script that defines `vegaEmbed`; `ImportError` without vl-convert.

    To put it together takes 1.5 s, as long as all the rest of a small build; it is the same for a version of
    vl-convert, and kept in `$XDG_CACHE_HOME/warploom` (or below the home directory) where one can write there.
    """
    import vl_convert

    place = _place()
    script = _kept(place)
    if script is None:
        script = vl_convert.javascript_bundle()  # type: ignore[call-arg]  # its stub is stricter than it is
        if place is not None:
            with contextlib.suppress(OSError):  # a cache that cannot be written costs time, no more
                write_text(place, f"{_digest(script)}\n{script}")
    if "</script" in script.lower() or "<!--" in script:
        raise ValueError("the bundle of Vega cannot stand inside an element <script>")
    return script


def _place() -> Path | None:
    base = os.environ.get("XDG_CACHE_HOME")
    try:
        folder = Path(base) if base else Path.home() / ".cache"
    except RuntimeError:
        return None
    return folder / "warploom" / f"vega-{version('vl-convert-python')}.js"


def _kept(place: Path | None) -> str | None:
    """What was kept there whole; None if it is not there or damaged."""
    if place is None:
        return None
    try:
        digest, _, script = place.read_bytes().decode().partition("\n")
    except (OSError, UnicodeDecodeError):
        return None
    return script if digest == _digest(script) else None


def _digest(script: str) -> str:
    return hashlib.sha256(script.encode()).hexdigest()
