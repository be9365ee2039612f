"""What the command catches: foreseen failures, whose message names the place, the reason and the next step."""

from __future__ import annotations


class WarploomError(Exception):
    """A foreseen failure of input, machine or installation. Anything else that is raised is a defect."""


class UsageError(WarploomError):
    """Something impossible was asked for; nothing was done."""
