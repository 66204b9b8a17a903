"""Files of a Go package drawn at random: mostly valid, and wrong in every way that the go command has a word for."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random

from drawn_words import (
    BROKEN_CONSTRAINTS,
    BROKEN_FILES,
    CGO_LINES,
    EMBEDS,
    ODD_PATHS,
    STD,
    TERMS,
    TEST_BODIES,
)


def constraint(random: Random) -> str:
    """A constraint expression."""
    depth = random.choice((0, 0, 1, 1, 2))
    if not depth:
        return random.choice(("", "", "!")) + random.choice(TERMS)
    joined = random.choice((" && ", " || ")).join(_operand(random) for _ in range(random.choice((2, 2, 3))))
    return f"!({joined})" if random.random() < 0.2 else joined


def _operand(random: Random) -> str:
    if random.random() < 0.2:
        return f"({random.choice(TERMS)} || !{random.choice(TERMS)})"
    return random.choice(("", "", "!")) + random.choice(TERMS)


def go_file(random: Random, package: str, imports: Sequence[str], *, test: bool, fault: float) -> str:
    """The text of a Go file of a package that may import `imports`; `fault` is how often something is wrong."""
    if random.random() < fault * 0.3:
        return random.choice(BROKEN_FILES).format(p=package)
    lines = []
    if random.random() < 0.25:
        lines += _constraint_lines(random, fault)
    if random.random() < fault * 0.2:
        package = random.choice(("main", "other", f"{package}_test", "documentation", "q_test"))
    lines.append(f"package {package}")
    chosen = [random.choice(imports) for _ in range(random.choice((0, 1, 1, 1, 2, 3)))] if imports else []
    chosen += [random.choice(STD[:6])] if random.random() < 0.15 else []
    chosen += [random.choice(STD)] if random.random() < fault * 0.3 else []
    chosen += [random.choice(ODD_PATHS)] if random.random() < fault * 0.3 else []
    if random.random() < (0.02 if test else 0.08):
        chosen.append("C")
    if random.random() < 0.08:
        chosen.append("embed")
    lines += _imports(random, chosen)
    if "embed" in chosen or random.random() < 0.01:
        lines += [f"//go:embed {random.choice(EMBEDS)}", "var e embed.FS"]
    if test and random.random() < fault * 0.3:
        lines.append(random.choice(TEST_BODIES))
    return "\n".join(lines) + random.choice(("\n", "\n", "\n", ""))


def _constraint_lines(random: Random, fault: float) -> list[str]:
    if random.random() < fault * 0.3:
        return [random.choice(BROKEN_CONSTRAINTS), ""]
    kind = random.random()
    line = f"//go:build {constraint(random)}"
    if kind < 0.7:
        return [line, ""]
    if kind < 0.8:
        return [f"// +build {random.choice(TERMS)} !{random.choice(TERMS)},{random.choice(TERMS)}", ""]
    if kind < 0.85:
        return [f"// +build {random.choice(TERMS)}"]  # without a blank line: no constraint
    if kind < 0.9:
        return ["/* before */", line]
    if kind < 0.93:
        return [line, "// +build nosuch", ""]
    if kind < 0.95:
        return [line, line, ""]
    return ["// Copyright", "", line, "// Package documentation."]


def _imports(random: Random, chosen: Sequence[str]) -> list[str]:
    lines, grouped = [], []
    for path in chosen:
        name = random.choice(("_ ", "_ ", "_ ", "", "n ", ". "))
        quoted = f"`{path}`" if random.random() < 0.1 else '"' + path.replace("\\", "\\\\") + '"'
        if path == "C":
            comment = [f"// {random.choice(CGO_LINES)}"] if random.random() < 0.6 else []
            lines += [*comment, f"import {quoted}"]
        elif random.random() < 0.5:
            grouped.append(f"\t{name}{quoted}")
        else:
            lines += ["", f"import {name}{quoted}"]
    return ["", *lines, *(["", "import (", *grouped, ")"] if grouped else [])]


def other_file(random: Random, name: str) -> str:
    """The text of a file that is not Go's."""
    if random.random() < 0.2 and not name.endswith((".syso", ".txt")):
        return "\n".join([*_constraint_lines(random, 0.5), "x"])
    return "x\n"
