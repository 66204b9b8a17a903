# ruff: noqa: ARG005 - every case takes the three classes
"""Classes of gomodlint.record are those that `dataclasses` would make, as far as anyone can tell."""

from __future__ import annotations

import copy
import dataclasses
from typing import Any, ClassVar

import pytest

from gomodlint import record
from gomodlint.finding import Finding


def classes(module: Any) -> tuple[type[Any], type[Any], type[Any]]:
    @module.dataclass(frozen=True, slots=True, kw_only=True)
    class Words:
        a: int
        b: str = "b"
        c: dict[str, int] = module.field(default_factory=dict, metadata={"doc": "what c is"})
        d: ClassVar[int] = 5

        def twice(self) -> int:
            return 2 * self.a

    @module.dataclass(frozen=True, slots=True)
    class Places:
        a: int
        b: tuple[int, ...] = ()

    @module.dataclass(slots=True)
    class Open:
        a: list[int] = module.field(default_factory=list)

    return Words, Places, Open


REAL, OURS = classes(dataclasses), classes(record)


def outcome(action: Any) -> object:
    try:
        return action()
    except (TypeError, AttributeError) as error:
        return TypeError if isinstance(error, TypeError) else AttributeError


CASES: list[Any] = [
    lambda w, p, o: repr(w(a=1)).rpartition(".")[2],
    lambda w, p, o: repr(w(a=1, b="x", c={"y": 2})).rpartition(".")[2],
    lambda w, p, o: w(1),
    lambda w, p, o: w(),
    lambda w, p, o: w(a=1, e=2),
    lambda w, p, o: w(a=1, d=2),
    lambda w, p, o: w(a=4).twice(),
    lambda w, p, o: (w(a=1) == w(a=1), w(a=1) == w(a=2), w(a=1) == p(1), w(a=1) == 1),
    lambda w, p, o: (repr(p(1)).rpartition(".")[2], repr(p(1, (2,))).rpartition(".")[2], repr(p(b=(), a=3))[-12:]),
    lambda w, p, o: p(1, 2, 3),
    lambda w, p, o: p(1, a=2),
    lambda w, p, o: hash(p(1)) == hash(p(1)),
    lambda w, p, o: hash(w(a=1)),
    lambda w, p, o: hash(o()),
    lambda w, p, o: setattr(p(1), "a", 2),
    lambda w, p, o: delattr(p(1), "a"),
    lambda w, p, o: [setattr(x := o(), "a", [1]), x.a],
    lambda w, p, o: o().a is o().a,
    lambda w, p, o: copy.deepcopy(w(a=1, c={"x": 1})) == w(a=1, c={"x": 1}),
    lambda w, p, o: dataclasses.replace(w(a=1), b="z") == w(a=1, b="z"),
    lambda w, p, o: dataclasses.replace(w(a=1), d=3),
    lambda w, p, o: dataclasses.asdict(w(a=1)),
    lambda w, p, o: [(f.name, f.metadata.get("doc")) for f in dataclasses.fields(w)],
    lambda w, p, o: [f.name for f in dataclasses.fields(p(1))],
    lambda w, p, o: dataclasses.is_dataclass(w),
]


@pytest.mark.parametrize("case", CASES, ids=map(str, range(len(CASES))))
def test_as_dataclasses(case: Any) -> None:
    assert outcome(lambda: case(*OURS)) == outcome(lambda: case(*REAL))


def test_functions_take_both() -> None:
    for words, places, _ in (REAL, OURS):
        assert record.replace(words(a=1), a=2).a == 2
        assert [one.name for one in record.fields(words)] == ["a", "b", "c"]
        assert [one.name for one in record.fields(places(1))] == ["a", "b"]
        assert record.is_dataclass(words)
        assert record.is_dataclass(places(1))
    assert not record.is_dataclass(5)


def test_the_classes_of_the_check_path_are_such() -> None:
    assert type(Finding.__dict__["__dataclass_fields__"]).__module__ == "gomodlint.record"
