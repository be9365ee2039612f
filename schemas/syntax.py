"""Work tables of the syntax phase: what a file's tree says, in byte ranges of its text."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import OCCURRENCE_ID, STRINGS
from warploom.schemas.table import Column, Table

SYNTAX_LANGUAGES = ("C", "C++", "CUDA", "HIP", "OpenCL", "SYCL", "Fortran", "Python", "Julia", "Rust")
"""Languages that have a grammar; ISPC has none."""


def structs(**fields: pa.DataType) -> pa.DataType:
    """A list of structs."""
    return pa.list_(pa.struct([pa.field(name, kind) for name, kind in fields.items()]))


PARAMS = structs(
    name=pa.string(),
    type=pa.string(),
    address_space=pa.string(),
    is_const=pa.bool_(),
    is_restrict=pa.bool_(),
    direction=pa.string(),
)
CLAUSES = structs(name=pa.string(), modifiers=pa.string(), arguments=STRINGS)
LOOPS = structs(variable=pa.string(), lower=pa.string(), upper=pa.string(), step=pa.string())
MPI_CALLS = structs(line=pa.int32(), stripped_line=pa.int32(), function=pa.string(), arguments=STRINGS)
ENTITIES = structs(start=pa.int32(), end=pa.int32(), tag=pa.string())

BYTE_RANGE = (
    Column("byte_start", pa.int64(), "First byte in the UTF-8 text of the file."),
    Column("byte_end", pa.int64(), "One past the last byte."),
    Column("line_start", pa.int32(), "Line of the first byte, from 1."),
    Column("line_end", pa.int32(), "Line of the last byte."),
)
MODELS = Column(
    "programming_models",
    STRINGS,
    "Programming models that the tree shows: cuda, openmp, mpi, ...; sorted, see the README.",
)
FEATURES = Column(
    "feature_tags", STRINGS, "Features of kernels that the tree shows: shared_memory, barrier, ...; sorted."
)
SYNTAX = (
    MODELS,
    FEATURES,
    Column("n_units", pa.int32(), "Units that were cut out of this text; null where it has no grammar.", nullable=True),
    Column(
        "syntax_error_share",
        pa.float64(),
        "Share of bytes in nodes that the grammar could not read, 0 to 1; null where the language has no grammar.",
        nullable=True,
    ),
)
"""What `source_files` takes over."""

UNIT = (
    Column("kind", pa.string(), "function, kernel, program, loop_nest or launch."),
    Column(
        "name", pa.string(), "Simple name; of a launch the kernel's; null where the code gives none.", nullable=True
    ),
    Column("qualified_name", pa.string(), "Name with its namespaces, classes or modules.", nullable=True),
    Column("signature", pa.string(), "From the start to the body, white space normalised.", nullable=True),
    Column("template_parameters", STRINGS, "Template or generic parameters as written."),
    Column(
        "params",
        PARAMS,
        "Parameters: name, type as written, address_space (global, local, constant, private or null), is_const (what "
        "it points to is), is_restrict, direction (in, out, inout, unused; null where a callee may write it).",
    ),
    Column("doc", pa.string(), "The comment or docstring that documents it, markers taken off.", nullable=True),
    Column("callees", STRINGS, "Distinct names that it calls, in the order of their first call."),
    Column("loop_depth", pa.int32(), "Of a loop nest: loops inside one another.", nullable=True),
    Column("launch_grid", pa.string(), "Grid or global size of a launch as written.", nullable=True),
    Column("launch_block", pa.string(), "Block or local size of a launch as written.", nullable=True),
    Column("launch_shared_bytes", pa.string(), "Dynamic shared memory of a launch as written.", nullable=True),
    Column("launch_stream", pa.string(), "Stream or queue of a launch as written.", nullable=True),
    Column("launch_arguments", STRINGS, "Arguments that a launch hands to its kernel, as written."),
    MODELS,
    FEATURES,
    Column(
        "needs_types", STRINGS, "Types that neither it, the function around it nor a known interface defines; sorted."
    ),
    Column("needs_callees", STRINGS, "Functions and macros that it calls and that are defined elsewhere; sorted."),
    Column("needs_names", STRINGS, "Other names that are declared elsewhere: globals, macros, members; sorted."),
    Column(
        "is_self_contained",
        pa.bool_(),
        "It needs nothing but the language, its library and known interfaces; null for loop nests and launches, which "
        "need the function around them.",
        nullable=True,
    ),
)

SYNTAX_FILES = Table(
    name="syntax_files",
    version="1.0",
    description="What the tree of one text says as a whole.",
    key=("occurrence_id",),
    columns=(
        OCCURRENCE_ID,
        *SYNTAX,
        Column(
            "includes", STRINGS, "Headers that it includes by a quoted or bracketed name; other languages: modules."
        ),
    ),
)

SYNTAX_UNITS = Table(
    name="syntax_units",
    version="1.0",
    description="Units of code by byte range.",
    key=("occurrence_id", "unit_number"),
    columns=(
        OCCURRENCE_ID,
        Column("unit_number", pa.int32(), "Place among the file's units, from 0."),
        Column("enclosing_number", pa.int32(), "The unit right around it.", nullable=True),
        *BYTE_RANGE,
        *UNIT,
        Column("entities", ENTITIES, "Tagged tokens, bytes relative to the unit's first."),
    ),
)

SYNTAX_DEFINITIONS = Table(
    name="syntax_definitions",
    version="1.0",
    description="Types, macros and globals of a file, by byte range: what a unit's context is made of.",
    key=("occurrence_id", "byte_start", "name"),
    columns=(
        OCCURRENCE_ID,
        Column("kind", pa.string(), "type, macro or global."),
        Column("name", pa.string(), "What is defined."),
        Column("byte_start", pa.int64(), "First byte in the UTF-8 text of the file."),
        Column("byte_end", pa.int64(), "One past the last byte."),
        Column("needs", STRINGS, "Names that it uses and nobody provides; sorted."),
    ),
)

DIRECTIVE = (
    Column("standard", pa.string(), "openmp or openacc."),
    Column("directive", pa.string(), "Name of the directive, lower case: `target teams distribute parallel for`."),
    Column("directive_arguments", STRINGS, "Arguments of the directive itself: `critical(name)`, `flush(a, b)`."),
    Column("clauses", CLAUSES, "Clauses in order: name, modifiers (`+` in `reduction(+: s)`), arguments as written."),
    Column("is_known", pa.bool_(), "Directive and clauses are those of a published version of the standard."),
    Column("pragma", pa.string(), "The directive on one line, without its sentinel, white space normalised."),
    Column("directive_line_start", pa.int32(), "First line of the directive."),
    Column("directive_line_end", pa.int32(), "Last line of the directive, continuations included."),
    Column(
        "loops", LOOPS, "The nest of loops that it stands before, from the outside in: variable and bounds as written."
    ),
    Column("subscripts", STRINGS, "Distinct array references in what it stands before, as written."),
)

SYNTAX_DIRECTIVES = Table(
    name="syntax_directives",
    version="1.0",
    description="Directives by byte range.",
    key=("occurrence_id", "directive_start"),
    columns=(
        OCCURRENCE_ID,
        Column("unit_number", pa.int32(), "The function around it.", nullable=True),
        Column("directive_start", pa.int64(), "First byte of the directive."),
        Column("directive_end", pa.int64(), "One past the last byte of the directive."),
        *BYTE_RANGE,
        *DIRECTIVE,
    ),
)

SYNTAX_MPI_CALLS = Table(
    name="syntax_mpi_calls",
    version="1.0",
    description="MPI calls by byte range, and the range that goes when the call is taken out.",
    key=("occurrence_id", "byte_start"),
    columns=(
        OCCURRENCE_ID,
        Column("byte_start", pa.int64(), "First byte of the call."),
        Column("byte_end", pa.int64(), "One past its last byte."),
        Column("cut_start", pa.int64(), "First byte of what goes: the call, or the statement that is nothing else."),
        Column("cut_end", pa.int64(), "One past its last byte."),
        Column("replacement", pa.string(), "What stands there instead: empty, `;`, `0` or `continue`."),
        Column("function", pa.string(), "The function called, as written."),
        Column("arguments", STRINGS, "Its arguments as written."),
    ),
)
