"""Modules whose exact conditions need more decision nodes than the bound allows.

With the tags in alphabetical order, "some a_n with the b_n of the same number" has 2**n decision nodes: which of the
`a` are on has to be remembered until the `b` come.
"""

from __future__ import annotations

from pathlib import Path

POLICY = """
[build]
tags = ["*"]
[rules.pure]
kind = "deny"
transitive = true
from = ["./start"]
to = ["./target"]
"""


def pairs(number: int) -> str:
    """A constraint: the two tags of some number."""
    return " || ".join(f"a{n:02} && b{n:02}" for n in range(number))


def write(top: Path, files: dict[str, str], policy: str = POLICY) -> None:
    """A module with some files."""
    for name, text in {"go.mod": "module example.com/m\n\ngo 1.26\n", "gomodlint.toml": policy, **files}.items():
        path = top / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)


def source(package: str, imports: tuple[str, ...] = (), constraint: str = "") -> str:
    """A Go file."""
    lines = "".join(f'import _ "example.com/m/{path}"\n' for path in imports)
    return (f"//go:build {constraint}\n\n" if constraint else "") + f"package {package}\n\n{lines}"


def by_chains(number: int) -> dict[str, str]:
    """The start reaches the target by any of `number` packages: each import has a small condition, all of them none."""
    files = {"target/t.go": source("target"), "start/s.go": source("start")}
    for n in range(number):
        files[f"start/s{n}.go"] = source("start", (f"m{n}",), f"a{n:02}")
        files[f"m{n}/m.go"] = source(f"m{n}")
        files[f"m{n}/n.go"] = source(f"m{n}", ("target",), f"b{n:02}")
    return files


def by_files(number: int) -> dict[str, str]:
    """The start imports the target in any of `number` files."""
    files = {"target/t.go": source("target"), "start/s.go": source("start")}
    for n in range(number):
        files[f"start/s{n}.go"] = source("start", ("target",), f"a{n:02} && b{n:02}")
    return files


def by_constraint(number: int) -> dict[str, str]:
    """The start imports the target in one file with one large constraint."""
    return {
        "target/t.go": source("target"),
        "start/s.go": source("start"),
        "start/t.go": source("start", ("target",), pairs(number)),
    }


HARD = """
[build]
tags = ["*"]
[rules.first]
kind = "deny"
transitive = true
from = ["./start"]
to = ["./middle"]
[rules.second]
kind = "deny"
transitive = true
from = ["./middle"]
to = ["./target"]
[rules.both]
kind = "deny"
transitive = true
from = ["./start"]
to = ["./target"]
[rules.never]
kind = "deny"
transitive = true
from = ["./side"]
to = ["./middle"]
when = "!aside"
[rules.simple]
kind = "deny"
transitive = true
from = ["./simple"]
to = ["./target"]
[rules.small]
kind = "budget"
from = ["./start"]
max-packages = 10
[rules.large]
kind = "budget"
from = ["./start"]
max-packages = 100000
"""


def hidden_bit(number: int) -> dict[str, str]:
    """The hidden weighted bit of some tags: is the tag on whose number is how many of the tags are on?

    Whatever order tags have, it takes exponentially many decision nodes (R. Bryant, "On the complexity of VLSI
    implementations and graph representations of Boolean functions", 1991). Here it is a walk: a package says how many
    of the first tags are on. It leads from `start` to `middle` where the bit is on, and then from `middle` to `target`
    where it is off, so that nothing leads from `start` to `target`, which is hard to see.
    """
    files = {f"{name}/x.go": source(name) for name in ("target", "start", "middle", "side", "simple")}
    files["side/y.go"] = source("side", ("first_0_0",), "aside")
    files["simple/y.go"] = source("simple", ("target",), "t00 && !t01")
    for walk, begin, end, sign in (("first", "start", "middle", ""), ("second", "middle", "target", "!")):
        files[f"{begin}/y.go"] = source(begin, (f"{walk}_0_0",))
        for read in range(number):
            for on in range(read + 1):
                name = f"{walk}_{read}_{on}"
                files[f"{name}/x.go"] = source(name, (f"{walk}_{read + 1}_{on + 1}",), f"t{read:02}")
                files[f"{name}/y.go"] = source(name, (f"{walk}_{read + 1}_{on}",), f"!t{read:02}")
        for on in range(number + 1):
            name = f"{walk}_{number}_{on}"
            files[f"{name}/x.go"] = source(name, (end,), f"{sign}t{on - 1:02}") if on else source(name)
    return files
