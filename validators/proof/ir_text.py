"""Take LLVM's assembly text apart into functions, blocks and instructions, without what lets an optimiser assume."""

from __future__ import annotations

import functools
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain

from warploom.validators.simulate.ir_operands import IrTextError, arguments_of

MAX_BYTES = 8 * 1024 * 1024
"""Of a text; what is larger is no kernel."""

_DEFINE = re.compile(r"^define\b.*?@(?P<name>\"[^\"]*\"|[\w.$-]+)\(")
_LABEL = re.compile(r'^(?P<name>[\w.$-]+|"[^"]*"):')
_RESULT = re.compile(r"^(?P<name>%[\w.$-]+) = ")
_NUMBER = re.compile(r"%(\d+)\b")
_METADATA = re.compile(r"(?:, ![\w.]+ ![\w.]+)+$|(?:, ![\w.]+ !\{[^}]*\})+$")
_LOCATION = re.compile(r"!dbg !(\d+)")
_LINE = re.compile(r"^!(\d+) = (?:distinct )?!DILocation\(line: (\d+)")
_GROUP = re.compile(r" #\d+(?=$| \{|,| !| \[)")
_FLAGS = re.compile(r"(?<![@%.])\b(?:nuw|nsw|nneg|exact|disjoint|samesign|inbounds|nusw)(?: |(?=\())")
_PROMISES = re.compile(
    r" (?:noundef|nonnull|readonly|writeonly|readnone|noalias|nocapture|returned|nofree|nest|immarg|allocptr"
    r"|captures\([^)]*\)|dereferenceable(?:_or_null)?\(\d+\)|nofpclass\([^)]*\)|range\([^)]*\)|initializes\(\([^)]*\)\))"
    r"(?=[ ,)])"
)
_LEADING_PROMISES = re.compile(
    r"\b(?:noundef|nonnull|noalias|dereferenceable(?:_or_null)?\(\d+\)|nofpclass\([^)]*\)|range\([^)]*\)) "
)
_LINKAGE = re.compile(r"\b(?:dso_local|local_unnamed_addr|unnamed_addr|mustprogress|linkonce_odr|weak_odr|internal) ")
_COMDAT = re.compile(r" comdat(?:\(\$[^)]*\))?(?= |,|$)")
_TARGETS = re.compile(r"label %([\w.$-]+|\"[^\"]*\")")
_CALLED = re.compile(r"\bcall\b[^@%]*?@(?P<name>\"[^\"]*\"|[\w.$-]+)\(")
_GLOBAL = re.compile(r"@(\"[^\"]*\"|[\w.$-]+)")
_DROPPED = (
    "#dbg_",
    "call void @llvm.lifetime.",
    "call void @llvm.dbg.",
    "call void @llvm.assume(",
    "call void @llvm.experimental.noalias.scope.decl(",
)
_TRAP = "call void @llvm.trap()"


@functools.lru_cache(maxsize=1 << 14)
def _parts(text: str) -> tuple[str | None, str, str]:
    """Result, operation and opcode. Texts come again: in the builds of a side, and each is looked at many times."""
    found = _RESULT.match(text)
    operation = text[found.end() :] if found else text
    operation = operation.removeprefix("tail ").removeprefix("musttail ").removeprefix("notail ")
    return found["name"] if found else None, operation, operation.split(" ", 1)[0]


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction on one line, without metadata. `line` is that of the source, 0 where none is known."""

    text: str
    line: int = 0

    @property
    def result(self) -> str | None:
        """The name that it defines, with its `%`."""
        return _parts(self.text)[0]

    @property
    def operation(self) -> str:
        """All behind `%name = `, without what a tail call promises."""
        return _parts(self.text)[1]

    @property
    def opcode(self) -> str:
        """`fadd`, `call`, `br`, ..."""
        return _parts(self.text)[2]

    @property
    def callee(self) -> str | None:
        """The name of the function that is called directly, without its `@`."""
        if self.opcode != "call":
            return None
        found = _CALLED.search(self.text)
        return found["name"].strip('"') if found else None


@dataclass(frozen=True, slots=True)
class Block:
    """A basic block; the last instruction ends it."""

    label: str
    instructions: tuple[Instruction, ...]

    @property
    def successors(self) -> tuple[str, ...]:
        """Labels in the order in which the terminator names them."""
        return tuple(_TARGETS.findall(self.instructions[-1].text)) if self.instructions else ()

    @property
    def first_non_phi(self) -> int:
        """Where instructions may be inserted at the earliest."""
        opcodes = (number for number, each in enumerate(self.instructions) if each.opcode != "phi")
        return next(opcodes, len(self.instructions))


@dataclass(frozen=True, slots=True)
class Function:
    """A definition; `head` is its first line up to and without the brace."""

    name: str
    head: str
    blocks: tuple[Block, ...]

    @property
    def parameters(self) -> list[str]:
        """Types, attributes and names, in order."""
        return arguments_of(self.head, self.head.index("(", self.head.index("@")))[0]

    @property
    def callees(self) -> frozenset[str]:
        """Names of functions that are called or whose address is taken."""
        return frozenset(
            name.strip('"')
            for block in self.blocks
            for each in block.instructions
            if "@" in each.text
            for name in _GLOBAL.findall(each.text)
        )

    def renamed(self, name: str) -> Function:
        """The same under another name; calls of itself still go to the old one."""
        old = f"@{self.name}(" if re.fullmatch(r"[\w.$-]+", self.name) else f'@"{self.name}"('
        return replace(self, name=name, head=self.head.replace(old, f"@{name}(", 1))

    @property
    def text(self) -> str:
        """As LLVM reads it."""
        lines = [f"{self.head} {{"]
        for block in self.blocks:
            lines.append(f"{block.label}:")
            lines += [f"  {each.text}" for each in block.instructions]
        lines.append("}")
        return "\n".join(lines)


@dataclass(frozen=True, slots=True)
class Module:
    """A translation unit. `rest` is all but definitions: types, globals, declarations."""

    rest: tuple[str, ...]
    functions: dict[str, Function] = field(default_factory=dict)

    def with_text(self, functions: Sequence[Function], more: Sequence[str] = ()) -> str:
        """The module's text with these functions in place of its own, and more lines before them."""
        return "\n".join((*self.rest, *more, *(function.text for function in functions), ""))

    @property
    def text(self) -> str:
        """As LLVM reads it."""
        return self.with_text(tuple(self.functions.values()))


def parse_module(ir: str) -> Module:
    """Take a text by clang apart; values and blocks get names (`%v7`, `v7`) so that instructions may come and go.

    Dropped are metadata (TBAA, ranges, debug information beyond lines), attributes by which an optimiser may assume,
    poison flags (nuw, nsw, inbounds, ...), and notes on lifetimes; what is unreachable traps. Raises `IrTextError`.
    """
    if len(ir) > MAX_BYTES:
        raise IrTextError(f"{len(ir)} characters, more than {MAX_BYTES}")
    lines = ir.split("\n")
    numbers = {found[1]: int(found[2]) for line in lines if line.startswith("!") and (found := _LINE.match(line))}
    rest: list[str] = []
    functions: dict[str, Function] = {}
    feed = iter(lines)
    needs_trap = False
    for line in feed:
        if line.startswith("define "):
            function = _function(line, feed, numbers)
            functions[function.name] = function
            needs_trap = needs_trap or any(each.text == _TRAP for b in function.blocks for each in b.instructions)
        elif line.startswith(("attributes #", "!", ";", "$", "source_filename")) or not line.strip():
            continue
        elif line.startswith("declare "):
            rest.append(_declaration(line))
        else:
            rest.append(_LINKAGE_OF_GLOBALS.sub("", _COMDAT.sub("", _METADATA.sub("", line))))
    if needs_trap and not any("@llvm.trap(" in line for line in rest):
        rest.append("declare void @llvm.trap()")
    return Module(tuple(rest), functions)


_LINKAGE_OF_GLOBALS = re.compile(r"\b(?:dso_local|local_unnamed_addr|unnamed_addr|internal(?= [a-z_ ]*global )) ")


def loop_headers(function: Function) -> frozenset[str]:
    """Labels to which an edge leads back: every cycle has one. By depth first search from the entry."""
    blocks = {block.label: block for block in function.blocks}
    headers: set[str] = set()
    state: dict[str, bool] = {}
    """Whether a block is still open."""
    if not function.blocks:
        return frozenset()
    entry = function.blocks[0].label
    state[entry] = True
    stack: list[tuple[str, Iterator[str]]] = [(entry, iter(blocks[entry].successors))]
    while stack:
        label, successors = stack[-1]
        following = next(successors, None)
        if following is None:
            state[label] = False
            stack.pop()
        elif following not in state:
            if following not in blocks:
                raise IrTextError(f"a branch to {following}, which is not there")
            state[following] = True
            stack.append((following, iter(blocks[following].successors)))
        elif state[following]:
            headers.add(following)
    return frozenset(headers)


def reaching(module: Module, entry: str, targets: frozenset[str]) -> frozenset[str]:
    """Functions from which one of `targets` can be reached, among those that `entry` reaches; targets included."""
    callers: dict[str, set[str]] = {}
    seen, todo = {entry}, [entry]
    while todo:
        name = todo.pop()
        for callee in module.functions[name].callees if name in module.functions else ():
            if callee in module.functions:
                callers.setdefault(callee, set()).add(name)
                if callee not in seen:
                    seen.add(callee)
                    todo.append(callee)
    found = set(targets & seen)
    todo = list(found)
    while todo:
        for caller in callers.get(todo.pop(), ()):
            if caller not in found:
                found.add(caller)
                todo.append(caller)
    return frozenset(found)


def _function(head: str, feed: Iterator[str], lines: dict[str, int]) -> Function:
    found = _DEFINE.match(head)
    if found is None:
        raise IrTextError(f"no name in {head[:200]}")
    parameters, end = arguments_of(head, found.end() - 1)
    unnamed = sum(1 for each in parameters if _NUMBER.search(each))
    tail = re.search(r"\b(?:align \d+|personality .*?)(?= \{)", _GROUP.sub("", head[end:]))
    text = _plain(head[:end])
    text = _LINKAGE.sub("", _LEADING_PROMISES.sub("", text))
    if tail and tail[0].startswith("personality"):
        raise IrTextError(f"{found['name']} catches exceptions")
    label = ""
    blocks: list[Block] = []
    instructions: list[Instruction] = []
    for line in feed:
        if line.startswith("}"):
            break
        if not line.strip() or line.lstrip().startswith(";"):
            continue
        named = _LABEL.match(line)
        if named and not line.startswith(" "):
            if label or instructions:
                blocks.append(Block(label or f"v{unnamed}", tuple(instructions)))
            label, instructions = f"v{named['name']}" if named["name"].isdigit() else named["name"], []
            continue
        bare = line.strip()
        if instructions and instructions[-1].text.endswith("["):
            # a switch goes over several lines
            feed = chain([bare], feed)
            instructions.append(_switch(instructions.pop(), feed))
            continue
        if bare.startswith(_DROPPED) or (bare.startswith("tail ") and bare[5:].startswith(_DROPPED)):
            continue
        location = _LOCATION.search(bare)
        source = lines.get(location[1], 0) if location else 0
        if bare == "unreachable" or bare.startswith("unreachable,"):
            instructions.append(Instruction(_TRAP, source))
            bare = "unreachable"
        instructions.append(Instruction(_plain(bare), source))
    else:
        raise IrTextError(f"no end of {found['name']}")
    blocks.append(Block(label or f"v{unnamed}", tuple(instructions)))
    return Function(found["name"].strip('"'), text, tuple(blocks))


def _switch(begun: Instruction, feed: Iterator[str]) -> Instruction:
    cases: list[str] = []
    for line in feed:
        cases.append(_plain(line.strip()))
        if cases[-1].startswith("]"):
            return Instruction(" ".join((begun.text, *cases)), begun.line)
    raise IrTextError("no end of a switch")


def _plain(text: str) -> str:
    return _promised_nothing(_METADATA.sub("", text) if ", !" in text else text)


@functools.lru_cache(maxsize=1 << 14)
def _promised_nothing(text: str) -> str:
    if " #" in text:
        text = _GROUP.sub("", text)
    text = _FLAGS.sub("", text)
    if "(" in text:
        text = _PROMISES.sub("", text)
        if "call " in text:
            text = _LEADING_PROMISES.sub("", text)
    return _NUMBER.sub(r"%v\1", text)


def _declaration(line: str) -> str:
    line = re.sub(r"^declare (?:![\w.]+ !\d+ )*", "declare ", line)
    line = _LEADING_PROMISES.sub("", _PROMISES.sub("", _GROUP.sub("", line)))
    line = re.sub(r"\((?:noundef|nonnull|readonly|writeonly) ", "(", line)
    return _LINKAGE.sub("", re.sub(r" (?:local_)?unnamed_addr$", "", line))
