"""Takes the pictures of the page: `uv run --with pillow python docs/graph/make.py --repos DIR`.

Needs chromium and chromedriver. DIR holds a clone of moby with the commit below; nothing in it is changed. Prints what
the page weighs and how long it takes.
"""

from __future__ import annotations

import argparse
import base64
import io
import json
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from PIL import Image
from selenium import webdriver
from selenium.webdriver.chrome.options import Options
from selenium.webdriver.chrome.service import Service

HERE = Path(__file__).resolve().parent
COMMIT = "b985e2313a8676e18072b442911fc8f64f17d440"
POLICY = """\
[build]
unresolved = "warn"
[sets]
buildkit = ["github.com/moby/buildkit/..."]
[rules.layers]
kind = "layers"
order = [["./cmd/..."], ["./daemon/..."], ["./internal/...", "./pkg/..."], ["./client/..."], ["./api/..."]]
[rules.no-debug-endpoints]
kind = "deny"
transitive = true
from = ["$main"]
to = ["net/http/pprof", "expvar"]
"""
SET = (
    "const set = (id, value) => { const e = document.getElementById(id);"
    "if (e.type === 'checkbox') e.click(); else { e.value = value; e.dispatchEvent(new Event('change')); } };"
    "const press = (text) => [...document.querySelectorAll('#details button')]"
    ".find((b) => b.textContent.startsWith(text)).click();"
)
OPEN = "gomodlint.state.open.add('./daemon'); gomodlint.draw(true)"
PICTURES = {  # file -> dark, what a user does
    "page": (False, OPEN),
    "dark": (True, "set('group', 'package'); set('colour', 'layer'); set('port', 'windows')"),
    "why": (False, "set('from', './cmd/dockerd'); set('to', 'net/http/pprof'); document.getElementById('why').click()"),
    "cut": (True, "set('from', './cmd/dockerd'); set('to', 'net/http/pprof'); document.getElementById('cut').click()"),
    "broken": (False, f"{OPEN}; gomodlint.chooseEdge('./daemon/command\\n./daemon/cluster'); press('Break')"),
    "weight": (False, "set('group', 'package'); set('colour', 'weight'); set('port', 'linux/amd64')"),
    "findings": (True, "set('colour', 'finding'); document.getElementById('checked').open = true"),
}


def main() -> int:
    """Write the pictures."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of clones")
    parser.add_argument("--runs", type=int, default=5, help="how often the page is opened to time it")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as temporary:
        moby, page = Path(temporary) / "moby", Path(temporary) / "imports.html"
        source = options.repos / "moby"
        subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", source, moby], check=True)
        subprocess.run(["git", "checkout", "-q", COMMIT], cwd=moby, check=True)
        (moby / "gomodlint.toml").write_text(POLICY, encoding="utf-8")
        command = [sys.executable, "-m", "gomodlint", "graph", "--format", "html", "-o", str(page)]
        subprocess.run(command, cwd=moby, check=True)
        browser = started()
        print(f"{page.stat().st_size / 1e6:.1f} MB")
        timed(browser, page, options.runs)
        for name, (dark, script) in PICTURES.items():
            taken(browser, page, HERE / f"{name}.png", script, dark=dark)
        browser.quit()
    return 0


def started() -> webdriver.Chrome:
    options = Options()
    for argument in ("--headless=new", "--no-sandbox", "--disable-dev-shm-usage"):
        options.add_argument(argument)
    browser = webdriver.Chrome(options=options, service=Service(shutil.which("chromedriver")))
    size = {"width": 1200, "height": 740, "deviceScaleFactor": 1, "mobile": False}
    browser.execute_cdp_cmd("Emulation.setDeviceMetricsOverride", size)
    return browser


def opened(browser: webdriver.Chrome, page: Path) -> float:
    """Open the page; the seconds until it stands."""
    start = time.perf_counter()
    browser.get(page.as_uri())
    while not browser.execute_script("return document.body.dataset.ready"):
        time.sleep(0.01)
    return time.perf_counter() - start


def timed(browser: webdriver.Chrome, page: Path, runs: int) -> None:
    """Say how long the page takes to stand, and a switch of the build to be drawn, groupwise and for all packages."""
    print(f"opens in {statistics.median(opened(browser, page) for _ in range(runs)):.2f} s")
    steps = {
        "own directories": "",
        "own packages": "set('group', 'package');",
        "all packages": "set('outside');",
        "all packages and arrows": "set('arrows', 'all');",
    }
    for what, before in steps.items():
        browser.execute_script(SET + before)
        spent: list[Any] = []
        for port in ["windows", "linux/amd64"] * runs:
            script = f"{SET} const t = performance.now(); set('port', '{port}'); return performance.now() - t"
            spent.append(browser.execute_script(script))
        shown = browser.execute_script("return document.getElementById('status').textContent")
        print(f"{what}: a switch takes {statistics.median(spent):.0f} ms ({shown})")


def taken(browser: webdriver.Chrome, page: Path, file: Path, script: str, *, dark: bool) -> None:
    media = {"features": [{"name": "prefers-color-scheme", "value": "dark" if dark else "light"}]}
    browser.execute_cdp_cmd("Emulation.setEmulatedMedia", media)
    opened(browser, page)
    browser.execute_script(SET + script)
    time.sleep(0.5)
    shot = browser.execute_cdp_cmd("Page.captureScreenshot", {"format": "png"})
    image = Image.open(io.BytesIO(base64.b64decode(shot["data"]))).convert("RGB")
    image.quantize(128, dither=Image.Dither.NONE).save(file, optimize=True)
    print(f"{file.name}: {file.stat().st_size / 1000:.0f} kB, {json.dumps(browser.title)}")


if __name__ == "__main__":
    sys.exit(main())
