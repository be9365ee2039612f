"""Reads what a function of C or CUDA does with its parameters: subscripts with their ranges, directions, launches.

Ranges are expressions over the scalar parameters: of loop variables by the loop's bounds, of others by guards around
them and by guards that return. What cannot be told is None, never a guess.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import tree_sitter

from warploom.extractors.inputs.c_functions import MAX_BYTES, Parameter, functions_of, node_text, parameters_of
from warploom.extractors.inputs.value_ranges import Range, added, divided, multiplied
from warploom.extractors.syntax.flat_tree import grammar
from warploom.schemas.errors import WarploomError

MAX_DEPTH = 120
"""Of statements and expressions inside of each other."""
_ASSIGNMENTS = frozenset({"=", "+=", "-=", "*=", "/=", "%=", "|=", "&=", "^=", "<<=", ">>="})


class CodeReadingError(WarploomError):
    """A text that is too large, nested too deeply, or has no such function."""

    def __init__(self, cause: str) -> None:
        super().__init__(cause)
        self.cause = cause

    def __str__(self) -> str:
        return f"code: {self.cause}"


@dataclass(frozen=True, slots=True)
class Access:
    """A subscript of a pointer parameter."""

    array: str
    index: Range
    is_read: bool
    is_write: bool


@dataclass(slots=True)
class Reading:
    """What was found in a function, and in the kernels that it starts."""

    parameters: tuple[Parameter, ...]
    accesses: list[Access] = field(default_factory=list)
    offsets: set[str] = field(default_factory=set)
    """Arrays of which an element and the next one bound a loop."""
    notes: list[str] = field(default_factory=list)
    """What was not understood."""


def read_function(text: str, entry: str) -> Reading:
    """Read the definition of `entry`; of a host launcher, the kernels that it starts with its own parameters as well.

    Time is linear in the text times the depth. Raises `CodeReadingError`.
    """
    source = text.encode()
    if len(source) > MAX_BYTES:
        raise CodeReadingError(f"{len(source)} bytes, {MAX_BYTES} are read")
    functions = dict(functions_of(grammar("cuda").parse_only(source).root_node))
    if entry not in functions:
        raise CodeReadingError(f"no definition of {entry}")
    definition = functions[entry]
    reading = Reading(parameters_of(definition))
    names = {p.name: p.name for p in reading.parameters}
    try:
        _Reader(reading, functions, names).function(definition)
    except RecursionError:
        raise CodeReadingError("nested too deeply") from None
    return reading


class _Reader:
    """Walks one function; `names` maps its parameters to those of the function that is read."""

    def __init__(
        self, reading: Reading, functions: Mapping[str, tree_sitter.Node], names: Mapping[str, str], level: int = 0
    ) -> None:
        self._reading, self._functions, self._names, self._level = reading, functions, names, level
        self._pointers = {p.name for p in reading.parameters if p.is_pointer}
        self._scalars = {p.name for p in reading.parameters if not p.is_pointer}

    def function(self, definition: tree_sitter.Node) -> None:
        body = definition.child_by_field_name("body")
        if body is not None:
            self._statement(body, {}, 0)

    def _statement(self, node: tree_sitter.Node, known: dict[str, Range], depth: int) -> None:
        """What a statement does; `known` is changed by what it declares or guards."""
        if depth > MAX_DEPTH:
            raise CodeReadingError("nested too deeply")
        if node.type == "compound_statement":
            inner = dict(known)
            for child in node.named_children:
                self._statement(child, inner, depth + 1)
        elif node.type == "for_statement":
            self._for(node, known, depth)
        elif node.type == "if_statement":
            self._if(node, known, depth)
        elif node.type == "declaration":
            self._declare(node, known, depth)
        elif node.type in ("while_statement", "do_statement"):
            inner = dict(known)
            condition, body = node.child_by_field_name("condition"), node.child_by_field_name("body")
            if condition is not None:
                self._expression(condition, inner, depth + 1)
                bare = {name: Range(r.low) for name, r in inner.items()}
                inner |= self._guards(condition, bare)
            if body is not None:
                self._statement(body, inner, depth + 1)
        else:
            self._expression(node, known, depth + 1)

    def _for(self, node: tree_sitter.Node, known: dict[str, Range], depth: int) -> None:
        inner = dict(known)
        first, condition = node.child_by_field_name("initializer"), node.child_by_field_name("condition")
        update, body = node.child_by_field_name("update"), node.child_by_field_name("body")
        if first is not None:
            self._statement(first, inner, depth + 1)
        starts = dict(inner)
        # where it starts is no upper bound
        inner |= {name: Range(r.low, None, r.of) for name, r in inner.items() if known.get(name) is not r}
        if condition is not None:
            self._expression(condition, inner, depth + 1)
            guards = self._guards(condition, inner)
            for name, guard in guards.items():
                start = starts.get(name, Range())
                if start.of is not None and start.of == guard.of:
                    self._reading.offsets.add(start.of)
                falls = update is not None and ("--" in node_text(update) or "-=" in node_text(update))
                inner[name] = (
                    Range(guard.low, start.high, start.of) if falls else Range(start.low, guard.high, guard.of)
                )
        if update is not None:
            self._expression(update, inner, depth + 1)
        if body is not None:
            self._statement(body, inner, depth + 1)

    def _if(self, node: tree_sitter.Node, known: dict[str, Range], depth: int) -> None:
        condition, then = node.child_by_field_name("condition"), node.child_by_field_name("consequence")
        other = node.child_by_field_name("alternative")
        guards: dict[str, Range] = {}
        if condition is not None:
            self._expression(condition, known, depth + 1)
            guards = self._guards(condition, known)
        if then is not None:
            self._statement(then, {**known, **guards}, depth + 1)
            if _leaves(then) and condition is not None:
                known |= self._guards(condition, known, is_negated=True)
        if other is not None:
            for child in other.named_children if other.type == "else_clause" else (other,):
                self._statement(child, dict(known), depth + 1)

    def _declare(self, node: tree_sitter.Node, known: dict[str, Range], depth: int) -> None:
        for child in node.named_children:
            if child.type != "init_declarator":
                continue
            name, value = child.child_by_field_name("declarator"), child.child_by_field_name("value")
            if value is None or name is None:
                continue
            self._expression(value, known, depth + 1)
            if name.type == "identifier":
                known[node_text(name)] = self._range(value, known)

    def _guards(
        self, condition: tree_sitter.Node, known: Mapping[str, Range], *, is_negated: bool = False
    ) -> dict[str, Range]:
        """Bounds of variables where the condition holds, or where it does not."""
        found: dict[str, Range] = {}
        joint = "||" if is_negated else "&&"
        waiting = [condition]
        while waiting:
            node = waiting.pop()
            if node.type in ("condition_clause", "parenthesized_expression"):
                waiting += node.named_children
            if node.type != "binary_expression":
                continue
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            operator = _operator(node)
            if left is None or right is None:
                continue
            if operator == joint:
                waiting += [left, right]
                continue
            if is_negated:
                operator = {"<": ">=", ">=": "<", ">": "<=", "<=": ">"}.get(operator, "")
            for name, bound, said in ((left, right, operator), (right, left, _MIRRORED.get(operator, ""))):
                variable = node_text(name)
                # a parameter is what ranges are told in
                if name.type != "identifier" or said not in _MIRRORED or self._names.get(variable) in self._scalars:
                    continue
                limit = self._range(bound, known)
                before = found.get(variable, known.get(variable, Range()))
                if said in ("<", "<="):
                    high = added(limit.high, "-", "1") if said == "<" else limit.high
                    # of two upper bounds both hold: the inner one is mostly the lower
                    found[variable] = Range(before.low, high or before.high, limit.of or before.of)
                else:
                    low = added(limit.low, "+", "1") if said == ">" else limit.low
                    found[variable] = Range(low, before.high, before.of)
        return found

    def _expression(self, node: tree_sitter.Node, known: Mapping[str, Range], depth: int) -> None:
        """Note all subscripts and launches in an expression."""
        if depth > MAX_DEPTH:
            raise CodeReadingError("nested too deeply")
        if node.type == "assignment_expression":
            left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
            if left is not None:
                self._access(left, known, is_read=_operator(node) != "=", is_write=True, depth=depth)
            if right is not None:
                self._expression(right, known, depth + 1)
            return
        if node.type in ("update_expression", "pointer_expression"):
            inner = node.child_by_field_name("argument")
            takes = node.type == "update_expression" or node_text(node).startswith("&")
            if inner is not None and takes:
                self._access(inner, known, is_read=True, is_write=True, depth=depth)
                return
        if node.type == "subscript_expression":
            self._access(node, known, is_read=True, is_write=False, depth=depth)
            return
        if node.type == "call_expression":
            self._call(node, known, depth)
            return
        for child in node.named_children:
            self._statement(child, dict(known), depth + 1)

    def _access(
        self, node: tree_sitter.Node, known: Mapping[str, Range], *, is_read: bool, is_write: bool, depth: int
    ) -> None:
        while node.type in ("parenthesized_expression", "field_expression"):
            inner = node.child_by_field_name("argument") or next(iter(node.named_children), None)
            if inner is None:
                return
            node = inner
        if node.type != "subscript_expression":
            if node.type != "identifier":
                for child in node.named_children:
                    self._expression(child, known, depth + 1)
            return
        argument, indices = node.child_by_field_name("argument"), node.child_by_field_name("indices")
        index = next(iter(indices.named_children), None) if indices is not None else None
        if argument is None or index is None:
            return
        self._expression(index, known, depth + 1)
        array = self._names.get(node_text(argument), "")
        if argument.type == "identifier" and array in self._pointers:
            self._reading.accesses.append(Access(array, self._range(index, known), is_read, is_write))
        elif argument.type != "identifier":
            self._expression(argument, known, depth + 1)

    def _call(self, node: tree_sitter.Node, known: Mapping[str, Range], depth: int) -> None:
        arguments = node.child_by_field_name("arguments")
        given = list(arguments.named_children) if arguments is not None else []
        callee = node.child_by_field_name("function")
        for argument in given:
            self._expression(argument, known, depth + 1)
        name = node_text(callee) if callee is not None else ""
        definition = self._functions.get(name)
        if definition is None:
            passed = [
                self._names[node_text(a)] for a in given if a.type == "identifier" and node_text(a) in self._names
            ]
            if any(p in self._pointers for p in passed):
                self._reading.notes.append(f"{name or 'a call'} gets an array, and is not defined here")
            return
        if self._level >= 3:
            self._reading.notes.append(f"{name} is called too deep to be read")
            return
        inner: dict[str, str] = {}
        ranges: dict[str, Range] = {}
        for parameter, argument in zip(parameters_of(definition), given, strict=False):
            passed_name = self._names.get(node_text(argument)) if argument.type == "identifier" else None
            if passed_name is not None:
                inner[parameter.name] = passed_name
            else:
                ranges[parameter.name] = self._range(argument, known)
        reader = _Reader(self._reading, self._functions, inner, self._level + 1)
        body = definition.child_by_field_name("body")
        if body is not None:
            # what the host guards holds in the kernel, but not by the names of variables
            reader._statement(body, ranges, depth + 1)

    def _range(self, node: tree_sitter.Node, known: Mapping[str, Range], depth: int = 0) -> Range:
        """Lowest and highest value of an expression."""
        if depth > MAX_DEPTH // 4:
            return Range()
        match node.type:
            case "number_literal":
                text = node_text(node).rstrip("uUlL")
                return Range(text, text) if text.isdecimal() else Range()
            case "identifier":
                name = node_text(node)
                if name in known:
                    return known[name]
                real = self._names.get(name)
                return Range(real, real) if real in self._scalars else Range()
            case "parenthesized_expression" | "cast_expression":
                inner = node.child_by_field_name("value") or (node.named_children[-1] if node.named_children else None)
                return self._range(inner, known, depth + 1) if inner is not None else Range()
            case "subscript_expression":
                array = self._names.get(node_text(node.child_by_field_name("argument")), "")
                return Range("0", f"{array}_limit - 1", array) if array in self._pointers else Range()
            case "binary_expression":
                return self._binary(node, known, depth)
            case _:
                return Range()

    def _binary(self, node: tree_sitter.Node, known: Mapping[str, Range], depth: int) -> Range:
        left, right = node.child_by_field_name("left"), node.child_by_field_name("right")
        if left is None or right is None:
            return Range()
        a, b = self._range(left, known, depth + 1), self._range(right, known, depth + 1)
        match _operator(node):
            case "+":
                return Range(added(a.low, "+", b.low), added(a.high, "+", b.high), a.of or b.of)
            case "-":
                return Range(added(a.low, "-", b.high), added(a.high, "-", b.low), a.of or b.of)
            case "*":
                return Range(multiplied(a.low, b.low), multiplied(a.high, b.high), a.of or b.of)
            case "/" if b.low is not None and b.low == b.high:
                return Range(divided(a.low, b.low), divided(a.high, b.low), a.of)
            case "%":
                return Range("0", added(b.high, "-", "1"))
            case _:
                return Range()


_MIRRORED = {"<": ">", ">": "<", "<=": ">=", ">=": "<="}


def _leaves(node: tree_sitter.Node) -> bool:
    last = node
    while last.type == "compound_statement" and last.named_children:
        last = last.named_children[-1]
    return last.type in ("return_statement", "continue_statement", "break_statement")


def _operator(node: tree_sitter.Node) -> str:
    operator = node.child_by_field_name("operator")
    if operator is not None:
        return node_text(operator)
    return next((c.type for c in node.children if c.type in _ASSIGNMENTS), "=")
