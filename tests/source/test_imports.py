"""Import specs of which only the paths are read at first: what is read later agrees with them, and with Go's way."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.source import header, header_exact
from gomodlint.source.imports import NONE, FlatImports, Imports, of_specs

_NAMES = st.sampled_from(
    ["", ". ", ".", "_ ", "_\t", "a ", "a_ ", "__ ", "_a ", "imports ", "a._ ", "func ", "import "]
)
_PATHS = st.sampled_from(["os", "a.b/c", "a/_", "b/.", "C", "_", "x-y/z~1"])
_BEFORE = st.sampled_from(["", "\t", "  ", '/* "x" */ ', '// "x"\n', "\n", '/*\n_ "x"\n*/'])
_AFTER = st.sampled_from(["", " ", ";", ' // . "x"', '; // "x"', "\r", ' /* . "x" */'])
_SPECS = st.lists(st.tuples(_BEFORE, _NAMES, _PATHS, _AFTER), max_size=4)


@given(_SPECS, _SPECS)
def test_what_is_read_later_is_what_the_exact_reader_says(
    group: list[tuple[str, str, str, str]], alone: list[tuple[str, str, str, str]]
) -> None:
    text = '// "x"\npackage p // "x"\n\nimport ( // "x"\n'
    text += "".join(f'{before}{name}"{path}"{after}\n' for before, name, path, after in group) + ")\n"
    text += "".join(f'{before}import {name}"{path}"{after}\n' for before, name, path, after in alone) + "\nvar x = 1\n"
    found = header.scan(text.encode())
    exact = header_exact.scan(text.encode(), whole=True)
    assert found is not None
    assert exact is not None
    assert set(found.imports.marks()) == {spec[1] for spec in exact.imports if spec[1] in {".", "_"}}
    assert found.imports.paths == tuple(spec[0] for spec in found.imports)
    assert found == exact
    assert hash(found.imports) == hash(exact.imports)


def test_imports_are_equal_when_their_specs_are() -> None:
    one = header.scan(b'package p\n\nimport (\n\t"os"\n)\n')
    moved = header.scan(b'package p\n\n\nimport (\n\t"os"\n)\n')
    named = header.scan(b'package p\n\nimport (\n\t_ "os"\n)\n')
    commented = header.scan(b'package p\n\nimport ( // x\n\t"os"\n)\n')
    assert one is not None
    assert moved is not None
    assert named is not None
    assert commented is not None
    assert one.imports != moved.imports
    assert one.imports != named.imports
    assert one.imports == commented.imports == of_specs([("os", "", 4, 2)])
    assert one.imports != ("os",)
    assert len(NONE) == 0
    assert not NONE
    assert one.imports[0] == ("os", "", 4, 2)
    assert repr(one.imports) == "Imports([('os', '', 4, 2)])"


@pytest.mark.parametrize("kind", [bytes, list])
def test_specs_may_be_numbers(kind: type[bytes | list[int]]) -> None:
    texts = ["os", "", "io", "_"]
    specs = (("os", "", 1, 8), ("io", "_", 2, 8))
    flat = FlatImports(kind([0, 1, 1, 8, 2, 3, 2, 8]), texts.__getitem__)
    assert flat.paths == ("os", "io")
    assert flat.marks() == {"_"}
    assert tuple(flat.unkept()) == flat.specs() == tuple(flat) == specs
    assert flat == of_specs(specs) == Imports(("os", "io"), specs=specs)
    assert flat != of_specs(specs[:1])
    assert FlatImports(kind([]), texts.__getitem__) == NONE
    with pytest.raises(IndexError):
        FlatImports(kind([0, 4, 1, 8]), texts.__getitem__)
