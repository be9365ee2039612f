"""How the places of Fortran's syntax use the names in them."""

from __future__ import annotations

from warploom.extractors.syntax.flat_tree import Grammar
from warploom.extractors.syntax.names import (
    ARGUMENT,
    CALL,
    CALLED,
    DECLARE,
    FIRST_WRITTEN,
    MEMBER,
    PASS,
    PASS_OBJECT,
    READ,
    SCOPE,
    TYPE,
    WRITE,
    Uses,
)

_PLACES: dict[tuple[str, str | None], int] = {
    ("assignment_statement", "left"): WRITE,
    ("pointer_association_statement", None): FIRST_WRITTEN,
    ("call_expression", None): CALLED,
    ("subroutine_call", "subroutine"): READ | CALL,
    ("argument_list", None): READ | ARGUMENT,
    ("keyword_argument", "name"): 0,
    ("keyword_argument", "value"): PASS,
    ("derived_type_member_expression", None): PASS_OBJECT,
    ("coarray_expression", None): PASS,
    ("loop_control_expression", None): FIRST_WRITTEN,
    ("concurrent_control", None): FIRST_WRITTEN,
    ("triplet_spec", None): FIRST_WRITTEN,
    # what a statement of input and output does with its items is as little seen as what a callee does
    ("input_item_list", None): WRITE,
    ("read_statement", None): READ | ARGUMENT,
    ("write_statement", None): READ | ARGUMENT,
    ("open_statement", None): READ | ARGUMENT,
    ("close_statement", None): READ | ARGUMENT,
    ("inquire_statement", None): READ | ARGUMENT,
    ("unit_identifier", None): PASS,
    ("allocate_statement", None): READ | ARGUMENT,
    ("allocate_statement", "allocation"): WRITE,
    ("sized_allocation", None): PASS,
    ("coarray_allocation", None): PASS,
    ("size", None): READ,
    ("coarray_size", None): READ,
    ("deallocate_statement", None): WRITE,
    ("nullify_statement", None): WRITE,
    ("data_set", None): WRITE,
    ("data_value", None): READ,
    ("equivalence_set", None): READ | WRITE,
    ("association", "name"): DECLARE,
    ("association", "selector"): READ | ARGUMENT,  # what is written to its other name is not followed
    ("variable_declaration", "declarator"): DECLARE,
    ("variable_modification", "declarator"): DECLARE,
    ("enumerator_statement", "declarator"): DECLARE,
    ("init_declarator", "left"): PASS,
    ("pointer_init_declarator", "left"): PASS,
    ("sized_declarator", None): PASS,
    ("coarray_declarator", None): PASS,
    ("parameter_assignment", None): READ,
    ("variable_group", None): DECLARE,
    ("parameters", None): DECLARE,
    ("function_result", None): DECLARE,
    ("subroutine_statement", "name"): DECLARE,
    ("function_statement", "name"): DECLARE,
    ("module_procedure_statement", "name"): DECLARE,
    ("entry_statement", "name"): DECLARE,
    ("language_binding", None): 0,
    ("program_statement", None): 0,
    ("module_statement", None): 0,
    ("submodule_statement", None): 0,
    ("block_data_statement", None): 0,
    ("included_items", None): 0,
    ("use_alias", None): 0,
    ("preproc_def", "name"): DECLARE,
    ("preproc_function_def", "name"): DECLARE,
    ("preproc_params", None): DECLARE,
}
_NAMES = {"identifier": 0, "name": 0, "type_name": TYPE, "type_member": MEMBER, "module_name": SCOPE}
_ENDS = ("subroutine", "function", "module_procedure", "program", "module", "submodule", "block_data", "type")


def uses_of(g: Grammar) -> Uses:
    """The table for the grammar of Fortran.

    `x(i)` is an element or a call, which no table of places can tell: `CALLED` says `READ | CALL` for both, and a
    caller takes `CALL` from the names in `FortranCutter.arrays`. What `use` imports is no use and no declaration.
    """
    no_names: dict[tuple[str, str | None], int] = {(f"end_{end}_statement", None): 0 for end in _ENDS}
    return Uses.of(g, _PLACES | no_names, _NAMES, ("=",))
