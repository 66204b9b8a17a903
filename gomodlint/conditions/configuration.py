"""A build configuration, without the custom tags."""

from collections.abc import Callable, Collection
from typing import NamedTuple


class Configuration(NamedTuple):
    """A port and whether cgo is enabled: what Go calls GOOS, GOARCH and CGO_ENABLED."""

    goos: str
    goarch: str
    cgo: bool


Facts = Callable[[Configuration], Collection[str]]
