"""Source text whose meaning compilers choose: what one of them makes of it says nothing about another's."""

from __future__ import annotations

import re
from collections.abc import Iterator

import tree_sitter

from warploom.extractors.ir.code_mask import mask_code
from warploom.extractors.syntax.flat_tree import grammar

_GRAMMARS = {"C": "c", "C++": "cpp", "CUDA": "cuda"}
_CONDITIONS = frozenset({"if", "ifdef", "ifndef", "elif", "elifdef", "elifndef"})
_NAME = re.compile(r"\b[A-Za-z_]\w*")
_COMMENT = re.compile(r"/\*.*?\*/|//[^\n]*|\"(?:[^\"\\\n]|\\.)*\"", re.DOTALL)
_OWN = re.compile(r"#[ \t]*define[ \t]+([A-Za-z_]\w*)")
_PASTES = re.compile(r"##")
_ALLOWED = frozenset({"defined", "true", "false", "_OPENMP", "__cplusplus", "NDEBUG"})
"""Names that a condition may ask for: a side says by its model what they are."""
_RESERVED = re.compile(
    r"\b__\w+__\b|\b__has_\w+|\b__builtin_(?:constant_p|object_size|FILE|LINE|FUNCTION)\b|\bis_constant_evaluated\b|\bsource_location\b"
)
_QUALIFIERS = frozenset(
    f"__{name}__"
    for name in (
        *("global", "device", "host", "shared", "constant", "managed", "restrict", "forceinline", "noinline"),
        *("launch_bounds", "grid_constant", "align", "attribute", "inline", "volatile", "cluster_dims", "func"),
    )
)
_BOTH = re.compile(r"\bcuda(?:Malloc(?:Managed|Host)|Host(?:Alloc|Register))\b")
_ASKED = re.compile(
    r"\b(?:sizeof|_?[Aa]lignof|__alignof(?:__)?|decltype|typeof|__typeof(?:__)?|typeid|offsetof)\b"
    r"\s*(?:\(([^()]*(?:\([^()]*\)[^()]*)*)\)|([^;,(){}]*))"
)
_RUNTIME_TYPE = re.compile(r"\bcuda[A-Z]\w*(?<!_t)\b")
_OF_RUNTIME_TYPE = re.compile(r"\bcuda[A-Z]\w*(?<!_t)[\s*&]+([A-Za-z_]\w*)")
_STATEMENT = re.compile(r"[;{}]")
_CHANGE = re.compile(r"\+\+|--|(?<![=!<>])=(?!=)")
_STEP = re.compile(r"\b([A-Za-z_]\w*)\s*(?:\+\+|--)|(?:\+\+|--)\s*([A-Za-z_]\w*)")
_FUNCTION = re.compile(r"\b([A-Za-z_]\w*)\s*\(([^()]*)\)\s*(const\b)?[^;{}()]*\{")
_KEEPS = re.compile(r"\bstatic\b")
_UNORDERED = frozenset({"argument_list", "binary_expression", "subscript_expression"})
_IN_ORDER = frozenset({"&&", "||"})
_KEYWORDS = frozenset({"if", "for", "while", "switch", "return", "sizeof"})


def chosen_by_compilers(text: str, language: str) -> str | None:
    """What of a side's text means one thing here and may mean another elsewhere, with the line; None for nothing found.

    Conditions on macros that the text does not define, the names of compilers' own macros, names that are pasted
    together; memory that host and device use at once, in an order that runs here never have; the size or the layout of
    a structure of CUDA's runtime; two operands with effects, or one that changes what another reads, in no order that
    the language gives. A function counts as one with effects if it can change what a parameter points to, or keeps a
    value.
    """
    if language not in _GRAMMARS:
        return None
    source = text.encode()
    mask = mask_code(source)
    own = set(_OWN.findall(text)) | _ALLOWED
    for directive in (each for each in mask.directives if each.name):
        line = source[directive.start : directive.end].decode("utf-8", "replace")
        rest = _COMMENT.sub(" ", line.partition(directive.name)[2])
        foreign = [name for name in _NAME.findall(rest) if name not in own]
        if directive.name in _CONDITIONS and foreign:
            return f"{_line(source, directive.start)}: a condition on {foreign[0]}, which the text does not define"
        if directive.name == "define" and _PASTES.search(rest):
            return f"{_line(source, directive.start)}: names that are pasted together"
        if directive.name == "define" and (name := _reserved(rest)):
            return f"{_line(source, directive.start)}: {name}, which differs between compilers"
    code = mask.code.decode("utf-8", "replace")
    if name := _reserved(code):
        return f"{_line(source, code.index(name))}: {name}, which differs between compilers"
    if found := _BOTH.search(code):
        return f"{_line(source, found.start())}: {found[0]}, memory that the host may use while a kernel runs"
    if (asked := _asked_of_runtime(code)) is not None:
        at, name = asked
        return f"{_line(source, at)}: the size or layout of {name}, which differs between versions of CUDA"
    effects = _with_effects(code)
    if any(_is_doubtful(statement, effects) for statement in _STATEMENT.split(code)):
        root = grammar(_GRAMMARS[language]).parse_only(source).root_node
        for node in _nodes(root):
            if node.type in _UNORDERED and (what := _unordered(node, effects)):
                return f"line {node.start_point[0] + 1}: {what}"
    return None


def _reserved(code: str) -> str | None:
    found = (name for name in _RESERVED.findall(code) if name not in _QUALIFIERS)
    return next(found, None)


def _asked_of_runtime(code: str) -> tuple[int, str] | None:
    """Where a size, a layout or a type of a structure of CUDA's runtime is asked for; handles are pointers."""
    own = set(_OF_RUNTIME_TYPE.findall(code))
    for found in _ASKED.finditer(code):
        operand = found[1] if found[1] is not None else found[2]
        names = [*_RUNTIME_TYPE.findall(operand), *(name for name in _NAME.findall(operand) if name in own)]
        if names:
            return found.start(), names[0]
    return None


def _line(source: bytes, at: int) -> str:
    number = source.count(b"\n", 0, at) + 1
    return f"line {number}"


def _with_effects(code: str) -> frozenset[str]:
    """Functions of the text that can change what they are given, or that keep values of their own."""
    found: set[str] = set()
    for function in _FUNCTION.finditer(code):
        name, parameters, is_constant = function[1], function[2].split(","), function[3]
        if name in _KEYWORDS:
            continue
        changes = any(("*" in one or "&" in one) and "const" not in one for one in parameters)
        body = code[function.end() : _end(code, function.end())]
        is_method = is_constant is None and "operator" not in name and re.search(r"\bthis->", body) is not None
        if changes or is_method or _KEEPS.search(body):
            found.add(name)
    return frozenset(found)


def _end(code: str, start: int) -> int:
    depth = 1
    for found in re.finditer(r"[{}]", code[start:]):
        depth += 1 if found[0] == "{" else -1
        if depth == 0:
            return start + found.start()
    return len(code)


def _is_doubtful(statement: str, effects: frozenset[str]) -> bool:
    """Whether a statement may have two effects, or change what it reads elsewhere: few are worth a look at the tree."""
    names = _NAME.findall(statement)
    if sum(name in effects for name in names) + len(_CHANGE.findall(statement)) > 1:
        return True
    return any(names.count(before or behind) > 1 for before, behind in _STEP.findall(statement))


def _unordered(node: tree_sitter.Node, effects: frozenset[str]) -> str | None:
    operator = node.child_by_field_name("operator")
    if operator is not None and (operator.text or b"").decode() in _IN_ORDER:
        return None
    operands = [child for child in node.named_children if child.type != "comment"]
    changed = [_changed(operand, effects) for operand in operands]
    if sum(bool(names) for names in changed) > 1:
        return "two operands with effects, in an order that compilers choose"
    for number, names in enumerate(changed):
        read = {
            (each.text or b"").decode()
            for other, operand in enumerate(operands)
            if other != number
            for each in _nodes(operand)
            if each.type == "identifier"
        }
        if both := sorted((names - {""}) & read):
            return f"{both[0]} is changed and read in an order that compilers choose"
    return None


def _changed(operand: tree_sitter.Node, effects: frozenset[str]) -> set[str]:
    """Names that an operand changes, the empty one for what a called function may."""
    found: set[str] = set()
    for each in _nodes(operand):
        if each.type == "lambda_expression":
            return found
        if each.type in ("update_expression", "assignment_expression"):
            target = each.child_by_field_name("argument") or each.child_by_field_name("left")
            found.add("" if target is None else (target.text or b"").decode("utf-8", "replace"))
        elif each.type == "call_expression":
            function = each.child_by_field_name("function")
            name = "" if function is None else (function.text or b"").decode("utf-8", "replace")
            if re.split(r"\W+", name)[-1] in effects:
                found.add("")
    return found


def _nodes(root: tree_sitter.Node) -> Iterator[tree_sitter.Node]:
    waiting = [root]
    while waiting:
        node = waiting.pop()
        yield node
        waiting.extend(node.children)
