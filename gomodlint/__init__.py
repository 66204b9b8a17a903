"""gomodlint checks who may import whom in Go modules, for every build configuration at once."""

__version__ = "0.1.0"
