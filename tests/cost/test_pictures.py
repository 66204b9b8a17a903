"""Cost as pictures: the flame page in a real browser, and levels on the import graph."""

from __future__ import annotations

import json
import re
import time
import xml.etree.ElementTree as ET
from pathlib import Path
from typing import Any

import pytest
from repository import Git
from selenium import webdriver
from selenium.webdriver.common.keys import Keys

from gomodlint.cli.main import main
from gomodlint.cost import record
from gomodlint.cost.record import Build, Figures, MainCost, PackageCost, Section

M = "example.com/m"
IMPORTS = {"x": ["a", "b"], "a": ["heavy"], "heavy": [], "b": ["light", "unknown"], "light": [], "unknown": []}
OWN = {"x": (0, 0), "a": (1, 16), "heavy": (2000, 600_000), "b": (0, 0), "light": (150, 900)}


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    files = {"go.mod": f"module {M}\n\ngo 1.26\n"}
    for path, imports in IMPORTS.items():
        lines = "".join(f'import _ "{M}/{to}"\n' for to in imports)
        files[f"{path}/p.go"] = f"package {'main' if path == 'x' else path}\n\n{lines}"
    Git(tmp_path).write(files)
    section = Section(Build("go1.26.1", "linux", "amd64", True, ()), "main", 3)
    section.mains[f"{M}/x"] = MainCost(Figures(2200, 610_000, 0), 0, 0, len(OWN))
    for path, figures in OWN.items():
        section.packages[f"{M}/{path}"] = PackageCost("src:sha256:0", {f"{M}/x": Figures(*figures, 1)})
    Path("gomodlint-cost.json").write_text(record.write([section]))


def run(browser: webdriver.Chrome, script: str) -> Any:
    return browser.execute_script(script)  # type: ignore[no-untyped-call]


def bars(browser: webdriver.Chrome) -> dict[str, tuple[str, float, float]]:
    """Name to class, width and top of every bar."""
    script = (
        "return [...document.querySelectorAll('#flame button')].map("
        "b => [b.title.split(':')[0], b.className, parseFloat(b.style.width), parseFloat(b.style.top)])"
    )
    return {name.removeprefix(f"{M}/"): (level, width, top) for name, level, width, top in run(browser, script)}


def test_the_flame_page_in_a_browser(browser: webdriver.Chrome, tmp_path: Path) -> None:
    assert main(["cost", "--format", "html", "-o", "cost.html"]) == 0
    browser.get((tmp_path / "cost.html").as_uri())
    shown = bars(browser)
    assert {"x", "a", "heavy"} <= set(shown) <= {"x", "a", "heavy", "b", "light", "1 smaller package"}
    assert shown["heavy"][0] == "red"
    assert shown["x"][2] < shown["a"][2] < shown["heavy"][2]
    assert shown["a"][1] == pytest.approx(shown["heavy"][1], rel=0.01)
    run(browser, "const by = document.getElementById('by'); by.value = 0; by.dispatchEvent(new Event('change'))")
    assert bars(browser)["light"][1] / bars(browser)["heavy"][1] == pytest.approx(150 / 2000, rel=0.05)
    assert bars(browser)["light"][0] == "yellow"
    run(browser, "[...document.querySelectorAll('#flame button')].find(b => b.title.includes('/b:')).click()")
    assert set(bars(browser)) == {"x", "b", "light"}
    assert bars(browser)["x"][0] == "red above"
    text = run(browser, "return document.getElementById('details').textContent")
    assert "150 allocs" in text
    assert "Imported by (1)" in text
    assert f"{M}/unknown ?" in text
    run(browser, "document.dispatchEvent(new KeyboardEvent('keydown', {key: 'Escape'}))")
    assert "a" in bars(browser)
    run(browser, "const f = document.getElementById('find'); f.value = 'nosuch'; f.dispatchEvent(new Event('change'))")
    assert "no package has nosuch" in run(browser, "return document.getElementById('status').textContent")
    assert [entry for entry in browser.get_log("browser") if entry["level"] == "SEVERE"] == []  # type: ignore[no-untyped-call]


def test_the_flame_page_by_keyboard(browser: webdriver.Chrome, tmp_path: Path) -> None:
    assert main(["cost", "--format", "html", "-o", "cost.html"]) == 0
    browser.get((tmp_path / "cost.html").as_uri())

    def at() -> str:
        focused = "const b = document.activeElement; return b.title ? b.title.split(':')[0] : b.textContent"
        return str(run(browser, focused)).removeprefix(f"{M}/").removesuffix(" ?")

    def press(*keys: str) -> list[str]:
        seen = []
        for key in keys:
            browser.switch_to.active_element.send_keys(key)
            seen.append(at())
        return seen

    run(browser, "document.querySelector('#flame button').focus()")
    assert at() == "x"
    assert press(Keys.ARROW_DOWN, Keys.ARROW_DOWN, Keys.ARROW_UP) == ["a", "heavy", "a"]
    assert press(Keys.ARROW_RIGHT)[0] in {"a", "b"}  # b may be too small to be a bar
    run(browser, "[...document.querySelectorAll('#flame button')].find(b => b.title.includes('/a:')).focus()")
    assert press(Keys.ENTER, Keys.ARROW_DOWN, Keys.ENTER) == ["a", "heavy", "heavy"]  # deeper, and still on the bar
    assert run(browser, "return document.getElementById('details').textContent").startswith(f"{M}/heavy")
    assert press(Keys.ESCAPE, Keys.ESCAPE)[-1] == "x"
    run(browser, "document.querySelectorAll('#list button')[2].focus()")
    assert press(Keys.ENTER) == ["heavy ~"]
    assert run(browser, "return document.activeElement.closest('#list') !== null")


def test_the_flame_page_is_readable_in_light_and_dark(browser: webdriver.Chrome, tmp_path: Path) -> None:
    assert main(["cost", "--format", "html", "-o", "cost.html"]) == 0
    backs = set()
    for scheme in ("light", "dark"):
        feature = {"features": [{"name": "prefers-color-scheme", "value": scheme}]}
        browser.execute_cdp_cmd("Emulation.setEmulatedMedia", feature)  # type: ignore[no-untyped-call]
        browser.get((tmp_path / "cost.html").as_uri())
        run(browser, "[...document.querySelectorAll('#flame button')].find(b => b.title.includes('/x:')).click()")
        shown = run(
            browser,
            "return ['body', 'header', '#flame button.red', '#flame button.yellow', '#list button', '#details button']"
            ".map(s => document.querySelector(s)).filter(e => e).map(e => { let back = e, c;"
            " while ((c = getComputedStyle(back).backgroundColor) === 'rgba(0, 0, 0, 0)') back = back.parentElement;"
            " return [getComputedStyle(e).color, c]; })",
        )
        assert len(shown) >= 5
        assert all(contrast(*colours) >= 4.5 for colours in shown), (scheme, shown)
        backs.add(shown[0][1])
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", {"features": []})  # type: ignore[no-untyped-call]
    assert len(backs) == 2


def contrast(one: str, other: str) -> float:
    """As WCAG 2 defines it."""

    def light(colour: str) -> float:
        parts = [int(part) / 255 for part in re.findall(r"\d+", colour)[:3]]
        linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]

    low, high = sorted((light(one), light(other)))
    return (high + 0.05) / (low + 0.05)


def test_two_thousand_packages_are_drawn_at_once(browser: webdriver.Chrome, tmp_path: Path) -> None:
    names = [f"p{number}" for number in range(2000)]
    Git.at(tmp_path).write({f"{name}/p.go": f"package {name}\n" for name in names})
    lines = "".join(f'import _ "{M}/{name}"\n' for name in names)
    Path("x/p.go").write_text(f"package main\n\n{lines}")
    (section,) = record.read(Path("gomodlint-cost.json").read_bytes(), "")
    for number, name in enumerate(names):
        section.packages[f"{M}/{name}"] = PackageCost("", {f"{M}/x": Figures(number, number * 100, 1)})
    Path("gomodlint-cost.json").write_text(record.write([section]))
    assert main(["cost", "--format", "html", "-o", "cost.html"]) == 0
    start = time.monotonic()
    browser.get((tmp_path / "cost.html").as_uri())
    shown = run(browser, "return [...document.querySelectorAll('#flame button, #flame .rest')].map(b => b.title)")
    smaller = sum(int(title.split()[0]) for title in shown if " smaller package" in title)
    assert smaller + len([title for title in shown if " smaller package" not in title]) == 2001
    assert time.monotonic() - start < 20  # a page that hangs, not a slow machine
    assert (tmp_path / "cost.html").stat().st_size < 1_000_000


def test_the_page_holds_no_markup_of_the_repository(tmp_path: Path) -> None:
    assert main(["cost", "--format", "html", "-o", "cost.html"]) == 0
    text = (tmp_path / "cost.html").read_text()
    assert text.count("</script>") == 2
    assert "default-src 'none'" in text
    assert not re.search(r"(?:src|href)=|@import|url\(|https?://", text)


def graph(capfdbinary: pytest.CaptureFixture[bytes], kind: str) -> str:
    assert main(["graph", "--weight", "cost", "--format", kind]) == 0
    return capfdbinary.readouterr().out.decode()


def test_the_red_way_on_the_graph(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    found = json.loads(graph(capfdbinary, "json"))
    levels = {node["name"].removeprefix(f"{M}/"): node.get("level") for node in found["nodes"]}
    assert levels == {"x": "red", "a": "red", "heavy": "red", "b": "yellow", "light": "yellow", "unknown": None}
    names = [node["name"].removeprefix(f"{M}/") for node in found["nodes"]]
    edges = {(names[edge["from"]], names[edge["to"]]): edge.get("level") for edge in found["edges"]}
    assert edges == {
        ("x", "a"): "red",
        ("a", "heavy"): "red",
        ("x", "b"): "yellow",
        ("b", "light"): "yellow",
        ("b", "unknown"): None,
    }
    heavy = next(node for node in found["nodes"] if node["name"] == f"{M}/heavy")
    assert (heavy["allocs"], heavy["bytes"]) == (2000, 600_000)


@pytest.mark.parametrize(("kind", "count"), [("dot", 2), ("mermaid", 2), ("d2", 2)])
def test_every_format_has_the_red_lines(kind: str, count: int, capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = graph(capfdbinary, kind)
    assert text.count("#c0392b") == count
    assert "#ff9d8f" in text
    assert main(["graph", "--format", kind]) == 0
    assert "#c0392b" not in capfdbinary.readouterr().out.decode()


def test_graphml_with_levels_is_well_formed(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    text = graph(capfdbinary, "graphml")
    assert len([e for e in ET.fromstring(text).iter() if e.get("key") == "node-level"]) == 5  # noqa: S314 - our own


def test_the_page_of_the_graph_in_colours_of_cost(browser: webdriver.Chrome, tmp_path: Path) -> None:
    assert main(["graph", "--weight", "cost", "--format", "html", "-o", "graph.html"]) == 0
    browser.get((tmp_path / "graph.html").as_uri())
    run(
        browser, "const g = document.getElementById('group'); g.value = 'package'; g.dispatchEvent(new Event('change'))"
    )
    colours = run(browser, "return picture.nodes().map(n => [n.id(), n.data('colour')])")
    found = {name.removeprefix(f"{M}/"): colour for name, colour in colours}
    assert found["x"] == found["heavy"] != found["b"]
    lines = run(browser, "return picture.edges('[line]').map(e => e.data('line'))")
    assert sorted(lines) == ["#b08900", "#b08900", "#c0392b", "#c0392b"]


def test_weight_needs_packages_and_figures(capfd: pytest.CaptureFixture[str]) -> None:
    assert main(["graph", "--weight", "cost", "--group-by", "module"]) == 2
    assert "weighs packages" in capfd.readouterr().err
    Path("gomodlint-cost.json").unlink()
    assert main(["graph", "--weight", "cost"]) == 2
    assert "gomodlint cost measure" in capfd.readouterr().err
