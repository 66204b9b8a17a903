"""Cut GitHub's description of its REST interface to what the review channel uses.

    cd tests/node && npm ci --ignore-scripts && cd ../..
    python tests/github/cut_description.py tests/node/node_modules/@octokit/openapi/generated/api.github.com.json

writes description.json beside this file: an OpenAPI document of the operations below with all that they refer to,
without prose. A test holds it against the package that tests/node/package.json names. The description is GitHub's,
under the MIT licence: https://github.com/github/rest-api-description
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

USED: Final = {
    "/repos/{owner}/{repo}/pulls": ["get"],
    "/repos/{owner}/{repo}/pulls/{pull_number}": ["get"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/files": ["get"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/comments": ["get", "post"],
    "/repos/{owner}/{repo}/pulls/{pull_number}/reviews": ["post"],
    "/repos/{owner}/{repo}/pulls/comments/{comment_id}": ["patch", "delete"],
    "/repos/{owner}/{repo}/issues/{issue_number}/comments": ["get", "post"],
    "/repos/{owner}/{repo}/issues/comments/{comment_id}": ["patch"],
    "/repos/{owner}/{repo}/contents/{path}": ["get"],
}
PROSE: Final = {"description", "example", "examples", "externalDocs", "summary", "tags", "title", "deprecated"}
NAMED: Final = {"content", "headers", "parameters", "paths", "properties", "responses", "schemas"}  # keys are names
MADE: Final = Path(__file__).parent / "description.json"


def cut(source: Path) -> str:
    """The document as text. Raises KeyError if an operation is not described any more."""
    whole = json.loads(source.read_text(encoding="utf-8"))
    paths = {path: {verb: _plain(whole["paths"][path][verb]) for verb in verbs} for path, verbs in USED.items()}
    components: dict[str, dict[str, Any]] = {}
    waiting = list(_references(paths))
    while waiting:
        _, _, kind, name = waiting.pop().split("/")
        if name not in components.setdefault(kind, {}):
            components[kind][name] = _plain(whole["components"][kind][name])
            waiting += _references(components[kind][name])
    replies = [reply for item in paths.values() for one in item.values() for reply in one["responses"].values()]
    for reply in [*replies, *components.get("responses", {}).values()]:
        if "$ref" not in reply:
            reply["description"] = ""  # OpenAPI wants one
    info = {"title": "what the review channel uses", "version": whole["info"]["version"]}
    document = {"openapi": whole["openapi"], "info": info, "paths": paths, "components": components}
    return json.dumps(document, separators=(",", ":"), sort_keys=True) + "\n"


def _references(value: Any) -> Iterator[str]:
    if isinstance(value, list):
        for one in value:
            yield from _references(one)
    elif isinstance(value, dict):
        if isinstance(value.get("$ref"), str):
            yield value["$ref"]
        for one in value.values():
            yield from _references(one)


def _plain(value: Any, *, names: bool = False) -> Any:
    """Without prose. `names`: the keys are names, not words of OpenAPI."""
    if isinstance(value, list):
        return [_plain(one) for one in value]
    if not isinstance(value, dict):
        return value
    return {
        key: _plain(one, names=not names and key in NAMED)
        for key, one in value.items()
        if names or (key not in PROSE and not key.startswith("x-"))
    }


if __name__ == "__main__":
    MADE.write_text(cut(Path(sys.argv[1])), encoding="utf-8", newline="\n")
