"""SARIF, as Microsoft's SARIF Multitool judges it by the rules of the format and by GitHub's, and what it lets pass."""

from __future__ import annotations

import gzip
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import txtar
from node import Node
from verdicts import CHAIN, CLEAN, HOSTILE, LINE, SAMPLES, hostile

from gomodlint.cli.main import main
from gomodlint.finding import Verdict
from gomodlint.report import sarif

ROOT = Path(__file__).parent.parent.parent


def test_every_report_of_these_tests_is_clean(node: Node, tmp_path: Path) -> None:
    files = [*(Path(__file__).parent / "golden").glob("*.sarif")]
    assert len(files) == len(SAMPLES)
    verdicts = {name: SAMPLES[name] for name in SAMPLES} | {f"hostile{at}": hostile(t) for at, t in enumerate(HOSTILE)}
    for name, verdict in verdicts.items():
        files.append(tmp_path / f"{name}.sarif")
        files[-1].write_text(sarif.render(verdict), encoding="utf-8")
    assert node.multitool(files, tmp_path / "said.json") == []


def test_what_it_finds_is_seen(node: Node, tmp_path: Path) -> None:
    """It exits with 0 whatever it finds: a report that GitHub would refuse must not pass for clean."""
    document = json.loads(sarif.render(SAMPLES["findings"]))
    del document["runs"][0]["tool"]["driver"]["rules"][0]["help"]
    del document["runs"][0]["results"][0]["locations"]
    file = tmp_path / "broken.sarif"
    file.write_text(json.dumps(document))
    said = node.multitool([file], tmp_path / "said.json")
    assert any("GH" in one for one in said), said


def test_reports_of_real_runs_are_clean(
    node: Node, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    files = []
    for case in sorted((ROOT / "fixtures" / "rules").glob("*/*.txtar")):
        archive = txtar.parse(case.read_text(encoding="utf-8"))
        module = tmp_path / case.parent.name / case.stem
        txtar.write(archive._replace(files={"go.mod": "module example.com/m\n\ngo 1.26\n", **archive.files}), module)
        monkeypatch.chdir(module)
        out = module / "report.sarif"
        if main(["check", "--format", "sarif", "--output", str(out), "--no-cache"]) == 1:
            files.append(out)
            assert_limits(json.loads(out.read_text(encoding="utf-8"))["runs"][0])
    assert len(files) >= 20
    assert node.multitool(files, tmp_path / "said.json") == []


@pytest.mark.parametrize("verdict", [*SAMPLES.values(), *map(hostile, HOSTILE)])
def test_limits_that_it_does_not_check(verdict: Verdict) -> None:
    assert_limits(json.loads(sarif.render(verdict))["runs"][0])


def test_thousands_of_chains_of_one_line() -> None:
    many = [
        CHAIN._replace(identity=(str(n),), imported=f"example.com/{n}", message=f"reaches {n}") for n in range(6000)
    ]
    run = json.loads(sarif.render(CLEAN._replace(findings=tuple(many))))["runs"][0]
    assert_limits(run)
    [result] = run["results"]
    assert "reaches 0." in result["message"]["text"]
    assert "more on this line" in result["message"]["text"]


def test_more_results_than_github_takes() -> None:
    """25,001 of them: errors stay, the last warning goes and is counted, and the file is small enough to upload."""
    warnings = [LINE._replace(severity="warning", file=f"p{n // 50}/f.go", line=n % 50 + 1) for n in range(20_001)]
    errors = [LINE._replace(file=f"e{n // 50}/f.go", line=n % 50 + 1) for n in range(5_000)]
    text = sarif.render(CLEAN._replace(findings=(*warnings, *errors)))
    run = json.loads(text)["runs"][0]
    levels = [result["level"] for result in run["results"]]
    assert levels == ["error"] * 5_000 + ["warning"] * 20_000, "GitHub keeps the first 5,000 by severity"
    assert "1 more result" in run["invocations"][0]["toolExecutionNotifications"][0]["message"]["text"]
    assert len(gzip.compress(text.encode())) < 10 << 20


def assert_limits(run: dict[str, Any]) -> None:
    """docs.github.com, "SARIF support for code scanning": what GitHub refuses or cuts, and no other tool looks at."""
    rules = run["tool"]["driver"]["rules"]
    assert len(rules) <= 25_000
    assert len({rule["id"] for rule in rules}) == len(rules)
    assert all(len(rule["properties"]["tags"]) <= 10 for rule in rules)
    assert len(run["results"]) <= 25_000
    for result in run["results"]:
        assert 1 <= len(result["locations"]) <= 1_000
        assert result["partialFingerprints"]
        assert result["level"] in {"error", "warning", "note"}
        steps = [flow["threadFlows"] for flow in result.get("codeFlows", [])]
        assert sum(len(thread["locations"]) for threads in steps for thread in threads) <= 10_000
        assert all(thread["locations"] for threads in steps for thread in threads), "an empty chain"
        for text in texts(result):
            assert not re.search(r"(?<!\\)\[[^\]]*\]\(", text), "a link"
        for place in places(result):
            uri = place["artifactLocation"]["uri"]
            assert not uri.startswith(("/", "../", "file:"))
            assert ".." not in uri.split("/")
            assert "//" not in uri
            assert min(place["region"].values()) >= 1


def texts(result: dict[str, Any]) -> Iterator[str]:
    yield result["message"]["text"]
    for flow in result.get("codeFlows", []):
        for step in flow["threadFlows"][0]["locations"]:
            yield step["location"]["message"]["text"]


def places(result: dict[str, Any]) -> Iterator[dict[str, Any]]:
    for location in result["locations"]:
        yield location["physicalLocation"]
    for flow in result.get("codeFlows", []):
        for step in flow["threadFlows"][0]["locations"]:
            yield step["location"]["physicalLocation"]
