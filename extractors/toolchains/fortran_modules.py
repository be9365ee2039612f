"""Which files of a repository have to be compiled before a Fortran file, for the modules that it uses."""

from __future__ import annotations

import hashlib
import posixpath
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Self

INTRINSIC = frozenset(
    {
        "iso_c_binding",
        "iso_fortran_env",
        "ieee_arithmetic",
        "ieee_exceptions",
        "ieee_features",
    }
)
"""What the compiler brings along."""
STUBS = Path(__file__).resolve().with_name("headers") / "fortran"
"""Modules of our own for interfaces that a repository expects to be installed: one file each, named like its module."""
FIXED_FORM_SUFFIXES = frozenset({".f", ".for", ".ftn", ".f77", ".fpp"})
"""In lower case."""
_PREPROCESSED_SUFFIXES = frozenset(
    {".F", ".FOR", ".FTN", ".F77", ".FPP", ".fpp", ".F90", ".F95", ".F03", ".F08", ".F18"}
)
_MAX_MODULES = 2_000
"""Compiled for one file; a longer chain is cut and the module is missing."""

# Blanks, or a line that goes on in the next. Possessive throughout: a text cannot make it look back.
_GAP = rb"(?:[ \t]|&[ \t]*+(?:![^\n]*+)?\r?\n(?:[ \t]*+&)?)"
_NAME = rb"[a-z][a-z0-9_]{0,62}"
_START = rb"(?:^|;)[ \t]*+(?:[0-9]++[ \t]*+)?"
_END = _GAP + rb"*+(?=[,;!\r\n]|\Z)"
_STATEMENT = re.compile(
    _START
    + rb"(?:use(?:"
    + _GAP
    + rb"*+,"
    + _GAP
    + rb"*+(?P<nature>intrinsic|non_intrinsic))?(?:"
    + _GAP
    + rb"*+::"
    + _GAP
    + rb"*+|"
    + _GAP
    + rb"++)(?P<use>"
    + _NAME
    + rb")"
    + _END
    + rb"|module"
    + _GAP
    + rb"++(?P<module>"
    + _NAME
    + rb")"
    + _END
    + rb"|submodule"
    + _GAP
    + rb"*+\("
    + _GAP
    + rb"*+(?P<ancestor>"
    + _NAME
    + rb")(?:"
    + _GAP
    + rb"*+:"
    + _GAP
    + rb"*+(?P<parent>"
    + _NAME
    + rb"))?"
    + _GAP
    + rb"*+\)"
    + _GAP
    + rb"*+(?P<submodule>"
    + _NAME
    + rb")"
    + _END
    + rb"|include[ \t]*+(?:'(?P<single>[^'\n]{1,500})'|\"(?P<double>[^\"\n]{1,500})\"))"
    + rb"|^[ \t]*+\#[ \t]*+include[ \t]*+\"(?P<cpp>[^\"\n]{1,500})\"",
    re.IGNORECASE | re.MULTILINE,
)


def is_fixed_form(path: str) -> bool:
    """Columns have a meaning in it; compilers tell by the name."""
    return posixpath.splitext(path)[1].lower() in FIXED_FORM_SUFFIXES


def is_preprocessed(path: str) -> bool:
    """A compiler runs the C preprocessor on it without being told."""
    return posixpath.splitext(path)[1] in _PREPROCESSED_SUFFIXES


@dataclass(frozen=True, slots=True)
class ModuleNames:
    """What a text says about modules, lower-cased, each once and in order of appearance.

    A submodule is `ancestor:name`, as compilers call its file. Branches of `#if` count all.
    """

    provides: tuple[str, ...] = ()
    uses: tuple[str, ...] = ()
    """Those outside of the text itself, intrinsic ones left out."""
    includes: tuple[str, ...] = ()

    @classmethod
    def of(cls, text: bytes) -> Self:
        """Found in linear time; a text that is no Fortran gives little or nothing."""
        provides: dict[str, None] = {}
        uses: dict[str, None] = {}
        includes: dict[str, None] = {}
        for match in _STATEMENT.finditer(text):
            found = {kind: value.decode("latin-1") for kind, value in match.groupdict().items() if value is not None}
            name = {kind: value.lower() for kind, value in found.items()}
            if "use" in found:
                if name.get("nature") != "intrinsic" and name["use"] not in INTRINSIC:
                    uses[name["use"]] = None
            elif "module" in found:
                if name["module"] != "procedure":
                    provides[name["module"]] = None
            elif "submodule" in found:
                ancestor = name["ancestor"]
                uses[f"{ancestor}:{name['parent']}" if "parent" in name else ancestor] = None
                provides[f"{ancestor}:{name['submodule']}"] = None
            else:
                includes.update(dict.fromkeys(found.values()))
        return cls(tuple(provides), tuple(use for use in uses if use not in provides), tuple(includes))


@dataclass(frozen=True, slots=True)
class ModuleStep:
    """A file to compile for its modules alone, before the file that uses them."""

    path: str
    """Relative to the repository's root, or the name of one of `STUBS`."""
    is_stub: bool

    @property
    def directory(self) -> str:
        """Below the directory for modules: every file has its own, as two files may define a module of one name."""
        return hashlib.sha256(f"{self.is_stub:d}{self.path}".encode()).hexdigest()[:16]


@dataclass(frozen=True, slots=True)
class ModulePlan:
    """What one file needs."""

    steps: tuple[ModuleStep, ...]
    """In the order in which they can be compiled."""
    includes: tuple[str, ...]
    """Files of the repository that it includes, directly and indirectly; sorted."""
    missing: tuple[str, ...]
    """Modules that nobody defines; sorted."""
    cyclic: tuple[str, ...]
    """Files that need one another's modules in a circle; sorted."""


class ModuleGraph:
    """The Fortran files of one repository, by the modules that they define and use."""

    def __init__(self, names: Mapping[str, ModuleNames], include_directories: Sequence[str] = ()) -> None:
        self._names = names
        self._include_directories = include_directories
        self._stubs = {step.path.partition(".")[0]: step for step in stub_steps()}
        self._stub_names = {
            step: ModuleNames.of(STUBS.joinpath(step.path).read_bytes()) for step in self._stubs.values()
        }

    @classmethod
    def of(cls, texts: Mapping[str, bytes], include_directories: Sequence[str] = ()) -> Self:
        """`texts` by path: every Fortran file and whatever may be included, so headers too."""
        return cls({path: ModuleNames.of(text) for path, text in texts.items()}, include_directories)

    def plan(self, path: str) -> ModulePlan:
        """What has to be compiled before `path`; its length is bounded, and so is the time."""
        order: dict[ModuleStep, None] = {}
        missing: set[str] = set()
        cyclic: set[str] = set()
        root = ModuleStep(path, is_stub=False)
        open_steps: dict[ModuleStep, None] = {root: None}
        stack = [(root, iter(self._needs(root)))]
        while stack:
            step, needs = stack[-1]
            name = next(needs, None)
            if name is None:
                stack.pop()
                del open_steps[step]
                if step != root:
                    order[step] = None
                continue
            provider = self._provider(name, step)
            if provider is None or len(order) + len(stack) > _MAX_MODULES:
                missing.add(name)
            elif provider in open_steps:
                if provider != step:
                    cyclic.update((step.path, provider.path))
            elif provider not in order:
                open_steps[provider] = None
                stack.append((provider, iter(self._needs(provider))))
        return ModulePlan(
            tuple(order), tuple(sorted(self._included(path))), tuple(sorted(missing)), tuple(sorted(cyclic))
        )

    @cached_property
    def _providers(self) -> dict[str, list[str]]:
        providers: dict[str, list[str]] = {}
        for path in sorted(self._names):
            for name in self._names[path].provides:
                providers.setdefault(name, []).append(path)
        return providers

    def _needs(self, step: ModuleStep) -> Iterable[str]:
        if step.is_stub:
            return self._stub_names[step].uses
        own = self._names.get(step.path, ModuleNames())
        needs = dict.fromkeys(own.uses)
        for included in sorted(self._included(step.path)):
            needs.update(dict.fromkeys(self._names[included].uses))
        return [name for name in needs if name not in own.provides]

    def _provider(self, name: str, user: ModuleStep) -> ModuleStep | None:
        """The one nearest to its user in the tree of directories, else a stub of ours."""
        paths = self._providers.get(name)
        if paths and not user.is_stub:
            return ModuleStep(min(paths, key=lambda path: _distance(path, user.path)), is_stub=False)
        return self._stubs.get(name)

    def _included(self, path: str) -> set[str]:
        found: set[str] = set()
        pending = [path]
        while pending:
            includer = pending.pop()
            for name in self._names.get(includer, ModuleNames()).includes:
                for directory in (posixpath.dirname(includer), *self._include_directories):
                    candidate = posixpath.normpath(posixpath.join(directory, name))
                    if candidate in self._names:
                        if candidate not in found and candidate != path:
                            found.add(candidate)
                            pending.append(candidate)
                        break
        return found


def stub_steps() -> tuple[ModuleStep, ...]:
    """Those modules that we have declarations of our own for, by name."""
    return tuple(ModuleStep(path.name, is_stub=True) for path in sorted(STUBS.glob("*.f90")))


def _distance(path: str, user: str) -> tuple[int, int, str]:
    own, other = posixpath.dirname(path).split("/"), posixpath.dirname(user).split("/")
    shared = 0
    for a, b in zip(own, other, strict=False):
        if a != b:
            break
        shared += 1
    return -shared, len(own), path
