"""What a policy says, decoded; and policies that must be accepted without a word."""

from __future__ import annotations

import datetime
import os
import sys
import time
from typing import NamedTuple

import pytest
from unmeasured import unmeasured

from gomodlint.errors import NoVerdict, Problem
from gomodlint.policy.decode import decode
from gomodlint.policy.extend import PRESETS
from gomodlint.policy.model import Policy
from gomodlint.policy.selector import Selector
from gomodlint.rules.registry import Kinds
from tests.policy.kinds import KINDS, Acyclic, Deny, Every, Layers, Step


def policy(text: str, files: dict[str, str] | None = None, file: str = "gomodlint.toml") -> Policy:
    def load(path: str) -> bytes:
        if path not in (files or {}):
            raise NoVerdict(Problem("no such file", path))
        return (files or {})[path].encode()

    return decode(text.encode(), file, kinds=KINDS, load=load)


def texts(selector: object) -> list[str]:
    assert isinstance(selector, Selector)
    return [("!" if p.negated else "") + p.text for p in selector.patterns]


def test_the_whole_language() -> None:
    found = policy(
        """
[build]
ports = ["linux/*", "windows/amd64"]
tags = ["prod", "debug"]
cgo = "off"
where = "!(prod && debug)"
go = "1.26"
std = "goroot"
unresolved = "warn"
modules = ["services/billing"]
modfile = "vendor.mod"
exclude = ["**/*.pb.go"]

[gate]
excuses = "fail"

[sets]
heavy = ["example.com/big/...", "$std"]
[sets.maybe]
packages = ["./later/..."]
optional = true

[rules.pure]
kind = "deny"
severity = "warning"
transitive = true
from = ["./domain/..."]
to = ["$heavy", "!fmt"]
why = "why"
instead = "instead"
owner = "@team"
docs = "https://example.com/docs"
scope = "all"
when = "prod || windows"
generated = true
optional = true
[[rules.pure.except]]
from = ["./domain/old"]
to = ["os"]
reason = "r"
owner = "@o"
until = 2027-03-31
"""
    )
    build = found.build
    assert (build.ports, build.tags, build.cgo) == (("linux/*", "windows/amd64"), ("prod", "debug"), "off")
    assert build.where == ("not", ("and", ("tag", "prod"), ("tag", "debug")))
    assert (build.go, build.std, build.unresolved) == ("1.26", "goroot", "warn")
    assert (build.modules, build.modfile, build.exclude) == (("services/billing",), "vendor.mod", ("**/*.pb.go",))
    assert build.places["tags"] == ("gomodlint.toml", 4, 8)
    assert found.excuses == "fail"
    assert texts(found.sets["heavy"]) == ["example.com/big/...", "$std"]
    assert found.optional_sets == {"maybe"}
    (rule,) = found.rules
    assert (rule.id, rule.kind, rule.severity, rule.scope) == ("pure", "deny", "warning", "all")
    assert (rule.why, rule.instead, rule.owner, rule.docs) == ("why", "instead", "@team", "https://example.com/docs")
    assert rule.when == ("or", ("tag", "prod"), ("tag", "windows"))
    assert rule.generated
    assert rule.optional
    assert rule.place == ("gomodlint.toml", 23, 1)
    assert isinstance(rule.options, Deny)
    assert rule.options.transitive
    assert texts(rule.options.to) == ["$heavy", "!fmt"]
    assert rule.options.to.patterns[1].place == ("gomodlint.toml", 28, 17)
    (exception,) = rule.exceptions
    assert (texts(exception.from_), texts(exception.to)) == (["./domain/old"], ["os"])
    assert (exception.reason, exception.owner, exception.until) == ("r", "@o", datetime.date(2027, 3, 31))
    assert exception.place == ("gomodlint.toml", 37, 1)


def test_what_is_left_out_has_its_default() -> None:
    found = policy('[rules.a]\nkind = "acyclic"\n')
    assert (found.build.ports, found.build.tags, found.build.cgo) == (("first-class",), (), "both")
    assert found.build.where is None
    assert found.excuses == "report"
    (rule,) = found.rules
    assert (rule.severity, rule.scope, rule.generated, rule.optional, rule.when) == (
        "error", "production", False, False, None
    )  # fmt: skip
    assert rule.options == Acyclic()


def test_every_type_of_option() -> None:
    found = policy(
        '[rules.a]\nkind = "every"\nwhole = -3\nshare = 1\nuntil = 2027-01-02\nonly-in = "linux && !cgo"\n'
        'names = ["a", "b"]\npairs = [["a"], []]\nlevels = [2, 1]\nstep = { name = "x" }\n'
        'steps = [{ name = "y", at-most = 5 }]\n'
    )
    assert found.rules[0].options == Every(
        whole=-3,
        share=1.0,
        until=datetime.date(2027, 1, 2),
        only_in=("and", ("tag", "linux"), ("not", ("tag", "cgo"))),
        names=("a", "b"),
        pairs=(("a",), ()),
        levels=(2, 1),
        step=Step(name="x"),
        steps=(Step(name="y", at_most=5),),
    )


def test_lists_of_selectors() -> None:
    found = policy('[rules.a]\nkind = "layers"\norder = [["./cmd/...", "./app"], ["./domain/..."]]\n')
    options = found.rules[0].options
    assert isinstance(options, Layers)
    assert [texts(layer) for layer in options.order] == [["./cmd/...", "./app"], ["./domain/..."]]


@pytest.mark.parametrize(
    "text",
    [
        '[rules."v1.no-cycles_2"]\nkind = "acyclic"\n',
        'rules.a.kind = "acyclic"\n',
        'rules = { a = { kind = "acyclic" }, b = { kind = "deny", to = ["fmt"] } }\n',
        '\ufeff[rules.a]\r\nkind = "acyclic"\r\n',
        '[rules.a]\nkind = "deny"\nto = [\n  "fmt", # why\n  """os""",\n  \'io\',\n]\n',
        '[rules.a]\nkind = "deny"\nfrom = ["./s/{x}/{y}"]\nto = ["./t/{y}/{x}/..."]\n',
        '[rules.a]\nkind = "deny"\nfrom = ["./s/{x}/..."]\nto = ["./s/...", "!./s/{x}/..."]\n',
        '[rules.a]\nkind = "deny"\nto = ["gopkg.in/yaml.v3", "github.com/nats-io/nats.go", "git.sr.ht/~x/y", "C++x"]\n',
        '[rules.a]\nkind = "deny"\nto = [".", "./...", "...", "*", "a/*/c", "x...", ".../internal/...", "./a/*_gen"]\n',
        '[rules.a]\nkind = "alias"\nto = ["k8s.io/api/{group}/{version}"]\nalias = "x"\n',
        '[rules.a]\nkind = "deny"\nto = ["$main", "$std", "$own", "$third-party"]\n',
        '[sets]\nb = ["$a", "!$std"]\na = ["fmt"]\n[rules.a]\nkind = "deny"\nto = ["$b"]\n',
        '[build]\ntags = ["*"]\n[rules.a]\nkind = "acyclic"\n',
        '[build]\ntags = ["v1.2", "größe"]\n[rules.a]\nkind = "acyclic"\n',
        '[rules.a]\nkind = "acyclic"\nwhen = "//go:build linux && go1.21"\n',
        '[rules.a]\nkind = "deny"\nto = ["..."]\nexcept = [{ to = ["fmt"], reason = "x" }]\n',
        '[rules.a]\nkind = "deny"\nto = ["os"]\n[[rules.a.except]]\nfrom = ["./a/{x}"]\nto = ["./{x}"]\nreason = "x"\n',
    ],
)
def test_nothing_is_said_about(text: str) -> None:
    assert policy(text).rules


def test_a_set_may_stand_below_its_use_and_before_its_parts() -> None:
    found = policy('[rules.a]\nkind = "deny"\nto = ["$b"]\n[sets]\nb = ["$a"]\na = ["fmt"]\n')
    assert found.sets.keys() == {"a", "b"}


class TestExtends:
    def test_a_rule_of_the_same_id_replaces_the_whole_rule_in_its_place(self) -> None:
        found = policy(
            'extends = ["one.toml"]\n[rules.a]\nkind = "acyclic"\n',
            {"one.toml": '[rules.a]\nkind = "deny"\nto = ["fmt"]\nwhy = "x"\n[rules.b]\nkind = "acyclic"\n'},
        )
        assert [(rule.id, rule.kind, rule.why) for rule in found.rules] == [("a", "acyclic", ""), ("b", "acyclic", "")]

    def test_the_later_of_two_files_wins(self) -> None:
        one = '[build]\ntags = ["x"]\ncgo = "off"\n[rules.a]\nkind = "acyclic"\nwhy = "one"\n'
        two = '[build]\ntags = ["y"]\n[rules.a]\nkind = "acyclic"\nwhy = "two"\n'
        found = policy('extends = ["one.toml", "two.toml"]\n', {"one.toml": one, "two.toml": two})
        assert found.rules[0].why == "two"
        assert (found.build.tags, found.build.cgo) == (("y",), "off")

    def test_settings_and_sets_are_inherited_and_replaced_by_name(self) -> None:
        one = (
            '[build]\ntags = ["x"]\nports = ["all"]\n[sets]\nheavy = ["os"]\nlight = ["io"]\n[gate]\nexcuses = "fail"\n'
        )
        found = policy(
            'extends = ["one.toml"]\n[build]\ntags = []\n[sets]\nheavy = ["fmt"]\n'
            '[rules.a]\nkind = "deny"\nto = ["$heavy", "$light"]\n',
            {"one.toml": one},
        )
        assert (found.build.tags, found.build.ports, found.excuses) == ((), ("all",), "fail")
        assert (texts(found.sets["heavy"]), texts(found.sets["light"])) == (["fmt"], ["io"])

    def test_an_inherited_rule_keeps_its_own_sets_and_directory(self) -> None:
        one = '[sets]\nx = ["./a"]\n[rules.b]\nkind = "deny"\nto = ["$x", "./c"]\n'
        found = policy(
            'extends = ["ci/one.toml"]\n[sets]\nx = ["./z"]\n[rules.a]\nkind = "deny"\nto = ["$x"]\n',
            {"ci/one.toml": one},
        )
        from tests.policy.packages import own

        inherited, mine = (rule.options for rule in found.rules)
        assert isinstance(inherited, Deny)
        assert isinstance(mine, Deny)
        assert [inherited.to.matches(own(path)) for path in ("ci/a", "ci/c", "a", "z")] == [True, True, False, False]
        assert [mine.to.matches(own(path)) for path in ("ci/a", "a", "z")] == [False, False, True]

    def test_paths_start_at_the_file_that_extends(self) -> None:
        files = {"x/ci/one.toml": 'extends = ["../two.toml"]\n', "x/two.toml": '[rules.a]\nkind = "acyclic"\n'}
        assert policy('extends = ["ci/one.toml"]\n', files, file="x/gomodlint.toml").rules[0].place.file == "x/two.toml"

    def test_the_same_file_twice_is_no_circle(self) -> None:
        files = {
            "one.toml": 'extends = ["three.toml"]\n',
            "two.toml": 'extends = ["three.toml"]\n',
            "three.toml": '[rules.a]\nkind = "acyclic"\n',
        }
        assert len(policy('extends = ["one.toml", "two.toml"]\n', files).rules) == 1

    @pytest.mark.parametrize("name", PRESETS)
    def test_each_preset_decodes_with_the_real_rules(self, name: str) -> None:
        found = decode(f'extends = ["gomodlint:{name}"]\n'.encode(), "gomodlint.toml", kinds=Kinds())
        assert found.rules
        assert all(rule.why for rule in found.rules), "each says why"

    def test_without_load_only_presets_can_be_extended(self) -> None:
        with pytest.raises(NoVerdict, match="only presets can be extended here"):
            decode(b'extends = ["x.toml"]\n', "gomodlint.toml", kinds=KINDS)


def test_a_policy_from_elsewhere_starts_where_it_is_told() -> None:
    from tests.policy.packages import own

    found = decode(b'[rules.a]\nkind = "deny"\nto = ["./a"]\n', "/elsewhere/gomodlint.toml", kinds=KINDS, directory="")
    options = found.rules[0].options
    assert isinstance(options, Deny)
    assert options.to.matches(own("a"))


def test_not_utf_8() -> None:
    with pytest.raises(NoVerdict) as caught:
        decode(b"# gr\xfcn\n", "gomodlint.toml", kinds=KINDS)
    assert caught.value.problems == (Problem("not UTF-8", "gomodlint.toml", 1, 5, "save the file as UTF-8"),)


def test_hundred_thousand_brackets_are_refused() -> None:
    with pytest.raises(NoVerdict, match="nested too deeply"):
        decode(b"a = " + b"[" * 100_000 + b"]" * 100_000, "gomodlint.toml", kinds=KINDS)


def test_a_type_that_the_decoder_does_not_know_is_a_mistake_of_the_rule() -> None:
    class Odd(NamedTuple):
        odd: bytes

    with pytest.raises(TypeError, match="does not know"):
        decode(b'[rules.a]\nkind = "odd"\nodd = 1\n', "gomodlint.toml", kinds={"odd": Odd})


def test_two_hundred_rules_decode_quickly() -> None:
    rule = '[rules.r{n}]\nkind = "deny"\nfrom = ["./a/{{x}}/...", "!./b{n}"]\nto = ["fmt", "x{n}.org/..."]\n'
    text = "".join(rule.format(n=n) for n in range(200))
    start = time.process_time()
    assert len(policy(text).rules) == 200
    assert time.process_time() - start < 1, "about 25 ms"


def test_a_good_policy_loads_nothing_that_only_mistakes_need() -> None:
    import subprocess

    program = (
        "import sys\nfrom gomodlint.policy.decode import decode\nfrom gomodlint.rules.registry import Kinds\n"
        "decode(b'extends = [\"gomodlint:strict\"]', 'gomodlint.toml', kinds=Kinds())\n"
        "print(sorted({'difflib', 'importlib.resources', 'json', 'argparse', 'asyncio'} & sys.modules.keys()))"
    )
    command = [sys.executable, "-c", program]
    done = subprocess.run(command, env=unmeasured(os.environ), capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
