"""An answer, and all that it came from: the question, the program, and every file and directory that was read.

Go files count by what their headers say: a change further down changes no answer. All else counts by its stamps (see
source/watch.py), and a directory whose stamp has changed by the names in it that matter.

Three files are kept: what a run read; lines of its own to begin with the next time, which the first names; and the
answer, which names the first too. Another format, or another day, begins with the same files. A run that begins with
such lines keeps its answer in a fourth, with the headers that were others: as long as these stay, it is given again.
"""

import contextlib
import json
import os
from collections.abc import Mapping, Sequence
from functools import partial
from typing import NamedTuple

from gomodlint.cache.store import Damaged, Store
from gomodlint.recall.kept import read_headers, sum_of
from gomodlint.recall.names import answers_store, headers_store, name_of, own_environment
from gomodlint.recall.printed import Answer
from gomodlint.source import watch
from gomodlint.source.directory import SourceFile
from gomodlint.source.disk import DiskTree
from gomodlint.source.kept_headers import KeptHeaders, text_of
from gomodlint.source.place import Place
from gomodlint.source.tree import TreeError

MOST = 64  # directories with changed Go files that are read to tell; beyond, the run is made anew


Changes = Mapping[str, tuple[tuple[SourceFile, ...], tuple[SourceFile, ...]]]  # files as they were, and as they are


class Beginning(NamedTuple):
    """Lines of an earlier run, the headers it had, and in which directories they are others by now.

    All else that the run read is as it was.
    """

    lines: Sequence[str]
    headers: KeptHeaders
    changes: Changes


class Question:
    """What was asked of which files.

    `words` are all that the graph depends on besides the environment; `more` what the answer depends on beyond that.
    """

    __slots__ = (
        "_again_name",
        "_environ",
        "_graph_name",
        "_name",
        "_read_name",
        "_read_text",
        "_store",
        "_text",
        "_top",
    )

    def __init__(
        self, place: Place, environ: Mapping[str, str], words: tuple[object, ...], more: tuple[object, ...]
    ) -> None:
        self._read_text = json.dumps([[str(word) for word in (*place, *words)], own_environment(environ)])
        self._text = json.dumps([self._read_text, *map(str, more)])
        self._top = place.top
        self._environ = environ
        self._name = name_of("answer", self._text)
        self._again_name = name_of("again", self._text)
        self._read_name = name_of("read", self._read_text)
        self._graph_name = name_of("graph", self._read_text)
        self._store = answers_store(environ)

    def recall(self) -> Answer | Beginning | None:
        """The answer to the same question, if nothing that it came from has changed; else what is there to begin with.

        None: the run is made anew, and what lies there replaced.
        """
        if self._store is None:
            return None
        try:
            return self._recall(self._store)
        except (Damaged, OSError, ValueError, TypeError, IndexError, AttributeError, RecursionError):
            return None

    def remember(self, answer: Answer, seen: watch.Watch, headers_sum: str, lines: Sequence[str]) -> None:
        """Keep an answer for the next time, and `lines` of the run to begin with.

        `headers_sum` tells which headers it came from ("": they are not kept).
        """
        if self._store is None or not headers_sum:
            return
        try:
            self._store.sums.pop(self._graph_name, None)
            if lines:
                self._store.write(self._graph_name, lines)
            graph_sum = self._store.sums.get(self._graph_name, "")
            read = [headers_sum, seen.directories, seen.files, seen.links, graph_sum]
            self._store.write(self._read_name, [self._read_text, *map(json.dumps, read)])
            self._store.write(self._name, [*self._marks(self._store, {}), json.dumps(answer)])
        except (OSError, KeyError):  # KeyError: too large to keep
            return  # whoever keeps the headers has said so

    def remember_again(self, answer: Answer, beginning: Beginning) -> None:
        """Keep an answer that came from the beginning that `recall` gave, for as long as there is nothing else new."""
        if self._store is None:
            return
        with contextlib.suppress(OSError):
            self._store.write(self._again_name, [*self._marks(self._store, beginning.changes), json.dumps(answer)])

    def _marks(self, store: Store, changes: Changes) -> list[str]:
        """What an answer is the answer to: question, what the run before read, and the headers that are others now."""
        told = [json.dumps([directory, text_of(now)]) for directory, (_, now) in sorted(changes.items())]
        return [self._text, store.sums[self._read_name], *told]

    def _recall(self, store: Store) -> Answer | Beginning | None:
        read = store.read(self._read_name)
        if read is None or read[0] != self._read_text:
            return None
        headers_sum, directories, files, links, graph_sum = map(json.loads, read[1:])
        headers = self._headers(headers_sum)
        if headers is None:
            return None
        others = partial(has_changed, self._top, directories, files, links)
        changes = headers.changes(DiskTree(self._top), MOST, others)
        if changes is None:
            return None
        answer = store.read(self._name if not changes else self._again_name)
        if answer is not None and answer[:-1] == self._marks(store, changes):
            status, text = json.loads(answer[-1])
            return Answer(int(status), str(text))
        lines = store.read(self._graph_name) if graph_sum else None
        if lines is None or store.sums[self._graph_name] != graph_sum:
            return None
        return Beginning(lines, headers, changes)

    def _headers(self, sum_: str) -> KeptHeaders | None:
        store: Store | None = headers_store(self._environ)
        headers = read_headers(store, "files", self._top) if store else None
        return headers if store is not None and sum_of(store, "files", self._top) == sum_ else None


def has_changed(
    top: str, directories: Mapping[str, tuple[str, str]], files: Mapping[str, str], links: Mapping[str, str]
) -> set[str] | None:
    """The directories (Tree paths) in which Go files came or went; None when anything else has changed.

    What was read is told as watch.Watch has it.
    """
    tree = DiskTree(top)
    is_still = watch.is_still
    if not all(is_still(path, before) for path, before in files.items()):
        return None
    found = set()
    for path, (before, listing) in directories.items():
        if not is_still(path, before):
            within = _within(tree, path)
            now = _listing(tree, within)
            if now == listing:
                continue
            from gomodlint.recall.listings import other_files

            others = other_files(listing, now)
            if others is None:
                return None
            if others:
                found.add(within)
    if all(tree.link(path, os.path.basename(path)).kind == kind for path, kind in links.items()):
        return found
    return None


def _within(tree: DiskTree, path: str) -> str:
    """The Tree path of a path on the disk."""
    top = tree.top.rstrip(os.sep)
    return "" if path in {top, top + os.sep} else path.removeprefix(top + os.sep).replace(os.sep, "/")


def _listing(tree: DiskTree, directory: str) -> str:
    try:
        return watch.listing(tree.entries(directory))
    except TreeError:
        return "-"
