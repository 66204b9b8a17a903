"""Which policy decides, and whether it can be read."""

import os
from collections.abc import Callable
from typing import Literal, NamedTuple

from gomodlint.engine.place import Place
from gomodlint.engine.request import Request
from gomodlint.engine.trees import Sources
from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.decode import decode
from gomodlint.policy.extend import preset
from gomodlint.policy.find import BUILT_IN, Found, find, is_elsewhere, read, read_inside
from gomodlint.policy.model import Policy
from gomodlint.rules.registry import Kinds
from gomodlint.source.disk import DiskTree
from gomodlint.source.tree import Tree


class Chosen(NamedTuple):
    """The policy that decides, and whose it is."""

    policy: Policy
    origin: Literal["base", "head", "built-in"]
    notices: tuple[Problem, ...] = ()
    own: Policy | None = None  # head's, where base's decides and the two differ


def choose_policy(place: Place, request: Request, sources: Sources) -> Chosen:
    """The policy named by --policy; else base's (with a base), head's, or the built-in one. Raises NoVerdict."""
    if request.policy:
        found, tree = _named(place, request)
        return _chosen(found, tree, "head", ruleless=request.ruleless)
    ruleless = request.ruleless
    head = find(sources.head, place.within)
    if sources.base is None or request.policy_from == "head":
        return _chosen(head, sources.head, "head", ruleless=ruleless) if head else _built_in(place, request)
    base = find(sources.base, place.within)
    # Head's must be valid too.
    mine = _chosen(head, sources.head, "head", ruleless=ruleless) if head is not None else None
    if base is None:
        if head is None or mine is None:
            return _built_in(place, request)
        notice = Problem("base has no policy: this one, which is new, decides", head.file)
        return Chosen(mine.policy, "head", (notice,))
    chosen = _chosen(base, sources.base, "base", ruleless=ruleless)
    if mine is not None and head is not None and head.text != base.text:
        notice = Problem("the policy differs from base's, which decides", head.file)
        return Chosen(chosen.policy, "base", (notice,), mine.policy)
    return chosen


def _named(place: Place, request: Request) -> tuple[Found, Tree]:
    path = os.path.realpath(os.path.join(request.directory, request.policy))
    top = place.top.rstrip(os.sep) + os.sep
    tree = DiskTree(place.top)
    if path.startswith(top):
        return read(tree, path[len(top) :].replace(os.sep, "/")), tree
    return read(tree, path.replace(os.sep, "/")), tree


def _chosen(found: Found, tree: Tree, origin: Literal["base", "head"], *, ruleless: bool) -> Chosen:
    # A policy from elsewhere speaks about this repository: `./` starts at its top.
    directory = "" if is_elsewhere(found.file) else None
    policy = decode(found.text, found.file, kinds=Kinds(), load=loader(tree), directory=directory, ruleless=ruleless)
    return Chosen(policy, origin)


def loader(tree: Tree) -> Callable[[str], bytes]:
    """Reads the files that policies of a Tree extend."""

    def load(path: str) -> bytes:
        return read_inside(tree, path).text

    return load


def _built_in(place: Place, request: Request) -> Chosen:
    policy = decode(preset(BUILT_IN.removeprefix("gomodlint:")), BUILT_IN, kinds=Kinds())
    notice = Problem(
        f"no policy file: the built-in {BUILT_IN} runs",
        hint=_untracked(place, request)
        or "gomodlint init writes a gomodlint.toml to start from; gomodlint baseline sets known findings aside",
    )
    return Chosen(policy, "built-in", (notice,))


def _untracked(place: Place, request: Request) -> str:
    """A hint where the disk has a policy that git does not track, and the run looks at what git tracks."""
    if not (request.base or request.staged or request.tracked) or request.head:
        return ""
    try:
        found = find(DiskTree(place.top), place.within)
    except NoVerdict:
        return ""
    return f"{found.file} is not tracked by git, and this run looks at what is: git add {found.file}" if found else ""
