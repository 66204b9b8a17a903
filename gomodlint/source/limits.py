"""How large a file may be that is read as a whole, by what it is.

Each limit is far above any real file, and near what is read in a second whatever the file holds; the figures and the
largest files that were seen are in docs/testing.md, and `bench/linear.py` measures them.
"""

from typing import Final, NamedTuple


class Most(NamedTuple):
    """The most bytes of one kind of file, and what to do about a larger one ("" where nothing is known)."""

    bytes: int
    hint: str = ""

    @property
    def reason(self) -> str:
        """What is said of a larger file."""
        return f"larger than {self.bytes >> 20} MiB: not read"


ANY: Final = Most(64 << 20)
GO_MOD: Final = Most(1 << 20, "go mod tidy leaves what the module needs")
GO_WORK: Final = Most(1 << 20, "take out modules, or set GOWORK=off")
GO_SUM: Final = Most(16 << 20, "go mod tidy leaves what the module needs")
MODULES_TXT: Final = Most(2 << 20, "run go mod vendor again")
POLICY: Final = Most(1 << 20, "say it in fewer patterns: ./x/... is all below x")
BASELINE: Final = Most(16 << 20, "mend some, or leave rules off until they are wanted")
GO_FILE: Final = Most(16 << 20)  # of which more than the header is read
GO_TEST: Final = Most(8 << 20)
LOCK: Final = Most(32 << 20, "write it anew: gomodlint lock --update")
COSTS: Final = Most(16 << 20, "measure fewer programs at once: gomodlint cost measure --main PKG")
GO_ENV: Final = Most(1 << 20)
EVENT: Final = Most(32 << 20)  # GitHub sends no payload above 25 MB
