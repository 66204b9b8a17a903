"""The experiments (`goexperiment.X` tags) that a Go release builds a port with.

GO: internal/buildcfg/exp.go, ParseGOEXPERIMENT.
"""

from gomodlint.conditions.tables import EXPERIMENT_NAMES, EXPERIMENTS, NEWEST, OLDEST, REGABI_ALWAYS

_REGABI = ("regabiwrappers", "regabiargs")


def experiments(release: int, goos: str, goarch: str, goexperiment: str = "") -> frozenset[str]:
    """Return the names that are on in Go 1.`release`, with GOEXPERIMENT as given.

    A release outside the tables is taken for the nearest one in them. Raises ValueError with Go's own text for an
    unknown name.
    """
    release = min(max(release, OLDEST), NEWEST)
    baseline = {name for name, where in EXPERIMENTS[release].items() if _is_on(where, goos, goarch)}
    if not goexperiment:
        return frozenset(baseline)
    supported = _REGABI[0] in baseline
    known = {*EXPERIMENT_NAMES[release].split(), "regabi"}
    on = set(baseline)
    for item in goexperiment.split(","):
        if not item:
            continue
        if item == "none":
            on.clear()
            continue
        name = item.removeprefix("no")
        if name not in known:
            raise ValueError(f"unknown GOEXPERIMENT {name}")
        names = _REGABI if name == "regabi" else (name,)
        (on.difference_update if name != item else on.update)(names)
    if goarch in REGABI_ALWAYS[release]:
        on.update(_REGABI)
    if not supported:
        on.difference_update(_REGABI)
    if "regabiargs" in on and "regabiwrappers" not in on:
        raise ValueError("GOEXPERIMENT regabiargs requires regabiwrappers")
    return frozenset(on)


def _is_on(where: tuple[str, ...], goos: str, goarch: str) -> bool:
    if where and where[0].startswith("!"):
        return f"!{goos}" not in where
    return not where or goarch in where
