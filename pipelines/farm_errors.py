"""Ways in which a farm of GPU runners comes to nothing; each says what is kept and what to do."""

from __future__ import annotations

from warploom.schemas.errors import WarploomError


class FarmError(WarploomError):
    """A farm that cannot be used: its bundle, its results, or its scheduler; says which and why."""

    def __init__(self, why: str) -> None:
        super().__init__(why)
        self.why = why

    def __str__(self) -> str:
        return self.why


class NoRunnerError(WarploomError):
    """Nobody is there who could run the jobs that are left."""

    def __init__(self, n_left: int, patience_s: float, needs: str) -> None:
        super().__init__(n_left, patience_s, needs)
        self.n_left, self.patience_s, self.needs = n_left, patience_s, needs

    def __str__(self) -> str:
        return (
            f"{self.n_left} jobs are left, and for {self.patience_s:.0f} s there was no runner with {self.needs} that "
            "is believed. What is done is kept: start one by `warploom worker`, and give the same command again"
        )


class FarmStalledError(WarploomError):
    """Runners are there and nothing goes on; says where everything was."""

    def __init__(self, seconds: float, state: str) -> None:
        super().__init__(seconds, state)
        self.seconds, self.state = seconds, state

    def __str__(self) -> str:
        return (
            f"nothing went on for {self.seconds:.0f} s. What is done is kept: give the same command again. {self.state}"
        )
