"""Finds the choices that a configuration has to make, and makes the plainest: one of several definitions of a thing."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from warploom.extractors.ir.directives import Read, directives

_COMMANDS = frozenset((b"if", b"ifdef", b"ifndef", b"elif", b"else", b"endif", b"error", b"define"))
_DEFINED = re.compile(
    rb"[ \t]*+(?:defined[ \t]*+\(?[ \t]*+|([A-Za-z]+)[ \t]*+\([ \t]*+)?([A-Z][A-Z0-9_]{2,100})[ \t]*+\)?[ \t]*+"
)
_MADE = re.compile(rb"typedef(?<!\wtypedef)\b[^;{}]{1,300}\b(\w{1,100})[ \t]*+;")
_PLAIN = ("HOST", "CPU", "DOUBLE", "DEFAULT", "STANDARD", "GENERIC", "NONE", "SERIAL", "INT32", "INT")
_FEATURES = ("HAVE_", "WITH_", "WIN32", "MSC", "GNUC", "CUDA", "HIP", "APPLE", "LINUX", "UNIX")
_ASKING = re.compile(r"_?(?:is_?)?(?:defined|enabled)$", re.IGNORECASE)
"""How macros are called that ask for a name without its prefix: `PetscDefined(USE_X)` asks for `PETSC_USE_X`."""
_MAX_DEPTH = 200


class _Chain:
    """An #if with its branches: the one name that each depends on, and what each of them defines."""

    __slots__ = ("ends_in_error", "has_else", "made", "names", "types")

    def __init__(self) -> None:
        self.names: list[str | None] = []
        self.made: list[set[bytes]] = []
        self.types: list[set[bytes]] = []
        """Of what each branch makes."""
        self.has_else = False
        self.ends_in_error = False

    @property
    def has_default(self) -> bool:
        """One of several ways is taken even if no name is defined."""
        return self.has_else and not self.ends_in_error and len(self.names) > 1


def choices(texts: Iterable[bytes], read: Read = directives) -> tuple[str, ...]:
    """Names to define, sorted: of chains that define the same thing in each branch, each under one name of its own.

    `#if defined(A_DOUBLE) ... #elif defined(A_SINGLE) ... #endif` without a plain `#else` asks for one of them. What
    says that something is installed or what the platform is (`HAVE_`, `_WIN32`) is no choice; nor is what another chain
    does without, unless a type is missing otherwise.
    """
    wanted: dict[tuple[str, ...], None] = {}
    defined: set[str] = set()
    defaults: set[frozenset[str]] = set()
    """Options that a chain can do without: none of them is what holds mostly."""
    demanded: set[tuple[str, ...]] = set()
    """Options without which a type is missing, whatever other chains do."""
    for text in texts:
        for chain in _chains(text, defined, read):
            if chain.has_default:
                defaults.add(frozenset(name for name in chain.names if name is not None))
                continue
            options = [name for name in chain.names if name is not None]
            if len(options) < 2 or len(options) != len(chain.names) or any(map(_is_feature, options)):
                continue
            if not chain.ends_in_error and not set.intersection(*chain.made[: len(options)]):
                continue
            wanted.setdefault(tuple(options))
            if set.intersection(*chain.types):
                demanded.add(tuple(options))
    return tuple(sorted({_plainest(options) for options in _needed(wanted, defined, defaults, demanded)}))


def _needed(
    wanted: Iterable[tuple[str, ...]],
    defined: set[str],
    defaults: set[frozenset[str]],
    demanded: set[tuple[str, ...]],
) -> Iterator[tuple[str, ...]]:
    by_name: dict[str, list[frozenset[str]]] = {}
    for names in defaults:
        for name in names:
            by_name.setdefault(name, []).append(names)
    for options in wanted:
        can_be_none = any(names.issuperset(options) for names in by_name.get(options[0], ()))
        if defined.isdisjoint(options) and (options in demanded or not can_be_none):
            yield options


def asked_for(macro: str, name: str) -> str | None:
    """The name that `macro(name)` asks for, with the prefix that the macro itself has; None if it asks for nothing."""
    if not macro:
        return name
    prefix, n = _ASKING.subn("", macro)
    if not n:
        return None
    prefix = prefix.upper() + "_"
    return name if prefix == "_" or name.startswith(prefix) else prefix + name


def _is_feature(name: str) -> bool:
    return name.startswith("_") or name.endswith("_H") or any(part in name for part in _FEATURES)


def _plainest(options: Sequence[str]) -> str:
    for word in _PLAIN:
        for option in options:
            if f"_{word}_" in option + "_":
                return option
    return options[0]


def _chains(text: bytes, defined: set[str], read: Read) -> list[_Chain]:
    """All chains that end; names that a text defines are added to `defined`."""
    stack: list[_Chain] = []
    found: list[_Chain] = []
    position = 0
    for line in read(text):
        command, rest = line.name, text[line.rest : line.end]
        if command not in _COMMANDS:
            continue
        if stack and stack[-1].made:
            types = _MADE.findall(text, position, line.start)
            stack[-1].made[-1].update(types)
            stack[-1].types[-1].update(types)
        position = line.end
        if command == b"define":
            words = rest.split(None, 1)
            if words:
                name = words[0].partition(b"(")[0]
                defined.add(name.decode("utf-8", "replace"))
                for chain in stack[-1:]:
                    if chain.made:
                        chain.made[-1].add(name)
        elif command in (b"if", b"ifdef", b"ifndef"):
            if len(stack) == _MAX_DEPTH:
                return found
            stack.append(_Chain())
            _branch(stack[-1], b"!" if command == b"ifndef" else rest)
        elif not stack:
            continue
        elif command == b"elif":
            _branch(stack[-1], rest)
        elif command == b"else":
            stack[-1].has_else = True
        elif command == b"error":
            if stack[-1].has_else:
                stack[-1].ends_in_error = True
        elif command == b"endif":
            chain = stack.pop()
            found.append(chain)
    return found


def _branch(chain: _Chain, condition: bytes) -> None:
    match = _DEFINED.fullmatch(condition.split(b"/*")[0].split(b"//")[0])
    if match is None:
        chain.names.append(None)
    else:
        chain.names.append(asked_for((match[1] or b"").decode(), match[2].decode()))
    chain.made.append(set())
    chain.types.append(set())
