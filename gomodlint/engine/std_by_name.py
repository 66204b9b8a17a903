"""The standard library by name alone: no edges inside."""

from __future__ import annotations

from collections.abc import Sequence

from gomodlint.source.constraint import Expr
from gomodlint.source.resolve import has_no_dot


class StdByName:
    """Every path whose first element has no dot, with no imports."""

    def has(self, path: str) -> bool:
        """Whether the path looks like std."""
        return has_no_dot(path)

    def imports(self, _path: str) -> Sequence[tuple[str, Expr | None]]:
        """None are known."""
        return ()

    def exists(self, _path: str) -> Expr | None:
        """Always."""
        return None
