"""GitHub's own description of what it takes and gives, held against every request and reply by openapi-core."""

from __future__ import annotations

import json
import re
from functools import cache
from typing import Any, Final
from urllib.parse import quote

from openapi_core import OpenAPI
from openapi_core.exceptions import OpenAPIError
from openapi_core.testing import MockRequest, MockResponse

from tests.github.cut_description import MADE

_HOST: Final = "http://github.test"
_FORMATS: Final = {"date-time": "2026-01-01T00:00:00Z", "uri": "https://example.com/", "email": "a@example.com"}


class Description:
    """One OpenAPI document, for addresses below `prefix`."""

    def __init__(self, text: str, prefix: str) -> None:
        self._document = json.loads(text)
        self._openapi = OpenAPI.from_dict({**self._document, "servers": [{"url": _HOST + prefix}]})

    def operation(self, verb: str, path: str) -> str:
        """The described path that this one (below the prefix) is an instance of; "" if there is none."""
        for template, verbs in self._document["paths"].items():
            pattern = re.sub(r"\\{(?:pull_number|comment_id|issue_number)\\}", "[0-9]+", re.escape(template))
            pattern = re.sub(r"\\{path\\}", ".+", pattern)
            pattern = re.sub(r"\\{\w+\\}", "[^/]+", pattern)
            if verb.lower() in verbs and re.fullmatch(pattern, path):
                return str(template)
        return ""

    def complaints(
        self, verb: str, address: str, query: dict[str, str], body: bytes, status: int, reply: Any
    ) -> list[str]:
        """What is not as described: in the request, then in its reply (of a status that is described, or a success).

        `status` 0: the reply is not looked at.
        """
        path = re.sub(r"(/contents/)(.+)", lambda match: match[1] + quote(match[2], safe=""), address)
        kind = {"data": body, "content_type": "application/json"} if body else {}
        request = MockRequest(_HOST, verb.lower(), path, args=query, **kind)
        found = _errors(lambda: self._openapi.validate_request(request))
        spec = self._document["paths"][self.operation(verb, path[path.index("/repos/") :])][verb.lower()]
        found += self._unknown(spec, query, json.loads(body) if body else None)
        if str(status) in spec["responses"] or 0 < status < 300:
            text = b"" if reply is None else json.dumps(reply).encode()
            answer = MockResponse(text, status_code=status, content_type="application/json")
            found += _errors(lambda: self._openapi.validate_response(request, answer))
        return [f"{verb} {address} {status}: {one}" for one in found]

    def smallest(self, name: str) -> Any:
        """The smallest value that a schema takes."""
        return self._smallest(self._document["components"]["schemas"][name])

    def _unknown(self, spec: dict[str, Any], query: dict[str, str], body: Any) -> list[str]:
        """Words of a request that the description does not have: GitHub ignores or refuses them."""
        parameters = [self._at(one["$ref"]) if "$ref" in one else one for one in spec.get("parameters", [])]
        known = {one["name"] for one in parameters if one["in"] == "query"}
        found = [f"no parameter {name}" for name in query if name not in known]
        if body is not None:
            found += self._words(spec["requestBody"]["content"]["application/json"]["schema"], body, "")
        return found

    def _words(self, schema: dict[str, Any], value: Any, at: str) -> list[str]:
        if "$ref" in schema:
            schema = self._at(schema["$ref"])
        if isinstance(value, list):
            return [word for one in value for word in self._words(schema.get("items", {}), one, f"{at}[]")]
        known = schema.get("properties")
        if not isinstance(value, dict) or known is None:
            return []
        found = [f"no property {at}.{key}" for key in value if key not in known]
        return found + [word for key in value if key in known for word in self._words(known[key], value[key], key)]

    def _at(self, reference: str) -> Any:
        value = self._document
        for part in reference.removeprefix("#/").split("/"):
            value = value[part]
        return value

    def _smallest(self, schema: dict[str, Any]) -> Any:
        if "$ref" in schema:
            return self._smallest(self._at(schema["$ref"]))
        if schema.get("nullable"):
            return None
        for word in ("anyOf", "oneOf"):
            if word in schema:
                return self._smallest(schema[word][0])
        if "allOf" in schema:
            return {key: value for one in schema["allOf"] for key, value in self._smallest(one).items()}
        if "enum" in schema:
            return schema["enum"][0]
        kind = schema.get("type", "object")
        if kind == "object":
            known = schema.get("properties", {})
            return {key: self._smallest(known[key]) for key in schema.get("required", []) if key in known}
        text = _FORMATS.get(schema.get("format", ""), "x")
        return {"array": [], "string": text, "integer": 1, "number": 1, "boolean": False}[kind]


@cache
def description(prefix: str) -> Description:
    """The description of github.com."""
    return Description(MADE.read_text(encoding="utf-8"), prefix)


def _errors(validate: Any) -> list[str]:
    try:
        validate()
    except OpenAPIError as error:
        causes = getattr(error.__cause__, "schema_errors", None) or getattr(error, "schema_errors", None) or [error]
        return [str(getattr(one, "message", one))[:200] for one in causes if not _is_lost_place(one)]
    return []


def _is_lost_place(error: Any) -> bool:
    """`line: null`: not described, but what GitHub says of a comment whose place is lost."""
    path = getattr(error, "absolute_path", ())
    return bool(path) and path[-1] == "line" and error.instance is None
