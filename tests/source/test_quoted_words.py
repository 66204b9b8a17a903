"""Words of go.mod in quotes mean what they mean to Go: beside "go mod edit -json"."""

from __future__ import annotations

import json
import re
import subprocess
from pathlib import Path

import pytest

from gomodlint.errors import NoVerdict
from gomodlint.source import gomod

TEXT = r"""module "example.com/m" // in quotes

go 1.26

require (
	"example.org/a" v1.0.0 // indirect
	"example.org/b" "v1.1.0"
	"example.org/c" v1.2.0
)

replace "example.org/a" => "./a b"

replace "example.org/b" "v1.1.0" => "example.org/d" "v2.0.0+incompatible"

exclude "example.org/b" "v1.0.0"

require "example.org/\x63\u0064\105" v1.0.0
"""

BAD = r"""module example.com/m

go 1.26

require `example.org/a` v1.0.0

require (
	"example.org/b" "v1`"
	"example.org/\q" v1.0.0
	"example.org/\ud800" v1.0.0
	example.org/"c" v1.0.0
	example.org/d "v1.0.0
)
"""

LINES = [
    '"go" 1.27', 'go "1.27"', 'toolchain "go1.27.0"', "retract `v1.0.0`", 'retract [ "v1.0.0", v1.0.`1` ]',
    'replace a.b/c => "."', "replace a.b/c => `./x`", "replace `a.b/c` => ./x", "replace a.b/c `v1.0.0` => ./x",
    'replace a.b/c "=>" ./x', 'replace a.b/c v1.0.0 => ./x "v1.0.0"', "replace a.b/c => a.b/d `v1.0.0`",
    r"replace a.b/c => .\x", r"replace a.b/c => \x", 'exclude a.b/"c" v1.0.0', "use x", "godebug a=b,c",
    'godebug "a=b"',
    "tool `a.b/c`", 'tool "a.b/c"', 'ignore "./x"', "ignore './x'", 'require "a.b/c" (\n)', '"require" (\n)',
    'module "x', "replace a.b/c => ./x => ./y", "replace a.b/c v1.0.0 v1.0.1 => ./x", "replace a.b/c =>",
    "require a.b/c 'v1.0.0'",
]  # fmt: skip


def test_words_in_quotes(go: str, tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text(TEXT)
    done = subprocess.run([go, "mod", "edit", "-json"], cwd=tmp_path, capture_output=True, text=True, check=True)
    truth = json.loads(done.stdout)
    found = gomod.parse(TEXT.encode(), "go.mod", strict=True)
    assert (found.module, found.go) == (truth["Module"]["Path"], truth["Go"])
    assert [(r.path, r.version) for r in found.requires] == [(r["Path"], r["Version"]) for r in truth["Require"]]
    assert [(r.path, r.version, r.new_path, r.new_version) for r in found.replaces] == [
        (r["Old"]["Path"], r["Old"].get("Version", ""), r["New"]["Path"], r["New"].get("Version", ""))
        for r in truth["Replace"]
    ]
    assert [(e.text, e.version) for e in found.excludes] == [(e["Path"], e["Version"]) for e in truth["Exclude"]]


@pytest.mark.parametrize("text", [BAD, *(f"module example.com/m\n\n{line}\n" for line in LINES)])
def test_what_go_refuses_is_refused_in_its_words(go: str, tmp_path: Path, text: str) -> None:
    (tmp_path / "go.mod").write_text(text)
    done = subprocess.run([go, "mod", "edit", "-json"], cwd=tmp_path, capture_output=True, text=True, check=False)
    truth = re.findall(r"go\.mod:(\d+)(?::\d+)?: (.*(?:\n\t.*)*)", done.stderr)
    found: list[tuple[str, str]] = []
    try:
        gomod.parse(text.encode(), "go.mod", strict=True)
    except NoVerdict as error:
        found = [(str(problem.line), problem.message) for problem in error.problems]
    assert (done.returncode != 0) == bool(truth)
    assert found == truth
