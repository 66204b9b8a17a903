"""`list` says of a go.mod and a go.work what `go list` says, word for word; `check` refuses what Go cannot parse."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from gomodlint.cli.main import main

CASES = {
    "unknown directive": "module m\n\ngo 1.26\n\nfoo bar\n",
    "no module": "go 1.26\n",
    "bad go": "module m\n\ngo abc\n",
    "unclosed": "module m\n\ngo 1.26\n\nrequire (\n",
    "module twice": "module m\nmodule n\n\ngo 1.26\n",
    "go twice": "module m\n\ngo 1.26\ngo 1.25\n",
    "major": "module m\n\ngo 1.26\n\nrequire example.com/a/v2 v1.0.0\n",
    "bad replace": "module m\n\ngo 1.26\n\nreplace example.com/a => foo\n",
    "replace wrong major": "module m\n\ngo 1.26\n\nreplace example.com/a v2.0.0 => ./x\n",
    "replace by wrong major": "module m\n\ngo 1.26\n\nreplace example.com/a => example.com/b/v2 v1.0.0\n",
    "replace twice": "module m\n\ngo 1.26\n\nreplace example.com/a => ./x\nreplace example.com/a => ./y\n",
    "require twice": "module m\n\ngo 1.26\n\nrequire example.com/a v1.0.0\nrequire example.com/a v1.1.0\n",
    "string open": 'module "m\n\ngo 1.26\n',
    "require one word": "module m\n\ngo 1.26\n\nrequire example.com/a\n",
    "incompatible": "module m\n\ngo 1.26\n\nrequire example.com/a v2.0.0\n",
    "retract": "module m\n\ngo 1.26\n\nretract [v1.0.0\n",
    "bad toolchain": "module m\n\ngo 1.26\ntoolchain foo\n",
    "bad godebug": "module m\n\ngo 1.26\ngodebug foo\n",
    "unknown godebug": "module m\n\ngo 1.26\ngodebug foo=1\n",
    "module path bad": "module m!x\n\ngo 1.26\n",
    "exclude": "module m\n\ngo 1.26\n\nrequire example.com/a v1.0.0\nexclude example.com/a v1.0.0\n",
    "ignore": "module m\n\ngo 1.26\n\nignore ../x\n",
    "tool": "module m\n\ngo 1.26\n\ntool ./x\n",
    "replace self": "module m\n\ngo 1.26\n\nreplace m => ./x\n",
    "paren": "module m\n\ngo 1.26\n\n)\n",
    "block verb": "module m\n\ngo (\n1.26\n)\n",
    "comment /*": "module m\n\ngo 1.26 /* x */\n",
    "in block2": "module m\n\ngo 1.26\n\nrequire (\n\texample.com/a/v2 v1.0.0 // x\n\texample.com/b\n)\n",
    "block two": "module m\n\ngo 1.26\n\nrequire x (\n\texample.com/a v1.0.0\n)\n",
    "block empty": "module m\n\ngo 1.26\n\nrequire ()\nreplace (\n)\n",
    "paren tail": "module m\n\ngo 1.26\n\nrequire (\n) x\n",
    "unclosed2": "module m\n\ngo 1.26\n\nrequire (\n\t// x",
    "string eof": 'module m\n\ngo 1.26\nrequire "x',
    "retract ok": "module m\n\ngo 1.26\n\nretract [v1.0.0, v1.1.0] // x\nretract v1.2.0\n",
    "retract tail": "module m\n\ngo 1.26\n\nretract [v1.0.0, v1.1.0] x\n",
    "retract none": "module m\n\ngo 1.26\n\nretract\n",
    "go two": "module m\n\ngo 1.26 1.27\n",
    "go none": "module m\n\ngo\n",
    "replace none": "module m\n\ngo 1.26\n\nreplace x\n",
    "replace arrow": "module m\n\ngo 1.26\n\nreplace x=>./y\n",
    "module none": "module\n",
    "tool two": "module m\n\ngo 1.26\ntool a b\n",
    "quote in a word": "module m\n\ngo 1.26\n\nrequire exa'mple.com/a v1.0.0\n",
    "quotes in a word": 'module m\n\ngo 1.26\n\nrequire exa"mple.com/a v1.0.0\n',
    "back quote in a word": "module m\n\ngo 1.26\n\nrequire exa`mple.com/a v1.0.0\n",
    "quote in a path": "module m\n\ngo 1.26\n\nreplace example.com/a => ./x'y\n",
    "empty": "",
    "comment": "// x\n",
    "crlf": "module m\r\n\r\ngo 1.26\r\nrequire (\r\n\tfoo\r\n)\r\n",
    "char": "module m\n\ngo 1.26\n\x01\n",
    "bom": "\ufeffmodule m\n\ngo 1.26\n",
    "two errors": "module m\n\ngo 1.26\nfoo\nbar x\n",
    "comment in ident": "module m/*x*/\n\ngo 1.26\n",
}


WORKS = {
    "use none": "go 1.26\n\nuse\n",
    "use two": "go 1.26\n\nuse a b\n",
    "unknown": "go 1.26\n\nfoo x\n",
    "go two": "go 1.26 2\n",
    "go bad": "go abc\n",
    "go twice": "go 1.26\ngo 1.26\n",
    "toolchain none": "go 1.26\ntoolchain\n",
    "toolchain bad": "go 1.26\ntoolchain x\n",
    "toolchain twice": "go 1.26\ntoolchain go1.26.0\ntoolchain go1.26.0\n",
    "godebug": "go 1.26\ngodebug x\nuse .\n",
    "block": "go 1.26\nrequire (\n\tx v1.0.0\n)\n",
    "in block": "go 1.26\nuse (\n\ta b\n)\n",
    "replace": "go 1.26\nuse .\nreplace x\n",
    "unclosed": "go 1.26\nuse (\n",
    "no use": "go 1.26\n",
    "empty": "",
    "block two": "go 1.26\nuse x (\n\t.\n)\n",
}


@pytest.mark.parametrize("below", ["", "a"])
@pytest.mark.parametrize("name", [*CASES, *(f"go.work: {name}" for name in WORKS)])
def test_words_are_those_of_go(
    name: str, below: str, tmp_path: Path, go: str, capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {"go.mod": "module m\n\ngo 1.26\n", "a/a.go": "package a\n"}
    if name in CASES:
        files["go.mod"] = CASES[name]
    else:
        files["go.work"] = WORKS[name.removeprefix("go.work: ")]
    (tmp_path / "a").mkdir()
    for file, text in files.items():
        (tmp_path / file).write_bytes(text.encode())
        os.utime(tmp_path / file, (1_700_000_000, 1_700_000_000))
    monkeypatch.chdir(tmp_path / below)
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")
    expected = subprocess.run([go, "list", "./..."], capture_output=True, text=True, check=False)
    status = main(["list", "./..."])
    said = capfd.readouterr()
    assert (status, said.out, said.err) == (expected.returncode, expected.stdout, expected.stderr)
    if "errors parsing" in expected.stderr:
        assert main(["check"]) == 2
