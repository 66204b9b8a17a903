"""What GitHub cuts or drops: eleven annotations of a level, long messages, summaries above a mebibyte."""

from __future__ import annotations

import re

import pytest
from runner import commands
from verdicts import CHAIN, CLEAN, LINE

from gomodlint.errors import Problem
from gomodlint.finding import Finding
from gomodlint.report import github, markdown

SHOWN = 10  # annotations of a level in a step (actions/runner, ExecutionContext.cs: _maxCountPerIssueType)
MESSAGE = 4_096  # characters (the same, _maxIssueMessageLength)
SUMMARY = 1 << 20  # bytes of a step; above, all of it is dropped


def findings(count: int, **changes: object) -> tuple[Finding, ...]:
    return tuple(LINE._replace(file=f"f{n}.go", identity=(str(n),), **changes) for n in range(count))  # type: ignore[arg-type]


@pytest.mark.parametrize("count", [1, 10, 11, 60])
@pytest.mark.parametrize("level", ["error", "warning", "notice"])
def test_what_is_not_shown_is_counted_where_it_is_seen(level: str, count: int) -> None:
    """GitHub shows the first ten of a level: with more than ten the first says how many there are, and nine follow."""
    notices = tuple(Problem(f"note {n}", "go.mod", n + 1) for n in range(count))
    found = {"notices": notices} if level == "notice" else {"findings": findings(count, severity=level)}
    verdict = CLEAN._replace(**found)  # type: ignore[arg-type]
    said = [command for command in commands(github.render(verdict)) if command.name == level]
    seen = said[:SHOWN]
    places = [command for command in seen if "file" in command.properties]
    if count <= SHOWN:
        assert len(places) == len(said) == count
    else:
        assert len(places) == SHOWN - 1
        assert f"{count} in all" in seen[0].data
        assert len(said) == count + 1, "the log has all of them"


def test_new_errors_come_before_all_else() -> None:
    """Widened, excused and expired findings and warnings take no place from a new error."""
    mixed = (*findings(8, state="excused"), *findings(8, severity="warning"), *findings(9))
    said = [c for c in commands(github.render(CLEAN._replace(findings=mixed))) if c.name == "error"]
    assert [c.properties["file"] for c in said] == [f"f{n}.go" for n in range(9)]


@pytest.mark.parametrize("unit", ["w", "%", "\n", "é", "::error::x"])
def test_a_long_message_is_cut_to_what_the_runner_takes(unit: str) -> None:
    [said] = commands(github.render(CLEAN._replace(findings=(CHAIN._replace(why=unit * 9_000),))))
    assert said.data.startswith(CHAIN.message)
    assert len(said.data) <= MESSAGE
    assert said.properties["line"] == str(CHAIN.line)


@pytest.mark.parametrize("width", [1, 400, 3_000])
def test_a_summary_above_a_mebibyte_keeps_its_head_and_counts_the_rest(width: int) -> None:
    many = findings(8_000, message="é" * width, why="w" * width)
    page = markdown.render(CLEAN._replace(findings=many))
    assert len(page.encode()) <= SUMMARY
    assert "8000 findings to look at" in page
    rows = len(re.findall(r"^\| `no-dot-imports` \|", page, re.MULTILINE))
    left = re.search(r"_(\d+) more findings: the JSON report has all of them._", page)
    assert rows + (int(left[1]) if left else 0) == 8_000
    assert rows >= 100


def test_one_string_does_not_fill_the_summary() -> None:
    page = markdown.render(CLEAN._replace(findings=(LINE._replace(message="x" * (2 << 20)), *findings(3))))
    assert len(page.encode()) < 20_000
    assert page.count("| `no-dot-imports` |") == 4


def test_thousands_of_problems_do_not_fill_the_summary() -> None:
    problems = tuple(Problem(f"cannot read {n}") for n in range(50_000))
    page = markdown.render(CLEAN._replace(errors=problems, findings=findings(1)))
    assert len(page.encode()) < SUMMARY
    assert "and 49900 more" in page
    assert "| `no-dot-imports` |" in page
