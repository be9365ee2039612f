"""Stands in for compute-sanitizer in tests: `python fake_sanitizer.py --tool T --log-file F ... CHILD...`.

Hands the jobs on to the child, and writes a log in the form of the real tool's: a finding for each job whose name has
the tool's name in it; one that has `broken` in it ends it without a summary.
"""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

FOUND = {
    "memcheck": (
        "Invalid __global__ write of size 4 bytes\n=========     at k(float *)+0x70\n"
        "=========     by thread (32,0,0) in block (0,0,0)\n=========     Address 0x7f0000000084 is out of bounds"
    ),
    "racecheck": "Error: Race reported between Write access at k+0x90\n=========     and Read access at k+0xc0",
    "initcheck": "Uninitialized __global__ memory read of size 4 bytes\n=========     at k(float *)+0x40",
    "synccheck": "Barrier error detected. Divergent thread(s) in block\n=========     at k(float *)+0x20",
}


def main(argv: list[str]) -> int:
    """As the tool: the exit code is the child's."""
    if argv == ["--version"]:
        sys.stdout.write("NVIDIA (R) Compute Sanitizer\nVersion 2025.3.1.0\n")
        return 0
    tool, log, child = argv[argv.index("--tool") + 1], argv[argv.index("--log-file") + 1], argv
    for option in ("--tool", "--log-file", "--print-limit", "--report-api-errors"):
        child = child[child.index(option) + 2 :]
    asked = sys.stdin.buffer.read()
    done = subprocess.run(child, input=asked, stdout=subprocess.PIPE, check=False)
    jobs = asked.decode().split()
    lines = ["COMPUTE-SANITIZER"]
    if any("unknown" in job for job in jobs):
        lines.append("Device not supported. Please refer to the documentation")
    hits = [job for job in jobs if tool in job]
    lines += [FOUND[tool] for _ in hits]
    summary = f"ERROR SUMMARY: {len(hits)} error{'' if len(hits) == 1 else 's'}"
    if tool == "racecheck":
        summary = f"RACECHECK SUMMARY: {len(hits)} hazards displayed ({len(hits)} errors, 0 warnings)"
    if not any("broken" in job for job in jobs):
        lines.append(summary)
    Path(log).write_text("".join(f"========= {line}\n" for line in lines))
    sys.stdout.buffer.write(done.stdout)
    return done.returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
