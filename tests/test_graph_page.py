"""The page of `gomodlint graph --format html`: what it holds, and how it answers in a real browser."""

from __future__ import annotations

import json
import random
import re
import time
from collections import Counter
from collections.abc import Iterable, Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from repository import Git
from selenium import webdriver

from gomodlint.cli.main import main
from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.universe import Universe
from gomodlint.draw.html import page
from gomodlint.engine.marks import Marks
from gomodlint.engine.picture import Edge, Node, Picture
from gomodlint.finding import Finding

FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": '[build]\ntags = ["debug"]\n[sets]\nlow = ["./lib/..."]\n[rules.r]\nkind = "acyclic"\n',
    "cmd/a/main.go": 'package main\n\nimport _ "example.com/m/lib/one"\n',
    "lib/one/o.go": 'package one\n\nimport _ "example.com/m/core"\n',
    "lib/two/t.go": "package two\n",
    "core/c.go": "package core\n",
    "core/c_windows.go": 'package core\n\nimport _ "os/exec"\n',
    "core/debug.go": '//go:build debug\n\npackage core\n\nimport _ "example.com/m/lib/two"\n',
    "core/c_test.go": 'package core_test\n\nimport _ "example.com/m/lib/one"\n',
}
LAYERS = """
[build]
tags = ["debug"]
[sets]
low = ["./lib/..."]
[rules.layers]
kind = "layers"
order = [["./cmd/..."], ["./core"], ["./lib/..."]]
"""


def universe() -> Universe:
    ports = [("linux", False), ("linux", True), ("windows", False)]
    return Universe([Configuration(goos, "amd64", cgo=cgo) for goos, cgo in ports], tags=("prod", "debug"))


def written(directory: Path, more: Mapping[str, str] = MappingProxyType({})) -> Path:
    Git(directory).write({**FILES, **more})
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        assert main(["graph", "--format", "html", "-o", "page.html"]) == 0
    return directory / "page.html"


def data_of(text: str) -> dict[str, Any]:
    match = re.search(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    assert match is not None
    found: dict[str, Any] = json.loads(match[1])
    return found


def test_conditions_mean_in_the_page_what_they_mean_here() -> None:
    algebra = universe()
    expressions = [
        None,
        ("tag", "windows"),
        ("and", ("tag", "prod"), ("not", ("tag", "debug"))),
        ("or", ("and", ("tag", "linux"), ("tag", "prod")), ("and", ("tag", "cgo"), ("tag", "debug"))),
        ("or", ("tag", "prod"), ("tag", "debug")),
    ]
    conditions = [algebra.full if one is None else algebra.evaluate(one) for one in expressions]  # type: ignore[arg-type]
    nodes = tuple(Node(f"n{at}", "own", "m", "", main=False, packages=1) for at in range(len(conditions) + 1))
    edges = tuple(Edge(at, at + 1, condition, "", (), test=False) for at, condition in enumerate(conditions))
    data = data_of(page(Picture(nodes, edges), algebra, Marks()))

    def holds(number: int, build: int, tags: set[str]) -> bool:
        one = data["conditions"][number]
        while not isinstance(one, str):
            tag, on, off = one
            one = data["conditions"][on if tag in tags else off]
        return bool(int(one, 16) >> build & 1)

    for build, (goos, goarch, cgo) in enumerate(data["builds"]):
        for tags in (set(), {"prod"}, {"debug"}, {"prod", "debug"}):
            for edge, condition in zip(data["edges"], conditions, strict=True):
                expected = algebra.holds(condition, goos, goarch, cgo == "cgo", tags)
                assert holds(edge[2], build, tags) == expected


def test_nothing_is_fetched_and_no_name_leaves_its_place() -> None:
    name = '</script><script>alert(1)</script><!-- & "/*SCRIPT*/'
    nodes = (Node(name, "own", name, name, main=False, packages=1),) * 2
    found = Finding(
        rule=name, kind=name, severity="error", identity=(name,), file=name, line=1, column=1, module=name,
        importer=name, imported=name, message=name, holds=1, why=name,
    )  # fmt: skip
    marks = Marks(name, {name: name}, (name,), {name: 0}, {name: 1}, (found,))
    text = page(Picture(nodes, (Edge(0, 1, 1, name, ((name, 1),), test=False),)), universe(), marks)
    assert text.count("<script") == 4
    assert text.count("</script>") == 4
    assert data_of(text)["nodes"][0][0] == name
    assert "default-src 'none'" in text
    head = text[: text.index('id="data"')]
    assert not re.search(r"(?:src|href)=|@import|url\(", head)


def run(browser: webdriver.Chrome, script: str) -> Any:
    return browser.execute_script(script)  # type: ignore[no-untyped-call]


def status(browser: webdriver.Chrome) -> str:
    return str(run(browser, "return document.getElementById('status').textContent"))


def choose(browser: webdriver.Chrome, control: str, value: str) -> None:
    script = (
        f"const e = document.getElementById({control!r}); e.value = {value!r}; e.dispatchEvent(new Event('change'))"
    )
    run(browser, script)


def text_of(browser: webdriver.Chrome, selector: str) -> list[str]:
    script = f"return [...document.querySelectorAll({selector!r})].map(one => one.textContent.trim())"
    return [re.sub(r"\s+", " ", text) for text in run(browser, script)]


def press(browser: webdriver.Chrome, selector: str, text: str) -> None:
    """Click the first button below a selector whose text starts so."""
    script = (
        f"const found = [...document.querySelectorAll({selector!r})].find(b => b.textContent.startsWith({text!r}));"
        "if (!found) throw new Error('no such button'); found.click()"
    )
    run(browser, script)


def opened(browser: webdriver.Chrome, path: Path) -> None:
    browser.get(path.as_uri())
    end = time.monotonic() + 60
    while not run(browser, "return document.body.dataset.ready") and time.monotonic() < end:
        time.sleep(0.05)


def no_errors(browser: webdriver.Chrome) -> None:
    found = [entry for entry in browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]  # type: ignore[no-untyped-call]
    assert found == []


def test_builds_are_switched(browser: webdriver.Chrome, tmp_path: Path) -> None:
    opened(browser, written(tmp_path))
    assert status(browser) == "3 nodes, 2 arrows in any port", "with the tags that are switched on, at first none"
    choose(browser, "port", "linux")
    assert status(browser) == "3 nodes, 2 arrows in linux", "core imports lib with the tag debug only"
    run(browser, "document.querySelector('#tags input').click()")
    assert status(browser) == "3 nodes, 3 arrows in linux, tags debug"
    run(browser, "document.querySelector('#tags input').click()")

    run(browser, "document.getElementById('outside').click()")
    assert "std" not in " ".join(text_of(browser, "#list button"))
    where = "return picture.nodes().map(n => [n.id(), n.position('x')])"
    before = dict(run(browser, where))
    choose(browser, "port", "windows/amd64")
    assert [text for text in text_of(browser, "#list button") if text.startswith("std (")]
    after = dict(run(browser, where))
    assert {name: after[name] for name in before} == before, "what stays does not move"
    run(browser, "document.getElementById('tests').click()")
    assert run(browser, "return picture.edges('.test').length") == 1
    no_errors(browser)


def test_why_in_the_page(browser: webdriver.Chrome, tmp_path: Path) -> None:
    opened(browser, written(tmp_path))
    choose(browser, "find", "example.com/m/core")
    assert text_of(browser, "#details h2") == ["example.com/m/core"]
    choose(browser, "from", "./cmd")
    choose(browser, "to", "os/exec")
    run(browser, "document.getElementById('why').click()")
    assert text_of(browser, "#details li") == [
        "./cmd/a imports ./lib/one break cmd/a/main.go:3",
        "./lib/one imports ./core break lib/one/o.go:3",
        "./core imports os/exec break core/c_windows.go:3 if windows",
    ]
    assert run(browser, "return picture.edges().map(e => e.data('label')).sort()") == [
        "c_windows.go:3",
        "main.go:3",
        "o.go:3",
    ]
    choose(browser, "port", "linux")
    run(browser, "document.getElementById('why').click()")
    assert status(browser) == "no chain"
    no_errors(browser)


def test_two_clicks_ask_why(browser: webdriver.Chrome, tmp_path: Path) -> None:
    opened(browser, written(tmp_path))
    run(browser, "picture.getElementById('example.com/m/cmd/a').emit({type: 'tap', originalEvent: {}})")
    press(browser, "#details button", "Why from here")
    run(browser, "picture.getElementById('example.com/m/core').emit({type: 'tap', originalEvent: {}})")
    assert status(browser) == "a chain of 2 imports"
    run(browser, "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert status(browser) == "3 nodes, 2 arrows in any port"
    run(browser, "picture.getElementById('./lib').emit({type: 'tap', originalEvent: {}})")
    run(browser, "picture.getElementById('example.com/m/core').emit({type: 'tap', originalEvent: {shiftKey: true}})")
    assert status(browser) == "a chain of 1 import"
    no_errors(browser)


def test_an_import_is_broken_and_mended(browser: webdriver.Chrome, tmp_path: Path) -> None:
    opened(browser, written(tmp_path))
    run(browser, "gomodlint.chooseEdge('example.com/m/cmd/a\\n./lib')")
    press(browser, "#details button", "Break this import")
    gone = text_of(browser, "#details h3 + ul:last-of-type li")
    assert text_of(browser, "#details h2") == [f"1 import broken: {len(gone)} packages left"]
    assert gone[:2] == ["./core", "./lib/one"], "own packages come first"
    assert "os/exec" in gone
    assert "./lib/two" not in gone, "nothing leads to it without the tag"
    assert run(browser, "return picture.edges('.broken').length") == 1
    assert run(browser, "return picture.nodes('.gone').map(n => n.id())") == ["example.com/m/core"]
    assert run(browser, "return picture.getElementById('./lib').data('label')") == "./lib (2) \u22121"
    press(browser, "#details button", "Mend all")
    assert run(browser, "return picture.elements('.broken, .gone').length") == 0
    no_errors(browser)


def test_keys_walk_along_imports(browser: webdriver.Chrome, tmp_path: Path) -> None:
    opened(browser, written(tmp_path))
    keys = (
        "const picture = document.getElementById('picture');"
        "const press = (key) => picture.dispatchEvent(new KeyboardEvent('keydown', {key, bubbles: true}));"
    )
    run(browser, f"{keys} gomodlint.choose('example.com/m/cmd/a'); press('ArrowRight')")
    assert status(browser) == "./lib (2): imports 1, imported by 1"
    run(browser, f"{keys} press('Enter')")
    assert text_of(browser, "#opened button") == ["./lib \u2715"]
    assert run(browser, "return picture.nodes().map(n => n.data('label')).sort()") == [
        "./cmd/a",
        "./core",
        "./lib/one",
        "./lib/two",
    ]
    press(browser, "#opened button", "./lib")
    assert len(run(browser, "return picture.nodes().map(n => n.id())")) == 3
    no_errors(browser)


def metrics(directory: Path, capfd: pytest.CaptureFixture[str]) -> dict[str, dict[str, Any]]:
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(directory)
        capfd.readouterr()
        assert main(["metrics", "--format", "json"]) == 0
    return {one["name"]: one for one in json.loads(capfd.readouterr().out)["metrics"]}


def scaled(counts: Iterable[int], what: str) -> list[str]:
    """The legend of a scale, as it should read."""
    names = ["0", "1 to 3", "4 to 15", "16 to 63", "64 and more"]
    places = Counter(sum(count >= step for step in (1, 4, 16, 64)) for count in counts)
    return [f"{names[at]} {what}: {places[at]}" for at in sorted(places)]


def test_colours_and_findings(browser: webdriver.Chrome, tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    opened(browser, written(tmp_path, {"gomodlint.toml": LAYERS}))
    choose(browser, "group", "package")
    legends = {}
    for way in run(browser, "return [...document.getElementById('colour').options].map(o => o.value)"):
        choose(browser, "colour", way)
        legends[way] = text_of(browser, "#legend li")
    known = metrics(tmp_path, capfd)
    assert legends == {
        "kind": ["your packages: 4"],
        "layer": ["1 ./cmd/...: 1", "2 ./core: 1", "3 ./lib/...: 2"],
        "set": ["$low: 2", "none, or several: 2"],
        "fan-in": ["0 packages import it: 2", "1 to 3 packages import it: 2"],
        "weight": scaled([one["weight"] for one in known.values()], "packages leave with it"),
        "finding": ["none: 2", "fails the check: 2"],
    }
    assert text_of(browser, "#checked summary") == ["Findings of the check (1)"]
    press(browser, "#findings button", "example.com/m/lib/one is in a layer below")
    assert run(browser, "return picture.edges('[line]').map(e => e.data('label'))") == ["o.go:3"]
    no_errors(browser)


def test_a_page_without_a_check_says_so(
    browser: webdriver.Chrome, tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    opened(browser, written(tmp_path, {"gomodlint.toml": "[build]\ntags = []\n"}))
    assert "no findings: the policy has no rules" in capfd.readouterr().err
    assert "finding" not in run(browser, "return [...document.getElementById('colour').options].map(o => o.value)")


@pytest.mark.parametrize("seed", range(3))
def test_the_cut_of_the_page_is_that_of_the_command(
    browser: webdriver.Chrome, tmp_path: Path, capfd: pytest.CaptureFixture[str], seed: int
) -> None:
    dice = random.Random(seed)
    count = 11
    files = {"go.mod": "module example.com/m\n\ngo 1.26\n", "gomodlint.toml": "[sets]\nall = ['...']\n"}
    for number in range(count):
        files[f"p{number}/p.go"] = f"package p{number}\n"
        for other in range(number + 1, count):
            if dice.random() < 0.45:
                where = dice.choice(["", "_linux", "_windows", "_darwin"])
                text = f'package p{number}\n\nimport _ "example.com/m/p{other}"\n'
                files[f"p{number}/i{other}{where}.go"] = text
    Git(tmp_path).write(files)
    with pytest.MonkeyPatch.context() as patch:
        patch.chdir(tmp_path)
        assert main(["graph", "--format", "html", "-o", "page.html"]) == 0
        opened(browser, tmp_path / "page.html")
        sizes = set()
        for start, goal, when in [(a, b, w) for a in (0, 1) for b in (count - 1, count - 3) for w in ("", "linux")]:
            capfd.readouterr()
            asked = ["--when", when] if when else []
            main(["cut", f"./p{start}", f"./p{goal}", *asked, "--format", "json"])
            expected = json.loads(capfd.readouterr().out)["cut"]
            choose(browser, "port", when)
            found = run(
                browser,
                f"const [from, to] = ['./p{start}', './p{goal}'].map(gomodlint.packagesOf);"
                "const c = gomodlint.cut(from, new Set(to)); return [c.imports.length, c.least]",
            )
            assert found == ([expected["size"]] * 2 if expected else [0, 0])
            sizes.add(found[0])
    assert len(sizes) > 1
    no_errors(browser)


def test_the_picture_fits_its_room(browser: webdriver.Chrome, tmp_path: Path) -> None:
    opened(browser, written(tmp_path))
    run(browser, "document.getElementById('bar').style.height = '300px'")
    end = time.monotonic() + 20
    fits = (
        "const box = picture.elements().renderedBoundingBox(), room = document.getElementById('picture');"
        "return box.y2 <= room.clientHeight && picture.height() === room.clientHeight"
    )
    while not run(browser, fits) and time.monotonic() < end:
        time.sleep(0.05)
    assert run(browser, fits)
    no_errors(browser)
