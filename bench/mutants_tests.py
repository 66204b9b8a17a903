"""Which tests are about a file that is mutated: a few seconds of them, and those that are slower."""

from __future__ import annotations

import os

RULES = "tests/test_rules.py"
CORPUS = "tests/fuzz/test_readers.py::test_the_corpus"
LABEL = ["tests/conditions/test_algebra.py", "tests/conditions/test_label.py"]
HEADER = ["tests/source/test_header.py", CORPUS]
MODULES = [CORPUS, "tests/source/test_module_rows.py", "tests/test_module_files.py", "tests/policy/test_versions.py"]
FILES = ["tests/source/test_early.py", "tests/source/test_restat.py", "tests/test_nested.py"]
GO_LIST = [
    "tests/test_go_mod_words.py",
    "tests/test_against_go_list.py",
    "tests/test_list.py",
    "tests/test_list_flags.py",
]
STD = ["tests/source/test_std.py"]

# By the beginning of a file's name, the longest that fits: quick tests, and slower ones.
ABOUT: dict[str, tuple[list[str], list[str]]] = {
    "conditions": (
        [*LABEL, RULES],
        [
            "tests/conditions/test_ports.py", "tests/conditions/test_docs.py", "tests/test_why.py",
            "tests/test_many_tags.py", "tests/test_lock.py", "tests/test_again.py", "tests/test_witnesses.py",
            "tests/test_pointwise.py", "tests/conditions/test_against_go.py",
        ],
    ),
    "conditions/experiments": ([], ["tests/conditions/test_against_go.py", "tests/test_list.py"]),
    "conditions/facts": ([], ["tests/conditions/test_against_go.py", "tests/conditions/test_ports.py", *STD]),
    "source": ([*HEADER, RULES], ["tests/test_bad_input.py", "tests/base", *GO_LIST, "tests/hostile/test_modules.py"]),
    "source/header": (HEADER, ["tests/source/test_header_against_go.py", "tests/source/test_header_work.py", RULES]),
    "source/import_path": (HEADER, ["tests/source/test_header_against_go.py", *GO_LIST]),
    "source/constraint": (
        ["tests/source/test_constraint.py", *HEADER],
        ["tests/source/test_header_against_go.py", "tests/conditions/test_against_go.py"],
    ),
    "source/kept_headers": (["tests/test_again.py", CORPUS], ["tests/test_cache.py", "tests/test_hook.py"]),
    "source/std": (STD, ["tests/source/test_std_against_go.py", "tests/test_nested.py", "tests/test_again.py"]),
    "source/goroot": (STD, ["tests/source/test_std_against_go.py"]),
    "source/lock": (["tests/test_lock.py", "tests/test_lock_lines.py"], [CORPUS, "tests/hostile/test_modules.py"]),
    "rules": (
        [RULES, "tests/test_docs_rules.py", "tests/test_policy_words.py"],
        [
            "tests/policy/test_decode.py", "tests/policy/test_empty.py", "tests/policy/test_order.py",
            "tests/policy/test_positions.py", "tests/test_cycles.py", "tests/base", "tests/test_nested.py",
            "tests/test_baseline.py", "tests/test_bad_input.py", "tests/test_again.py", "tests/test_check_options.py",
            "tests/cost/test_limits.py", "tests/test_prove.py", "tests/test_many_tags.py", "tests/test_pointwise.py",
        ],
    ),
    "rules/beyond": (["tests/test_many_tags.py"], ["tests/test_policy_words.py", RULES]),
    "rules/builds": (["tests/test_many_tags.py"], ["tests/test_policy_words.py", RULES]),
}  # fmt: skip
for name in ("gomod", "gowork", "modfile", "modules_txt", "semver", "module"):
    ABOUT[f"source/{name}"] = (
        MODULES,
        ["tests/test_nested.py", *GO_LIST, "tests/hostile/test_modules.py", "tests/base"],
    )
for name in ("resolve", "buildlist", "workspace", "vendoring", "module_directories", "modcache"):
    ABOUT[f"source/{name}"] = (
        [*MODULES, "tests/test_nested.py", RULES],
        [*GO_LIST, "tests/test_recall.py", "tests/base"],
    )
for name in (
    "ahead",
    "directory",
    "discover",
    "disk",
    "early",
    "git_tree",
    "overlay",
    "parallel",
    "restat",
    "tree",
    "watch",
):
    ABOUT[f"source/{name}"] = (
        FILES,
        [
            RULES, "tests/test_bad_input.py", "tests/base", "tests/test_again.py", "tests/test_again_in_git.py",
            "tests/test_hook.py", "tests/test_cache.py", "tests/hostile/test_names.py", "tests/test_prove.py",
        ],
    )  # fmt: skip


def about(file: str) -> tuple[list[str], list[str]]:
    """The quick and the slower tests for a file such as `gomodlint/source/gomod.py`."""
    inside = os.path.relpath(file, "gomodlint")
    return ABOUT[max((name for name in ABOUT if inside.startswith(name)), key=len)]
