"""What GitHub code scanning wants of a SARIF file, and no schema checks."""

from __future__ import annotations

import json
import sys
from typing import Any

import pytest
from verdicts import CHAIN, CLEAN, COVERED, FINDINGS, HOSTILE, IGNORED, KNOWN, LINE, NONE, WARNING, hostile

from gomodlint.finding import Finding, Verdict
from gomodlint.report import sarif
from gomodlint.rules.registry import KINDS


def run_of(verdict: Verdict) -> dict[str, Any]:
    run: dict[str, Any] = json.loads(sarif.render(verdict))["runs"][0]
    return run


def results(*findings: Finding, base: str = "") -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = run_of(CLEAN._replace(findings=findings, base=base))["results"]
    return found


@pytest.mark.parametrize("verdict", [FINDINGS, NONE, *map(hostile, HOSTILE)])
def test_what_github_requires_is_there(verdict: Verdict) -> None:
    run = run_of(verdict)
    rules = run["tool"]["driver"]["rules"]
    for rule in rules:
        assert 0 < len(rule["shortDescription"]["text"]) <= 1024
        assert 0 < len(rule["fullDescription"]["text"]) <= 1024
        assert rule["help"]["text"]
        assert rule["help"]["markdown"]
        assert len(rule["properties"]["tags"]) <= 10
    for result in run["results"]:
        assert result["message"]["text"]
        assert rules[result["ruleIndex"]]["id"] == result["ruleId"]
        assert all(result["partialFingerprints"].values())
        flows = [
            step["location"] for flow in result.get("codeFlows", ()) for step in flow["threadFlows"][0]["locations"]
        ]
        for location in [*result["locations"], *flows]:
            place = location["physicalLocation"]
            assert set(place["region"]) == {"startLine", "startColumn", "endLine", "endColumn"}
            assert place["region"]["startColumn"] < place["region"]["endColumn"]
            uri = place["artifactLocation"]["uri"]
            assert uri.isascii()
            assert not set(' \\^`{|}<>"\n\r') & set(uri)


def test_findings_of_a_rule_on_a_line_are_one_result_with_all_chains() -> None:
    second = CHAIN._replace(imported="expvar", message="example.com/m/cmd/a reaches expvar", identity=("other",))
    found = results(CHAIN, second, LINE)
    assert [result["ruleId"] for result in found] == ["no-pprof", "no-dot-imports"]
    assert len(found[0]["codeFlows"]) == 2
    assert [line.split(".")[-2] for line in found[0]["message"]["text"].split("\n")]
    assert "reaches expvar" in found[0]["message"]["text"]
    assert "reaches net/http/pprof" in found[0]["message"]["text"]


def test_errors_stand_before_warnings() -> None:
    assert [result["level"] for result in results(WARNING, LINE)] == ["error", "warning"]


def test_what_a_comment_or_the_baseline_covers_is_left_out_and_counted() -> None:
    run = run_of(FINDINGS)
    uris = {result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] for result in run["results"]}
    assert not uris & {IGNORED.file, COVERED.file}
    assert run["properties"]["leftOut"] == 2


def test_what_base_had_is_unchanged_and_not_left_out() -> None:
    by_file = {
        result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]: result["baselineState"]
        for result in run_of(FINDINGS)["results"]
    }
    assert by_file[KNOWN.file] == "unchanged"
    assert by_file["w.go"] == "updated"
    assert by_file["a/a.go"] == "new"
    assert all("baselineState" not in result for result in results(LINE))


def test_brackets_make_no_links() -> None:
    (found,) = results(LINE._replace(message="see [x](1) \\[y]"))
    assert found["message"]["text"].startswith("see \\[x\\](1) \\\\\\[y\\].")


def test_paths_are_percent_encoded() -> None:
    (found,) = results(LINE._replace(file="a b/é#?%\udcff:.go"))
    assert found["locations"][0]["physicalLocation"]["artifactLocation"] == {
        "uri": "a%20b/%C3%A9%23%3F%25%FF%3A.go",
        "uriBaseId": "%SRCROOT%",
    }


@pytest.mark.parametrize("file", ["", "/elsewhere/policy.toml", "../policy.toml", "C:\\policy.toml"])
def test_a_place_outside_the_repository_is_put_at_the_policy_or_at_go_mod(file: str) -> None:
    finding = LINE._replace(file=file, kind="unused-exception")
    for policy, uri in ((CLEAN.policy_file, CLEAN.policy_file), (file, "go.mod"), ("gomodlint:recommended", "go.mod")):
        run = run_of(CLEAN._replace(findings=(finding,), policy_file=policy))
        assert run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == uri


def test_the_region_is_the_import_path() -> None:
    (line,) = results(LINE)
    assert line["locations"][0]["physicalLocation"]["region"]["endColumn"] == LINE.column + len('"os"')
    (chain,) = results(CHAIN)
    assert chain["locations"][0]["physicalLocation"]["region"]["endColumn"] == CHAIN.column + len('"net/http/pprof"')


def test_a_run_without_verdict_says_so() -> None:
    invocation = run_of(NONE)["invocations"][0]
    assert invocation["executionSuccessful"] is False
    assert "undecided" in invocation["toolExecutionNotifications"][0]["message"]["text"]
    assert run_of(FINDINGS)["invocations"][0]["executionSuccessful"] is True


def test_a_file_holds_so_many_results_and_says_how_many_more_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert sarif.MOST_RESULTS == 25_000
    monkeypatch.setattr(sarif, "MOST_RESULTS", 3)
    run = run_of(CLEAN._replace(findings=(WARNING, *(LINE._replace(line=n + 1) for n in range(5)))))
    assert [result["level"] for result in run["results"]] == ["error"] * 3
    said = run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert said.startswith("3 more results")


def test_every_kind_of_finding_has_a_description() -> None:
    for kind in (*KINDS, "ignore", "unused-exception", "stale-baseline"):
        run = run_of(CLEAN._replace(findings=(LINE._replace(kind=kind),)))
        assert run["tool"]["driver"]["rules"][0]["help"]["text"]


def test_kinds_of_findings_that_are_made_outside_of_rules_are_all_described() -> None:
    import re
    from pathlib import Path

    from gomodlint.report.sarif_rules import _ABOUT

    root = Path(sys.modules["gomodlint"].__file__ or "").parent
    made = {
        kind
        for folder in ("triage", "engine")
        for path in (root / folder).rglob("*.py")
        for kind in re.findall(r'\bkind="([a-z-]+)"', path.read_text())
        if "Finding(" in path.read_text()
    }
    assert made <= set(_ABOUT) | set(KINDS)
    assert set(_ABOUT) <= made
