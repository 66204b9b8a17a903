"""What the graph needs of module build lists and of the standard library."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Protocol

from gomodlint.source.constraint import Expr
from gomodlint.source.module import Module, Resolved
from gomodlint.source.tree import Entry

if TYPE_CHECKING:
    from gomodlint.source.locked import Locked


class BuildList(Protocol):
    """What the graph needs of a module build list."""

    @property
    def main(self) -> tuple[Module, ...]:
        """The main modules."""

    @property
    def locked(self) -> Locked | None:
        """What stands in for modules that are not on this machine."""

    def resolve(self, import_path: str) -> Resolved:
        """Where an import path leads."""

    def listed(self, directory: str) -> list[Entry] | None:
        """What is in a directory, if it was listed to resolve an import."""


class Std(Protocol):
    """What the graph needs of the standard library's table."""

    def has(self, path: str, /) -> bool:
        """Whether std has this package."""

    def imports(self, path: str, /) -> Sequence[tuple[str, Expr | None]]:
        """Its production imports and their constraints (None: always)."""

    def name(self, path: str, /) -> str:
        """Its package name."""

    def exists(self, path: str, /) -> Expr | None:
        """The constraint under which the package has files (None: always)."""
