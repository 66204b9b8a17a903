"""Options that are read without argparse are read as argparse reads them."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from gomodlint.cli.check_options import Options, options_of, quick
from gomodlint.cli.check_parser import parser

NAMES = ["base", "head", "policy", "policy-from", "format", "output", "staged", "tracked", "no-cache", "stats", "today"]
VALUES = ["", "json", "text", "base", "main", "a b", "x=y", "=", "-", "--", "-1", "./...", "2026-01-01", "é"]
words = st.one_of(
    st.sampled_from(VALUES),
    st.sampled_from([f"--{name}" for name in [*NAMES, "nothing", "form", "no-c", ""]]),
    st.tuples(st.sampled_from(NAMES), st.sampled_from(VALUES)).map(lambda pair: f"--{pair[0]}={pair[1]}"),
)


@settings(max_examples=400, deadline=None)
@given(st.lists(words, max_size=5))
def test_as_argparse(arguments: list[str]) -> None:
    found = quick(arguments)
    if found is not None:
        expected = Options(**vars(parser().parse_args(arguments)))
        assert found == expected._replace(arguments=())
        assert list(expected.arguments) == []


def test_the_ordinary_ones_are_quick() -> None:
    assert quick([]) == Options()
    found = quick(["--format", "json", "--policy=x.toml", "--staged", "--no-cache"])
    assert found == Options(format="json", policy="x.toml", staged=True, no_cache=True)


def test_the_others_are_read_too() -> None:
    assert options_of(["./a", "--form", "json"]) == Options(arguments=["./a"], format="json")
