"""Names of OpenMP's target regions, freed of the disk that the source lay on when it was compiled."""

from __future__ import annotations

import hashlib
import re

_NAME = re.compile(r"(__omp_offloading_)([0-9a-f]+)_([0-9a-f]+)_")
_STRING = re.compile(r'\[([0-9]+) x i8\] c"([^"\n]*__omp_offloading_[0-9a-f]+_[0-9a-f]+_[^"\n]*)"')
_ENTRY = re.compile(r"^(![0-9]+ = !\{i32 0, i32 )(-?[0-9]+)(, i32 )(-?[0-9]+)(, !\")", re.MULTILINE)
_DEVICE = "1"


def portable_offload_names(module: str, path: str) -> str:
    """The text of a module whose regions are named by `path`, relative to the repository's root, on host and device.

    Compilers name a region by the device and the inode of its source, so that no two machines agree on it; nor do two
    copies of a file. Linear in the length of the text; a module without target regions comes back as it is.
    """
    if "__omp_offloading_" not in module:
        return module
    inode = int.from_bytes(hashlib.sha256(path.encode()).digest()[:4], "big") >> 1
    replacement = rf"\g<1>{_DEVICE}_{inode:x}_"

    def string(found: re.Match[str]) -> str:
        renamed = _NAME.sub(replacement, found[2])
        return f'[{int(found[1]) + len(renamed) - len(found[2])} x i8] c"{renamed}"'

    module = _STRING.sub(string, module)
    module = _ENTRY.sub(rf"\g<1>{_DEVICE}\g<3>{inode}\g<5>", module)
    return _NAME.sub(replacement, module)
