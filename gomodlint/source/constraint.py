"""Build constraint expressions: `//go:build` and `// +build` (GO: go/build/constraint/expr.go)."""

from typing import Any

# An expression is nested tuples, so that it can be hashed:
# ("tag", name), ("not", x), ("and", x, y, ...) or ("or", x, y, ...).
Expr = tuple[Any, ...]
