"""What compiling would have given with tools that are not on this machine, in a sentence each, and how to get them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from warploom.extractors.ir.workshop import TOOLS_OF, Workshop
from warploom.extractors.toolchains.registry import Missing, find_tools


def told_missing(shop: Workshop, languages: Sequence[str], lowering_archs: Sequence[str]) -> Iterator[str]:
    """One sentence for all languages that lack the same tool, one for kernels that become no machine code."""
    if not shop.may_run:
        yield f"nothing was compiled: the best isolation here is {shop.isolation}, and the recipe asks for more"
        return
    lacking: dict[str, list[str]] = {}
    for language in languages:
        for name in TOOLS_OF.get(language, ("clang",)):
            if (shop.clang if name == "clang" else shop.tool(name)) is None:
                lacking.setdefault(name, []).append(language)
    for name, without in lacking.items():
        yield f"{' and '.join(without)} of this corpus is not compiled: there is no {name} here{_how_to_get(name)}"
    if "CUDA" in languages and lowering_archs and "clang" not in lacking:
        tools = [name for name in ("ptxas", "nvdisasm") if shop.tool(name) is None]
        if tools:
            what = "machine code, registers and spills" if "ptxas" in tools else "the text of machine code"
            yield f"kernels have PTX without {what}: there is no {' and no '.join(tools)} here{_how_to_get(tools[0])}"


def _how_to_get(name: str) -> str:
    """As `doctor` says it; a broken tool's cause, too."""
    for found in find_tools():
        if isinstance(found, Missing) and found.label.split(" ")[0] == name:
            return f" ({found.cause + '; ' if found.cause else ''}{found.how_to_get})"
    return ""
