"""One directive of OpenMP or OpenACC as structure: its name, its arguments, and its clauses with modifiers."""

from __future__ import annotations

from dataclasses import dataclass

from warploom.extractors.syntax.directive_tables import KnownDirective, directive_names, modifiers_of, most_words
from warploom.extractors.syntax.directive_tokens import Tokens, tokens_of


@dataclass(frozen=True, slots=True)
class Clause:
    """A clause. Modifiers and arguments are as written, with white space outside of literals one blank."""

    name: str
    """In lower case in Fortran. Where something else stands than a clause, its text."""
    modifiers: str | None
    arguments: tuple[str, ...]
    is_known: bool
    """A version of the standard has this clause, on some directive, and its brackets are paired."""


@dataclass(frozen=True, slots=True)
class Directive:
    """A directive."""

    name: str
    """As the standard spells it, blanks between words; in Fortran its own, `parallel do`. An unknown one as written,
    in lower case in Fortran."""
    arguments: tuple[str, ...]
    """Those of the directive itself, as in `critical(name)` or `flush(a, b)`."""
    clauses: tuple[Clause, ...]
    is_known: bool
    """A version of the standard has this directive, and the brackets of its arguments are paired."""


def parse_directive(standard: str, body: str, *, fortran: bool) -> Directive:
    """Read the body of a directive: what follows the sentinel of `openmp` or `openacc`, without comments.

    The name is the longest known one that the body begins with, else all words up to a known clause or a parenthesis.
    What is not understood is kept and marked as not known. Nothing raises; time is linear in the length.

    >>> parse_directive("openmp", "parallel for reduction(+: a, b) nowait", fortran=False).clauses[0]
    Clause(name='reduction', modifiers='+', arguments=('a', 'b'), is_known=True)
    """
    return _Reader(standard, "fortran" if fortran else "c", tokens_of(body, fortran=fortran)).directive()


@dataclass(frozen=True, slots=True)
class _Reader:
    """Positions are indices of tokens; a group is what stands in brackets, by the position of the opening one."""

    standard: str
    language: str
    tokens: Tokens

    def directive(self) -> Directive:
        known, name, position = self._name()
        arguments: tuple[str, ...] = ()
        is_known = known is not None
        if self._is_parenthesis(position):
            is_whole = known is not None and known.has_one_argument
            _, arguments = self._content(position, "whole" if is_whole else "none")
            end = self._group_end(position)
            is_known = is_known and not self.tokens.is_broken(position, end)
            position = end
        clauses: list[Clause] = []
        while position < len(self.tokens):
            kind = self.tokens.kinds[position]
            if kind == "comma":
                position += 1
                continue
            clause, position = self._clause(position, name) if kind == "word" else self._something_else(position)
            clauses.append(clause)
        return Directive(name, arguments, tuple(clauses), is_known)

    def _name(self) -> tuple[KnownDirective | None, str, int]:
        """The directive, its name, and the position after it."""
        known, end = self._longest_known(0)
        if known is not None:
            return known, known.name, end
        while self._is_word(end) and modifiers_of(self.standard, self._folded(self.tokens[end]), "") is None:
            end += 1
        return None, self._folded(self.tokens.between(0, end)), end

    def _longest_known(self, first: int) -> tuple[KnownDirective | None, int]:
        """The directive with the longest name that begins here, and the position after it.

        Fortran runs words together or, since OpenMP 6.0, puts plus signs between them.
        """
        names = directive_names(self.standard, self.language)
        separator = "" if self.language == "fortran" else " "
        words: list[str] = []
        found: KnownDirective | None = None
        found_end = position = first
        while self._is_word(position) and len(words) < most_words(self.standard, self.language):
            words.append(self._folded(self.tokens[position]))
            position += 1
            known = names.get(separator.join(words))
            if known is not None:
                found, found_end = known, position
            if not separator and self._is_word(position + 1) and self.tokens.kinds[position] == "plus":
                position += 1
        return found, found_end

    def _clause(self, position: int, directive: str) -> tuple[Clause, int]:
        name = self._folded(self.tokens[position])
        rule = modifiers_of(self.standard, name, directive)
        group = position + 1
        if not self._is_parenthesis(group):
            return Clause(name, None, (), rule is not None), group
        modifiers, arguments = self._content(group, rule or "none")
        end = self._group_end(group)
        is_known = rule is not None and not self.tokens.is_broken(group, end)
        return Clause(name, modifiers, arguments, is_known), end

    def _something_else(self, position: int) -> tuple[Clause, int]:
        """All up to the next word or comma."""
        end = position
        while end < len(self.tokens) and self.tokens.kinds[end] not in ("word", "comma"):
            end = self._group_end(end) if self.tokens.kinds[end] == "open" else end + 1
        return Clause(self.tokens.between(position, end), None, (), is_known=False), end

    def _content(self, group: int, rule: str) -> tuple[str | None, tuple[str, ...]]:
        """Modifiers and arguments in a group, by a word of `clauses.csv`."""
        tokens, first, last = self.tokens, group + 1, self._last(group)
        if rule == "whole":
            return None, self._parted(first, last, [])
        colons, commas, semicolons = self._marks(first, last)
        if rule == "each":
            return self._each(self._parts(first, last, commas), set(colons))
        if rule == "groups" and semicolons:
            return None, self._parted(first, last, semicolons)
        if not colons or rule == "none" or (rule == "directive" and not self._is_directive(first, colons[0])):
            return None, self._parted(first, last, commas)
        if rule == "after":
            before = [comma for comma in commas if comma < colons[0]]
            return tokens.between(colons[0] + 1, last), self._parted(first, colons[0], before)
        colon = colons[-1] if rule == "last" else colons[0]
        behind = [comma for comma in commas if comma > colon and rule != "selector"]
        return tokens.between(first, colon), self._parted(colon + 1, last, behind)

    def _each(self, parts: list[tuple[int, int]], colons: set[int]) -> tuple[str | None, tuple[str, ...]]:
        """Arguments that bring a modifier each; as they are where one brings none."""
        if not parts or not all(first + 1 in colons for first, _ in parts):
            return None, tuple(self.tokens.between(*part) for part in parts)
        modifiers = ", ".join(self.tokens[first] for first, _ in parts)
        return modifiers, tuple(self.tokens.between(first + 2, end) for first, end in parts)

    def _marks(self, first: int, last: int) -> tuple[list[int], list[int], list[int]]:
        """Colons, commas and semicolons outside of inner groups; a colon that answers a `?` is none."""
        colons: list[int] = []
        commas: list[int] = []
        semicolons: list[int] = []
        n_questions = 0
        position = first
        while position < last:
            kind = self.tokens.kinds[position]
            if kind == "comma":
                commas.append(position)
            elif kind == "semicolon":
                semicolons.append(position)
            elif kind == "question":
                n_questions += 1
            elif kind == "colon" and n_questions:
                n_questions -= 1
            elif kind == "colon":
                colons.append(position)
            position = max(position, self.tokens.partners[position]) + 1
        return colons, commas, semicolons

    def _parts(self, first: int, last: int, marks: list[int]) -> list[tuple[int, int]]:
        """The ranges that marks part; none where there is nothing at all."""
        starts = [first, *(mark + 1 for mark in marks)]
        return list(zip(starts, [*marks, last], strict=True)) if first < last else []

    def _parted(self, first: int, last: int, marks: list[int]) -> tuple[str, ...]:
        return tuple(self.tokens.between(*part) for part in self._parts(first, last, marks))

    def _is_directive(self, first: int, end: int) -> bool:
        known, known_end = self._longest_known(first)
        return known is not None and known_end == end

    def _is_word(self, position: int) -> bool:
        return position < len(self.tokens) and self.tokens.kinds[position] == "word"

    def _is_parenthesis(self, position: int) -> bool:
        return position < len(self.tokens) and self.tokens[position] == "("

    def _last(self, group: int) -> int:
        """Where a group's content ends; one that is never closed runs to the end."""
        partner = self.tokens.partners[group]
        return partner if partner > group else len(self.tokens)

    def _group_end(self, group: int) -> int:
        return min(self._last(group) + 1, len(self.tokens))

    def _folded(self, word: str) -> str:
        return word.lower() if self.language == "fortran" else word
