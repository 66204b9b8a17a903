"""Policies that are bombs."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.hostile.bounded import POLICY, Runner, write
from tests.hostile.forks import SLOWER

SETS = "[sets]\na0 = ['...']\nb0 = ['x.y/...']\n" + "".join(
    f"a{n} = ['$a{n - 1}', '$b{n - 1}']\nb{n} = ['$b{n - 1}', '$a{n - 1}']\n" for n in range(1, 26)
)  # each names the two before it: 2²⁵ ways to the first


@pytest.mark.parametrize(
    "text",
    [
        "a = " + "[" * 100_000,
        "a = " + "{a=" * 100_000,
        "a" + ".a" * 100_000 + " = 1",
        "[" + "a." * 50_000 + "a]",
        "[[rules]]\n" * 50_000,
        "".join(f'[rules.r{n}]\nkind = "nothing"\n' for n in range(3_000)),
        POLICY + "to = [" + '"x",' * 100_000 + "]",
        POLICY + f'why = "{"x" * 3_000_000}"',
        POLICY + 'to = ["' + "*" * 50_000 + '"]',
        POLICY + 'to = ["' + "{a,b}" * 5_000 + '"]',
        "x = 1" + "0" * 100_000,
        "# " + "x" * 20_000_000,
        POLICY + 'to = ["{' + "," * 4_000 + '"]',
        POLICY + 'to = ["x{' + "a," * 1_500 + 'a}"]',
        POLICY + 'to = ["' + "x" * 1_000_000 + '"]',
        "a = [?" + "[a" * 100_000 + "\n",
        "\n" * 100_000 + "[rules.r]\nexcept = 1\nexcept = 2\n",
        "a =" + " " * 100_000 + "?x\n",
        POLICY + "".join(f"key{n} = 1\n" for n in range(10_000)),
        POLICY + 'to = ["é", ' + '"a.b/c/...", ' * 40_000 + "]",
        SETS + POLICY + 'to = ["$a25"]\n',
        SETS.replace("'$b", "'!$b") + POLICY + 'to = ["$a25"]\n',
        "[sets]\na0 = ['...']\n" + "".join(f"a{n} = ['$a{n - 1}']\n" for n in range(1, 3_000)) + POLICY,
        "[sets]\n" + "".join(f"a{n} = ['$a{n + 1}']\n" for n in range(3_000)) + "a3000 = ['...']\n" + POLICY,
        f'[build]\ngo = "1.{"9" * 6_000}"\n' + POLICY,
        '[rules.r]\nkind = "budget"\nfrom = ["./..."]\nmax-bytes = "' + "9" * 6_000 + ' MiB"\n',
    ],
    ids=[
        "arrays", "tables", "dots", "header", "array-of-tables", "mistakes", "list", "string", "stars", "braces",
        "number", "comment", "open-brace", "alternatives", "long-pattern", "lone-words", "blank-lines", "blanks",
        "unknown-keys", "twice", "sets-in-sets", "sets-without-sets", "deep-sets", "deep-sets-from-above",
        "long-release", "long-figure",
    ],
)  # fmt: skip
def test_a_policy_that_is_a_bomb(run: Runner, module: Path, text: str) -> None:
    write(module, {"gomodlint.toml": text})
    said = run(module)
    assert said.status in {0, 2}
    if said.status == 2:
        assert "gomodlint.toml" in said.err
        assert len(said.err) < 200_000


def test_a_mistake_in_every_line_is_told_five_hundred_times(run: Runner, module: Path) -> None:
    write(module, {"gomodlint.toml": POLICY + "".join(f"key{n} = 1\n" for n in range(2_000))})
    said = run(module)
    assert said.status == 2
    assert said.err.count("unknown key") == 500
    assert said.err.endswith("... and 1,500 more problems\ngomodlint: no verdict (2000 problems)\n")


def test_policies_that_extend_each_other_in_ever_more_ways(run: Runner, module: Path) -> None:
    files = {"a0.toml": POLICY, "b0.toml": POLICY, "gomodlint.toml": 'extends = ["a20.toml", "b20.toml"]\n'}
    for n in range(1, 21):
        both = f'extends = ["a{n - 1}.toml", "b{n - 1}.toml"]\n'
        files |= {f"a{n}.toml": both, f"b{n}.toml": both}
    write(module, files)
    assert run(module).status == 0


def test_policies_that_extend_each_other_without_end(run: Runner, module: Path) -> None:
    write(module, {f"c{n}.toml": f'extends = ["c{n + 1}.toml"]\n' for n in range(1_500)})
    write(module, {"gomodlint.toml": 'extends = ["c0.toml"]\n', "c1500.toml": POLICY})
    said = run(module)
    assert said.status == 2
    assert "policies extend each other more than 50 deep" in said.err


@pytest.mark.parametrize(
    ("policy", "files"),
    [
        ('[rules.r]\nkind = "deny"\nto = ["...a...a...b"]\n', {"b.go": f'package m\nimport _ "x.y/{"a" * 20_000}"\n'}),
        ('[rules.r]\nkind = "deny"\nto = ["x.y/*a*a*a"]\n', {"b.go": f'package m\nimport _ "x.y/{"a" * 4_000}b"\n'}),
        (
            '[rules.r]\nkind = "deny"\nfrom = ["./..."]\nto = ["x.y/...a{n}a*a*a"]\n',
            {"b.go": f'package m\nimport _ "x.y/{"a" * 4_000}b"\n'},
        ),
        (f'[build]\nexclude = ["{"**/" * 20}b"]\n{POLICY}', {"/".join("a" * 30) + "/x.go": "package m\n"}),
        (f'[build]\nexclude = ["{"*a" * 20}b"]\n{POLICY}', {"a" * 200 + ".go": "package m\n"}),
        (
            f'[rules.r]\nkind = "alias"\nforbid = ["{"a*" * 15}b"]\n',
            {"b.go": f'package m\nimport {"a" * 2_000} "os"\n'},
        ),
    ],
    ids=["dots", "stars", "captures", "folders", "names", "aliases"],
)
def test_wildcards_and_names_that_are_made_for_each_other(
    run: Runner, module: Path, policy: str, files: dict[str, str]
) -> None:
    write(module, {"gomodlint.toml": policy, **files})
    said = run(module)
    assert said.status in {0, 2}
    assert said.seconds < 5 * SLOWER
