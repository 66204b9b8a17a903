"""Import cycles: do they get into a program, and does the usual probe find them?"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys

from lab import Lab, Page


def in_a_program(lab: Lab) -> Page:
    """A cycle of three packages, through every command that could let it pass."""
    commands = (["build", "./..."], ["run", "."], ["vet", "./..."], ["test", "./..."], ["list", "./..."])
    rows, passed = [], 0
    with lab.programs("cycle") as top:
        for go in lab.toolchains:
            ran = [go(top / "whole", *words) for words in commands]
            passed += sum(one.status == 0 for one in ran)
            named = sum("import cycle not allowed" in one.err for one in ran)
            rows.append([go.version, *(str(one.status) for one in ran), f"{named} of {len(ran)}"])
    sound = passed > 0
    return Page(
        title="Import cycles and memory",
        claim="an indirect import cycle (a → b → c → a) passes `go build` and then leaks memory while the program runs.",
        did="Three packages that import each other in a circle, with every command that loads them.",
        heads=["toolchain", *(f"go {words[0]}: exit status" for words in commands), 'says "import cycle not allowed"'],
        rows=rows,
        sound=sound,
        verdict=f"{passed} of {len(rows) * len(commands)} commands let the cycle pass."
        if sound
        else "No command lets the cycle pass, so no program contains one: there is nothing that could leak.",
        instead="Look for memory elsewhere (a heap profile says where). Cycles are worth a linter for another reason: "
        "[those that one build does not see](cycle-on-one-port.md). `gomodlint cycles` and the rule `acyclic` find them.",
        programs="cycle",
    )


def on_one_port(lab: Lab) -> Page:
    """A cycle that only another port, or a tag, closes."""
    rows, unseen = [], 0
    with lab.programs("cycle") as top:
        port = top / "port"
        for go in lab.toolchains:
            plain = [go(port, *words).status for words in (["build", "./..."], ["vet", "./..."], ["test", "./..."])]
            unseen += plain == [0, 0, 0]
            other = go(port, "build", "./...", env={"GOOS": "plan9", "GOARCH": "amd64"}).status
            tagged = go(port, "build", "-tags=debug", "./...").status
            rows.append([go.version, *map(str, plain), str(other), str(tagged)])
        found = _gomodlint(port)
    sound = unseen == len(rows) and found > 0
    return Page(
        title="A cycle on one port",
        claim="`go build`, `go vet` and `go test` in CI find every import cycle.",
        did="One edge of a cycle lies in a file for plan9, another one behind `//go:build debug`.",
        heads=["toolchain", "go build", "go vet", "go test", "GOOS=plan9 go build", "go build -tags=debug"],
        rows=rows,
        sound=not sound,
        verdict="They see one build. On this machine all three pass; for plan9, and with the tag, the module does not build."
        if sound
        else "All commands found it.",
        instead=f'`gomodlint` with `ports = ["all"]` and `tags = ["*"]` looks at every build at once: here its rule `acyclic` '
        f"has {found} finding{'s, each' if found != 1 else ','} with the builds in which the cycle exists.",
        programs="cycle",
    )


def grep_probe(lab: Lab) -> Page:
    """`go list | grep cycle`, with a cycle and without one."""
    rows, wrong = [], 0
    with lab.programs("cycle") as top:
        for go in lab.toolchains:
            real = go(top / "whole", "list", "-f", "{{.Imports}}", "./...")
            none = go(top / "bicycle", "list", "-f", "{{.Imports}}", "./...")
            answers = ["cycle" in real.out, "cycle" in none.out]
            wrong += answers == [False, True]
            rows.append(
                [go.version, "found" if answers[0] else "nothing found", "found" if answers[1] else "nothing found"]
            )
    return Page(
        title="The grep probe",
        claim="`go list -f '{{.Imports}}' ./... | grep -q cycle` finds import cycles.",
        did="The probe on a module with a cycle, and on one without, which has a package named bicycle.",
        heads=["toolchain", "on a cycle", "on a package named bicycle"],
        rows=rows,
        sound=wrong < len(rows),
        verdict="It is wrong both ways: the message goes to standard error, and a name that contains the word is a hit."
        if wrong == len(rows)
        else "It was right at least once.",
        instead="`gomodlint cycles`; or, for one build, `go list -e -deps -test -json=ImportPath,Error ./...` and errors that begin "
        'with "import cycle not allowed".',
        programs="cycle",
    )


def _gomodlint(directory: object) -> int:
    """Cycles that gomodlint finds there in all builds."""
    policy = '[build]\nports = ["all"]\ntags = ["*"]\n\n[rules.acyclic]\nkind = "acyclic"\n'
    command = shutil.which("gomodlint", path=str(sys.prefix) + "/bin") or ""
    words = [command] if command else [sys.executable, "-m", "gomodlint"]
    with open(f"{directory}/gomodlint.toml", "w", encoding="utf-8") as file:
        file.write(policy)
    done = subprocess.run(
        [*words, "check", "--format", "json"], cwd=str(directory), capture_output=True, text=True, check=False
    )
    return len(json.loads(done.stdout)["findings"])
