"""What is said of compiled code, and the work tables of the compile phase."""

from __future__ import annotations

import pyarrow as pa

from warploom.schemas.columns import OCCURRENCE_ID, STRINGS
from warploom.schemas.syntax import structs
from warploom.schemas.table import Column, Table

TARGETS = ("x86_64", "nvptx64", "amdgcn", "spirv64")
LEVELS = ("unoptimised", "O0", "O2", "O3", "Os", "Oz")
HEADER_KINDS = ("real", "stub")
FLAGS_ORIGINS = ("compile_commands", "cmake", "inferred")
COVERAGES = ("whole", "part", "unit")
CLOSURE_KINDS = ("repository", "generated", "stub", "toolchain", "vendor")
OUTCOMES = ("compiled", "failed", "timed_out", "crashed", "out_of_memory", "refused", "not_run")
ASSEMBLIES = ("done", "failed", "no_assembler", "unknown_arch", "timed_out", "not_tried")
LIBDEVICE_USES = ("linked", "external", "not_needed")

IR_MODULE_ID = Column("ir_module_id", pa.string(), "`ir_` id: content, command line, target, level and toolchain.")
INCLUDE_CLOSURE = structs(
    path=pa.string(),
    kind=pa.string(),
    content_id=pa.string(),
    license_expression=pa.string(),
    contributed_code=pa.bool_(),
)
DIAGNOSTICS = structs(path=pa.string(), line=pa.int32(), column=pa.int32(), severity=pa.string(), message=pa.string())
LINE_MAP = structs(line=pa.int32(), path=pa.string(), source_line=pa.int32())
LINE_PAIRS = structs(sass_line=pa.int32(), ptx_line=pa.int32())
ACCESSES = structs(address_space=pa.string(), n=pa.int64())
HISTOGRAM = structs(opcode=pa.string(), n=pa.int64())

COMPILED_FOR = (
    Column("target", pa.string(), "What it is compiled for: " + ", ".join(TARGETS) + "."),
    Column("arch", pa.string(), "Processor or device: x86-64, sm_80, gfx90a; empty where the target says all."),
    Column(
        "level",
        pa.string(),
        "unoptimised (what an optimiser is given: the front end's output at O2), O0, O2, O3, Os or Oz.",
    ),
    Column("is_offload", pa.bool_(), "Holds OpenMP's target regions instead of the language's own kernels."),
)
COMPILE = (
    Column(
        "compile_argv",
        STRINGS,
        "The command line, run in the root of the repository; `/toolchain/NAME` stands for where a tool is installed.",
    ),
    Column("compiler", pa.string(), "Name of the compiler."),
    Column("compiler_version", pa.string(), "Its version."),
    Column("toolchain_digest", pa.string(), "Digest over the compiler and its own headers."),
    Column("standard", pa.string(), "Language standard asked for; empty for the compiler's own."),
    Column("flags_origin", pa.string(), "Who said how it is compiled: " + ", ".join(FLAGS_ORIGINS) + "."),
    Column("headers", pa.string(), "real, or stub where declarations of Warploom's own stand for missing headers."),
    Column(
        "coverage",
        pa.string(),
        "whole; part, where functions that do not compile were blanked out; unit, for a unit with its context.",
    ),
    Column("omitted_units", STRINGS, "Names of what was blanked out, in order."),
    Column(
        "instantiations",
        STRINGS,
        "Template instances that were asked for beside those of the file, `NAME<ARGUMENTS> (launch|default)`; of a "
        "unit, its name before them.",
    ),
)
_TOOL = ("compile_argv", "compiler", "compiler_version", "toolchain_digest")

MODULE_FACTS = (
    Column("llvm_major", pa.int32(), "Major version of the LLVM that wrote the bitcode."),
    Column("triple", pa.string(), "Target triple of the module."),
    Column("n_functions", pa.int32(), "Functions defined."),
    Column("n_declarations", pa.int32(), "Functions declared only."),
    Column("n_globals", pa.int32(), "Global variables."),
    Column("n_kernels", pa.int32(), "Functions that a device's driver can launch."),
)
CODE_FACTS = (
    Column("n_basic_blocks", pa.int32(), "Basic blocks."),
    Column("n_instructions", pa.int64(), "Instructions, debug intrinsics not counted."),
    Column("instruction_histogram", HISTOGRAM, "Instructions by opcode, the most frequent first."),
    Column("n_calls", pa.int32(), "Calls: direct, indirect, of intrinsics and of inline assembly."),
    Column("n_indirect_calls", pa.int32(), "Those through a pointer."),
    Column("n_intrinsic_calls", pa.int32(), "Those of LLVM's intrinsics."),
    Column("n_inline_asm", pa.int32(), "Those of inline assembly."),
    Column("n_loops", pa.int32(), "Natural loops."),
    Column("max_loop_depth", pa.int32(), "Loops inside one another; 0 without a loop."),
    Column("vector_width_bits", pa.int32(), "Width of the widest vector type in use; 0 without one."),
    Column(
        "structural_hash",
        pa.string(),
        "Hash that survives renaming and metadata, its scheme before the colon; see docs/design/ir.md.",
    ),
)

COMPILED_MODULES = Table(
    name="compiled_modules",
    version="1.0",
    description="Modules that a bucket's files were compiled to.",
    key=("occurrence_id", "ir_module_id"),
    columns=(
        OCCURRENCE_ID,
        IR_MODULE_ID,
        Column("license_expression", pa.string(), "AND of the licenses of all that contributed.", nullable=True),
        Column("license_tier", pa.string(), "Tier of that expression."),
        Column("redistributable", pa.bool_(), "All that contributed has a license that permits it."),
        *COMPILED_FOR,
        *COMPILE,
        Column("include_closure", INCLUDE_CLOSURE, "Every file that was included, sorted by kind and path."),
        *MODULE_FACTS,
        *CODE_FACTS,
        Column("stripped_sha256", pa.string(), "SHA-256 of the text without debug metadata."),
        Column("is_verified", pa.bool_(), "LLVM's verifier accepts it."),
        Column("text", pa.string(), "The module as text, without debug metadata; null above 256 KB.", nullable=True),
        Column("bitcode", pa.binary(), "The module as the compiler wrote it, line tables included."),
        Column("bitcode_sha256", pa.string(), "SHA-256 of the bitcode."),
        Column("bitcode_bytes", pa.int64(), "Its length."),
    ),
)

FUNCTION = (
    Column("symbol", pa.string(), "The function's name in the module."),
    Column("linkage", pa.string(), "external, internal, linkonce_odr, ..."),
    Column("is_kernel", pa.bool_(), "A device's driver can launch it."),
    Column("source_path", pa.string(), "Path of the file that defines it, by its debug information.", nullable=True),
    Column("source_line", pa.int32(), "Line of its definition there.", nullable=True),
    Column("callees", STRINGS, "Distinct functions that it calls directly, in the order of their first call."),
    Column("memory_accesses", ACCESSES, "Loads, stores and atomics by the address space of their pointer as written."),
)

UNIT_OF_CODE = (
    Column("code_unit_id", pa.string(), "`cu_` id of the unit in the file that defines it.", nullable=True),
    Column("unit_content_id", pa.string(), "Content that the unit is in: it may be a header.", nullable=True),
)

COMPILED_FUNCTIONS = Table(
    name="compiled_functions",
    version="1.0",
    description="Functions of those modules that files of the repository define.",
    key=("occurrence_id", "ir_module_id", "symbol"),
    columns=(
        OCCURRENCE_ID,
        IR_MODULE_ID,
        *FUNCTION,
        *UNIT_OF_CODE,
        Column("text", pa.string(), "Its IR without debug metadata; null above 256 KB.", nullable=True),
        *CODE_FACTS,
    ),
)

LOWERING = (
    Column("nvvm_ir", pa.string(), "The kernel before optimisation, debug metadata taken off.", nullable=True),
    Column("ptx", pa.string(), "The kernel's PTX, optimised.", nullable=True),
    Column("sass", pa.string(), "Machine code as the disassembler prints it.", nullable=True),
    Column("registers", pa.int32(), "Registers a thread; null where it was not assembled.", nullable=True),
    Column("shared_bytes", pa.int32(), "Static shared memory a block.", nullable=True),
    Column("local_bytes", pa.int32(), "Stack frame a thread.", nullable=True),
    Column("spill_store_bytes", pa.int32(), "Bytes that spilled registers store.", nullable=True),
    Column("spill_load_bytes", pa.int32(), "Bytes that spilled registers load.", nullable=True),
    Column("constant_bytes", pa.int32(), "Constant bank 0, parameters included.", nullable=True),
    Column("barriers", pa.int32(), "Named barriers in use.", nullable=True),
    Column("ptx_histogram", HISTOGRAM, "PTX instructions by opcode, the most frequent first."),
    Column("sass_histogram", HISTOGRAM, "Machine instructions by opcode, likewise; empty without SASS."),
    Column("ptx_mix", HISTOGRAM, "PTX instructions by class: global_memory, fp32, tensor, control, ..."),
    Column("sass_mix", HISTOGRAM, "Machine instructions by class; empty without SASS."),
    Column("nvvm_lines", LINE_MAP, "Lines of `nvvm_ir` with the source lines that they come from."),
    Column("ptx_lines", LINE_MAP, "Lines of `ptx` likewise."),
    Column("sass_lines", LINE_MAP, "Lines of `sass` likewise."),
    Column("sass_ptx_lines", LINE_PAIRS, "Lines of `sass` with the lines of `ptx` that they come from."),
    Column("max_threads_per_block", pa.int32(), "Largest block that its launch bounds admit.", nullable=True),
    Column(
        "has_dynamic_shared", pa.bool_(), "A launch decides on more shared memory, which is in none of the numbers."
    ),
    Column("occupancy_block", pa.int32(), "Block size of the occupancy: as stated, else the best one.", nullable=True),
    Column("occupancy", pa.float64(), "Theoretical occupancy at that block size, 0 to 1.", nullable=True),
    Column("occupancy_limiter", pa.string(), "What keeps it from being higher.", nullable=True),
    Column(
        "libdevice",
        pa.string(),
        "linked (NVIDIA's code is part of it), external (calls of `__nv_*` stay open) or not_needed.",
    ),
    Column(
        "assembly",
        pa.string(),
        "done, failed, no_assembler, unknown_arch, timed_out or not_tried (too many of its module failed before).",
    ),
    Column(
        "linkage",
        pa.string(),
        "whole_program, or relocatable, where calls stay open and registers are those of the calling convention.",
        nullable=True,
    ),
    Column("assembler", pa.string(), "Assembler with its version; null where there is none.", nullable=True),
    Column("disassembler", pa.string(), "Disassembler with its version; null where there is none.", nullable=True),
)

COMPILED_KERNELS = Table(
    name="compiled_kernels",
    version="1.0",
    description="Kernels of device modules at every level from NVVM IR to machine code.",
    key=("occurrence_id", "ir_module_id", "symbol", "lowering_arch"),
    columns=(
        OCCURRENCE_ID,
        IR_MODULE_ID,
        Column("symbol", pa.string(), "The kernel's name in the module."),
        *UNIT_OF_CODE,
        Column("text", pa.string(), "The kernel's source, where the unit was found.", nullable=True),
        Column("lowering_arch", pa.string(), "Device that PTX and machine code are for."),
        *LOWERING,
    ),
)

ATTEMPT = (
    Column("attempt_number", pa.int32(), "Place among the attempts on this file, from 0."),
    *COMPILED_FOR,
    *(column for column in COMPILE if column.name not in _TOOL),
    Column("compile_argv", STRINGS, "The command line; empty where nothing was run."),
    Column("compiler", pa.string(), "Name of the compiler; null where there is none for it.", nullable=True),
    Column("compiler_version", pa.string(), "Its version.", nullable=True),
    Column("toolchain_digest", pa.string(), "Digest over the compiler and its own headers.", nullable=True),
    Column("outcome", pa.string(), "One of: " + ", ".join(OUTCOMES) + "."),
    Column("reason", pa.string(), "Cause of anything but compiled, from a closed set.", nullable=True),
    Column("detail", pa.string(), "The header, name or limit in question.", nullable=True),
    Column("exit_code", pa.int32(), "Of the compiler; null where a signal or the limit ended it.", nullable=True),
    Column("diagnostics", DIAGNOSTICS, "The first errors, paths relative to the repository; no source is quoted."),
)

COMPILE_ATTEMPTS_OF_FILES = Table(
    name="compile_attempts_of_files",
    version="1.0",
    description="Every attempt to compile a file of a bucket.",
    key=("occurrence_id", "attempt_number"),
    columns=(
        OCCURRENCE_ID,
        *ATTEMPT,
        Column("ir_module_id", pa.string(), "The module that came out.", nullable=True),
    ),
)
