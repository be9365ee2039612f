from __future__ import annotations

import re
from dataclasses import dataclass

_D = re.compile(r"^(?:([^:\n]+):(\d+):(\d+): )?(fatal error|error): ([^\n]+)$", re.MULTILINE)
@dataclass(frozen=True)
class D:
    path: str; line: int; column: int; severity: str; message: str
    def row(self):
        return dict(path=self.path, line=self.line, column=self.column, severity=self.severity, message=self.message)
def diagnostics_of(stderr, names):
    t = stderr.decode("utf-8","replace")
    return [D(m[1] or "", int(m[2] or 0), int(m[3] or 0), m[4], m[5]) for m in _D.finditer(t)][:20]
def reason_of(ds):
    for d in ds:
        m = re.search(r"'([^']+)' file not found", d.message)
        if m: return "missing_header", m[1]
    return ("other", ds[0].message) if ds else ("unknown", None)
def files_read(closure, names):
    t = closure.decode().replace("\\\n"," ").split(":",1)[1].split()
    out=[]
    for p in t:
        for place, name in names:
            if p.startswith(place): p = name + p[len(place):]; break
        out.append(p.removeprefix("./"))
    return tuple(dict.fromkeys(out))
