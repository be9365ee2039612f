"""Signs of persons and secrets are the same in any thread."""

from __future__ import annotations

import sys
from concurrent.futures import ThreadPoolExecutor

from warploom.extractors.redaction.signs import signs


def test_threads_scan_at_once() -> None:
    """`check` reads shards in threads: none meets another in a scan, however often they take turns."""
    texts = [f"me@example.org 10.1.2.3 -----BEGIN {i} AKIA" * 50 for i in range(2_000)]
    before = sys.getswitchinterval()
    sys.setswitchinterval(1e-6)
    try:
        with ThreadPoolExecutor(4) as pool:
            found = set(pool.map(signs, texts))
    finally:
        sys.setswitchinterval(before)
    assert {signs(texts[0])} == found
    assert "@" in signs(texts[0])
