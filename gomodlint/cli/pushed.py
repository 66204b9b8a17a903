"""What the pre-commit hook looks at when it runs before a push: the commits that are pushed, not what is checked out.

pre-commit names them in the environment (https://pre-commit.com/#pre-push). Without names (the first push of a root
commit, or any other stage) the staged content is looked at.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

_OID = re.compile(r"(?!0+$)(?:[0-9a-f]{40}|[0-9a-f]{64})")


def pushed(environ: Mapping[str, str]) -> tuple[str, str] | None:
    """Base and head of the push."""
    base, head = environ.get("PRE_COMMIT_FROM_REF", ""), environ.get("PRE_COMMIT_TO_REF", "")
    return (base, head) if _OID.fullmatch(base) and _OID.fullmatch(head) else None
