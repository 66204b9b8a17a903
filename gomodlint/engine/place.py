"""Where a run takes place (see gomodlint.source.place)."""

from gomodlint.source.place import Place, locate

__all__ = ["Place", "locate"]
