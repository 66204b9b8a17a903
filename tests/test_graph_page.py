"""The page of `gomodlint graph --format html`: what it holds, and how it answers in a real browser."""

from __future__ import annotations

import json
import re
import time
from pathlib import Path
from typing import Any

import pytest
from repository import Git
from selenium import webdriver

from gomodlint.cli.main import main
from gomodlint.conditions.configuration import Configuration
from gomodlint.conditions.universe import Universe
from gomodlint.draw.html import page
from gomodlint.engine.picture import Edge, Node, Picture

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


def universe() -> Universe:
    ports = [("linux", False), ("linux", True), ("windows", False)]
    return Universe([Configuration(goos, "amd64", cgo=cgo) for goos, cgo in ports], tags=("prod", "debug"))


def written(directory: Path) -> Path:
    Git(directory).write(FILES)
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
    data = data_of(page(Picture(nodes, edges), algebra, {}))

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
    text = page(Picture(nodes, (Edge(0, 1, 1, name, ((name, 1),), test=False),)), universe(), {name: name})
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


def test_in_a_browser(browser: webdriver.Chrome, tmp_path: Path) -> None:
    browser.get(written(tmp_path).as_uri())
    end = time.monotonic() + 20
    while not run(browser, "return document.body.dataset.ready") and time.monotonic() < end:
        time.sleep(0.1)
    assert status(browser) == "3 nodes, 2 arrows in any build", "with the tags that are switched on, at first none"
    builds = run(browser, "return gomodlint.data.builds")
    linux = str(next(at for at, build in enumerate(builds) if build[0] == "linux"))
    windows = str(next(at for at, build in enumerate(builds) if build[0] == "windows"))

    choose(browser, "build", linux)
    assert status(browser).startswith("3 nodes, 2 arrows in linux/"), "core imports lib with the tag debug only"
    run(browser, "document.querySelector('#tags input').click()")
    assert status(browser).startswith("3 nodes, 3 arrows in linux/")
    run(browser, "document.querySelector('#tags input').click()")

    run(browser, "document.getElementById('outside').click()")
    assert "std" not in run(
        browser, "return [...document.querySelectorAll('#list button')].map(b => b.textContent).join()"
    )
    choose(browser, "build", windows)
    assert "std" in run(browser, "return [...document.querySelectorAll('#list button')].map(b => b.textContent).join()")

    choose(browser, "find", "example.com/m/core")
    assert run(browser, "return document.querySelector('#details h2').textContent") == "example.com/m/core"
    choose(browser, "from", "example.com/m/cmd/a")
    choose(browser, "to", "os/exec")
    run(browser, "document.getElementById('why').click()")
    chain = run(browser, "return [...document.querySelectorAll('#details li')].map(li => li.textContent)")
    assert [re.sub(r"\s+", " ", step).strip() for step in chain] == [
        "example.com/m/cmd/a imports example.com/m/lib/one cmd/a/main.go:3 break",
        "example.com/m/lib/one imports example.com/m/core lib/one/o.go:3 break",
        "example.com/m/core imports os/exec core/c_windows.go:3 if windows break",
    ]
    run(browser, "[...document.querySelectorAll('#details li')][2].querySelector('button:last-of-type').click()")
    gone = run(browser, "return [...document.querySelectorAll('#details li')].map(li => li.textContent)")
    assert "os/exec" in gone
    run(browser, "document.getElementById('why').click()")
    assert status(browser) == "no chain"
    errors = [entry for entry in browser.get_log("browser") if entry["level"] in {"SEVERE", "WARNING"}]  # type: ignore[no-untyped-call]
    assert errors == []
