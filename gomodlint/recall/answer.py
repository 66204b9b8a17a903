"""An answer, and all that it came from: the question, the program, and every file and directory that was read.

Go files count by what their headers say: a change further down changes no answer. All else counts by its stamps (see
source/watch.py), and a directory whose stamp has changed by the names in it.
"""

from __future__ import annotations

import json
import os
from collections.abc import Mapping
from typing import NamedTuple

from gomodlint.cache.store import Damaged, Store
from gomodlint.recall.names import answers_store, headers_store, name_of
from gomodlint.source import watch
from gomodlint.source.disk import DiskTree
from gomodlint.source.kept_headers import KeptHeaders
from gomodlint.source.place import Place
from gomodlint.source.tree import TreeError

MOST = 64  # directories with changed Go files that are read to tell; beyond, the run is made anew
_ENVIRONMENT = ("GO", "HOME", "USERPROFILE")  # what a run may read of it, by the beginning of the name


class Answer(NamedTuple):
    """What was printed on standard output, and the exit status."""

    status: int
    text: str


class Question:
    """What was asked of which files. `words` are all that the answer depends on besides the environment."""

    __slots__ = ("_environ", "_name", "_store", "_text", "_top")

    def __init__(self, place: Place, environ: Mapping[str, str], words: tuple[object, ...]) -> None:
        own = sorted(item for item in environ.items() if item[0].startswith(_ENVIRONMENT))
        self._text = json.dumps([[str(word) for word in (*place, *words)], own])
        self._top = place.top
        self._environ = environ
        self._name = name_of("answer", self._text)
        self._store = answers_store(environ)

    def recall(self) -> Answer | None:
        """The answer to the same question, if nothing that it came from has changed."""
        if self._store is None:
            return None
        try:
            lines = self._store.read(self._name)
            if lines is None or lines[0] != self._text:
                return None
            sum_, directories, files, links, (status, text) = (json.loads(line) for line in lines[1:6])
            answer = Answer(int(status), str(text))
            is_valid = self._is_valid(directories, files, links) and self._have_headers(sum_)
        except (Damaged, OSError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
            return None  # the run is made anew, and what lies there replaced
        return answer if is_valid else None

    def remember(self, answer: Answer, seen: watch.Watch, headers_sum: str) -> None:
        """Keep an answer for the next time. `headers_sum` tells which headers it came from ("": they are not kept)."""
        if self._store is None or not headers_sum:
            return
        lines = [headers_sum, seen.directories, seen.files, seen.links, answer]
        try:
            self._store.write(self._name, [self._text, *(json.dumps(line) for line in lines)])
        except OSError:
            return  # whoever keeps the headers has said so

    def _is_valid(self, directories: dict[str, tuple[str, str]], files: dict[str, str], links: dict[str, str]) -> bool:
        tree = DiskTree(self._top)
        stamp = watch.stamp
        if any(before == "?" or stamp(path) != before for path, before in files.items()):
            return False
        for path, (before, listing) in directories.items():
            if (before == "?" or stamp(path) != before) and _listing(tree, path) != listing:
                return False
        return all(tree.link(path, os.path.basename(path)).kind == kind for path, kind in links.items())

    def _have_headers(self, sum_: str) -> bool:
        store: Store | None = headers_store(self._environ)
        name = name_of("files", self._top)
        lines = store.read(name) if store else None
        if store is None or lines is None or store.sums[name] != sum_:
            return False
        return KeptHeaders(lines).still_hold(DiskTree(self._top), MOST)


def _listing(tree: DiskTree, path: str) -> str:
    top = tree.top.rstrip(os.sep)
    within = "" if path in {top, top + os.sep} else path.removeprefix(top + os.sep)
    try:
        return watch.listing(tree.entries(within))
    except TreeError:
        return "-"
