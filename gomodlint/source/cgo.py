"""Whether cgo is enabled, as an atom of constraint expressions.

Go uses a non-test file that imports "C" only where cgo is enabled (GO: go/build/build.go, Import). No constraint line
can say that: the tag `cgo` is also true under `-tags=cgo`. The atom's name is therefore one that no tag can have.
"""

from typing import Final

from gomodlint.source.constraint import Expr

CGO_ENABLED: Final[Expr] = ("tag", '"C"')
