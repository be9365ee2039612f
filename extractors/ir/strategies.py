"""By which steps a file is brought to compile: whole, under another standard, without what does not compile."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from warploom.extractors.ir.attempts import Attempt, Variant
from warploom.extractors.ir.closed_code import Closed
from warploom.extractors.ir.compile_request import CompileRequest, Target
from warploom.extractors.ir.cutting import MAX_ROUNDS, Cutter
from warploom.extractors.ir.infer_flags import GUESSED, HowToCompile
from warploom.extractors.ir.instantiations import MAX_CHOICES, Instantiated, instantiate, refused_at
from warploom.extractors.ir.launch_spelling import closed_up
from warploom.extractors.ir.macro_stand_ins import stand_ins
from warploom.extractors.ir.missing_names import ConfigurationValues
from warploom.extractors.ir.standard_fallbacks import fallbacks
from warploom.extractors.ir.standard_names import headers_of_missed
from warploom.extractors.ir.unit_attempts import attempt_units
from warploom.extractors.ir.unit_text import UnitTexts
from warploom.extractors.syntax.file_syntax import FileSyntax

_MAX_STANDARDS = 3
"""Tried for one file."""
_STANDARD = f"{GUESSED}/standard_names.h"
"""Includes what a file should include itself."""
_DECORATIONS = f"{GUESSED}/decorations.h"
"""Defines macros that decorate declarations and that no file defines."""
_MAX_AVOIDED = 2
"""Times that names are defined or headers included because of errors."""
_DEVICE_ROUNDS = 2
"""Of cutting, before functions of the host go wholesale."""
_MAX_INSTANTIATED = MAX_CHOICES + 2
"""Attempts with instances: when a kernel has had all choices, it is left out for the others' sake."""

Run = Callable[[CompileRequest, Variant], Attempt]


@dataclass(frozen=True, slots=True)
class Sources:
    """What strategies need to know of the repository."""

    read_text: Callable[[str], bytes | None]
    read_syntax: Callable[[str, bytes], FileSyntax | None]
    values: ConfigurationValues
    closed_code: Callable[[CompileRequest, Sequence[str]], Closed]
    """Of a request whose closure has these files."""
    blamed_names: Callable[[Attempt, Sequence[str]], Sequence[str]]
    """Names that would avoid errors of an attempt; the closure of its file has these files."""


def bring_to_compile(
    run: Run, request: CompileRequest, how: HowToCompile, sources: Sources, *, cut_down: bool
) -> list[Attempt]:
    """Attempts in order. The last that is for no unit may have compiled: then it stands for the file.

    The whole file first, under other standards where errors suggest them, with values for constants of a configuration
    that nobody made. Where most of it stands behind conditions that nobody fulfils, names that open it are defined;
    where only some kernels do, at the end, if it compiles with them, too. With `cut_down`, then with empty files for
    headers that are nowhere to be had, without the functions and declarations that hold errors, and for a device
    without functions of the host. Then templates of kernels that nothing instantiates are given arguments. At last,
    kernels that all of this has lost are tried one by one. The host's side of a device's language is tried as it is.
    """
    spelled = _spelled(request, sources)
    steps = _Steps(run, request, how, spelled)
    is_device = request.target is not Target.HOST
    closed = sources.closed_code(request, how.closure.files)
    if not is_device and request.language in ("CUDA", "HIP"):
        if closed.is_mostly_closed:
            steps.define(_defines(closed))
        steps.plainly()  # the kernels' other side: what it lacks is mostly a library, and nothing is gained without it
        return steps.attempts
    steps.whole(sources)
    if closed.is_mostly_closed:
        steps.open(closed, sources)
    if steps.may_go_on and cut_down:
        cutter = Cutter(lambda path: spelled.get(path) or sources.read_text(path), sources.read_syntax)
        steps.without_headers(sources)
        # of a device's file, errors are mostly the host's functions: soon all of these go at once
        steps.cut(cutter, _DEVICE_ROUNDS if is_device else MAX_ROUNDS)
        if is_device and steps.may_go_on and cutter.cut_host_functions(request.path):
            steps.again(cutter)
            steps.cut(cutter, MAX_ROUNDS)
    steps.settle(is_worth_it=closed.n_open > 0)
    if is_device and request.language in ("CUDA", "HIP") and steps.last.is_compiled:
        if closed.names and not closed.is_mostly_closed:
            steps.open_the_rest(closed)
        if cut_down:
            steps.instantiate(sources)
    if is_device and request.language in ("CUDA", "HIP") and cut_down:
        steps.units(sources)
    return steps.attempts


class _Steps:
    """The attempts so far."""

    def __init__(self, run: Run, request: CompileRequest, how: HowToCompile, spelled: Mapping[str, bytes]) -> None:
        self._run, self._how = run, how
        self._request, self._spelled = request, spelled
        self._variant = Variant(texts={**how.added_headers, **spelled})
        self.attempts: list[Attempt] = []
        self._set_aside: Attempt | None = None
        """It compiled before more was opened."""

    @property
    def last(self) -> Attempt:
        return self.attempts[-1]

    @property
    def may_go_on(self) -> bool:
        """The last attempt ended with errors: limits, crashes and success end the matter."""
        return self.last.outcome == "failed"

    def plainly(self) -> None:
        """As it is, under the standard that it is written for."""
        self._try()
        self._other_standards()

    def _try(self) -> None:
        self.attempts.append(self._run(self._request, self._variant))

    def whole(self, sources: Sources) -> None:
        self._try()
        self._include_standard()
        self._avoid(sources)
        self._stand_in(sources)
        self._other_standards()
        if self.may_go_on:
            self._define(sources.values)

    def _other_standards(self) -> None:
        tried = [self._request.flags.standard]
        while self.may_go_on and len(tried) < _MAX_STANDARDS:
            flags = fallbacks(self.last.request.flags, self.last.messages, language=self._request.language, tried=tried)
            if flags is None:
                break
            tried.append(flags.standard)
            self._request = dataclasses.replace(self._request, flags=flags)
            self._try()

    def _include_standard(self) -> None:
        """Headers of the standard library that the code does not include, as others' headers do it for it elsewhere."""
        for _ in range(_MAX_AVOIDED):
            if not self.may_go_on or self._request.language == "OpenCL":
                return
            before, request, variant = self.last, self._request, self._variant
            headers = headers_of_missed(before.messages, request.language)
            if not self._force(_STANDARD, [f"#include <{name}>\n" for name in headers]):
                return
            self._try()
            if not self._keep_if_better(before, request, variant):
                return

    def _stand_in(self, sources: Sources) -> None:
        """Macros that decorate declarations; what a first one hides from the compiler shows in the next round."""
        for _ in range(_MAX_AVOIDED):
            if not self.may_go_on:
                return
            before, request, variant = self.last, self._request, self._variant
            lines = stand_ins(before.errors, lambda path: self._texts_of(path, sources), sources.values.is_defined)
            if not self._force(_DECORATIONS, [line + "\n" for line in lines]):
                return
            self._try()
            if not self._keep_if_better(before, request, variant):
                return

    def _texts_of(self, path: str, sources: Sources) -> bytes | None:
        return self._variant.texts.get(path) or sources.read_text(path)

    def _force(self, path: str, lines: Sequence[str]) -> bool:
        """Add lines to a header that is included before the first line of the file; False if it has them all."""
        there = self._variant.texts.get(path, b"")
        new = [line for text in lines if (line := text.encode()) not in there]
        if not new:
            return False
        self._variant = dataclasses.replace(self._variant, texts={**self._variant.texts, path: there + b"".join(new)})
        if not there:
            flags = self._request.flags
            flags = dataclasses.replace(flags, forced_includes=(path, *flags.forced_includes))
            self._request = dataclasses.replace(self._request, flags=flags)
        return True

    def _keep_if_better(self, before: Attempt, request: CompileRequest, variant: Variant) -> bool:
        """Go back to what was before unless fewer errors remain than there."""
        if self.last.is_compiled or (self.may_go_on and len(self.last.errors) < len(before.errors)):
            return True
        self._request, self._variant = request, variant
        self._say_last(before)
        return False

    def _avoid(self, sources: Sources) -> None:
        """Take other branches than those that refuse to compile, and open what declares what is missed."""
        for _ in range(_MAX_AVOIDED):
            if not self.may_go_on:
                return
            before, request = self.last, self._request
            known = {define.lstrip("-").partition("=")[0] for define in request.flags.defines}
            names = [n for n in sources.blamed_names(before, self._how.closure.files) if n not in known]
            if not names:
                return
            self.define([f"{name}=1" for name in names])
            self._try()
            if not self._keep_if_better(before, request, self._variant):
                return

    def _define(self, values: ConfigurationValues) -> None:
        """Values for constants that a configuration would have set."""
        known = {define.lstrip("-").partition("=")[0] for define in self._request.flags.defines}
        defines = [d for d in values.defines(self.last.messages) if d.partition("=")[0] not in known]
        if defines:
            before, request = self.last, self._request
            self.define(defines)
            self._try()
            self._keep_if_better(before, request, self._variant)

    def define(self, defines: Sequence[str]) -> None:
        """From the next attempt on."""
        flags = self._request.flags
        flags = dataclasses.replace(flags, defines=(*flags.defines, *defines))
        self._request = dataclasses.replace(self._request, flags=flags)

    def open(self, closed: Closed, sources: Sources) -> None:
        """The whole file again, with what opens the code that nobody's configuration does."""
        if not self.may_go_on and not self.last.is_compiled:
            return
        if self.last.is_compiled:
            self._set_aside = self.last
        self.define(_defines(closed))
        self.whole(sources)

    def settle(self, *, is_worth_it: bool) -> None:
        """Give the last word to what compiled closed, where no later attempt did and there is something in it."""
        aside, self._set_aside = self._set_aside, None
        if aside is None:
            return
        if self.last.is_compiled:
            self._supersede(aside)
        elif is_worth_it:
            self._request, self._variant = aside.request, aside.variant
            self._say_last(aside)

    def open_the_rest(self, closed: Closed) -> None:
        """Kernels that are closed beside others that are not: they are taken if nothing is lost by them."""
        compiled, request = self.last, self._request
        self.define(_defines(closed))
        self._try()
        if self.last.is_compiled:
            self._supersede(compiled)
        else:
            self._request = request
            self._say_last(compiled)

    def without_headers(self, sources: Sources) -> None:
        """Empty files for headers that are nowhere: each would end the compilation before its first error."""
        missing = [name for name in self._how.missing_headers if _may_be_made(name)]
        if not missing:
            return
        texts = {**self._variant.texts, **{f"{GUESSED}/{name}": b"" for name in missing}}
        self._variant = dataclasses.replace(self._variant, texts=texts)
        flags = self._request.flags
        if GUESSED not in flags.include_directories:
            flags = dataclasses.replace(flags, include_directories=(*flags.include_directories, GUESSED))
            self._request = dataclasses.replace(self._request, flags=flags)
        self._try()
        # only now is there more than one error
        self._include_standard()
        self._avoid(sources)
        self._stand_in(sources)
        if self.may_go_on:
            self._define(sources.values)

    def cut(self, cutter: Cutter, rounds: int) -> None:
        for _ in range(rounds):
            if not self.may_go_on or not cutter.cut(self.last.errors):
                return
            self.again(cutter)

    def again(self, cutter: Cutter) -> None:
        """Try with what the cutter has left."""
        omitted = tuple(f"{o.name} ({o.kind})" for o in cutter.omitted)
        texts = {**self._variant.texts, **cutter.texts}
        self._variant = Variant("part", texts, omitted)
        self._try()

    def instantiate(self, sources: Sources) -> None:
        """Add instances of kernel templates; where none of them compiles, what compiled without them stays."""
        path = self._request.path
        text = self._variant.texts.get(path) or sources.read_text(path)
        syntax = None if text is None else sources.read_syntax(path, text)
        if text is None or syntax is None:
            return
        best, refused = self.last, frozenset[str]()
        tries: dict[str, int] = {}
        for _ in range(_MAX_INSTANTIATED):
            made = instantiate(text, syntax, tries=tries, refused=refused)
            if not made.instances:
                break
            attempt = self._run(self._request, self._with(made))
            self.attempts.append(attempt)
            if attempt.is_compiled:
                self._supersede(best)
                return
            # an error in a template's body has the instance that led there beside it
            places = [place for error in attempt.errors for place in (error.place, *error.around)]
            newly = refused_at(made, {place.line for place in places if place.path == path})
            if not newly or attempt.outcome != "failed":
                break
            refused |= {instance.text for instance in newly}
            for kernel in {instance.kernel for instance in newly}:
                tries[kernel] = tries.get(kernel, 0) + 1
        self._say_last(best)

    def units(self, sources: Sources) -> None:
        """Kernels by themselves that the last attempt has no code of."""
        last = self.last
        if not self.may_go_on and not (last.is_compiled and last.variant.omitted):
            return

        def read_text(path: str) -> bytes | None:
            return self._spelled.get(path) or sources.read_text(path)

        texts = UnitTexts(self._how.closure.files, read_text, sources.read_syntax)
        self.attempts += attempt_units(self._run, last, texts)

    def _with(self, made: Instantiated) -> Variant:
        names = tuple(f"{instance.text} ({instance.origin})" for instance in made.instances)
        texts: Mapping[str, bytes] = {**self._variant.texts, self._request.path: made.text}
        return dataclasses.replace(self._variant, texts=texts, instantiations=names)

    def _say_last(self, attempt: Attempt) -> None:
        """The last one that compiled stands for the file."""
        self.attempts.remove(attempt)
        self.attempts.append(attempt)

    def _supersede(self, attempt: Attempt) -> None:
        self.attempts[self.attempts.index(attempt)] = dataclasses.replace(attempt, is_superseded=True)


def _spelled(request: CompileRequest, sources: Sources) -> dict[str, bytes]:
    """The file as clang can read its launches, where that is not how they are written."""
    text = sources.read_text(request.path) if request.language in ("CUDA", "HIP") else None
    spelled = None if text is None else closed_up(text)
    return {} if spelled is None else {request.path: spelled}


def _defines(closed: Closed) -> list[str]:
    return [f"{name}=1" for name in closed.names]


def _may_be_made(name: str) -> bool:
    parts = name.split("/")
    return all(part not in ("", ".", "..") for part in parts) and len(name) < 200 and name.isprintable()
