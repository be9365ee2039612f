"""Command lines of rustc, and which files of a repository it is given."""

from __future__ import annotations

import posixpath
import re
import tomllib
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from types import MappingProxyType
from typing import Any, Final

from warploom.extractors.ir.compile_request import CompileRequest, Target, UnsupportedRequestError
from warploom.extractors.toolchains.tool import Tool

ENVIRONMENT: Final[Mapping[str, str]] = MappingProxyType({"RUSTC_BOOTSTRAP": "1", "LC_ALL": "C"})
"""Options that are still unstable are allowed: only one of them leaves the working directory out of what is written.
Code may then use unstable features too."""
DEPENDENCIES = "../scratch/out.d"

_EDITIONS = ("2015", "2018", "2021", "2024")
_MAX_MANIFEST_BYTES = 1_000_000
_MAX_FEATURES = 1_000
_LEVELS: Final = MappingProxyType(
    {
        "unoptimised": ("-Copt-level=2", "-Cno-prepopulate-passes"),
        "O0": ("-Copt-level=0",),
        "O2": ("-Copt-level=2",),
        "O3": ("-Copt-level=3",),
        "Os": ("-Copt-level=s",),
        "Oz": ("-Copt-level=z",),
    }
)
_NAME = re.compile(r"[^0-9A-Za-z_]")


@dataclass(frozen=True, slots=True)
class Crate:
    """A root that rustc follows to its modules."""

    root: str
    """Relative to the repository's root."""
    edition: str = "2021"
    """That of most code for single files; the first one where a manifest says nothing, as Cargo has it."""
    name: str = "unit"
    features: tuple[str, ...] = ()
    """Those that Cargo turns on by itself; sorted."""
    is_proc_macro: bool = False
    package: str = ""
    """The directory of its manifest, relative to the repository's root."""
    version: str = "0.0.0"

    @property
    def environment(self) -> dict[str, str]:
        """What Cargo lets code read with `env!`, and `ENVIRONMENT`."""
        parts = (*self.version.partition("-")[0].split("."), "0", "0", "0")
        numbers = zip(("MAJOR", "MINOR", "PATCH"), parts, strict=False)
        return {
            **ENVIRONMENT,
            "CARGO_CRATE_NAME": self.name,
            "CARGO_MANIFEST_DIR": posixpath.join("/proc/self/cwd", self.package).rstrip("/"),
            "CARGO_PKG_NAME": self.name,
            "CARGO_PKG_VERSION": self.version,
            **{f"CARGO_PKG_VERSION_{name}": number for name, number in numbers},
        }


def rustc_command(
    tool: Tool, request: CompileRequest, output: str, crate: Crate | None = None, *, dependencies: str = DEPENDENCIES
) -> list[str]:
    """Bitcode at `output` and the files that it was made of at `dependencies`; run it with the crate's `environment`.

    All functions that are not generic come out, private and unused ones too; a generic one only where it is used.
    Nothing of Cargo runs: no build scripts, no procedural macros, no crates but the standard library's.
    Raises `UnsupportedRequestError` for a level, target or language that it has not.
    """
    crate = crate or Crate(request.path)
    if request.language != "Rust":
        raise UnsupportedRequestError(tool.name, f"{request.language} is not Rust")
    if request.level not in _LEVELS:
        raise UnsupportedRequestError(tool.name, f"there is no level {request.level}")
    if request.target is not Target.HOST:
        raise UnsupportedRequestError(tool.name, f"no standard library for {request.target}")
    return tool.command(
        "--crate-type=lib",
        f"--crate-name={crate.name}",
        f"--edition={crate.edition}",
        "--target=x86_64-unknown-linux-gnu",
        f"--emit=llvm-bc={output},dep-info={dependencies}",
        f"--out-dir={posixpath.dirname(output)}",  # where it makes a directory for what is temporary
        *_LEVELS[request.level],
        "-Ccodegen-units=1",
        "-Cdebuginfo=line-tables-only",
        "-Clink-dead-code=yes",
        "-Cmetadata=warploom",
        "-Zremap-cwd-prefix=/proc/self/cwd",
        "--error-format=json",
        "--cap-lints=allow",
        *(f"--cfg=feature={_quoted(feature)}" for feature in crate.features),
        *(argument for define in request.flags.defines for argument in ("--cfg", define)),
        f"./{request.path}",
    )


def rustc_prefixes(sysroot: Path) -> tuple[Path, ...]:
    """What rustc reads apart from the source: `rustc --print sysroot`, which holds its own libraries and the standard
    library's; and the machine's C library. rustup's own proxy reads settings in a home directory: use the program in
    the sysroot instead.
    """
    return (sysroot, Path("/lib"), Path("/lib64"), Path("/usr/lib"))


def dependency_paths(text: str) -> tuple[str, ...]:
    """Files that make's rules in `dependencies` name as read, as rustc names them; sorted."""
    paths: set[str] = set()
    for line in text.split("\n"):
        target, colon, rest = line.partition(": ")
        if colon and not target.startswith("#"):
            paths.update(part.replace("\\ ", " ") for part in re.split(r"(?<!\\) ", rest) if part)
    return tuple(sorted(posixpath.normpath(path) for path in paths))


def paths_outside(paths: Collection[str]) -> tuple[str, ...]:
    """Those that are not in the repository: what was compiled from them must not be kept."""
    return tuple(sorted(p for p in paths if PurePosixPath(p).is_absolute() or ".." in PurePosixPath(p).parts))


def crates(paths: Collection[str], manifests: Mapping[str, bytes]) -> tuple[Crate, ...]:
    """Roots of the repository in order of path: what Cargo would build, and files that belong to no package.

    `paths` are its Rust files, `manifests` its Cargo.toml by path; one that cannot be read counts as empty.
    """
    parsed = {posixpath.dirname(path): _manifest(text) for path, text in manifests.items()}
    packages = sorted(directory for directory, manifest in parsed.items() if "package" in manifest)
    roots: dict[str, Crate] = {}
    for path in sorted(paths):
        package = next((d for d in _ancestors(path) if d in packages), None)
        if package is None:
            roots[path] = Crate(path, name=_crate_name(posixpath.basename(path).removesuffix(".rs")))
        elif (crate := _root(path, package, parsed)) is not None:
            roots[path] = crate
    return tuple(roots.values())


def _root(path: str, package: str, manifests: Mapping[str, dict[str, Any]]) -> Crate | None:
    manifest = manifests[package]
    within = posixpath.relpath(path, package or ".")
    library = _table(manifest, "lib")
    stated = {str(library.get("path", "src/lib.rs")), "src/main.rs"}
    for kind in ("bin", "example", "test", "bench"):
        targets = manifest.get(kind)
        stated.update(str(t["path"]) for t in targets or () if isinstance(t, dict) and "path" in t)
    parts = within.split("/")
    is_found = parts[0] in ("examples", "tests", "benches") or parts[:2] == ["src", "bin"]
    depth = len(parts) - (2 if parts[:2] == ["src", "bin"] else 1)
    if within not in stated and not (is_found and (depth == 1 or (depth == 2 and parts[-1] == "main.rs"))):
        return None
    name = str(_table(manifest, "package").get("name", "unit"))
    version = _table(manifest, "package").get("version")
    return Crate(
        path,
        edition=_edition(package, manifests),
        name=_crate_name(name),
        features=_features(manifest),
        package=package,
        version=version if isinstance(version, str) and version.isprintable() else "0.0.0",
        is_proc_macro=within == library.get("path", "src/lib.rs") and library.get("proc-macro") is True,
    )


def _edition(package: str, manifests: Mapping[str, dict[str, Any]]) -> str:
    stated = _table(manifests[package], "package").get("edition", "2015")
    if isinstance(stated, dict):  # edition.workspace = true
        for directory in _ancestors(posixpath.join(package, "x")):
            workspace = _table(_table(manifests.get(directory, {}), "workspace"), "package")
            if "edition" in workspace:
                stated = workspace["edition"]
                break
    return str(stated) if str(stated) in _EDITIONS else "2021"


def _features(manifest: dict[str, Any]) -> tuple[str, ...]:
    features = _table(manifest, "features")
    found: dict[str, None] = {}
    pending = ["default"]
    while pending and len(found) < _MAX_FEATURES:
        implied = features.get(pending.pop())
        for name in implied if isinstance(implied, list) else ():
            if isinstance(name, str) and name in features and name not in found:
                found[name] = None
                pending.append(name)
    return tuple(sorted(found))


def _manifest(text: bytes) -> dict[str, Any]:
    if len(text) > _MAX_MANIFEST_BYTES:
        return {}
    try:
        return tomllib.loads(text.decode("utf-8"))
    except (ValueError, RecursionError):
        return {}


def _table(manifest: Mapping[str, Any], name: str) -> dict[str, Any]:
    table = manifest.get(name)
    return table if isinstance(table, dict) else {}


def _ancestors(path: str) -> Iterator[str]:
    while path:
        path = posixpath.dirname(path)
        yield path


def _crate_name(name: str) -> str:
    cleaned = _NAME.sub("_", name)
    return cleaned if cleaned and not cleaned[0].isdigit() else f"_{cleaned}"


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return f'"{escaped}"'
