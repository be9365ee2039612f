"""Values of constants: what is found for one name is what is found for all of them."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from warploom.extractors.ir.missing_names import ConfigurationValues
from warploom.extractors.ir.repository_files import RepositoryFiles

_NAMES = ["ABC", "ABC_D", "XABC"]
_PIECES = [*_NAMES, "_", "a", "0", "12", "1234567890", " ", "=", "(", '"', "]", "\n", "set(", ":"]
_TEXTS = st.lists(st.sampled_from(_PIECES), max_size=20).map(lambda pieces: "".join(pieces).encode())


@given(st.lists(_TEXTS, max_size=3))
def test_a_value_is_the_same_alone_and_among_all(texts: list[bytes]) -> None:
    index = RepositoryFiles({f"{number}.cmake": text for number, text in enumerate(texts)})
    values = ConfigurationValues(index)
    assert [values._said(name) for name in _NAMES] == [values._values.get(name) for name in _NAMES]


def test_values_come_from_definitions_build_files_and_names() -> None:
    index = RepositoryFiles(
        {
            "a.c": b"#define SAME 3\n# define ODD 1\n",
            "b.h": b"#define SAME 3\n#define ODD 2\n",
            "CMakeLists.txt": b"set(BUILT 77)\nset(BUILT 78)\n",
        }
    )
    names = [f"N{number}" for number in range(20)]
    said = [f"use of undeclared identifier '{name}'" for name in ("SAME", "ODD", "BUILT", "ANY_SIZE", "OTHER")]
    said += [f"use of undeclared identifier '{name}X'" for name in names]
    said += ["unknown type name 'MY_INDEX'", "use of undeclared identifier 'lower'"]
    found = ConfigurationValues(index).defines(said)
    others = ("ANY_SIZE=1", "BUILT=77", "MY_INDEX=int", "OTHER=0", "SAME=3")
    assert found == tuple(sorted((*others, *(f"{name}X=0" for name in names))))
