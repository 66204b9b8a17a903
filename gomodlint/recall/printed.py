"""What a run says to its caller."""

from typing import NamedTuple


class Answer(NamedTuple):
    """What was printed on standard output, and the exit status."""

    status: int
    text: str
