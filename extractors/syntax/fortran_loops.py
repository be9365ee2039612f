"""Fortran's loops: what counts as one, how deep they nest, and what they run over."""

from __future__ import annotations

from bisect import bisect_left

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.fortran_declarations import Declarations
from warploom.extractors.syntax.fortran_text import statement_text
from warploom.extractors.syntax.units import MAX_DEPTH, Loop, Nodes
from warploom.schemas.reasons import Reason
from warploom.schemas.stage import Reject

_INTRINSICS = frozenset(
    """abs achar acos acosh adjustl adjustr aimag aint all allocated anint any asin asinh associated atan atan2 atanh
    bessel_j0 bessel_j1 bge bgt bit_size ble blt btest ceiling char cmplx conjg cos cosh count cshift dabs dble dcos
    dexp digits dim dlog dmax1 dmin1 dot_product dprod dsign dsin dsqrt dtan eoshift epsilon erf erfc exp exponent
    float floor fraction gamma huge hypot iabs iachar iand ibclr ibits ibset ichar ieor index int ior ishft ishftc
    isign kind lbound len len_trim log log10 log_gamma logical matmul max maxexponent maxloc maxval merge min
    minexponent minloc minval mod modulo nearest nint norm2 not null pack precision present product radix range real
    repeat reshape rrspacing scale scan selected_int_kind selected_real_kind set_exponent shape shiftl shiftr sign
    sin sinh size sngl spacing spread sqrt sum tan tanh tiny transfer transpose trim ubound unpack verify max0 max1
    amax1 min0 min1 amin1 alog cabs cdabs dfloat iabs idint ifix cexp csqrt zabs""".split()  # noqa: SIM905 - a hundred words
)


class Loops:
    """Reads the loops of one grammar's trees."""

    def __init__(self, g: Grammar) -> None:
        self._is_loop = g.kind_mask("do_loop", "forall_statement")
        self._do = frozenset(g.kinds["do_loop"])
        self._forall = frozenset(g.kinds["forall_statement"])
        self._forall_end = frozenset(g.kinds["end_forall_statement"])
        self._do_statement = frozenset(g.kinds["do_statement"])
        self._control = g.kind_mask("loop_control_expression", "while_statement", "concurrent_control", "triplet_spec")
        self._while = frozenset(g.kinds["while_statement"])
        self._punctuation = g.kind_set(",", "=", ":", "(", ")", "comment", "&")
        self._is_reference_or_head = g.kind_mask("call_expression", "do_statement")
        self._is_identifier = g.kind_mask("identifier")
        self._identifiers = frozenset(g.kinds["identifier"])
        self._last: tuple[Nodes, int, frozenset[str], frozenset[str]] | None = None
        self._procedures = frozenset(
            n for name in ("subroutine", "function", "module_procedure", "program") for n in g.kinds[name]
        )

    def is_nest(self, nodes: Nodes, node: int) -> bool:
        """A `do` of any kind, or a `forall` with a block; a `forall` statement is none."""
        if nodes.kind[node] in self._do:
            return True
        return nodes.kind[node] in self._forall and any(nodes.kind[c] in self._forall_end for c in nodes.children(node))

    def depth(self, nodes: Nodes, node: int) -> int:
        """Loops inside one another, this one included; raises `Reject` beyond `MAX_DEPTH`."""
        ends: list[int] = []
        deepest = 0
        for loop in nodes.within(node, self._is_loop):
            if not self.is_nest(nodes, loop):
                continue
            while ends and ends[-1] <= loop:
                ends.pop()
            ends.append(nodes.last[loop])
            deepest = max(deepest, len(ends))
        if deepest > MAX_DEPTH:
            raise Reject(Reason.TOO_DEEP, f"loops nested more than {MAX_DEPTH} deep")
        return deepest

    def nest(self, nodes: Nodes, node: int) -> list[Loop]:
        """The loop and those that are the only one directly in the body of the one before, outermost first.

        Each index of a `do concurrent` and of a `forall` counts as a loop.
        """
        loops: list[Loop] = []
        level = node
        while level >= 0 and self.is_nest(nodes, level):
            loops += self._controls(nodes, level)
            inner = [c for c in nodes.children(level) if self._is_loop[nodes.kind[c]] and self.is_nest(nodes, c)]
            level = inner[0] if len(inner) == 1 else -1
        return loops

    def _controls(self, nodes: Nodes, loop: int) -> list[Loop]:
        if nodes.kind[loop] in self._do:
            head = next((c for c in nodes.children(loop) if nodes.kind[c] in self._do_statement), -1)
            controls = [] if head < 0 else nodes.within(head, self._control)
        else:
            controls = [c for c in nodes.children(loop) if self._control[nodes.kind[c]]]
        if not controls:
            return [Loop(None, None, None, None)]
        return [self._loop(nodes, control) for control in controls]

    def _loop(self, nodes: Nodes, control: int) -> Loop:
        if nodes.kind[control] in self._while:
            condition = nodes.last[control] - 1
            while nodes.parent[condition] != control:
                condition = nodes.parent[condition]
            return Loop(None, None, statement_text(nodes, condition), None)
        parts = [statement_text(nodes, c) for c in nodes.children(control) if nodes.kind[c] not in self._punctuation]
        variable, lower, upper, step, *_ = [*parts, None, None, None, None]
        return Loop(variable, lower, upper, step)

    def subscripts(self, nodes: Nodes, node: int, loops: list[Loop], declarations: Declarations) -> list[str]:
        """Distinct references with a loop's variable in their subscripts, outermost ones as written; not in bounds.

        References to intrinsic functions, and to what the procedure around declares without a shape, are looked into
        instead. One to a function that no declaration tells from an array is taken for one to an array.
        """
        variables = {loop.variable.lower() for loop in loops if loop.variable}
        if not variables:
            return []
        places = [i for i in nodes.within(node, self._is_identifier) if nodes.text(i).lower() in variables]
        arrays, scalars = self._declared(nodes, node, declarations)
        found: dict[str, None] = {}
        skip = 0
        for reference in nodes.within(node, self._is_reference_or_head):
            if reference < skip:
                continue
            if nodes.kind[reference] in self._do_statement:
                skip = nodes.last[reference]
                continue
            callee = nodes.last[reference + 1] - 1
            name = nodes.text(callee).lower()
            if (
                nodes.kind[callee] in self._identifiers
                and name not in arrays
                and (name in _INTRINSICS or name in scalars)
            ):
                continue
            inside = bisect_left(places, nodes.last[reference + 1])
            if inside < len(places) and places[inside] < nodes.last[reference]:
                found[statement_text(nodes, reference)] = None
                skip = nodes.last[reference]
        return list(found)

    def _declared(self, nodes: Nodes, node: int, declarations: Declarations) -> tuple[frozenset[str], frozenset[str]]:
        """Arrays and scalars of the procedure around a node; those of the last procedure asked for are kept."""
        procedure = node
        while procedure and nodes.kind[procedure] not in self._procedures:
            procedure = nodes.parent[procedure]
        if self._last is None or self._last[0] is not nodes or self._last[1] != procedure:
            first, last = procedure, nodes.last[procedure]
            arrays = declarations.arrays(nodes, first, last)
            self._last = (nodes, procedure, arrays, declarations.typed(nodes, first, last) - arrays)
        return self._last[2:]
