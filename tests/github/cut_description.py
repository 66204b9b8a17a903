"""Cut GitHub's description of its REST interface to what the review channel uses.

    npm pack @octokit/openapi@23.0.2 && tar xzf octokit-openapi-23.0.2.tgz
    python tests/github/cut_description.py package/generated/api.github.com.json

writes description.json beside this file: the operations below with all schemas they refer to, without prose, in JSON
Schema's words (`nullable` becomes a type). The description is GitHub's, under the MIT licence:
https://github.com/github/rest-api-description
"""

from __future__ import annotations

import json
import sys
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


def main(source: str) -> None:
    """Write description.json. Raises KeyError if an operation is not described any more."""
    whole = json.loads(Path(source).read_text(encoding="utf-8"))
    found: dict[str, Any] = {"version": whole["info"]["version"], "operations": {}, "components": {}}
    waiting: list[str] = []
    for path, verbs in USED.items():
        for verb in verbs:
            operation = _plain(whole["paths"][path][verb], waiting)
            parameters = [_resolved(one, whole, waiting) for one in operation.get("parameters", [])]
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {}).get("schema")
            replies = {
                status: _schema(_resolved(reply, whole, waiting)) for status, reply in operation["responses"].items()
            }
            found["operations"][f"{verb.upper()} {path}"] = {
                "query": {one["name"]: one["schema"] for one in parameters if one["in"] == "query"},
                "body": body,
                "replies": replies,
            }
    while waiting:
        name = waiting.pop()
        if name.startswith("#/components/schemas/") and name not in found["components"]:
            found["components"][name] = _plain(_at(whole, name), waiting)
    schemas = {name.rpartition("/")[2]: schema for name, schema in sorted(found["components"].items())}
    found["components"] = {"schemas": schemas}
    text = json.dumps(found, separators=(",", ":"), sort_keys=True)
    (Path(__file__).parent / "description.json").write_text(text + "\n", encoding="utf-8", newline="\n")


def _schema(reply: dict[str, Any]) -> Any:
    content = reply.get("content", {})
    return next((one.get("schema") for kind, one in content.items() if kind == "application/json"), None)


def _resolved(value: dict[str, Any], whole: dict[str, Any], waiting: list[str]) -> dict[str, Any]:
    while "$ref" in value:
        value = _plain(_at(whole, value["$ref"]), waiting)
    return value


def _at(whole: dict[str, Any], name: str) -> Any:
    value: Any = whole
    for part in name.removeprefix("#/").split("/"):
        value = value[part]
    return value


def _plain(value: Any, waiting: list[str], *, names: bool = False) -> Any:
    """Without prose; `nullable` as JSON Schema has it. `names`: the keys are those of properties."""
    if isinstance(value, list):
        return [_plain(one, waiting) for one in value]
    if not isinstance(value, dict):
        return value
    if isinstance(value.get("$ref"), str) and not names:
        waiting.append(value["$ref"])
    kept = {
        key: _plain(one, waiting, names=not names and key in {"properties", "responses"})
        for key, one in value.items()
        if names or (key not in PROSE and not key.startswith("x-") and key != "nullable")
    }
    if not names and value.get("nullable") is True:
        return {"anyOf": [kept, {"type": "null"}]}
    return kept


if __name__ == "__main__":
    main(sys.argv[1])
