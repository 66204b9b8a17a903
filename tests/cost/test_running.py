"""What is run is kept apart, and ends: no network, a group of its own, nothing left behind when somebody stops it."""

from __future__ import annotations

import json
import os
import pty
import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
from repository import Git

from gomodlint.cli.main import main
from gomodlint.cost import record
from gomodlint.measure.toolchain import isolated

WORDS = [sys.executable, "-m", "gomodlint", "cost", "measure", "--allow-run", "--runs=1"]
MAIN = 'package main\n\nimport _ "example.com/m/a"\n\nfunc main() {}\n'
# An init that starts a child which would outlive it, says both process ids, and waits for ever.
WAITS = """package a

import (
	"fmt"
	"os"
	"os/exec"
	"time"
)

func init() {
	if len(os.Args) == 1 {
		child := exec.Command(os.Args[0], "child")
		child.Env = os.Environ()
		if err := child.Start(); err != nil {
			panic(err)
		}
		os.WriteFile("PIDS.new", []byte(fmt.Sprint(os.Getpid(), " ", child.Process.Pid)), 0o600)
		os.Rename("PIDS.new", "PIDS")
	}
	time.Sleep(time.Hour)
}
"""

DIALS = """package a

import "net"

var Kept []byte

func init() {
	if _, err := net.Dial("tcp", "127.0.0.1:PORT"); err == nil {
		Kept = make([]byte, 8<<20)
	}
}
"""


@pytest.fixture(autouse=True)
def _in_a_module(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, go: str) -> None:
    Git(tmp_path / "m").write({"go.mod": "module example.com/m\n\ngo 1.21\n", "x/main.go": MAIN})
    monkeypatch.chdir(tmp_path / "m")
    monkeypatch.setenv("PATH", f"{Path(go).parent}{os.pathsep}{os.environ['PATH']}")


def write(text: str) -> None:
    Path("a").mkdir()
    Path("a/a.go").write_text(text)


def lives(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except OSError:
        return False
    return state != "Z"


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_whoever_stops_it_finds_nothing_left(number: signal.Signals, tmp_path: Path) -> None:
    write(WAITS.replace("PIDS", str(tmp_path / "pids")))
    scratch = tmp_path / "scratch"
    scratch.mkdir()
    process = subprocess.Popen(
        WORDS, env={**os.environ, "TMPDIR": str(scratch)}, stderr=subprocess.PIPE, start_new_session=True, text=True
    )
    patience = time.monotonic() + 300
    while not (tmp_path / "pids").exists() and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.05)
    pids = [int(word) for word in (tmp_path / "pids").read_text().split()]
    assert all(map(lives, pids))
    process.send_signal(number)
    said = process.communicate()[1]
    assert process.returncode == 130
    assert said.endswith("gomodlint: interrupted, no verdict\n")
    while any(map(lives, pids)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(map(lives, pids))
    assert list(scratch.iterdir()) == []
    assert not Path("gomodlint-cost.json").exists()


def test_a_build_that_is_stopped_leaves_nothing(tmp_path: Path) -> None:
    compiler, scratch = tmp_path / "cc", tmp_path / "scratch"
    pids = tmp_path / "pids"
    compiler.write_text(f"#!/bin/sh\necho $PPID $$ >{pids}.new\nmv {pids}.new {pids}\nsleep 1000\n")
    compiler.chmod(0o755)
    scratch.mkdir()
    write('package a\n\nimport "C"\n')
    variables = {"TMPDIR": str(scratch), "CC": str(compiler), "CGO_ENABLED": "1"}
    process = subprocess.Popen(WORDS, env={**os.environ, **variables}, stderr=subprocess.PIPE, text=True)
    patience = time.monotonic() + 300
    while not pids.exists() and process.poll() is None and time.monotonic() < patience:
        time.sleep(0.05)
    started = [int(word) for word in pids.read_text().split()]
    assert all(map(lives, started))
    process.send_signal(signal.SIGINT)
    assert process.communicate()[1] == "gomodlint: interrupted, no verdict\n"
    assert process.returncode == 130
    while any(map(lives, started)) and time.monotonic() < patience:
        time.sleep(0.05)
    assert not any(map(lives, started))
    assert list(scratch.iterdir()) == []


@pytest.mark.parametrize("network", [False, True])
def test_a_program_has_no_network_unless_told(network: bool, capfd: pytest.CaptureFixture[str]) -> None:
    words = ["cost", "measure", *(["--network"] if network else [])]
    with socket.create_server(("127.0.0.1", 0)) as server:
        write(DIALS.replace("PORT", str(server.getsockname()[1])))
        assert main([*words, "--allow-run", "--runs=1"]) == 0
    (section,) = record.read(Path("gomodlint-cost.json").read_bytes(), "")
    answered = section.packages["example.com/m/a"].worst.bytes > 1 << 20
    assert answered == (network or not isolated())
    said = capfd.readouterr().err
    assert ("this system cannot take the network away" in said) == (not network and not isolated())
    assert main(words) == 0
    assert ("unshare" in capfd.readouterr().out) == (not network and bool(isolated()))


@pytest.mark.parametrize(
    ("name", "head", "runs"),
    [
        ("pull_request", "them/m", False),
        ("pull_request_target", "them/m", False),
        ("workflow_run", "them/m", False),
        ("pull_request", None, False),
        ("pull_request", "us/m", True),
        ("push", "them/m", True),
    ],
)
def test_code_of_a_fork_is_not_run(
    name: str, head: str | None, runs: bool, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]
) -> None:
    write("package a\n")
    theirs, ours = ({"full_name": head} if head else None), {"full_name": "us/m"}
    event = {
        "pull_request": {"head": {"repo": theirs}, "base": {"repo": ours}},
        "workflow_run": {"head_repository": theirs},
        "repository": ours,
    }
    Path("../event.json").write_text(json.dumps(event))
    monkeypatch.setenv("GITHUB_EVENT_NAME", name)
    monkeypatch.setenv("GITHUB_EVENT_PATH", str(Path("../event.json").resolve()))
    assert main(["cost", "measure", "--allow-run", "--runs=1"]) == (0 if runs else 2)
    assert Path("gomodlint-cost.json").exists() == runs
    assert ("its code is not built and run here" in capfd.readouterr().err) != runs


def test_progress_is_for_terminals() -> None:
    write("package a\n")
    quiet = subprocess.run(WORDS, capture_output=True, text=True, check=True)
    assert quiet.stderr == ""
    ours, theirs = pty.openpty()
    process = subprocess.Popen(WORDS, stdout=subprocess.PIPE, stderr=theirs, text=True)
    os.close(theirs)
    shown = b""
    while True:
        try:
            part = os.read(ours, 4096)
        except OSError:  # Linux says that the other end has gone
            break
        if not part:
            break
        shown += part
    os.close(ours)
    out = process.communicate()[0]
    assert re.sub(r"[\d.,]+", "N", out) == re.sub(r"[\d.,]+", "N", quiet.stdout)
    assert b"\r\x1b[K[1/1] building example.com/m/x" in shown
    assert b"\r\x1b[K[1/1] running example.com/m/x 1/1" in shown
    assert shown.endswith(b"\r\x1b[K")
