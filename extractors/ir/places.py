"""Where the instructions and functions of a module come from: lines and names of files."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Places:
    """Functions are those with a body, by their number; files are numbered as in `names`."""

    names: tuple[str, ...]
    """As the debug information has them; may hold one twice."""
    lines: np.ndarray
    """int32 by instruction, 0 if unknown; what was inlined has the line that it was inlined at."""
    files: np.ndarray
    """(n, 2) function, file: what its instructions come from, inlined ones too, in order of first use."""
    function_files: np.ndarray
    """By function the file that it begins in, -1 if unknown."""
    function_lines: np.ndarray
    """By function, where it begins in that file, 0 if unknown."""
