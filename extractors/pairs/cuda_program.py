"""Collects kernels and the host launcher of a CUDA program, and knows how its threads count."""

from __future__ import annotations

import re
from collections.abc import Sequence

from warploom.extractors.pairs.c_expressions import CWriter, literal
from warploom.extractors.pairs.computation import Computation
from warploom.extractors.pairs.expressions import INDEX, REALS, Expr
from warploom.extractors.pairs.signature import arguments, parameters, structs
from warploom.extractors.pairs.statements import Lines
from warploom.extractors.pairs.style import Style, finished

ZERO = Expr("const", INDEX, (), 0)


class CudaProgram:
    """One CUDA file in the making."""

    def __init__(self, computation: Computation, style: Style, entry: str) -> None:
        self.computation = computation
        self.style = style
        self.entry = entry
        self.writer = CWriter({o.name: o for o in computation.operands}, {}, "cuda", ternary=style.ternary)
        self.kernels: list[str] = []
        self.host = Lines()
        self.host.level = 1
        self.block_size = 256
        """What `BLOCK_SIZE` is unless somebody says otherwise; a schedule sets it before `text`."""
        self.block = "blockDim.x" if style.block_dim else "BLOCK_SIZE"

    @property
    def thread(self) -> str:
        """The number of a thread in a one-dimensional grid."""
        return f"blockIdx.x * {self.block} + threadIdx.x"

    def kernel(self, stem: str, body: Lines, extra: Sequence[tuple[str, str]] = ()) -> str:
        """Add a kernel with this body and those parameters that it names; gives the text of a call's name and
        arguments: (`NAME`, `ARGUMENTS`) joined by a NUL. `extra` are (declaration, argument) of its own parameters.
        """
        name = f"{self.entry}_{stem}"
        text = body.text()
        used = set(re.findall(r"[A-Za-z_]\w*", text))
        restrict = "__restrict__ " if self.style.restrict else ""
        pairs = list(zip(parameters(self.computation, self.writer, restrict),
                         arguments(self.computation, self.writer), strict=True))  # fmt: skip
        pairs = [(declared, passed) for declared, passed in pairs if passed in used]
        pairs += [(declared, passed) for declared, passed in extra]
        head = f"__global__ void {name}({', '.join(declared for declared, _ in pairs)}) {{"
        self.kernels += [head, *text.rstrip("\n").split("\n"), "}", ""]
        return name + "\0" + ", ".join(passed for _, passed in pairs)

    def launch(self, call: str, grid: str, block: str, shared: str = "") -> None:
        """A launch of what `kernel` gave."""
        name, _, passed = call.partition("\0")
        bytes_ = f", {shared}" if shared else ""
        self.host.put(f"{name}<<<{grid}, {block}{bytes_}>>>({passed});")

    def device(self, lines: Lines, head: str) -> None:
        """Add a device function."""
        self.kernels += [head + " {", *lines.text().rstrip("\n").split("\n"), "}", ""]

    def text(self, note: str) -> str:
        """The whole file."""
        restrict = ""
        declared = ", ".join(parameters(self.computation, self.writer, restrict))
        host = [f'extern "C" void {self.entry}({declared}) {{', *self.host.lines, "}"]
        return finished(
            self.computation,
            self.style,
            self.writer.preamble,
            structs(self.computation, self.writer),
            [*self.kernels, *host],
            "cuda",
            note,
            self.block_size,
        )

    def combined(self, how: str, type_: str, first: str, second: str) -> str:
        """The text of two values combined."""
        sign = {"add": "+", "xor": "^", "or": "|"}.get(how)
        if sign:
            return f"{first} {sign} {second}"
        if type_ in REALS:
            return f"f{how}{'f' if type_ == 'float32' else ''}({first}, {second})"
        return f"{self.writer.helper(how, type_)}({first}, {second})"

    def identity(self, how: str, start: Expr) -> str:
        """What changes nothing: 0, or where the smallest or largest counts, what all begins with."""
        return self.writer(start) if how in ("min", "max") else literal(0, start.type)


def inner() -> Lines:
    """Lines of a kernel's body."""
    lines = Lines()
    lines.level = 1
    return lines
