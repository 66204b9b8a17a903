"""What Go refuses altogether, whatever -e says."""

from gomodlint.errors import NoVerdict, Problem


class Refusal(NoVerdict):
    """Go's own words on standard error, and its exit status."""

    def __init__(self, words: str, *, status: int = 1) -> None:
        super().__init__(Problem(words))
        self.status = status
