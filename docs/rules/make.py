"""Writes docs/rules.md from the manual pages of the rules: `python docs/rules/make.py`."""

from __future__ import annotations

import re
import textwrap
from pathlib import Path

from gomodlint.rules.registry import KINDS, rule

PAGE = Path(__file__).parent.parent / "rules.md"
HEAD = """\
# The rules

Every kind of rule, as `gomodlint explain KIND` prints it. The keys that all rules
share are in [the policy](policy.md#rules).

"""


def page() -> str:
    """The whole page."""
    index = "".join(f"- [`{kind}`](#{kind}): {_lower(rule(kind).summary)}\n" for kind in KINDS)
    return HEAD + index + "".join(_section(kind) for kind in KINDS)


def _section(kind: str) -> str:
    doc = rule(kind).doc
    parts = re.split(r"^(Why|Policy|Looks at|Example|Fix)\n", doc.partition("\n")[2], flags=re.MULTILINE)[1:]
    text = f"\n## {kind}\n\n{rule(kind).summary}\n"
    for name, raw in zip(parts[::2], parts[1::2], strict=True):
        body = textwrap.dedent(raw).strip("\n").rstrip()
        if name == "Policy":
            text += f"\n```toml\n{body}\n```\n"
        elif name == "Example":
            text += f"\nExample, with what is said in comments:\n\n```text\n{body}\n```\n"
        else:
            text += f"\n**{name}.** {' '.join(body.split())}\n"
    return text


def _lower(text: str) -> str:
    return text[0].lower() + text[1:]


if __name__ == "__main__":
    PAGE.write_text(page(), encoding="utf-8", newline="\n")
