"""What a run is asked."""

import datetime
from collections.abc import Mapping
from typing import NamedTuple


class Request(NamedTuple):
    """One call of `check`.

    `directory` is where it was started (absolute); `arguments` are package patterns, directories or files to report
    on; `policy` is a policy file as the user wrote it; `today` is a UTC date, for exceptions that end.
    """

    directory: str
    environ: Mapping[str, str]
    today: datetime.date
    arguments: tuple[str, ...] = ()
    policy: str = ""
    base: str = ""
    exact_base: bool = False  # that commit itself is the base, not where its history and head's part
    head: str = ""
    staged: bool = False
    tracked: bool = False
    policy_from: str = ""  # "base", "head", or "" for the default: base's when there is one
    cache: bool = True
    overlay: Mapping[str, bytes] = {}  # files laid over what is judged, by Tree path
    overlay_alone: bool = False  # only what the overlay makes new is new: the files without it are the base
    costly: frozenset[str] = frozenset()  # import paths that are taken to cost very much
    ruleless: bool = False  # a question about the graph: a policy without rules will do
    grouped: bool = True  # findings that one change mends are one; False: each by itself
