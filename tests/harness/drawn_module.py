"""Modules drawn at random: packages, tests, dependencies, vendor directories, workspaces, and how to list them."""

from __future__ import annotations

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from drawn_file import go_file, other_file
from drawn_words import (
    BUILDS,
    DIRECTORIES,
    FLAGS,
    GO_LINES,
    LINKS,
    MAIN_MODULES,
    MODULES,
    ODD_LINES,
    OLD_GO_LINES,
    OTHERS,
    PARTS,
    PATTERNS,
    SETTINGS,
    STEMS,
)


class Drawn(NamedTuple):
    """A module: names to texts (below `modcache/` what the module cache has), symlinks, where to stand, what to ask."""

    files: dict[str, str]
    links: dict[str, str]
    directory: str
    runs: tuple[str, ...]

    def text(self, name: str) -> str:
        """As a case of the conformance suite, to be pasted into one of its files."""
        lines = [f"=== {name}", "builds: 1", *(f"args: {run}" for run in self.runs)]
        lines += [f"dir: {self.directory}"] if self.directory else []
        lines += ["links: " + " ".join(f"{name}={target}" for name, target in self.links.items())] if self.links else []
        return "\n".join([*lines, *(f"-- {name} --\n{text.rstrip()}" for name, text in self.files.items())]) + "\n"


class _Draw:
    def __init__(self, random: Random, fault: float) -> None:
        self.random = random
        self.fault = fault
        self.files: dict[str, str] = {}
        self.links: dict[str, str] = {}

    def chance(self, probability: float) -> bool:
        return self.random.random() < probability

    def wrong(self, share: float = 0.1) -> bool:
        return self.random.random() < self.fault * share

    def module(self) -> Drawn:
        random = self.random
        path = random.choice(MAIN_MODULES)
        required = self._cache(path)
        workspace = self.chance(0.15)
        other = random.choice(("example.com/n", f"{path}/sub", "n.org/x")) if workspace or self.chance(0.15) else ""
        own = [f"{path}/{d}".rstrip("/") for d in random.sample(DIRECTORIES, random.randint(2, 6))]
        available = own + [f"{name}/{part}".rstrip("/") for name in required for part in PARTS[:3]]
        available += [other, f"{other}/p"] if other else []
        available += [f"{random.choice(list(MODULES))}/nosuch"] if self.wrong() else []
        for package in own:
            self._package(package.removeprefix(path).strip("/"), package, available)
        go = random.choice(GO_LINES) if self.chance(0.3) else "1.27.0"
        lines = [f"module {path}", *([f"go {go}"] if go else []), *self._extras(path)]
        lines += [self._require(name, version) for name, version in required.items()]
        if other:
            lines += self._second(other, available, required, workspace=workspace)
        self.files["go.mod"] = "\n".join(lines) + "\n"
        if workspace:
            uses = ["use ./sub"] if other and not self.wrong() else []
            body = [f"go {random.choice(('1.21', '1.26', '1.27.0', '1.27.1'))}", "use .", *uses]
            body += ["replace example.org/a => example.org/a v1.0.0"] if self.chance(0.1) else []
            self.files["go.work"] = "\n".join(body) + "\n"
        if self.chance(0.15):
            self._vendor(required, workspace=workspace)
        self._odds()
        return Drawn(self.files, self.links, self._stand(), tuple(self._run(path) for _ in range(2)))

    def _stand(self) -> str:
        """Where the commands are run: mostly at the top."""
        directory = self.random.choice(("a", "sub", "b", "c")) if self.chance(0.2) else ""
        return directory if any(name.startswith(f"{directory}/") for name in self.files) else ""

    def _second(self, path: str, available: Sequence[str], required: dict[str, str], *, workspace: bool) -> list[str]:
        """A module in a directory below; what the first one says of it."""
        self._package("sub", path, available)
        self._package("sub/p", f"{path}/p", available)
        go = self.random.choice(OLD_GO_LINES)
        lines = [f"module {path}", *([f"go {go}"] if go else []), *self._requires(required)]
        if not self.wrong(0.3):
            self.files["sub/go.mod"] = "\n".join(lines) + "\n"
        return [f"require {path} v0.0.0", f"replace {path} => ./sub"] if not workspace and self.chance(0.7) else []

    def _require(self, name: str, version: str) -> str:
        return f"require {name} {version}" + (" // indirect" if self.chance(0.3) else "")

    def _requires(self, required: dict[str, str]) -> list[str]:
        return [self._require(name, version) for name, version in required.items() if self.chance(0.6)]

    def _cache(self, main: str) -> dict[str, str]:
        """Fill the module cache; what the main module should require."""
        random = self.random
        names = [name for name in MODULES if name != main]
        chosen = random.sample(names, random.choice((0, 0, 1, 2, 3, 4)))
        if not chosen:
            return {}
        selected: dict[str, str] = {}
        waiting = [(name, random.choice(MODULES[name])) for name in chosen]
        graph: set[tuple[str, str]] = set()
        while waiting:
            name, version = waiting.pop()
            if (name, version) in graph:
                continue
            graph.add((name, version))
            below = {n: random.choice(MODULES[n]) for n in random.sample(names, random.choice((0, 0, 0, 1, 2)))}
            self._cached(name, version, below)
            waiting += below.items()
            versions = MODULES[name]
            selected[name] = max(selected.get(name, version), version, key=versions.index)
        if self.wrong(0.3):  # untidy
            name = random.choice(list(selected))
            if self.chance(0.5):
                del selected[name]
            else:
                selected[name] = random.choice([v for n, v in graph if n == name])
        return selected

    def _cached(self, name: str, version: str, below: dict[str, str]) -> None:
        random = self.random
        escaped = "".join(f"!{c.lower()}" if c.isupper() else c for c in name)
        root = f"modcache/{escaped}@{version}"
        if "+" not in version:
            go = random.choice(OLD_GO_LINES)
            lines = [f"module {name}", *([f"go {go}"] if go else []), *(f"require {n} {v}" for n, v in below.items())]
            self.files[f"{root}/go.mod"] = "\n".join(lines) + "\n"
        packages = random.sample(PARTS, random.randint(1, 3))
        available = [f"{n}/{part}".rstrip("/") for n in (name, *below) for part in PARTS[:3]]
        for part in packages:
            self._package(f"{root}/{part}".rstrip("/"), f"{name}/{part}".rstrip("/"), available, fault=self.fault / 2)

    def _package(self, directory: str, path: str, available: Sequence[str], *, fault: float | None = None) -> None:
        random = self.random
        fault = self.fault if fault is None else fault
        name = "main" if self.chance(0.15) else path.rpartition("/")[2].replace(".", "_").replace("_test", "t")
        prefix = f"{directory}/" if directory else ""
        likely = [other for other in available if other > path] or list(available)  # cycles only now and then
        for stem in random.sample(STEMS, random.choice((1, 1, 2, 2, 3, 4))):
            pool = list(available) if self.chance(0.15) else likely
            self.files[f"{prefix}{stem}.go"] = go_file(random, name, pool, test=False, fault=fault)
        for stem in random.sample(STEMS, random.choice((0, 0, 1, 2))):
            package = f"{name}_test" if self.chance(0.5) else name
            pool = [*(available if self.chance(0.3) else likely), path]
            self.files[f"{prefix}{stem}_test.go"] = go_file(random, package, pool, test=True, fault=fault)
        if self.chance(0.25):
            for other in random.sample(OTHERS, random.choice((1, 1, 2, 3))):
                self.files[prefix + other] = other_file(random, other)
        if name == "main" and self.chance(0.1):
            self.files[f"{prefix}default.pgo"] = "x\n"

    def _extras(self, path: str) -> list[str]:
        """Further lines of go.mod."""
        choice, found = self.random.choice, []
        if self.chance(0.05):
            target = choice(("./sub", "./nosuch", "example.org/b v1.0.0"))
            found.append(f"replace {choice(list(MODULES))} => {target}")
        if self.chance(0.05):
            found.append(f"exclude {choice(list(MODULES))} v1.0.0")
        if self.chance(0.05):
            tool = choice((f"{path}/cmd/tool", "example.org/a", "cmd/vet", "nosuch"))
            found.append(f"tool {tool}")
        if self.chance(0.05):
            found.append(f"ignore {choice(('./a', 'b', './c/', 'internal'))}")
        if self.chance(0.03):
            found.append(choice(ODD_LINES))
        return found

    def _vendor(self, required: dict[str, str], *, workspace: bool) -> None:
        random = self.random
        lines = ["## workspace"] if workspace != self.wrong(0.2) else []
        for name, version in sorted(required.items()):
            marks = f"## explicit; go {random.choice(OLD_GO_LINES[1:])}" if not self.wrong(0.1) else "## x"
            lines += [f"# {name} {version}", marks]
            for part in random.sample(PARTS, random.choice((0, 1, 2))):
                package = f"{name}/{part}".rstrip("/")
                lines += [package] if not self.wrong() else []
                available = [f"{other}/p" for other in required] + list(required)
                self._package(f"vendor/{package}", package, available, fault=self.fault / 2)
        if not self.wrong(0.1):
            self.files["vendor/modules.txt"] = "\n".join(lines) + "\n"

    def _odds(self) -> None:
        """Symlinks, go.mod files below, a file that is not there."""
        random = self.random
        directories = sorted({name.rpartition("/")[0] for name in self.files if not name.startswith("modcache")} - {""})
        if directories and self.chance(0.06):
            directory = random.choice(directories)
            name = random.choice(list(LINKS))
            target = LINKS[name].format(up="../" * (directory.count("/") + 1))
            if f"{directory}/{name}" not in self.files:
                self.links[f"{directory}/{name}"] = target
        if directories and self.wrong(0.1):
            self.files.setdefault(f"{random.choice(directories)}/go.mod", "module other.org/nested\n")

    def _run(self, path: str) -> str:
        random = self.random
        words = [*random.choice(BUILDS).split(), *random.choice(SETTINGS).split()]
        words += ["-e"] * self.chance(0.85) + ["-deps"] * self.chance(0.7) + ["-test"] * self.chance(0.6)
        words += random.choice(FLAGS).split()
        words += ["-find"] * ("-deps" not in words and "-test" not in words and self.chance(0.2))
        pattern = random.choice(PATTERNS).format(m=path)
        if "-tags=ignore" in words and pattern == "all":  # with that tag std does not build: endless errors
            pattern = "work"
        return " ".join([*words, pattern])


def draw(seed: int) -> Drawn:
    """A module; the same one for the same seed. One in three has next to nothing wrong."""
    random = Random(seed)
    return _Draw(random, random.choice((0.02, 0.3, 1.0))).module()
