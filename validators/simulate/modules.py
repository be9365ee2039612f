"""Cuts the text of an LLVM module of several programs into one module for each, the same as if it were alone."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from warploom.validators.simulate.batches import SOURCE_NAME, TAG

_DEFINED = re.compile(
    r'(?:define [^@\n]*(?P<function>@(?:"[^"]*"|[\w.$-]+))|declare [^@\n]*(?P<declared>@(?:"[^"]*"|[\w.$-]+))'
    r'|(?P<other>[@%$](?:"[^"]*"|[\w.$-]+)|!\d+) = |attributes (?P<attributes>#\d+) = )'
)
_USED = re.compile(r'[@%$]"[^"]*"|"[^"]*"|[@$][\w.$-]+|%[A-Za-z$._-][\w.$-]*|!\d+\b|#\d+\b')
_NUMBERED = re.compile(r"(.*?)\.(\d+)$")
_BEFORE_AND_AFTER = frozenset({"@llvm.global_ctors", "@llvm.global_dtors"})
_CHECKSUM = re.compile(r', checksumkind: CSK_MD5, checksum: "[0-9a-f]*"')
"""Of the text of all together."""
_NAMELESS = ("@.str", "%class.anon", "@switch.table", "@__const")
_DROPPED = ("@llvm.used = ", "@llvm.compiler.used = ", "source_filename = ", ";")
"""What is only for optimisers, or names the text of all together."""


@dataclass(frozen=True, slots=True)
class _Entity:
    """A definition of the module with all that it names, or a line that belongs to every program (`name` empty)."""

    name: str
    text: str
    used: tuple[str, ...]


class Module:
    """The parts of a module's text, by name."""

    def __init__(self, ir: str) -> None:
        self._entities = list(_entities(ir))
        self._by_name = {entity.name: entity for entity in self._entities if entity.name}

    @property
    def runs_by_itself(self) -> bool:
        """Whether something is to run before any function is called; of which program, the module does not say."""
        return not _BEFORE_AND_AFTER.isdisjoint(self._by_name)

    def program(self, entry: str, number: int, names: Iterable[str]) -> str | None:
        """The text of what a function needs, without the tags of its program; None where it is not defined."""
        root = f"@{entry}{TAG}{number:02d}"
        if root not in self._by_name:
            return None
        return self._text(root, number, names)

    def alone(self, entry: str) -> str | None:
        """The same of a module that was compiled of one program without tags."""
        root = f"@{entry}"
        return self._text(root, 0, ()) if root in self._by_name else None

    def _text(self, root: str, number: int, names: Iterable[str]) -> str:
        # by first use, as clang's own order depends on what else it compiled
        reached = dict.fromkeys((root, *(name for name in sorted(_BEFORE_AND_AFTER) if name in self._by_name)))
        waiting = deque(reached)
        common = [entity for entity in self._entities if not entity.name]
        for names_used in (None, *(entity.used for entity in common)):
            for name in names_used or ():
                if name in self._by_name and name not in reached:
                    reached[name] = None
                    waiting.append(name)
            while waiting:
                for name in self._by_name[waiting.popleft()].used:
                    if name in self._by_name and name not in reached:
                        reached[name] = None
                        waiting.append(name)
        kept = sorted((self._by_name[name] for name in reached), key=_rank)
        first = [entity.text for entity in common if not entity.text.startswith("!")]
        last = [entity.text for entity in common if entity.text.startswith("!")]
        text = "\n".join([*first, *(entity.text for entity in kept), *last]) + "\n"
        return _renumbered(_untagged(text, number, names))


def _entities(ir: str) -> Iterator[_Entity]:
    lines = iter(ir.split("\n"))
    for line in lines:
        if not line or line.startswith(_DROPPED):
            continue
        found = _DEFINED.match(line)
        if found is None:
            yield _Entity("", line, tuple(_used(line)) if line.startswith("!") else ())
            continue
        name = found["function"] or found["declared"] or found["other"] or found["attributes"]
        if found["function"] is not None:
            body = [line]
            for inner in lines:
                body.append(inner.partition(" ; preds = ")[0].rstrip() if "; preds = " in inner else inner)
                if inner == "}":
                    break
            line = "\n".join(body)
        yield _Entity(name, line, tuple(_used(line)))


def _used(text: str) -> Iterator[str]:
    return (name for name in dict.fromkeys(_USED.findall(text)) if name[0] != '"')


def _untagged(text: str, number: int, names: Iterable[str]) -> str:
    """Without tags. A mangled name says how long it is: that is put right."""
    tag = f"{TAG}{number:02d}"
    longest_first = sorted(names, key=lambda name: (-len(name), name))
    endings = tuple(longest_first)
    parts = text.split(tag)
    for place, part in enumerate(parts[:-1]):
        if part.endswith(endings):
            parts[place] = _shortened(part, longest_first, len(tag))
    return _CHECKSUM.sub("", "".join(parts)).replace(f"{SOURCE_NAME}{number:02d}", SOURCE_NAME)


def _shortened(part: str, longest_first: Iterable[str], n_more: int) -> str:
    """What ends with a name, with the length of it alone where that of it and so many more characters is before."""
    for name in longest_first:
        before = part[: -len(name)]
        if part.endswith(name) and not (before[-1:].isalpha() or before[-1:] == "_"):
            long = str(len(name) + n_more)
            return f"{before[: -len(long)]}{len(name)}{name}" if before.endswith(long) else part
    return part


def _rank(entity: _Entity) -> int:
    """Types and variables, functions, attributes, metadata."""
    if entity.name[0] == "@":
        return 1 if entity.text.startswith("define ") else 2 if entity.text.startswith("declare ") else 0
    return {"%": 0, "$": 0, "#": 3, "!": 4}[entity.name[0]]


def _renumbered(text: str) -> str:
    """With numbers of metadata, attributes and what has no name of its own by first use."""
    defined = set(re.findall(r'^([@%](?:"[^"]*"|[\w.$-]+)) = ', text, re.MULTILINE))
    bases = {name: _base(name) for name in defined}
    families = {base for name, base in bases.items() if base != name or base.startswith(_NAMELESS)}
    chosen: dict[str, str] = {}
    counts: dict[str, int] = {}

    def renamed(match: re.Match[str]) -> str:
        name = match[0]
        if name in chosen:
            return chosen[name]
        base = name[0] if name[0] in "!#" else bases.get(name, "")
        made = name
        if name[0] in "!#" or base in families:
            place = counts.get(base, 0)
            counts[base] = place + 1
            made = f"{base}{place}" if name[0] in "!#" else base if place == 0 else f"{base}.{place - 1}"
        chosen[name] = made
        return made

    return _USED.sub(renamed, text)


def _base(name: str) -> str:
    found = None if name[1] == '"' else _NUMBERED.match(name)
    return found[1] if found else name
