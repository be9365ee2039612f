"""What statements of a Python module define and need, read off their trees."""

from __future__ import annotations

import ast
from collections.abc import Iterator


def top_level(body: list[ast.stmt]) -> Iterator[ast.stmt]:
    """Statements of a module, and those in the first branch of its conditions."""
    for statement in body:
        if isinstance(statement, ast.If | ast.Try):
            yield from top_level(statement.body)
        else:
            yield statement


def defined(statement: ast.stmt) -> Iterator[str]:
    """Names that exist once it has run."""
    match statement:
        case ast.FunctionDef(name=name) | ast.ClassDef(name=name):
            yield name
        case ast.Import(names=names) | ast.ImportFrom(names=names):
            yield from (alias.asname or alias.name.split(".")[0] for alias in names)
        case ast.Assign(targets=targets):
            for target in targets:
                yield from (n.id for n in ast.walk(target) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Store))
        case ast.AnnAssign(target=ast.Name(id=name)):
            yield name
        case _:
            pass


def loaded(statement: ast.stmt) -> list[str]:
    """Names from outside, in order of appearance; annotations left out."""
    own = {n.id for n in ast.walk(statement) if isinstance(n, ast.Name) and not isinstance(n.ctx, ast.Load)}
    own |= {n.arg for n in ast.walk(statement) if isinstance(n, ast.arg)}
    own |= {n.name for n in ast.walk(statement) if isinstance(n, ast.FunctionDef) and n is not statement}
    used = (n.id for n in ast.walk(_bare(statement)) if isinstance(n, ast.Name) and isinstance(n.ctx, ast.Load))
    return [name for name in dict.fromkeys(used) if name not in own]


def _bare(statement: ast.stmt) -> ast.stmt:
    if isinstance(statement, ast.FunctionDef):
        statement.returns = None
    return statement


def without_caches(statement: ast.stmt) -> ast.stmt:
    """What numba would write next to the source, and annotations that may name anything, are left out."""
    if isinstance(statement, ast.FunctionDef):
        for argument in ast.walk(statement.args):
            if isinstance(argument, ast.arg):
                argument.annotation = None
        for decorator in statement.decorator_list:
            if isinstance(decorator, ast.Call):
                decorator.keywords = [k for k in decorator.keywords if k.arg not in ("cache", "locals")]
    return statement
