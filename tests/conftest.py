"""What holds for all tests: hypothesis without deadlines, since no test may need a quiet machine."""

from __future__ import annotations

from hypothesis import settings

settings.register_profile("any_machine", deadline=None)
settings.load_profile("any_machine")
