"""Tells kernels and launches of Numba, Triton and CuPy from other Python by where their names come from."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

import numpy as np

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.names import DECLARE, Names
from warploom.extractors.syntax.unit_sweep import Mark
from warploom.extractors.syntax.units import Enclosure, Launch, Nodes, Unit, UnitKind

KERNELS = frozenset({"numba.cuda.jit", "triton.jit", "triton.experimental.gluon.jit", "cupyx.jit.rawkernel"})
"""Decorators, by their full names, of functions that a launch runs."""

_CUSTOMARY = {
    "nb": "numba", "njit": "numba.njit", "vectorize": "numba.vectorize", "guvectorize": "numba.guvectorize",
    "cuda": "numba.cuda", "cp": "cupy", "numba": "numba", "triton": "triton", "cupy": "cupy", "cupyx": "cupyx",
}  # fmt: skip
"""What names mean that a text uses without an import of its own: a cell of a notebook, a `from x import *`."""
_DOTTED = re.compile(r"[^\W\d]\w*(?:\.[^\W\d]\w*)*")
_LIBRARIES = ("numba.cuda", "triton", "cupyx", "cupy")
_RAW_MAKERS = frozenset({"RawKernel", "get_function"})
_CONTAINERS = frozenset({"list", "dict", "tuple", "set", "defaultdict", "OrderedDict", "deque"})
_STRING = re.compile(r"[rRbBuU]{0,2}(['\"])([^\W\d]\w*)\1")


def tags_of(origin: str) -> frozenset[str]:
    """Tags of what a full name names: `numba.cuda.jit` is of Numba and of its CUDA target."""
    head, _, rest = origin.partition(".")
    if head == "numba":
        return frozenset({"numba", "numba_cuda"} if rest.split(".")[0] == "cuda" else {"numba"})
    return _TAGS.get(head, frozenset())


_TAGS = {"triton": frozenset({"triton"}), "cupy": frozenset({"cupy"}), "cupyx": frozenset({"cupy"})}


class Imports:
    """What the names of one file stand for, by its import statements wherever they are."""

    def __init__(self, g: Grammar, names: Names) -> None:
        self._names = names
        self._declared: frozenset[str] | None = None
        self._origins: dict[str, str] = {}
        self._wildcards: list[str] = []
        self._modules: set[str] = set()
        self._name, self._alias, self._module = (g.field_number(f) for f in ("name", "alias", "module_name"))
        self._aliased, self._wildcard = g.kind_set("aliased_import"), g.kind_set("wildcard_import")

    def add(self, nodes: Nodes, statement: int) -> None:
        """Take in an import statement."""
        module = nodes.child(statement, self._module)
        prefix = "" if module < 0 else nodes.text(module).replace(" ", "") + "."
        for node in nodes.operands(statement):
            if nodes.kind[node] in self._wildcard:
                self._wildcards.append(prefix[:-1])
                self._modules.add(prefix[:-1])
            elif nodes.field[node] == self._name:
                named, alias = node, -1
                if nodes.kind[node] in self._aliased:
                    named, alias = nodes.child(node, self._name), nodes.child(node, self._alias)
                origin = prefix + nodes.text(named).replace(" ", "")
                self._modules.add(origin)
                if alias >= 0:
                    self._origins[nodes.text(alias)] = origin
                elif prefix:
                    self._origins[origin[len(prefix) :]] = origin
                else:  # `import a.b` gives the name `a`
                    head = origin.partition(".")[0]
                    self._origins.setdefault(head, head)

    def origin(self, text: str) -> str:
        """The full name of a dotted name; the text itself where nothing says what its head stands for, else empty."""
        if not _DOTTED.fullmatch(text):
            return ""
        head, dot, rest = text.partition(".")
        known = self._origins.get(head)
        if known is None and not self._is_declared(head):
            if head == "jit":  # a bare decorator, or the module `cupyx.jit`
                known = "cupyx.jit" if rest == "rawkernel" else "numba.jit" if not rest else None
                known = "numba.cuda.jit" if not rest and "numba.cuda" in self._wildcards else known
            else:
                known = _CUSTOMARY.get(head)
        return (known or head) + dot + rest

    def is_imported(self, head: str) -> bool:
        """The name is one that an import statement gives."""
        return head in self._origins

    def libraries(self) -> list[str]:
        """Libraries that launch kernels, of those that the file imports from."""
        return [library for library in _LIBRARIES if self._imports_from(library)]

    def has_raw_kernels(self) -> bool:
        """The file imports CuPy or PyCUDA, or leaves it to others to say what `cp` is."""
        is_used = any(self._imports_from(library) for library in ("cupy", "cupyx", "pycuda"))
        return is_used or ("cp" not in self._origins and "RawKernel" in self._names.texts)

    def _imports_from(self, library: str) -> bool:
        return any(module == library or module.startswith(library + ".") for module in self._modules)

    def _is_declared(self, name: str) -> bool:
        if self._declared is None:
            numbers = np.unique(self._names.name[self._names.use & DECLARE != 0])
            self._declared = frozenset(self._names.texts[n] for n in numbers.tolist())
        return name in self._declared


class Launches:
    """Finds launches: `kernel[grid, block](...)`, and calls of CuPy's raw kernels.

    A subscript that is called launches what it names if that is a kernel of this file; or if the file imports
    `numba.cuda`, Triton or `cupyx` and the name is imported, or has a grid and a block in its brackets (no list takes
    two indices), or is a variable that the file never sets to a list, tuple, dictionary, set or comprehension. A member
    (`self.steps[i](x)`) with one index is a launch only for a kernel of this file or a member of an imported module. A
    text, a number alone or a slice is never a grid. Raw kernels are variables set to `RawKernel(...)`, or to
    `get_function(...)` in a file that imports CuPy or PyCUDA.
    """

    def __init__(self, g: Grammar) -> None:
        self._function, self._arguments = g.field_number("function"), g.field_number("arguments")
        self._value, self._subscript = g.field_number("value"), g.field_number("subscript")
        self._object, self._attribute = g.field_number("object"), g.field_number("attribute")
        self._left, self._right, self._name = (g.field_number(f) for f in ("left", "right", "name"))
        self._is_call, self._is_subscript = g.kind_mask("call"), g.kind_mask("subscript")
        self._is_assignment = g.kind_mask("assignment")
        self._identifiers, self._attributes = g.kind_set("identifier"), g.kind_set("attribute")
        self._calls = g.kind_set("call")
        self._keywords = g.kind_set("keyword_argument")
        self._tuples = g.kind_set("tuple")
        self._lists = g.kind_set("argument_list")
        self._no_grids = g.kind_set("string", "concatenated_string", "slice")
        self._strings = g.kind_set("string")
        self._numbers = self._no_grids | g.kind_set("integer", "unary_operator")
        self._displays = g.kind_set(
            "list", "tuple", "dictionary", "set", "list_comprehension", "dictionary_comprehension", "set_comprehension"
        )

    def cut(
        self, nodes: Nodes, names: Names, imports: Imports, functions: Sequence[Unit]
    ) -> tuple[list[Unit], list[Mark]]:
        """Units of all launches in order, and their tags."""
        libraries = imports.libraries()
        kernels = {unit.name: unit for unit in functions if unit.kind is UnitKind.KERNEL}
        has_raw = imports.has_raw_kernels() and not _RAW_MAKERS.isdisjoint(names.texts)
        if not (libraries or kernels or has_raw):
            return [], []
        tree = nodes.tree
        is_call = self._is_call[tree.kind]
        if not has_raw:  # a call's first child is its callee
            is_call[:-1] &= self._is_subscript[tree.kind[1:]]
        calls = np.flatnonzero(is_call).tolist()
        if not calls:
            return [], []
        containers, raw = self._assigned(nodes)
        enclosure = Enclosure()
        units: list[Unit] = []
        marks: list[Mark] = []
        for call in calls:
            callee = nodes.child(call, self._function)
            if callee < 0:
                continue
            if self._is_subscript[nodes.kind[callee]]:
                launched = self._subscripted(nodes, call, callee, imports, kernels, containers, libraries, enclosure)
            else:
                launched = self._raw(nodes, call, callee, raw, enclosure)
            if launched is not None:
                unit, tags = launched
                units.append(unit)
                marks.append((call, tags))
        return units, marks

    def _subscripted(
        self,
        nodes: Nodes,
        call: int,
        callee: int,
        imports: Imports,
        kernels: dict[str | None, Unit],
        containers: set[str],
        libraries: list[str],
        enclosure: Enclosure,
    ) -> tuple[Unit, frozenset[str]] | None:
        value = nodes.child(callee, self._value)
        name = self._simple_name(nodes, value)
        if name is None:
            return None
        given = [c for c in nodes.children(callee) if nodes.field[c] == self._subscript]
        kernel = kernels.get(name)
        launchers = [library for library in libraries if library != "cupy"]
        if kernel is None:
            if not launchers or not given:
                return None
            kinds = self._numbers if len(given) == 1 else self._no_grids
            if any(nodes.kind[c] in kinds for c in given):
                return None
            may_be_item = nodes.kind[value] in self._attributes or name in containers
            if may_be_item and len(given) < 2 and not imports.is_imported(self._head(nodes, value)):
                return None
        unit = _launch_unit(nodes, call, name, enclosure)
        assert unit.launch is not None  # noqa: S101 - a launch unit
        launch = unit.launch
        launch.grid, launch.block, launch.stream, launch.shared_bytes = (
            [*map(nodes.line, given), None, None, None, None]
        )[:4]
        launch.arguments = self.arguments(nodes, call)
        if kernel is not None and kernel.tags:
            return unit, frozenset(kernel.tags)
        return unit, tags_of(launchers[0]) if len(launchers) == 1 else frozenset()

    def _raw(
        self, nodes: Nodes, call: int, callee: int, raw: dict[str, str | None], enclosure: Enclosure
    ) -> tuple[Unit, frozenset[str]] | None:
        if nodes.kind[callee] in self._calls:  # made and launched at once
            made = self._made(nodes, callee)
            if made is None:
                return None
            name = made[1]
        else:
            variable = self._simple_name(nodes, callee)
            if variable is None or variable not in raw:
                return None
            name = raw[variable] or variable
        listed = nodes.child(call, self._arguments)
        if listed < 0 or nodes.kind[listed] not in self._lists:
            return None
        positional = [c for c in nodes.operands(listed) if nodes.kind[c] not in self._keywords]
        unit = _launch_unit(nodes, call, name, enclosure)
        assert unit.launch is not None  # noqa: S101 - a launch unit
        launch, keywords = unit.launch, self.keywords(nodes, call)
        launch.grid, launch.block = keywords.get("grid"), keywords.get("block")
        launch.shared_bytes = keywords.get("shared_mem", keywords.get("shared"))
        launch.stream = keywords.get("stream")
        if launch.grid is not None or launch.block is not None:  # of PyCUDA
            launch.arguments = [nodes.line(c) for c in positional]
            return unit, frozenset({"pycuda"})
        if len(positional) < 2:
            return None
        launch.grid, launch.block = nodes.line(positional[0]), nodes.line(positional[1])
        for given in positional[2:3]:
            is_tuple = nodes.kind[given] in self._tuples
            launch.arguments = [nodes.line(c) for c in nodes.operands(given)] if is_tuple else [nodes.line(given)]
        return unit, frozenset({"cupy"})

    def _assigned(self, nodes: Nodes) -> tuple[set[str], dict[str, str | None]]:
        """Variables that are set to a container somewhere; raw kernels by variable, with the name they are made by."""
        containers: set[str] = set()
        raw: dict[str, str | None] = {}
        for node in np.flatnonzero(self._is_assignment[nodes.tree.kind]).tolist():
            right = nodes.child(node, self._right)
            if right < 0 or (nodes.kind[right] not in self._displays and nodes.kind[right] not in self._calls):
                continue
            variable = self._simple_name(nodes, nodes.child(node, self._left))
            if variable is None:
                continue
            if nodes.kind[right] in self._displays:
                containers.add(variable)
                continue
            callee = nodes.child(right, self._function)
            if callee >= 0 and nodes.kind[callee] in self._identifiers and nodes.text(callee) in _CONTAINERS:
                containers.add(variable)
            made = self._made(nodes, right)
            if made is not None:
                raw[variable] = made[1]
        return containers, raw

    def _made(self, nodes: Nodes, call: int) -> tuple[str, str | None] | None:
        """The maker of a raw kernel and the kernel's name where it is a literal; None for another call."""
        maker = self._simple_name(nodes, nodes.child(call, self._function))
        if maker is None or maker not in _RAW_MAKERS:
            return None
        listed = nodes.child(call, self._arguments)
        given = nodes.operands(listed) if listed >= 0 else iter(())
        position = 1 if maker == "RawKernel" else 0
        node = next(itertools.islice(given, position, None), -1)
        literal = _STRING.fullmatch(nodes.text(node)) if node >= 0 and nodes.kind[node] in self._strings else None
        return maker, literal[2] if literal else None

    def _simple_name(self, nodes: Nodes, node: int) -> str | None:
        """The name of an identifier, or of the member that an attribute names; None for anything else."""
        if node >= 0 and nodes.kind[node] in self._attributes:
            node = nodes.child(node, self._attribute)
        return nodes.text(node) if node >= 0 and nodes.kind[node] in self._identifiers else None

    def _head(self, nodes: Nodes, node: int) -> str:
        while node >= 0 and nodes.kind[node] in self._attributes:
            node = nodes.child(node, self._object)
        return nodes.text(node) if node >= 0 and nodes.kind[node] in self._identifiers else ""

    def keywords(self, nodes: Nodes, call: int) -> dict[str, str]:
        """A call's keyword arguments as written."""
        listed = nodes.child(call, self._arguments)
        found = {}
        for node in nodes.operands(listed) if listed >= 0 else ():
            if nodes.kind[node] in self._keywords:
                name, value = nodes.child(node, self._name), nodes.child(node, self._value)
                if name >= 0 and value >= 0:
                    found[nodes.text(name)] = nodes.line(value)
        return found

    def arguments(self, nodes: Nodes, call: int) -> list[str]:
        """A call's arguments as written, white space made one blank."""
        listed = nodes.child(call, self._arguments)
        if listed < 0:
            return []
        if nodes.kind[listed] not in self._lists:  # a generator expression alone
            return [nodes.line(listed)]
        return [nodes.line(c) for c in nodes.operands(listed)]


def _launch_unit(nodes: Nodes, call: int, name: str | None, enclosure: Enclosure) -> Unit:
    enclosure.enter(call, nodes.last[call], "")  # before texts are taken, which repeat those of launches inside
    unit = Unit(UnitKind.LAUNCH, call, nodes.last[call], nodes.start[call], nodes.end[call], name)
    unit.launch = Launch()
    return unit
