"""Shows long work to people: bars with rate and time left on a terminal, plain lines elsewhere."""

from __future__ import annotations

import time
from typing import Protocol

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)

from warploom.pipelines.receipts import Receipt

_LINE_EVERY_S = 10.0


class Display(Protocol):
    """Follows phases; everything it prints goes to stderr."""

    def begin(self, phase: str, n_jobs: int, n_done: int) -> None: ...

    def advance(self, receipt: Receipt) -> None: ...

    def end(self) -> None: ...

    def note(self, message: str) -> None: ...


class _Tally:
    """Sums of the running phase."""

    def __init__(self) -> None:
        self.rows = self.bytes = self.refused = 0
        self.started = time.monotonic()

    def add(self, receipt: Receipt) -> None:
        self.rows += receipt.counts.get("rows", 0)
        self.bytes += receipt.counts.get("bytes", 0)
        self.refused += receipt.counts.get("refused", 0)

    def __str__(self) -> str:
        seconds = max(time.monotonic() - self.started, 1e-3)
        parts = [f"{self.rows:,} rows"]
        if self.bytes:
            parts.append(f"{self.bytes / 1e6:,.1f} MB, {self.bytes / 1e6 / seconds:,.1f} MB/s")
        elif self.rows:
            rate = self.rows / seconds
            parts.append(f"{rate:,.0f} rows/s" if rate >= 10 else f"{rate:.2g} rows/s")
        if self.refused:
            parts.append(f"{self.refused:,} refused")
        return ", ".join(parts)


class TerminalDisplay:
    """One bar per phase, kept on screen when it ends."""

    def __init__(self, console: Console) -> None:
        self._progress = Progress(
            TextColumn("{task.description:<12}"),
            BarColumn(bar_width=20),
            MofNCompleteColumn(),
            TimeElapsedColumn(),
            TimeRemainingColumn(),
            TextColumn("{task.fields[tally]}"),
            console=console,
        )
        self._progress.start()
        self._task: TaskID | None = None
        self._tally = _Tally()

    def begin(self, phase: str, n_jobs: int, n_done: int) -> None:
        self._tally = _Tally()
        self._task = self._progress.add_task(phase, total=n_jobs, completed=n_done, tally="")

    def advance(self, receipt: Receipt) -> None:
        self._tally.add(receipt)
        if self._task is not None:
            self._progress.update(self._task, advance=1, tally=str(self._tally))

    def end(self) -> None:
        if self._task is not None:
            self._progress.stop_task(self._task)
            self._task = None

    def note(self, message: str) -> None:
        self._progress.console.print(message, highlight=False, markup=False)

    def close(self) -> None:
        """Give the terminal back."""
        self._progress.stop()


class PlainDisplay:
    """A line when a phase ends, and every ten seconds within one."""

    def __init__(self, console: Console) -> None:
        self._console = console
        self._phase, self._total, self._done, self._skipped = "", 0, 0, 0
        self._tally = _Tally()
        self._last = time.monotonic()

    def begin(self, phase: str, n_jobs: int, n_done: int) -> None:
        self._phase, self._total, self._done, self._skipped = phase, n_jobs, n_done, n_done
        self._tally = _Tally()
        self._last = time.monotonic()

    def advance(self, receipt: Receipt) -> None:
        self._tally.add(receipt)
        self._done += 1
        now = time.monotonic()
        if now - self._last >= _LINE_EVERY_S and self._done < self._total:
            self._last = now
            ran = max(1, self._done - self._skipped)
            left = (now - self._tally.started) / ran * (self._total - self._done)
            self.note(f"{self._phase}: {self._done} of {self._total} jobs, {self._tally}, about {left:.0f} s left")

    def end(self) -> None:
        if not self._total:
            return
        if self._done == self._skipped:
            self.note(f"{self._phase}: up to date ({self._total} jobs)")
        else:
            seconds = time.monotonic() - self._tally.started
            self.note(f"{self._phase}: {self._done} of {self._total} jobs, {self._tally}, {seconds:.1f} s")

    def note(self, message: str) -> None:
        self._console.print(message, highlight=False, markup=False, soft_wrap=True)

    def close(self) -> None:
        """Nothing to give back."""


class SilentDisplay:
    """Shows nothing; for tests and for callers of the library."""

    def begin(self, phase: str, n_jobs: int, n_done: int) -> None: ...

    def advance(self, receipt: Receipt) -> None: ...

    def end(self) -> None: ...

    def note(self, message: str) -> None: ...
