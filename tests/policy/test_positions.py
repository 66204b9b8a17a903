"""Where things stand in a TOML text, against a text that was written from known places."""

from __future__ import annotations

from typing import Any

import tomli
from hypothesis import given
from hypothesis import strategies as st

from gomodlint.policy.positions import Path, Positions

TEXT = """\
# comment with [brackets] and = and "quotes
top = 1
"quoted key" = 'x'
'lit.eral' = "y"
"\\u00e9\\"\\\\" = 2
dotted . key = [1, [2, 3], { a = 4, b.c = "}" }] # ]

[table]
list = [
  "a]", # "b",
  \"\"\"
multi " ] line\"\"\",
  '''x'y''',
]
"grüße" = 1979-05-27T07:32:00Z

  [[table.array]]
  x = 1

  [[table.array]]
  x = 2
  [table.array.sub]
  y = { }

[a.b.c]
empty = []
"""


def test_keys_and_values() -> None:
    document, where = tomli.loads(TEXT), Positions(TEXT)
    assert document['é"\\'] == 2
    assert where.key(("top",)) == (2, 1)
    assert where.value(("top",)) == (2, 7)
    assert where.key(("quoted key",)) == (3, 1)
    assert where.key(("lit.eral",)) == (4, 1)
    assert where.value(('é"\\',)) == (5, 16)
    assert where.key(("dotted",)) == (6, 1)
    assert where.value(("dotted", "key")) == (6, 16)
    assert where.key(("dotted", "key", 1, 1)) == (6, 24)
    assert where.key(("dotted", "key", 2, "b", "c")) == (6, 37)
    assert where.value(("dotted", "key", 2, "b", "c")) == (6, 43)
    assert where.key(("table",)) == (8, 1)
    assert [where.key(("table", "list", n))[0] for n in range(3)] == [10, 11, 13]
    assert where.value(("table", "grüße")) == (15, 13), "columns are bytes"
    assert [where.key(("table", "array", n)) for n in range(2)] == [(17, 3), (20, 3)]
    assert [where.key(("table", "array", n, "x"))[0] for n in range(2)] == [18, 21]
    assert where.key(("table", "array", 1, "sub", "y")) == (23, 3)
    assert where.key(("a", "b")) == (25, 1)


def test_what_is_not_there_stands_where_its_nearest_table_does() -> None:
    where = Positions(TEXT)
    assert where.key(("table", "missing", "deeper")) == (8, 1)
    assert where.value(("table", "missing")) == (8, 1)
    assert where.key(("missing",)) == (1, 1)
    assert where.key(()) == (1, 1)


_TEXTS = st.text(st.characters(codec="utf-8", exclude_characters="\r", exclude_categories=["Cs"]), max_size=5)
_VALUES = st.recursive(
    st.integers(0, 99) | st.booleans() | _TEXTS,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(_TEXTS, inner, max_size=3),
    max_leaves=8,
)


def _quoted(text: str) -> str:
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(f"\\u{ord(c):04x}" if ord(c) < 32 or ord(c) == 127 else c for c in escaped) + '"'


class _Writer:
    """Writes a document as TOML and notes where it has put each value."""

    def __init__(self) -> None:
        self.text = ""
        self.places: dict[Path, tuple[int, int]] = {}

    def document(self, document: dict[str, Any]) -> None:
        for key, value in document.items():
            self.text += f"{_quoted(key)}  =\t"
            self.value(value, (key,))
            self.text += " # ' \" [\n\n"

    def value(self, value: Any, path: Path) -> None:
        line = self.text.count("\n") + 1
        self.places[path] = (line, len(self.text.rpartition("\n")[2].encode()) + 1)
        if isinstance(value, bool):
            self.text += str(value).lower()
        elif isinstance(value, str):
            self.text += _quoted(value)
        elif isinstance(value, list):
            self.text += "[ # ]\n"
            for number, item in enumerate(value):
                self.text += " " * number
                self.value(item, (*path, number))
                self.text += " ,\n"
            self.text += "]"
        elif isinstance(value, dict):
            self.text += "{"
            for number, (key, item) in enumerate(value.items()):
                self.text += ", " if number else " "
                self.text += f"{_quoted(key)} = "
                self.value(item, (*path, key))
            self.text += "}"
        else:
            self.text += str(value)


@given(st.dictionaries(_TEXTS, _VALUES, max_size=4))
def test_any_document(document: dict[str, Any]) -> None:
    writer = _Writer()
    writer.document(document)
    assert tomli.loads(writer.text) == document, "the writer writes TOML"
    where = Positions(writer.text)
    for path, place in writer.places.items():
        assert where.value(path) == place
