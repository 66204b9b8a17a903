"""A program may contain only so many packages and modules.

Why
    Dependencies come one at a time and none of them is the last straw. A number that somebody has to raise, in a
    policy that somebody reviews, makes the moment visible.
Policy
    [rules.small-cli]
    kind = "budget"
    from = ["./cmd/cli"]          # each by itself; default: every main package
    max-packages = 120            # non-std packages that it may reach in one build
    max-modules  = 15             # modules, its own not counted, that they may come from in one build
    max-growth   = 5              # with --base: packages that a change may add in one build
    # max-allocs = 12000          # allocations before main: by gomodlint-cost.json (docs/cost.md)
    # max-bytes  = "2 MiB"        # bytes allocated before main
Looks at
    The configurations that count, each by itself: packages for windows and packages for linux never add up. The
    finding names the build that has most. Tests are not counted. With more tags than can be tried the number is one
    that some build has ("at least"), or, where no build is found to have too many, that of all builds together.
    Limits of cost look at the measured builds of programs, with the imports of today: what came since has no figures.
Example
    -- gomodlint.toml --
    [rules.small-cli]
    kind = "budget"
    max-packages = 1
    -- cmd/cli/main.go --
    package main // want "cmd/cli reaches 2 packages outside std, 1 more than its budget"

    import _ "example.com/m/a"
    -- a/a.go --
    package a

    import _ "example.com/m/b"
    -- b/b.go --
    package b
Fix
    `gomodlint diff` shows what came in, `gomodlint cut` what to remove; or raise the number, with a reviewer.
"""

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Annotated, Final, NamedTuple

from gomodlint.conditions.diagram import Condition
from gomodlint.errors import NoVerdict, Problem
from gomodlint.graph.crowd import Crowd, largest
from gomodlint.graph.package import Graph, Package
from gomodlint.graph.reach import reach
from gomodlint.policy.option import Mistake, Option
from gomodlint.policy.selector import Selector
from gomodlint.rules.direct import breach_of_package
from gomodlint.rules.rule import Breach, Context, Plant, Rule

if TYPE_CHECKING:
    from gomodlint.cost.tree import CostTree


MOST: Final = 10_000_000  # packages reached by all that may be over a budget, some seconds; no real rule is near
FEW: Final = 8  # subjects that are counted one by one


class BudgetOptions(NamedTuple):
    """Whose budget, and how large it is."""

    from_: Annotated[Selector | None, Option("packages, each with its budget", role="subject")] = None
    max_packages: Annotated[int | None, Option("non-std packages that it may reach in one build")] = None
    max_modules: Annotated[int | None, Option("other modules that these may come from")] = None
    max_growth: Annotated[int | None, Option("packages that a change may add, with --base")] = None
    max_allocs: Annotated[int | None, Option("allocations before main")] = None
    max_bytes: Annotated[str | None, Option("bytes allocated before main")] = None

    def mistakes(self) -> Iterator[Mistake]:
        """What no rule can mean."""
        limits = {"max-packages": self.max_packages, "max-modules": self.max_modules, "max-growth": self.max_growth}
        limits["max-allocs"] = self.max_allocs
        if self.max_bytes is not None:
            try:
                _bytes(self.max_bytes)
            except ValueError as error:
                yield Mistake(("max-bytes",), str(error), 'write "2 MiB"')
        elif all(limit is None for limit in limits.values()):
            yield Mistake((), "a budget needs a limit: it would check nothing", "add max-packages = 100")
        for key, limit in limits.items():
            if limit is not None and limit < 0:
                yield Mistake((key,), f"{key} is below 0", "write 0 or more")


def check(context: Context, options: BudgetOptions) -> Iterator[Breach]:
    """Every package that reaches more than its budget in some build."""
    left = MOST
    subjects = _subjects(context, options)
    at_most = _at_most(context.graph) if len(subjects) > FEW else {}
    limits = (options.max_packages, options.max_modules, options.max_growth)
    least = min((limit for limit in limits if limit is not None), default=0)
    for package in subjects:
        start = context.holds(package.exists)
        if not start:
            continue
        yield from _dear(context, package, options)
        if options.max_packages is None and options.max_modules is None and options.max_growth is None:
            continue
        if at_most.get(package.index, least + 1) <= least:
            continue  # not even all builds together have too many
        reached = reach(context.graph.packages, context.universe, {package.index: start})
        left -= len(reached)
        if left < 0:
            text = f"rule {context.settings.id}: its packages reach {MOST:,} others and more: too many to be counted"
            raise NoVerdict(Problem(text, *context.settings.place, "let it be about fewer packages"))
        packages = _packages(context.graph, package, reached)
        yield from _over(context, package, packages, options.max_packages, "packages outside std")
        if options.max_modules is not None:
            modules = _modules(context, packages)
            yield from _over(context, package, modules, options.max_modules, "modules")
        if options.max_growth is not None and context.base is not None:
            yield from _grown(context, package, packages, options.max_growth, context.base)


def _at_most(graph: Graph) -> dict[int, int]:
    """How many packages outside std each package reaches, in all builds together."""
    from gomodlint.graph.closure import Closure  # few rules are about many packages

    std = {package.index for package in graph.packages if package.origin == "std"}
    return Closure({package.index: package.imports for package in graph.packages}).counts(without=std)


def _subjects(context: Context, options: BudgetOptions) -> list[Package]:
    subjects = context.subjects(options.from_)
    return subjects if options.from_ is not None else [package for package in subjects if package.main]


def _packages(graph: Graph, package: Package, reached: Mapping[int, Condition]) -> dict[str, Condition]:
    """Import paths of the non-std packages that it reaches, itself left out, with their conditions."""
    found = {graph.packages[index].path: condition for index, condition in reached.items() if index != package.index}
    std = {graph.packages[index].path for index in reached if graph.packages[index].origin == "std"}
    return {path: condition for path, condition in found.items() if path not in std}


def _modules(context: Context, packages: Mapping[str, Condition]) -> dict[str, Condition]:
    """The modules of packages, main modules left out; a package without a module counts as one."""
    by_path = {package.path: package for package in context.graph.packages}
    found: dict[str, Condition] = {}
    for path, condition in packages.items():
        module = by_path[path].module
        if module is None or not module.main:
            name = module.path if module is not None else path
            found[name] = context.universe.or_(found.get(name, 0), condition)
    return found


def _over(
    context: Context, package: Package, members: Mapping[str, Condition], limit: int | None, what: str
) -> Iterator[Breach]:
    if limit is None or len(members) <= limit:
        return
    crowd = largest(context.universe, members.values(), context.holds(package.exists), limit)
    if crowd.size > limit:
        crowd = _of_sample(context, crowd)
        text = f"{{}} reaches {_number(crowd, what)}, {crowd.size - limit} more than its budget of {limit}"
        yield _breach(context, package, text, what, crowd)


def _dear(context: Context, package: Package, options: BudgetOptions) -> Iterator[Breach]:
    """What the program allocates before main, in the measured build that has most."""
    if context.costs is None:
        return
    measured = [tree for tree in context.costs.trees if tree.main == package.path]
    if not measured:
        return
    if options.max_allocs is not None:
        tree = max(measured, key=lambda one: one.total.allocs)
        total = tree.total.allocs
        if total > options.max_allocs:
            over = f"{total - options.max_allocs:,} more than its budget of {options.max_allocs:,}"
            text = f"{{}} makes {total:,} allocations before main, {over} ({tree.build}){_why(tree, package)}"
            yield _of_cost(context, package, text, "allocs")
    if options.max_bytes is not None:
        tree = max(measured, key=lambda one: one.total.bytes)
        limit = _bytes(options.max_bytes)
        if tree.total.bytes > limit:
            from gomodlint.cost.level import human

            over = f"{human(tree.total.bytes - limit)} more than its budget of {human(limit)}"
            text = f"{{}} allocates {human(tree.total.bytes)} before main, {over} ({tree.build}){_why(tree, package)}"
            yield _of_cost(context, package, text, "bytes")


def _why(tree: "CostTree", package: Package) -> str:
    from gomodlint.cost.costs import above_all

    way = above_all(tree, package.index)
    return f", {way}" if way else ""


def _bytes(text: str) -> int:
    from gomodlint.cost.level import parse_bytes

    return parse_bytes(text)


def _of_cost(context: Context, package: Package, text: str, what: str) -> Breach:
    breach = breach_of_package(context, package, text)
    return breach._replace(imported=Package(-1, package.build_list, what, "", "std", None))


def _grown(
    context: Context, package: Package, packages: Mapping[str, Condition], limit: int, base: Graph
) -> Iterator[Breach]:
    """Packages that base did not reach from there, in the build that has most of them."""
    universe = context.universe
    then = next((p for p in base.packages if p.subject and p.path == package.path), None)
    if then is None:
        return  # what is new has not grown
    reached = reach(base.packages, universe, {then.index: context.holds(then.exists)})
    before = _packages(base, then, reached)
    added = {path: universe.minus(condition, before.get(path, 0)) for path, condition in packages.items()}
    fresh = {path: condition for path, condition in added.items() if condition}
    if len(fresh) <= limit:
        return
    crowd = largest(universe, fresh.values(), context.holds(package.exists), limit)
    if crowd.size > limit:
        crowd = _of_sample(context, crowd)
        some = ", ".join(sorted(fresh)[:3]) + (" ..." if len(fresh) > 3 else "")
        text = (
            f"{{}} grows by {_number(crowd, 'packages')} ({some}), {crowd.size - limit} more than the {limit} allowed"
        )
        yield _breach(context, package, text, "growth", crowd)


def _of_sample(context: Context, crowd: Crowd) -> Crowd:
    """Among builds that are not all that count there may be one with more."""
    return crowd._replace(bound="least") if context.sampled else crowd


def _number(crowd: Crowd, what: str) -> str:
    if crowd.size == 1:
        what = {"modules": "module"}.get(what, what.replace("packages", "package"))
    if crowd.bound == "most":
        return f"{crowd.size} {what} in all builds together"
    return f"{'at least ' if crowd.bound == 'least' else ''}{crowd.size} {what}"


def _breach(context: Context, package: Package, text: str, what: str, crowd: Crowd) -> Breach:
    breach = breach_of_package(context, package, text)
    imported = Package(-1, package.build_list, what, "", "std", None)  # tells the budgets of one package apart
    return breach._replace(imported=imported, holds=crowd.where)


def plant(options: BudgetOptions) -> Plant:
    """A violation to try the rule with."""
    limits = [limit for limit in (options.max_packages, options.max_modules) if limit is not None]
    if limits:
        return Plant(options.from_, None, many=max(2, min(limits) + 1))
    if options.max_growth is None:
        return Plant(options.from_, None, costly=True)
    return Plant(options.from_, None, many=max(2, (options.max_growth or 0) + 1), against_base=True)


def says(options: BudgetOptions) -> str:
    """The rule in words."""
    from gomodlint.policy.words import listed, packages

    parts = []
    if options.max_packages is not None:
        parts.append(f"at most {options.max_packages} packages outside std")
    if options.max_modules is not None:
        parts.append(f"packages of at most {options.max_modules} other modules")
    spent = [f"at most {options.max_allocs} times"] if options.max_allocs is not None else []
    spent += [f"at most {options.max_bytes}"] if options.max_bytes is not None else []
    text = f"{packages(options.from_, 'main packages', 'and')} may each reach"
    text = f"{text} {listed(parts, 'and')}" if parts else ""
    who = packages(options.from_, "main packages", "and")
    if spent:
        allocate = f"may each allocate {listed(spent, 'and')} before main"
        text = f"{text}, and {allocate}" if parts else f"{who} {allocate}"
    if options.max_growth is not None:
        grow = f"may each grow by at most {options.max_growth} packages in a change"
        text = f"{text}, and {grow}" if parts or spent else f"{who} {grow}"
    return text


RULE = Rule(
    kind="budget", options=BudgetOptions, check=check, plant=plant, says=says, looks_at="configurations", since="0.1"
)
