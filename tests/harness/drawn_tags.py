"""Small modules under a few tags, drawn at random, and little room for their conditions."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import many_tags
import pytest
from hypothesis import strategies as st
from judged import Read, read

import gomodlint.conditions.wider
import gomodlint.graph.build
from gomodlint.conditions.universe import Universe
from gomodlint.finding import Witness

TAGS = ("a", "b", "c", "d", "e", "f")
_literals = st.tuples(st.sampled_from(["", "!"]), st.sampled_from([*TAGS, "linux"])).map("".join)
_terms = st.lists(_literals, min_size=1, max_size=3).map(" && ".join)
_constraints = st.just("") | st.lists(_terms, min_size=1, max_size=3).map(" || ".join)
edges = st.tuples(st.integers(0, 5), st.integers(0, 5), _constraints, st.integers(0, 9))  # the last: 0 is a test
modules = st.lists(edges, min_size=4, max_size=16)
wheres = st.sampled_from(["", "", "!(a && b) || c && d", "a && b || c && d || e && f", "!a || !f"])
rooms = st.tuples(st.integers(8, 30), st.integers(20, 40), st.integers(4, 12))  # for all, for a part, for an operation


@contextmanager
def on_disk(policy: str, *modules: dict[str, str], where: str = "") -> Iterator[list[Read]]:
    """Modules, read, under a policy whose `[build]` declares all tags."""
    top = Path(tempfile.mkdtemp())
    tags = 'tags = ["*"]'
    policy = policy.replace(tags, f'{tags}\nwhere = "{where}"') if where else policy
    try:
        for number, files in enumerate(modules):
            every = many_tags.source("z", (), " && ".join(TAGS))
            many_tags.write(top / str(number), {**files, "z/z.go": every}, policy)
        yield [read(top / str(number)) for number in range(len(modules))]
    finally:
        shutil.rmtree(top)


@contextmanager
def tight(drawn: tuple[int, int, int]) -> Iterator[tuple[int, int, pytest.MonkeyPatch]]:
    """Little room for a constraint; the bound for the whole, room for a part, and what may set it."""
    bound, room, growth = drawn
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(gomodlint.graph.build, "GROWTH", growth)
        patch.setattr(gomodlint.conditions.wider, "LARGEST", growth)
        yield bound, room, patch


def holds(universe: Universe, condition: int, at: Witness) -> bool:
    """Whether a condition holds in a build."""
    return universe.holds(condition, at.goos, at.goarch, at.cgo, at.tags)
