"""Makes a text that compiles for itself out of one unit and the definitions that it needs."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

_ALWAYS = ("stddef.h", "stdint.h")
_LIBRARY = frozenset(
    """
    assert.h ctype.h errno.h float.h inttypes.h limits.h math.h stdbool.h stdio.h stdlib.h string.h time.h complex.h
    algorithm array atomic cassert cfloat cinttypes climits cmath complex cstddef cstdint cstdio cstdlib cstring
    functional iostream iterator limits memory numeric stdexcept string tuple type_traits utility vector
    cuda_runtime.h cuda.h cuda_fp16.h cuda_bf16.h cuComplex.h cooperative_groups.h mma.h math_constants.h
    curand_kernel.h device_launch_parameters.h vector_types.h hip/hip_runtime.h hip/hip_fp16.h omp.h mpi.h
    """.split()  # noqa: SIM905
)
"""Headers of languages and interfaces that a unit by itself may use; its context stands for the project's own."""


@dataclass(frozen=True, slots=True)
class UnitText:
    """A text of one unit, and where the unit stands in it."""

    text: bytes
    unit_start: int
    """First byte of the unit."""
    unit_end: int
    """One past its last byte."""


def unit_text(
    text: str,
    context: str | None,
    *,
    qualified_name: str | None = None,
    includes: Sequence[str] = (),
    known_headers: Collection[str] = frozenset(),
) -> UnitText:
    """The unit behind its context, in the namespaces that its name has, after the library headers of its file.

    `text` and `context` are those of `code_units`, `includes` those of the unit's file. A class that the name has is
    opened as a namespace, too: what needs its members does not compile then.
    """
    wanted = [name for name in includes if name in _LIBRARY and name in known_headers]
    headers = dict.fromkeys([*(name for name in _ALWAYS if name in known_headers), *wanted])
    lines = [f"#include <{name}>" for name in headers]
    spaces = (qualified_name or "").split("::")[:-1]
    opened = [space for space in spaces if space.isidentifier()]
    before = "\n".join(lines) + ("\n\n" if lines else "")
    before += f"{context.rstrip()}\n\n" if context else ""
    before += "".join(f"namespace {space} {{\n" for space in opened)
    start = len(before.encode())
    body = text.encode()
    after = ("\n" + "}\n" * len(opened)).encode()
    return UnitText(before.encode() + body + after, start, start + len(body))
