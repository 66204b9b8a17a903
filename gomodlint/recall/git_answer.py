"""The graph of a run with git, and all that it came from, for the next run that asks the same of other blobs.

Kept are the shape (engine.shape) of the side that the graph is of, the sum of its headers, and what was read of the
disk besides: the module cache, a policy that was named.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from gomodlint.cache.store import Damaged, Store
from gomodlint.recall.answer import MOST, has_changed
from gomodlint.recall.kept import read_headers, sum_of
from gomodlint.recall.names import answers_store, headers_store, name_of, own_environment
from gomodlint.source import watch
from gomodlint.source.kept_headers import Files, KeptHeaders
from gomodlint.source.place import Place
from gomodlint.source.tree import Tree

Changes = Mapping[str, tuple[Files, Files]]  # directory -> its files as they were, and as they are


class GitBeginning(NamedTuple):
    """Lines of an earlier run, its headers, and in which directories those of each side asked for are others."""

    lines: Sequence[str]
    headers: KeptHeaders
    changes: Sequence[Changes]


class GitMemory:
    """What is kept of runs in a place. `words` are all that the graph depends on besides environment and blobs."""

    __slots__ = ("_environ", "_graph_name", "_name", "_store", "_text", "_top")

    def __init__(self, place: Place, environ: Mapping[str, str], words: tuple[object, ...]) -> None:
        self._text = json.dumps([[str(word) for word in (*place, *words)], own_environment(environ)])
        self._top = place.top
        self._environ = environ
        self._name = name_of("read-git", self._text)
        self._graph_name = name_of("graph-git", self._text)
        self._store = answers_store(environ)

    def recall(self, shape: str, sides: Sequence[Tree]) -> GitBeginning | None:
        """What there is to begin with for Trees of one shape; None: the run is made anew."""
        if self._store is None:
            return None
        try:
            return self._recall(self._store, shape, sides)
        except (Damaged, OSError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
            return None

    def remember(self, shape: str, seen: watch.Watch, headers_sum: str, lines: Sequence[str]) -> None:
        """Keep lines of a run. `headers_sum` tells which headers it came from ("": they are not kept)."""
        if self._store is None or not headers_sum or not lines:
            return
        inside = (self._top, self._top.rstrip(os.sep) + os.sep)
        elsewhere = {
            path: said
            for path, said in seen.directories.items()
            if path != inside[0] and not path.startswith(inside[1])
        }
        try:
            self._store.write(self._graph_name, lines)
            read = [shape, headers_sum, elsewhere, seen.files, seen.links, self._store.sums[self._graph_name]]
            self._store.write(self._name, [self._text, *map(json.dumps, read)])
        except (OSError, KeyError):  # KeyError: too large to keep
            return  # whoever keeps the headers has said so

    def _recall(self, store: Store, shape: str, sides: Sequence[Tree]) -> GitBeginning | None:
        read = store.read(self._name)
        if read is None or read[0] != self._text:
            return None
        kept_shape, headers_sum, directories, files, links, graph_sum = map(json.loads, read[1:])
        if kept_shape != shape or has_changed(self._top, directories, files, links) != set():
            return None
        headers_store_ = headers_store(self._environ)
        headers = read_headers(headers_store_, "blobs", self._top) if headers_store_ else None
        if headers is None or headers_store_ is None or sum_of(headers_store_, "blobs", self._top) != headers_sum:
            return None
        changes = [headers.changes(side, MOST, alone=True) for side in sides]
        lines = store.read(self._graph_name)
        if lines is None or store.sums[self._graph_name] != graph_sum:
            return None
        told = [one for one in changes if one is not None]
        return GitBeginning(lines, headers, told) if len(told) == len(sides) else None
