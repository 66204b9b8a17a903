"""Asks real repositories and writes docs/questions.md: `python docs/questions/make.py --repos DIR`.

DIR holds clones of moby and hugo with the commits below; nothing in it is changed.
"""

from __future__ import annotations

import argparse
import shlex
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import NamedTuple

PAGE = Path(__file__).resolve().parent.parent / "questions.md"
COMMITS = {
    "moby": "b985e2313a8676e18072b442911fc8f64f17d440",
    "hugo": "",  # what the clone has checked out
}
LONGEST = 26  # lines of an answer that the page shows
POLICY = '[build]\nunresolved = "warn"\n\n[rules.cycles]\nkind = "acyclic"\n'
HEAD = """\
# Questions and answers

After a finding come the questions. Each answer is exact for all builds that count, or for those of `--when`. Written by
`python docs/questions/make.py --repos DIR`; nothing is typed. All commands have `--format json`, too; `why`, `cut`,
`cycles` and `diff` draw their answers with `--format svg`, `png` (both by Graphviz), `dot`, `mermaid` or `d2`. The
[page to explore](graph.md#a-page-to-explore) answers why and cut, too.
"""


class Question(NamedTuple):
    """A question, the repository and command that answer it, what there is to say, and the command of its picture."""

    title: str
    repository: str
    command: str
    notes: str
    picture: str = ""  # what draws the answer


QUESTIONS = (
    Question(
        "Why does this import that?",
        "moby",
        "gomodlint why ./cmd/dockerd net/http/pprof",
        "The shortest chain, with the line of each import. `--all` shows every chain, the shortest first; "
        "`--tests` lets it start in a test file; FROM and TO are selectors, as in a policy.",
        "gomodlint why --all ./cmd/dockerd net/http/pprof --format svg -o why.svg",
    ),
    Question(
        "Who needs this module?",
        "moby",
        "gomodlint why --module ./daemon/... gopkg.in/yaml.v3",
        "Directly or not. Unlike `go mod why` it asks about every port at once, and shows lines.",
        "gomodlint why --module ./daemon/logger/... cloud.google.com/go/logging --format svg -o module.svg",
    ),
    Question(
        "In which builds?",
        "moby",
        'gomodlint why ./daemon github.com/vishvananda/netns --when "!linux"',
        "`--when` takes a build constraint. No chain is an answer too: exit status 1.",
        "gomodlint why ./daemon github.com/vishvananda/netns --when linux --format svg -o when.svg",
    ),
    Question(
        "What is the least that must change?",
        "moby",
        "gomodlint cut ./cmd/dockerd net/http/pprof",
        "The smallest set of imports of your own packages. Of several as small, the one with which the fewest "
        "packages leave the build comes first. `--through-files` counts files to change instead. Imports that "
        "exclude each other (one on linux, the other on windows) form no chain, so no flow algorithm is used: "
        "it is a smallest hitting set over satisfiable chains, exact up to 400 of them, then with bounds on "
        "both sides.",
        "gomodlint cut ./cmd/dockerd net/http/pprof --format svg -o cut.svg",
    ),
    Question(
        "Which directories need each other?",
        "moby",
        "gomodlint cycles --level directory",
        "Go refuses cycles of packages; directories grow into each other all the same. Levels: `package`, "
        "`directory` (directories side by side, each with all below it), `set` (those of the policy) and "
        "`module`. The dependencies to remove are chosen so that the fewest imports go: exactly in small groups; in "
        "large ones it is said how many are needed at least.",
        "gomodlint cycles --level directory --format svg -o cycles.svg",
    ),
    Question(
        "What are the heavy and the central packages?",
        "hugo",
        "gomodlint metrics --top 12",
        "Fan-in and fan-out count packages of the repository; instability is fan-out / (fan-in + fan-out) "
        "(Robert Martin); depth is the longest way down to a package without imports of the repository; "
        "weight is how many packages, std included, leave every main (or the module, in a library) when this "
        "package goes. The page of `gomodlint graph --format html -o imports.html` has weight and fan-in as colours: "
        "moby's packages by weight, [taken](graph/make.py) with a browser:\n\n"
        "![moby's packages in the colours of their weight](graph/weight.png)",
    ),
    Question(
        "What did this change bring in?",
        "moby",
        "gomodlint diff HEAD~40 HEAD",
        "Packages, modules and imports that appear or vanish, per main. `--format markdown` is for a comment "
        "on a pull request; nothing is printed when nothing changed.",
        "gomodlint diff HEAD~40 HEAD --format svg -o diff.svg",
    ),
)


def main() -> int:
    """Write the page."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", type=Path, required=True, help="folder of clones")
    repos: Path = parser.parse_args().repos
    page = HEAD
    with tempfile.TemporaryDirectory() as temporary:
        for question in QUESTIONS:
            directory = Path(temporary) / question.repository
            if not directory.exists():
                _clone(repos / question.repository, directory, COMMITS[question.repository])
            page += _section(question, directory)
    page += "\n" + (PAGE.parent / "questions" / "json.md").read_text(encoding="utf-8").replace("](../", "](")
    PAGE.write_text(page, encoding="utf-8", newline="\n")
    return 0


def _clone(source: Path, directory: Path, commit: str) -> None:
    subprocess.run(["git", "clone", "-q", "--shared", "--no-checkout", source, directory], check=True)
    subprocess.run(["git", "checkout", "-q", commit or "HEAD"], cwd=directory, check=True)
    (directory / "gomodlint.toml").write_text(POLICY, encoding="utf-8")


def _section(question: Question, directory: Path) -> str:
    command = [sys.executable, "-m", *shlex.split(question.command)]
    answer = subprocess.run(command, cwd=directory, capture_output=True, text=True, check=False)
    lines = (answer.stdout or answer.stderr).rstrip("\n").split("\n")
    if len(lines) > LONGEST:
        lines = [*lines[:LONGEST], "..."]
    text = "\n".join(lines)
    page = f"\n## {question.title}\n\n```console\n$ {question.command}\n{text}\n```\n\n{question.notes}\n"
    return page + _picture(question, directory)


def _picture(question: Question, directory: Path) -> str:
    """Draw the answer; the command that does, and what it draws."""
    if not question.picture:
        return ""
    command = shlex.split(question.picture)
    name = command[-1]
    command[-1] = str(PAGE.parent / "questions" / name)
    if subprocess.run([sys.executable, "-m", *command], cwd=directory, check=False).returncode > 1:
        sys.exit(f"no picture: {question.picture}")
    return f"\n```console\n$ {question.picture}\n```\n\n![{question.title}](questions/{name})\n"


if __name__ == "__main__":
    sys.exit(main())
