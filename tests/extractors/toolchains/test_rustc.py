"""Rust: which files are roots, how they are compiled, and what hostile ones can do."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path

import llvmlite.binding as llvm
import pytest
from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.compile_request import CompileRequest, Flags, Target, UnsupportedRequestError
from warploom.extractors.toolchains.diagnostics import Diagnostic, DiagnosticsError, rustc_diagnostics
from warploom.extractors.toolchains.rustc import Crate, crates, dependency_paths, paths_outside, rustc_command
from warploom.extractors.toolchains.tool import Tool

TOOL = Tool("rustc", "1.95", "", Path("/opt/rustc"))


def request_for(path: str, level: str = "unoptimised", target: Target = Target.HOST) -> CompileRequest:
    return CompileRequest(path=path, language="Rust", target=target, arch="x86-64", flags=Flags(), level=level)


def rustc() -> Tool:
    """The program in the sysroot, as long as llvmlite reads its bitcode; skips where there is none."""
    found = shutil.which("rustc") or shutil.which("rustc", path=str(Path.home() / ".cargo/bin"))
    if found is None:
        pytest.skip("rustc is not installed")
    version = subprocess.run([found, "-vV"], capture_output=True, text=True, timeout=60, check=False).stdout
    major = int(version.partition("LLVM version: ")[2].partition(".")[0] or 0)
    if not 15 <= major <= llvm.llvm_version_info[0]:
        pytest.skip(f"this rustc has LLVM {major}")
    sysroot = subprocess.run([found, "--print=sysroot"], capture_output=True, text=True, timeout=60, check=False)
    return Tool("rustc", "", "", Path(sysroot.stdout.strip()) / "bin/rustc")


def compiled(
    directory: Path, crate: Crate, texts: dict[str, str], *, limit_s: float = 60
) -> tuple[bytes | None, tuple[Diagnostic, ...], tuple[str, ...]]:
    tool = rustc()
    for name, text in texts.items():
        directory.joinpath("tree", name).parent.mkdir(parents=True, exist_ok=True)
        directory.joinpath("tree", name).write_text(text)
    (directory / "scratch").mkdir(parents=True)
    command = rustc_command(tool, request_for(crate.root), "../scratch/out.bc", crate)
    limited = ["/bin/sh", "-c", 'ulimit -v 4000000; exec "$@"', "sh", *command]
    try:
        done = subprocess.run(
            limited,
            cwd=directory / "tree",
            env=crate.environment,
            capture_output=True,
            text=True,
            timeout=limit_s,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return None, (Diagnostic("", 0, 0, "fatal", f"ran past {limit_s:g} s"),), ()
    said = rustc_diagnostics(done.stderr)
    if done.returncode:
        return None, said, ()
    read = dependency_paths((directory / "scratch/out.d").read_text())
    return (directory / "scratch/out.bc").read_bytes(), said, read


def test_a_command_line_in_full() -> None:
    """Nothing of Cargo, one unit of code, names that do not depend on the machine."""
    crate = Crate("src/lib.rs", "2024", "solver", ("default_threads", 'q"uote'))
    assert rustc_command(TOOL, request_for("src/lib.rs"), "../scratch/out.bc", crate) == [
        *("/opt/rustc", "--crate-type=lib", "--crate-name=solver", "--edition=2024"),
        *(
            "--target=x86_64-unknown-linux-gnu",
            "--emit=llvm-bc=../scratch/out.bc,dep-info=../scratch/out.d",
            "--out-dir=../scratch",
        ),
        *("-Copt-level=2", "-Cno-prepopulate-passes", "-Ccodegen-units=1", "-Cdebuginfo=line-tables-only"),
        *("-Clink-dead-code=yes", "-Cmetadata=warploom", "-Zremap-cwd-prefix=/proc/self/cwd"),
        *("--error-format=json", "--cap-lints=allow", '--cfg=feature="default_threads"'),
        *('--cfg=feature="q\\"uote"', "./src/lib.rs"),
    ]


def test_what_it_has_not_is_refused() -> None:
    """Levels and targets."""
    with pytest.raises(UnsupportedRequestError, match="no level O9"):
        rustc_command(TOOL, request_for("a.rs", "O9"), "out.bc")
    with pytest.raises(UnsupportedRequestError, match="no standard library for nvptx64"):
        rustc_command(TOOL, request_for("a.rs", target=Target.NVPTX), "out.bc")


def test_roots_are_what_cargo_builds() -> None:
    """Modules belong to their root; a file of no package stands alone; the edition comes from the workspace."""
    manifests = {
        "Cargo.toml": b'[workspace.package]\nedition = "2024"\n',
        "solver/Cargo.toml": b'[package]\nname = "fast-solver"\nversion = "1.2.3-rc1"\nedition.workspace = true\n'
        b'[features]\ndefault = ["a"]\na = ["b", "dep:x"]\nb = []\nc = []\n[[bin]]\npath = "tools/run.rs"\n',
        "old/Cargo.toml": b'[package]\nname = "old"\n[lib]\nproc-macro = true\n',
        "broken/Cargo.toml": b"[[[",
    }
    paths = ["solver/src/lib.rs", "solver/src/a.rs", "solver/src/bin/x.rs", "solver/tools/run.rs", "solver/tests/t.rs"]
    found = crates([*paths, "old/src/lib.rs", "broken/src/lib.rs", "scripts/2-go.rs"], manifests)
    assert [c.root for c in found] == [
        *("broken/src/lib.rs", "old/src/lib.rs", "scripts/2-go.rs", "solver/src/bin/x.rs", "solver/src/lib.rs"),
        *("solver/tests/t.rs", "solver/tools/run.rs"),
    ]
    by_root = {c.root: c for c in found}
    solver = by_root["solver/src/lib.rs"]
    assert (solver.name, solver.edition, solver.features) == ("fast_solver", "2024", ("a", "b"))
    assert solver.environment["CARGO_PKG_VERSION_PATCH"] == "3"
    assert solver.environment["CARGO_MANIFEST_DIR"] == "/proc/self/cwd/solver"
    assert by_root["old/src/lib.rs"].is_proc_macro
    assert by_root["old/src/lib.rs"].edition == "2015"
    assert by_root["scripts/2-go.rs"].name == "_2_go"


@given(st.binary(max_size=200))
def test_any_manifest_is_read(text: bytes) -> None:
    """One that is none counts as empty."""
    assert [crate.root for crate in crates(["a.rs"], {"Cargo.toml": text})] in (["a.rs"], [])


LIBRARY = {
    "src/lib.rs": "mod inner;\n"
    "pub fn sum(x: &[f64]) -> f64 { let mut s = 0.0; for v in x { s += inner::half(*v); } s }\n"
    "fn unused(x: u32) -> u32 { x + 1 }\npub fn generic<T: Copy>(x: T) -> T { x }\n"
    'pub fn version() -> &\'static str { env!("CARGO_PKG_VERSION") }\n',
    "src/inner.rs": 'pub fn half(x: f64) -> f64 { if x < 0.0 { panic!("negative {x}") } x / 2.0 }\n',
}


def test_a_crate_comes_whole_and_the_same_in_any_place(tmp_path: Path) -> None:
    """Private and unused functions too, a generic one that nobody uses not."""
    crate = Crate("src/lib.rs", name="solver")
    first, said, read = compiled(tmp_path / "a", crate, LIBRARY)
    second, _, _ = compiled(tmp_path / "b" / "c", crate, LIBRARY)
    assert first is not None, said
    assert first == second
    assert str(tmp_path).encode() not in first
    assert read == ("src/inner.rs", "src/lib.rs")
    module = llvm.parse_bitcode(first)
    module.verify()
    defined = " ".join(function.name for function in module.functions if not function.is_declaration)
    assert all(name in defined for name in ("sum", "unused", "half", "version"))
    assert "generic" not in defined


def test_a_missing_crate_is_a_diagnostic(tmp_path: Path) -> None:
    """With its place and code."""
    bitcode, said, _ = compiled(tmp_path, Crate("a.rs"), {"a.rs": "use serde::Serialize;\npub fn f() {}\n"})
    assert bitcode is None
    first = said[0]
    assert (first.path, first.line, first.column, first.severity) == ("a.rs", 1, 5, "error")
    assert "serde" in first.message
    assert "[E0432]" in first.message


@pytest.mark.parametrize(
    "text",
    [
        'pub const X: &[u8] = include_bytes!("/etc/passwd");\npub fn f() -> u8 { X[0] }\n',
        '#[path = "/etc/hostname"] mod x;\n',
        '#[path = "../../outside.rs"] mod x;\n',
        'include!("/dev/zero");\n',
        'include!("a.rs");\n',
        "macro_rules! m { ($($t:tt)*) => { m!($($t)* x $($t)* x) } }\nm!(x);\n",
        "pub const fn f(n: u64) -> u64 { let mut i = 0; while i < n { i += 1; } i }\npub const X: u64 = f(u64::MAX);\n",
        "pub static A: [u8; 1 << 40] = [1; 1 << 40];\n",
        "fn f() { " + "(" * 20_000 + "\n",
    ],
)
def test_hostile_sources_give_nothing_or_name_what_they_read(text: str, tmp_path: Path) -> None:
    """The sandbox hides files; what was read from outside of the tree is named, so that it is not kept."""
    (tmp_path / "outside.rs").write_text("pub fn secret() {}\n")
    bitcode, said, read = compiled(tmp_path, Crate("a.rs"), {"a.rs": text}, limit_s=3)
    assert said or paths_outside(read)
    assert bitcode is None or paths_outside(read)


def test_dependencies_are_read_with_their_blanks() -> None:
    """A rule of make, with escaped blanks; the empty rules after it add nothing."""
    text = "../scratch/out.bc: ./a\\ b.rs src/c.rs /etc/passwd ../x.rs\n\n./a\\ b.rs:\n# env-dep:X=1\n"
    assert dependency_paths(text) == ("../x.rs", "/etc/passwd", "a b.rs", "src/c.rs")
    assert paths_outside(dependency_paths(text)) == ("../x.rs", "/etc/passwd")


def test_messages_that_are_no_json_are_an_error_unless_it_crashed() -> None:
    """Nothing is dropped silently."""
    assert rustc_diagnostics("thread 'rustc' panicked at compiler/x.rs:1\n")[0].severity == "fatal"
    assert rustc_diagnostics("error: unknown option\n")[0].message == "unknown option"
    with pytest.raises(DiagnosticsError):
        rustc_diagnostics("whatever\n")
