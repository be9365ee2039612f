"""Mark texts that are somebody else's code carried along, and texts that a tool wrote, with the rule that says so."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import ClassVar

import pyarrow as pa
import pyarrow.compute as pc

from warploom.extractors.generated import GENERATED_HINT, generated_comment, generated_name
from warploom.schemas.source_files import MEASURED_TEXTS, SOURCE_TEXTS
from warploom.schemas.stage import Outcome, Scope, all_kept
from warploom.schemas.table import Table

_HOLDERS = frozenset(
    """
    third_party thirdparty third-party 3rdparty 3rd_party 3rd-party 3party external externals external_libs
    external_deps extern externlibs ext_libs extlib extlibs vendor vendors vendored _vendor _vendored deps
    dependencies submodules subprojects bundled node_modules bower_components site-packages dist-packages pods
    """.split()  # noqa: SIM905
)
"""Directories that exist to hold other people's code."""

_LIBRARIES = frozenset(
    """
    abseil abseil-cpp amgcl boost catch2 cccl cereal cli11 composable_kernel cub cutlass cxxopts dlpack dmlc-core
    doctest double-conversion eigen eigen3 fast_double_parser fast_float flatbuffers fmt fmtlib gemmlowp gflags glog
    glm gmock gnulib googlebenchmark googlemock googletest gtest half highway hiredis jsoncpp json11 libcudacxx
    libdivide libxsmm lodepng mimalloc mdspan miniz mpark msgpack moderngpu nanoarrow nanobind nanoflann nccl
    nlohmann nlohmann_json oneapi-tbb onetbb openblas phmap picojson protobuf psimd pthreadpool pugixml pybind11
    rapidjson rapidxml robin-hood-hashing robin_hood simde sleef spdlog sqlite sqlite3 stb thrust tinyobjloader
    tinyxml tinyxml2 tlfloat vexcl viennacl xbyak xsimd xxhash yaml-cpp zlib zstd
    """.split()  # noqa: SIM905
)
"""Libraries that are carried along under their own name."""

_OWN_LAYOUT = frozenset(
    "include inc src source sources python single_include single_header headers docs doc examples".split()  # noqa: SIM905
)
"""Directories that a library has around its own name: `include/fmt/` in fmt is not carried along."""

_CARRIED_FILES = frozenset(
    """
    catch.hpp catch_amalgamated.cpp catch_amalgamated.hpp doctest.h sqlite3.c sqlite3.h miniz.c miniz.h lodepng.cpp
    lodepng.h tinyxml2.cpp tinyxml2.h pugixml.cpp pugixml.hpp cxxopts.hpp cli11.hpp gtest-all.cc gtest_all.cpp
    stb_image.h stb_image_write.h stb_image_resize.h tiny_obj_loader.h linenoise.c xxhash.h xxhash.c getopt.c
    versioneer.py
    """.split()  # noqa: SIM905
)
"""Libraries of one file; below the top of a repository they are copies."""

_HEAD_BYTES = 4_096


@dataclass(frozen=True, slots=True)
class MarkFiles:
    """Mark what is vendored and what is generated; every row is kept."""

    name: ClassVar[str] = "mark_files"
    scope: ClassVar[Scope] = Scope.ROW
    accepts: ClassVar[Table] = MEASURED_TEXTS
    emits: ClassVar[tuple[Table, ...]] = (SOURCE_TEXTS,)

    def __call__(self, batch: pa.RecordBatch, /) -> Outcome:
        paths = batch.column("path").to_pylist()
        # Only heads cross to Python; a character cut in two does not matter to the marks.
        heads = pc.binary_slice(batch.column("text").cast(pa.binary()), 0, _HEAD_BYTES)
        languages = batch.column("language")
        vendored = [vendored_evidence(path) for path in paths]
        generated = [generated_name(path) for path in paths]
        for i in pc.indices_nonzero(pc.match_substring_regex(heads, GENERATED_HINT, ignore_case=True)).to_pylist():
            if generated[i] is None:
                generated[i] = generated_comment(languages[i].as_py(), heads[i].as_py())
        return all_kept(
            self,
            batch,
            SOURCE_TEXTS.from_columns(
                **{name: batch.column(name) for name in MEASURED_TEXTS.schema.names},
                is_vendored=[evidence is not None for evidence in vendored],
                vendored_evidence=vendored,
                is_generated=[evidence is not None for evidence in generated],
                generated_evidence=generated,
            ),
        )


def vendored_evidence(path: str) -> str | None:
    """The rule by which a path lies in somebody else's code, or None: `directory X/`, `library X/` or `file X`.

    A library's name counts only below a directory that a library would not have around itself, since the path alone
    does not tell fmt's own repository from one that carries fmt along.
    """
    *directories, name = path.lower().split("/")
    for directory in directories:
        if directory in _HOLDERS:
            return f"directory {directory}/"
    for parent, directory in pairwise(directories):
        if _library(directory) and parent not in _OWN_LAYOUT and not _library(parent):
            return f"library {directory}/"
    own_layout = {*_OWN_LAYOUT, name.partition(".")[0]}
    if name in _CARRIED_FILES and directories and own_layout.isdisjoint(directories[-2:]):
        return f"file {name}"
    return None


def _library(directory: str) -> bool:
    """A known library, also with its version: `eigen-3.4.0`."""
    stem, dash, version = directory.rpartition("-")
    return directory in _LIBRARIES or (bool(dash) and stem in _LIBRARIES and version[:1].isdigit())
