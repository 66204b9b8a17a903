"""The language of partial orders is Go's: the same closure, the same refusals, on Go's own text and on drawn ones."""

from __future__ import annotations

import datetime
import json
import random
import re
import shutil
import subprocess
from pathlib import Path

import pytest

from gomodlint.engine import Request, check
from gomodlint.errors import NoVerdict
from gomodlint.policy.decode import decode
from gomodlint.policy.order import OrderError, closure, parse
from gomodlint.rules.registry import Kinds

ORACLE = """\
package main

import (
	"encoding/json"
	"os"

	"example.com/oracle/dag"
)

func main() {
	var texts []string
	if err := json.NewDecoder(os.Stdin).Decode(&texts); err != nil {
		panic(err)
	}
	answers := []map[string][]string{}
	for _, text := range texts {
		graph, err := dag.Parse(text)
		if err != nil {
			answers = append(answers, nil)
			continue
		}
		answer := map[string][]string{}
		for _, node := range graph.Nodes {
			answer[node] = graph.Edges(node)
		}
		answers = append(answers, answer)
	}
	json.NewEncoder(os.Stdout).Encode(answers)
}
"""


def goroot() -> Path:
    return Path(subprocess.run(["go", "env", "GOROOT"], check=True, capture_output=True, text=True).stdout.strip())


@pytest.fixture(scope="module")
def oracle(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Go's own parser of the language, as a program."""
    directory = tmp_path_factory.mktemp("oracle")
    (directory / "dag").mkdir()
    shutil.copy(goroot() / "src" / "internal" / "dag" / "parse.go", directory / "dag" / "parse.go")
    (directory / "main.go").write_text(ORACLE)
    (directory / "go.mod").write_text("module example.com/oracle\n\ngo 1.23\n")
    subprocess.run(["go", "build", "-o", "oracle", "."], cwd=directory, check=True)
    return directory / "oracle"


def asked(oracle: Path, texts: list[str]) -> list[dict[str, set[str]] | None]:
    answer = subprocess.run([oracle], input=json.dumps(texts), check=True, capture_output=True, text=True).stdout
    return [None if one is None else {name: set(low) for name, low in one.items()} for one in json.loads(answer)]


def ours(text: str) -> dict[str, set[str]] | None:
    problems: list[OrderError] = []
    try:
        below = closure(list(parse(text)), problems)
    except OrderError:
        return None
    return None if problems else {name: set(low) for name, low in below.items()}


def text_of_go() -> str:
    source = (goroot() / "src" / "go" / "build" / "deps_test.go").read_text()
    match = re.search(r"var depsRules = `([^`]*)`", source)
    assert match is not None
    return match[1]


def test_go_s_own_text_means_the_same(oracle: Path) -> None:
    text = text_of_go()
    (expected,) = asked(oracle, [text])
    assert expected is not None
    assert len(expected) > 200
    assert ours(text) == expected


def test_go_s_own_text_can_stand_in_a_policy() -> None:
    policy = f"[rules.std]\nkind = \"order\"\norder = '''{text_of_go()}'''\n"
    decoded = decode(policy.encode(), "gomodlint.toml", kinds=Kinds())
    assert decoded.rules[0].kind == "order"


def drawn(generator: random.Random) -> str:
    names = ["a", "b", "c", "x/y", "TOP", "NONE"]
    pieces = []
    for _ in range(generator.randint(1, 6)):
        lists = [
            ", ".join(generator.sample(names, generator.randint(1, 2)))
            for _ in range(generator.choice([2, 2, 2, 3, 1]))
        ]
        signs = [generator.choice([" < ", "<", "\n\t< ", " !< "]) for _ in lists]
        pieces.append(
            "".join(
                f"{sign if number else ''}{one}" for number, (one, sign) in enumerate(zip(lists, signs, strict=True))
            )
        )
    text = generator.choice([";\n", ";", "; # why\n"]).join(pieces) + generator.choice([";", ";", ";", "", "\n# end"])
    if generator.random() < 0.2:
        at = generator.randrange(len(text))
        text = text[:at] + generator.choice([",", ";", "<", "!", " a ", "!<", "#"]) + text[at:]
    return text


def is_pointless(text: str) -> bool:
    """Whether Go reads more into a text than it says: a statement without a sign, a name below itself."""
    try:
        return any({n for n, _ in one.below} & {n for n, _ in one.above} for one in parse(text) if one.allowed)
    except OrderError as error:
        return "has no <" in str(error) or "is not finished" in str(error)


def test_drawn_texts_mean_the_same(oracle: Path) -> None:
    generator = random.Random(7)
    texts = [drawn(generator) for _ in range(4000)]
    texts += ["NONE < a; a < b; b < c; a !< x/y;", "NONE < a < b; b !< a;", "", "# only\n", "NONE<a,b;a<c;"]
    expected = asked(oracle, texts)
    assert sum(one is not None for one in expected) > 100
    assert sum(one is None for one in expected) > 100
    different = [
        (text, ours(text), one)
        for text, one in zip(texts, expected, strict=True)
        if ours(text) != one and not (ours(text) is None and is_pointless(text))
    ]
    assert not different, different[:3]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("NONE < ./a;\n./b < ./c;", "5:1: ./b is not defined\n  hint: write NONE < ./b;"),
        ("NONE < ./abc;\n./abd < ./c;", '5:1: ./abd is not defined\n  hint: did you mean "./abc"?'),
        ("./b < ./c;\nNONE < ./b;", "4:1: ./b is used before it is defined\n  hint: move its own line up"),
        ("NONE < ./a\n< ./a;", "5:1: ./a is defined twice\n  hint: each name stands right of < once"),
        ("NONE < ./a < ./b;\n./a !< ./b;", "5:1: ./a !< ./b does not hold: ./a is below ./b"),
        (
            "NONE < a.*b;",
            '4:1: "a.*b" looks like a regular expression\n  hint: write ... for any text, * for one path element',
        ),
        ("NONE < ./a", "4:1: the last statement is not finished\n  hint: end it with ;"),
        ("NONE ./a;", '4:1: a sign is missing before "./a"\n  hint: put , < !< or ; between names'),
        ("./a;", "4:1: this statement has no <\n  hint: write a < b; for: b may import a"),
        ("\n, ;", '5:1: a name is missing before ","'),
        ("a < NONE;", "4:1: NONE is the bottom: nothing is below it"),
        ("# nothing", "4:1: the order is empty: it would check nothing\n  hint: write NONE < ./domain;"),
    ],
)
def test_a_broken_order_says_where(text: str, said: str) -> None:
    policy = f'[rules.r]\nkind = "order"\norder = """\n{text}\n"""\n'
    with pytest.raises(NoVerdict) as caught:
        decode(policy.encode(), "gomodlint.toml", kinds=Kinds())
    assert str(caught.value.problems[0]) == f"gomodlint.toml:{said}"


def test_a_broken_order_on_one_line_stands_at_its_value() -> None:
    with pytest.raises(NoVerdict) as caught:
        decode(b'[rules.r]\nkind = "order"\norder = "a < b;"\n', "gomodlint.toml", kinds=Kinds())
    assert caught.value.problems[0][:3] == ("a is not defined", "gomodlint.toml", 3)


def test_std_obeys_go_s_own_text_and_a_violation_is_found(tmp_path: Path) -> None:
    # A copy: the toolchain may lie in a hidden directory of the repository that the tests run in.
    source = tmp_path / "src"
    shutil.copytree(goroot() / "src", source, ignore=shutil.ignore_patterns("testdata", "*.s", "*_test.go", "cmd"))
    policy = tmp_path / "elsewhere" / "gomodlint.toml"
    policy.parent.mkdir()
    rule = 'kind = "order"\noptional = true\nexhaustive = true\nwhen = "!ignore"\n'
    policy.write_text(f"[build]\nports = [\"all\"]\n\n[rules.std]\n{rule}order = '''{text_of_go()}'''\n")
    request = Request(str(source), {}, datetime.date(2026, 6, 1), policy=str(policy))
    verdict = check(request)
    assert verdict.looked_at.packages > 300
    assert [str(finding.message) for finding in verdict.findings] == []
    overlay = {"sort/zz_windows.go": b'package sort\n\nimport _ "net/http"\n'}
    (finding,) = check(request._replace(overlay=overlay)).findings
    assert finding.message == "sort may not import net/http: the order does not put it below"
    assert (finding.file, finding.line, finding.condition) == ("sort/zz_windows.go", 3, "windows && !ignore")
