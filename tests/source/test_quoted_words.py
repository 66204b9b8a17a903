"""Words of go.mod in quotes mean what they mean to Go: beside "go mod edit -json"."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path

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
"""


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
