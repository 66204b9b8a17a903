"""`gomodlint policy`: everything that the policy says is said, and nothing else acts."""

from __future__ import annotations

from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.policy.option import keys_of
from gomodlint.rules.registry import KINDS, rule


def words(directory: Path, files: dict[str, str], capfd: pytest.CaptureFixture[str]) -> str:
    Git(directory).write(files)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        assert main(["policy"]) == 0
    return capfd.readouterr().out


def rules(directory: Path, text: str, capfd: pytest.CaptureFixture[str]) -> str:
    return words(directory, {"gomodlint.toml": text}, capfd)


WHOLE = """\
[build]
ports = ["linux/*", "darwin/arm64"]
cgo = "off"
tags = ["prod", "debug"]
where = "!(prod && debug)"

[sets]
adapters = ["./internal/adapters/...", "!./internal/adapters/testkit"]

[rules.pure]
kind = "deny"
transitive = true
from = ["./internal/domain/...", "$main"]
to = ["$adapters", "net/http", "$third-party"]
when = "prod || !cgo"
severity = "warning"
why = "tested without a database"
instead = "an interface"
owner = "@core"
docs = "docs/adr/7.md"

  [[rules.pure.except]]
  from = ["./internal/domain/legacy"]
  to = ["./internal/adapters/db"]
  reason = "moves out in the billing split"
  owner = "@billing"
  until = 2027-03-31

[rules.apart]
kind = "deny"
from = ["./services/{svc}/..."]
to = ["./services/...", "!./services/{svc}/..."]

[rules.later]
kind = "dot-import"
severity = "off"
"""
SAID = """\
Who may import whom, by gomodlint.toml: 2 rules.
Check with: gomodlint. An import that must stay needs //gomodlint:ignore RULE reason on the line above it.

pure
  ./internal/domain with all below and main packages must not import $adapters (./internal/adapters with all below \
(but not ./internal/adapters/testkit)), net/http or third-party packages, neither directly nor through other packages. \
Only in builds with prod || !cgo. A warning: it fails no run.
  Why: tested without a database
  Instead: an interface
  Ask: @core
  See: docs/adr/7.md
  Allowed from ./internal/domain/legacy to ./internal/adapters/db, until 2027-03-31: moves out in the billing split. \
(@billing)

apart
  ./services/{svc} with all below must not import ./services with all below (but not ./services/{svc} with all below) \
directly, where {svc} is as in the importing package.

Builds that count: linux/* and darwin/arm64, with cgo off.
Build tags that may be on or off: prod and debug; all others are off.
Only builds with !(prod && debug).
Unless a rule says so, it is not about test files.
Switched off: later.
"""


def test_a_whole_policy(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    assert rules(tmp_path, WHOLE, capfd) == SAID


def test_the_built_in_policy_says_that_it_is(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = words(tmp_path, {"go.mod": "module example.com/m\n"}, capfd)
    assert "by gomodlint:recommended (built in: there is no policy file): 4 rules." in text


def test_paths_of_an_extended_file_start_at_the_top(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    team = '[rules.r]\nkind = "deny"\nfrom = ["./..."]\nto = ["./inner", "."]\n'
    text = words(tmp_path, {"gomodlint.toml": 'extends = ["ci/team.toml"]\n', "ci/team.toml": team}, capfd)
    assert "./ci with all below must not import ./ci/inner or ./ci directly." in text


@pytest.mark.parametrize(
    ("rule_text", "said"),
    [
        ('kind = "must-import"\nto = ["./y"]', "must import ./y directly."),
        (
            'kind = "must-import"\nto = ["./y"]\ntransitive = true',
            "must import ./y, directly or through other packages.",
        ),
        ('kind = "budget"\nmax-bytes = "2 MiB"', "may each allocate at most 2 MiB before main."),
        ('kind = "go-mod"\nmodule = ["example.com/x"]', "its module must be called example.com/x."),
        ('kind = "go-mod"\ngo = ">= 1.24"', "its go line must be >= 1.24."),
        ('kind = "budget"\nmax-growth = 4', "Main packages may each grow by at most 4 packages in a change."),
        (
            'kind = "budget"\nmax-modules = 3\nmax-growth = 4',
            "may each reach packages of at most 3 other modules, and may each grow by at most 4 packages in a change.",
        ),
        (
            'kind = "budget"\nmax-bytes = "2 MiB"\nmax-growth = 4',
            "may each allocate at most 2 MiB before main, and may each grow by at most 4 packages in a change.",
        ),
        ('kind = "budget"\nmax-allocs = 7', "may each allocate at most 7 times before main."),
    ],
)
def test_what_a_rule_demands_in_words(
    tmp_path: Path, capfd: pytest.CaptureFixture[str], rule_text: str, said: str
) -> None:
    assert said in rules(tmp_path, f"[rules.r]\n{rule_text}\n", capfd)


BASE = {
    "deny": 'kind = "deny"\nto = ["net/http"]\n',
    "dot-import": 'kind = "dot-import"\n',
    "blank-import": 'kind = "blank-import"\n',
    "acyclic": 'kind = "acyclic"\n',
    "budget": 'kind = "budget"\nmax-packages = 3\n',
    "new-cost": 'kind = "new-cost"\n',
    "module": 'kind = "module"\ndeny = ["a.b/c"]\n',
    "go-mod": 'kind = "go-mod"\ndeny = ["tool"]\n',
    "alias": 'kind = "alias"\nnames = [{ to = ["fmt"], name = "f" }]\n',
    "must-import": 'kind = "must-import"\nto = ["./y"]\n',
    "order": 'kind = "order"\norder = "NONE < ./y < ./z;"\n',
    "duplicate-import": 'kind = "duplicate-import"\n',
    "test-only": 'kind = "test-only"\npackages = ["testing"]\n',
    "protect": 'kind = "protect"\npackages = ["./y"]\nby = ["./z"]\n',
    "layers": 'kind = "layers"\norder = [["./y"], ["./z"]]\n',
    "independent": 'kind = "independent"\ngroups = [["./y"], ["./z"]]\n',
    "covered": 'kind = "covered"\nby = ["./y"]\n',
    "allow-only": 'kind = "allow-only"\nto = ["./y"]\n',
}
OPTION: dict[str, str | None] = {
    "from": '["./x"]',
    "to": '["unsafe"]',
    "transitive": "true",
    "allow-in": '["main"]',
    "level": '"directory"',
}
OPTION |= {"packages": '["./x"]', "by": '["./x"]', "order": '[["./x"], ["./y"]]', "groups": '[["./{x}"]]'}
KIND_OPTION: dict[tuple[str, str], str | None]
OPTION |= {"through": '["./x"]', "not-through": '["./x"]', "files": '["**/x.go"]', "public": '["./y/z"]'}
OPTION |= {"names": '[{ to = ["os"], name = "f" }]', "required": "true", "forbid": '["util"]'}
OPTION |= {"max-packages": "4", "max-modules": "4", "max-growth": "4", "deny": '["a.b/d"]', "allow": '["a.b/e"]'}
OPTION |= {
    "versions": '"< v1.2"',
    "which": '"direct"',
    "go": '">= 1.24"',
    "toolchain": '"1.25.1"',
    "module": '["a.b/..."]',
}
KIND_OPTION = {(kind, key): None for kind in ("deny", "allow-only") for key in ("through", "not-through")}
KIND_OPTION |= {
    ("acyclic", "groups"): None,
    ("go-mod", "deny"): '["exclude"]',
    ("order", "order"): '"NONE < ./z < ./y;"',
}
OPTION |= {"max-cost": '"200 allocs"', "max-allocs": "4", "max-bytes": '"2 MiB"'}
OPTION |= {"closed": "true", "exhaustive": "true"}
COMMON = {
    "severity": '"warning"',
    "why": '"x"',
    "instead": '"x"',
    "owner": '"x"',
    "docs": '"x"',
    "scope": '"test"',
    "when": '"prod"',
    "generated": "true",
    "optional": "true",
    "except": '[{from = ["./x"], reason = "y"}]',
}
CHANGES = [
    (kind, key, value)
    for kind in KINDS
    for key, value in [
        *((key, KIND_OPTION.get((kind, key), OPTION[key])) for key in keys_of(rule(kind).options)),
        *COMMON.items(),
    ]
    if value is not None
]


@pytest.mark.parametrize(("kind", "key", "value"), CHANGES)
def test_every_key_of_a_rule_is_heard(
    kind: str, key: str, value: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    plain = f"[rules.r]\n{BASE[kind]}"
    kept = "".join(line + "\n" for line in plain.splitlines() if not line.startswith(f"{key} ="))
    assert rules(tmp_path, f"{kept}{key} = {value}\n", capfd) != rules(tmp_path, plain, capfd)


BUILD = {
    "ports": '["all"]',
    "cgo": '"on"',
    "tags": '["*"]',
    "where": '"linux"',
    "go": '"1.25"',
    "std": '"goroot"',
    "unresolved": '"warn"',
    "modules": '["."]',
    "modfile": '"vendor.mod"',
    "exclude": '["**/*.pb.go"]',
}


@pytest.mark.parametrize(("key", "value"), BUILD.items())
def test_every_key_of_build_is_heard(key: str, value: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plain = f"[rules.r]\n{BASE['acyclic']}"
    assert rules(tmp_path, f"[build]\n{key} = {value}\n\n{plain}", capfd) != rules(tmp_path, plain, capfd)


def test_no_key_of_build_is_forgotten() -> None:
    from gomodlint.policy.rule_table import KEYS
    from gomodlint.policy.schema import schema
    from gomodlint.rules.registry import Kinds

    assert set(BUILD) == set(schema(Kinds(), {})["properties"]["build"]["properties"])
    assert set(COMMON) | {"kind"} == set(KEYS)


def test_the_gate_is_heard(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    plain = f"[rules.r]\n{BASE['acyclic']}"
    assert "may not excuse itself" in rules(tmp_path, f'[gate]\nexcuses = "fail"\n\n{plain}', capfd)
    assert "may not excuse itself" not in rules(tmp_path, plain, capfd)


def test_nothing_that_it_says_acts(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    hostile = '"\\u001b[31m\\n::error::x\\n##[error]y\\u202e"'
    text = rules(tmp_path, f"[rules.r]\n{BASE['acyclic']}why = {hostile}\nowner = {hostile}\n", capfd)
    assert not any(mark in text for mark in ("\x1b", "::error", "##[", "\u202e"))


def test_a_name_keeps_its_first_letter(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = rules(tmp_path, '[rules.r]\nkind = "test-only"\npackages = ["testing"]\n', capfd)
    assert "  testing are for tests: production files of packages of this repository must not import them" in text
    assert "  Only ./z may import ./y" in rules(tmp_path, f"[rules.r]\n{BASE['protect']}", capfd)


def test_a_cycle_of_sets_names_them(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    text = rules(tmp_path, '[rules.r]\nkind = "acyclic"\nlevel = "set"\ngroups = [["./a"], ["./{x}/..."]]\n', capfd)
    assert "these groups must not import each other in a circle: ./a; ./{x} with all below." in text


@pytest.mark.parametrize("kind", ["deny", "allow-only"])
def test_wrappers_are_named(kind: str, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    ways = 'transitive = true\nthrough = ["./legacy"]\nnot-through = ["./wrap"]\n'
    text = rules(tmp_path, f'[rules.r]\nkind = "{kind}"\nto = ["net/http"]\n{ways}', capfd)
    assert ", as far as that leads through ./legacy, unless it leads through ./wrap." in text


def test_an_order_says_for_each_part_what_is_below_it(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    said = rules(tmp_path, '[rules.o]\nkind = "order"\norder = "NONE < ./z < ./y; ./z < ./x;"\n', capfd)
    assert "./z may import none of the others" in said
    assert "./y may import ./z" in said
    assert "./x may import ./z" in said
