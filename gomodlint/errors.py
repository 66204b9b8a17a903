"""The one error that ends a run without a verdict (exit status 2), and the places it points at."""

from typing import NamedTuple


class Problem(NamedTuple):
    """One thing that is wrong: what, where, and what to do next.

    `file` is as the user would write it (relative to the repository, or absolute), `line` and `column` count from 1
    (columns in bytes, as Go does); 0 means "not known".
    """

    message: str
    file: str = ""
    line: int = 0
    column: int = 0
    hint: str = ""

    def __str__(self) -> str:
        place = ":".join([self.file, *(str(number) for number in (self.line, self.column) if number)])
        text = f"{place}: {self.message}" if self.file else self.message
        return f"{text}\n  hint: {self.hint}" if self.hint else text


class NoVerdict(Exception):  # noqa: N818 - it says what the run ends with
    """The run cannot give a verdict. Carries every problem that was found, in a stable order."""

    def __init__(self, *problems: Problem) -> None:
        super().__init__("\n".join(str(problem) for problem in problems))
        self.problems = problems
