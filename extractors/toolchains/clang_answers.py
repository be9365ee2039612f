from __future__ import annotations
import posixpath
import re
from warploom.extractors.ir.diagnostics import read_diagnostics


def diagnostics_of(stderr, names):
    return [d for d in read_diagnostics(stderr.decode("utf-8", "replace")) if d.is_error]


def reason_of(ds):
    for d in ds:
        m = re.search(r"'([^']+)' file not found", d.message)
        if m:
            return "missing_header", m[1]
    return ("other", ds[0].message) if ds else ("unknown", None)


def files_read(closure, names):
    t = closure.decode().replace("\\\n", " ").split(":", 1)[1].split()
    out = []
    for p in t:
        for place, name in names:
            if p.startswith(place):
                p = name + p[len(place) :]
                break
        out.append(posixpath.normpath(p))
    return tuple(dict.fromkeys(out))
