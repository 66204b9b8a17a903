"""The file of known findings: what it covers, what it does not, how it shrinks and when it grows."""

from __future__ import annotations

import json
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from repository import Git

from gomodlint.cli.main import main
from gomodlint.errors import NoVerdict
from gomodlint.triage.baseline import decode, encode

NAME = "gomodlint-baseline.txt"
POLICY = '[rules.no-dots]\nkind = "dot-import"\n\n[rules.pure]\nkind = "deny"\ntransitive = true\nto = ["net/http"]\n'
DOT = 'package m\n\nimport . "strings"\n'
FILES = {
    "go.mod": "module example.com/m\n\ngo 1.26\n",
    "gomodlint.toml": POLICY,
    "a.go": DOT,
    "web/web.go": 'package web\n\nimport _ "net/http"\n',
}
ENTRIES = ["no-dots example.com/m a.go strings dot", "pure example.com/m example.com/m/web net/http production"]


class Run:
    """A repository, and gomodlint run in it."""

    def __init__(self, git: Git, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
        self.git, self._capfd = git, capfd
        self.file = git.directory / NAME
        monkeypatch.chdir(git.directory)

    def __call__(self, *arguments: str) -> tuple[int, str]:
        status = main(list(arguments))
        printed = self._capfd.readouterr()
        return int(status), printed.out + printed.err

    def states(self, *arguments: str) -> dict[str, str]:
        """Place or entry line to state, of every finding."""
        _, text = self("--format", "json", *arguments)
        return {f"{f['file']}:{f['line']}": f["state"] for f in json.loads(text)["findings"]}

    def lines(self) -> list[str]:
        return [line for line in self.file.read_text().splitlines() if not line.startswith("#")]


@pytest.fixture
def run(git: Git, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> Run:
    git.commit(FILES)
    return Run(git, monkeypatch, capfd)


@pytest.fixture
def known(run: Run) -> Run:
    assert run("baseline", "--update", "--allow-growth")[0] == 0
    run.git.commit({}, "baseline")
    return run


def test_it_does_not_begin_without_leave(run: Run) -> None:
    status, text = run("baseline", "--update")
    assert (status, run.file.exists()) == (1, False)
    assert "2 findings not in the baseline" in text
    assert "--allow-growth" in text


def test_without_findings_there_is_nothing_to_write(run: Run) -> None:
    run.git.write({"a.go": "package m\n", "web/web.go": "package web\n"})
    assert run("baseline", "--update", "--allow-growth")[0] == 0
    assert not run.file.exists()


def test_what_it_lists_is_known(run: Run) -> None:
    assert run()[0] == 1
    status, text = run("baseline", "--update", "--allow-growth")
    assert status == 0
    assert run.lines() == ENTRIES
    assert "0 removed, 2 added" in text
    assert run.states() == {"a.go:3": "known", "web/web.go:3": "known"}
    assert run()[0] == 0
    assert run("baseline") == (0, f"{NAME}: 2 known findings, nothing to change\n")


def test_what_it_does_not_list_is_new(known: Run) -> None:
    known.git.write({"b.go": DOT, "a.go": 'package m\n\nimport (\n\t. "sort"\n\t. "strings"\n)\n'})
    assert known.states() == {"a.go:4": "new", "a.go:5": "known", "b.go:3": "new", "web/web.go:3": "known"}
    assert known()[0] == 1
    status, text = known("baseline", "--update")
    assert status == 1
    assert "2 findings not in the baseline" in text
    assert known.lines() == ENTRIES


def test_every_importer_is_listed_though_the_report_shows_one(run: Run) -> None:
    mains = {f"cmd/{n}/main.go": 'package main\n\nimport _ "example.com/m/web"\n\nfunc main() {}\n' for n in "xyz"}
    run.git.write(mains)
    run("baseline", "--update", "--allow-growth")
    assert len(run.lines()) == 5
    assert run()[0] == 0
    run.git.write({"cmd/w/main.go": mains["cmd/x/main.go"]})
    assert run()[0] == 1


def test_stale_entries_are_findings_until_update_takes_them_out(known: Run) -> None:
    known.git.write({"a.go": "package m\n"})
    number = known.file.read_text().splitlines().index(ENTRIES[0]) + 1
    assert known.states() == {"web/web.go:3": "known", f"{NAME}:{number}": "new"}
    status, text = known()
    assert status == 1
    assert "gomodlint baseline --update removes it" in text
    assert known("baseline")[0] == 1
    status, text = known("baseline", "--update")
    assert (status, known.lines()) == (0, ENTRIES[1:])
    assert "1 removed, 0 added" in text
    known.git.write({"web/web.go": "package web\n"})
    assert known("baseline", "--update")[0] == 0
    assert not known.file.exists()
    assert known()[0] == 0


def test_an_ignored_finding_needs_no_entry(known: Run) -> None:
    known.git.write({"a.go": 'package m\n\nimport . "strings" //gomodlint:ignore no-dots for a reason\n'})
    assert sorted(known.states().values()) == ["ignored", "known", "new"]


def test_nothing_is_stale_where_not_all_was_looked_at(known: Run) -> None:
    known.git.write({"a.go": "package m\n"})
    assert known("./web")[0] == 0  # arguments restrict
    assert known("--staged", "--format", "json")[0] == 0  # the index is as HEAD
    known.git("add", "-A")
    assert known("--staged")[0] == 0  # with a base


def test_nothing_is_stale_while_undecided(known: Run) -> None:
    known.git.write({"a.go": 'package m\n\nimport _ "example.org/missing"\n'})
    known.git.write({"go.mod": FILES["go.mod"] + "\nrequire example.org/missing v1.0.0\n"})
    status, text = known("--no-cache")
    assert status == 2
    assert "covers no finding" not in text
    assert known("baseline", "--update")[0] == 2
    assert known.lines() == ENTRIES
    known.git.write({"gomodlint.toml": '[build]\nunresolved = "warn"\n\n' + POLICY})
    assert known("baseline", "--update")[0] == 0
    assert known.lines() == ENTRIES


def test_nothing_is_stale_while_a_file_cannot_be_read(known: Run) -> None:
    known.git.write({"a.go": 'package m\n\nimport "strings\n'})
    status, text = known()
    assert status == 2
    assert "covers no finding" not in text


def test_entries_of_a_rule_that_is_off_stay(known: Run) -> None:
    known.git.write({"gomodlint.toml": POLICY.replace('kind = "deny"', 'kind = "deny"\nseverity = "off"')})
    assert known()[0] == 0
    known("baseline", "--update")
    assert known.lines() == ENTRIES


def test_entries_of_a_rule_that_is_gone_are_stale(known: Run) -> None:
    known.git.write({"gomodlint.toml": POLICY.replace("no-dots", "no-dot-imports")})
    assert sorted(known.states().values()) == ["known", "new", "new"]


def test_a_renamed_file_takes_its_entry_along(known: Run) -> None:
    (known.git.directory / "a.go").rename(known.git.directory / "z.go")
    assert known.states() == {"web/web.go:3": "known", "z.go:3": "moved"}
    assert known()[0] == 0
    assert known("baseline")[0] == 1
    assert known("baseline", "--update")[0] == 0
    assert known.lines() == [ENTRIES[0].replace("a.go", "z.go"), ENTRIES[1]]
    assert known("baseline")[0] == 0


def test_one_entry_moves_to_one_file_only(known: Run) -> None:
    (known.git.directory / "a.go").unlink()
    known.git.write({"y.go": DOT, "z.go": DOT})
    assert sorted(known.states().values()) == ["known", "moved", "new"]
    assert known()[0] == 1


def test_a_file_that_is_still_there_has_not_moved(known: Run) -> None:
    known.git.write({"a.go": "package m\n", "z.go": DOT})
    assert sorted(known.states().values()) == ["known", "new", "new"]


def test_base_decides_and_head_only_excuses(known: Run) -> None:
    known.git.write({"b.go": DOT})
    assert known("baseline", "--update", "--allow-growth")[0] == 0
    assert known.states("--base", "HEAD") == {"a.go:3": "known", "web/web.go:3": "known"}, "untracked: not looked at"
    known.git("add", "-A")
    assert known.states("--base", "HEAD") == {"a.go:3": "known", "b.go:3": "excused", "web/web.go:3": "known"}
    assert known.states("--staged")["b.go:3"] == "excused"
    status, text = known("--base", "HEAD")
    assert status == 0
    assert "only this change's own gomodlint-baseline.txt lets it pass" in text


def test_base_may_refuse_excuses(known: Run) -> None:
    known.git.commit({"gomodlint.toml": '[gate]\nexcuses = "fail"\n\n' + POLICY})
    assert known("--staged")[0] == 0
    known.git.write({"b.go": DOT})
    known("baseline", "--update", "--allow-growth")
    known.git.write({"gomodlint.toml": POLICY})  # head's own word does not count
    known.git("add", "-A")
    assert known("--staged")[0] == 1
    assert known.states("--staged")["b.go:3"] == "excused"


def test_a_head_baseline_must_be_readable_and_may_mend_that_of_base(known: Run) -> None:
    good = known.file.read_text()
    known.git.write({NAME: "broken\n"})
    assert known("--base", "HEAD")[0] == 2
    known.git.commit({})
    known.git.commit({NAME: good})
    status, text = known("--base", "HEAD~1")
    assert status == 0
    assert "base's baseline is not used" in text


def test_beside_the_policy_of_a_directory_below(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run.git.write({"sub/go.mod": "module example.com/s\n", "sub/gomodlint.toml": POLICY, "sub/a.go": DOT})
    monkeypatch.chdir(run.git.directory / "sub")
    assert run("baseline", "--update", "--allow-growth")[0] == 0
    assert (run.git.directory / "sub" / NAME).exists()
    assert not run.file.exists()
    assert run()[0] == 0


BROKEN = {
    "too few fields": ("no-dots a.go", "has 2"),
    "too many fields": ("a b c d e f", "has 6"),
    "two blanks": ("a  c d e", "written -"),
    "a tab": ("a\tb c d e", "has 4"),
    "a backslash": ("a b c\\d e f", "u{5c}"),
    "no character": ("a b \\u{110000} d e", "no character"),
    "our side": ("<<<<<<< HEAD", "unfinished merge"),
    "their side": (">>>>>>> branch", "unfinished merge"),
    "between": ("=======", "unfinished merge"),
}


@pytest.mark.parametrize(("line", "says"), BROKEN.values(), ids=BROKEN)
def test_what_is_no_entry_is_named_with_its_line(known: Run, line: str, says: str) -> None:
    known.file.write_text(f"{ENTRIES[0]}\n{line}\n{ENTRIES[1]}\n")
    status, text = known()
    assert status == 2
    assert f"{NAME}:2:1: " in text
    assert says in text
    before = known.file.read_bytes()
    assert known("baseline", "--update")[0] == 2
    assert known.file.read_bytes() == before


def test_all_broken_lines_are_named_at_once(known: Run) -> None:
    known.file.write_bytes(b"x\n# fine\n\nno \xff\n")
    text = known()[1]
    assert f"{NAME}:1:1" in text
    assert f"{NAME}:4:4: not UTF-8" in text


def test_any_line_ends_order_and_repetition(known: Run) -> None:
    known.file.write_bytes(b"\xef\xbb\xbf" + "\r\n".join([*reversed(ENTRIES), "", ENTRIES[0]]).encode())
    assert known()[0] == 0
    assert known("baseline", "--update")[0] == 0
    assert known.lines() == ENTRIES


def test_it_is_not_read_through_a_symlink_out_of_the_repository(known: Run, tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere.txt"
    known.file.rename(outside)
    known.file.symlink_to(outside)
    status, text = known()
    assert status == 2
    assert f"{NAME}: the baseline is not a regular file" in text


def test_it_is_not_written_through_a_symlink(known: Run) -> None:
    known.file.rename(known.git.directory / "real.txt")
    known.file.symlink_to("real.txt")
    known.git.write({"a.go": "package m\n"})
    before = (known.git.directory / "real.txt").read_text()
    status, text = known("baseline", "--update")
    assert status == 2
    assert "symlink" in text
    assert (known.git.directory / "real.txt").read_text() == before


def test_a_directory_of_that_name_is_an_error(run: Run) -> None:
    run.file.mkdir()
    assert run()[0] == 2


def test_the_file_keeps_its_mode_and_nothing_else_is_left(known: Run) -> None:
    known.file.chmod(0o640)
    known.git.write({"b.go": DOT})
    known("baseline", "--update", "--allow-growth")
    assert known.file.stat().st_mode & 0o777 == 0o640
    assert not [name for name in os.listdir(known.git.directory) if name.startswith(".gomodlint-")]


@pytest.mark.skipif(os.name == "nt", reason="Windows has no such names")
def test_hostile_file_names(run: Run) -> None:
    names = ["with blank.go", "-.go", "#.go", "new\nline.go", "\x1b[31m.go", "back\\slash.go", "\u202eog.go", "ö.go"]
    run.git.write(dict.fromkeys(names, DOT))
    (run.git.directory / os.fsdecode(b"\xff.go")).write_text(DOT)
    assert run("baseline", "--update", "--allow-growth")[0] == 0
    data = run.file.read_bytes()
    assert data.isascii() or data.decode().replace("ö", "").isascii()
    assert b"\x1b" not in data
    assert len(run.lines()) == len(names) + 3
    assert run()[0] == 0
    assert run("baseline")[0] == 0


FIELD = st.text(st.characters(exclude_categories=[])) | st.sampled_from(["", "-", "#", "<<<<<<<", "\ufeff", "\udcff"])


@given(st.sets(st.tuples(FIELD, FIELD, FIELD, FIELD, FIELD)))
def test_any_name_survives(identities: set[tuple[str, ...]]) -> None:
    data = encode(identities)
    assert {entry.identity for entry in decode(data, NAME)} == identities
    assert encode(sorted(identities, reverse=True)) == data
    assert {entry.identity for entry in decode(data.replace(b"\n", b"\r\n"), NAME)} == identities


@given(st.binary())
def test_any_bytes_are_read_or_refused_with_a_line(data: bytes) -> None:
    try:
        entries = decode(data, NAME)
    except NoVerdict as error:
        places = [(problem.file, problem.line > 0) for problem in error.problems]
    else:
        places = [(NAME, entry.line > 0) for entry in entries]
    assert set(places) <= {(NAME, True)}
