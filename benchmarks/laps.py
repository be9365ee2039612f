"""Wall and processor seconds of phases, for scripts that time themselves in an environment of their own."""

from __future__ import annotations

import os
import time


class Clock:
    """Seconds between laps; those of processors include ended children."""

    def __init__(self) -> None:
        self.laps: dict[str, dict[str, float]] = {}
        self._last = self._now()

    def lap(self, name: str) -> None:
        """End a phase."""
        now = self._now()
        self.laps[name] = {"seconds": now[0] - self._last[0], "cpu_s": now[1] - self._last[1]}
        self._last = now

    @staticmethod
    def _now() -> tuple[float, float]:
        used = os.times()
        return time.perf_counter(), used.user + used.system + used.children_user + used.children_system
