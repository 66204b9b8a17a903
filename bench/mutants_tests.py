"""Which tests are about a file that is mutated: some seconds of them, and those that are slower or less near."""

from __future__ import annotations

import os

RULES = "tests/test_rules.py"
CORPUS = "tests/fuzz/test_readers.py::test_the_corpus"
ALGEBRA, LABEL = "tests/conditions/test_algebra.py", "tests/conditions/test_label.py"
AGAINST_GO = "tests/conditions/test_against_go.py"
HEADER = ["tests/source/test_header.py", "tests/source/test_header_against_go.py"]
MODULES = ["tests/test_module_files.py", "tests/test_nested.py"]
STD = ["tests/source/test_std.py"]
GO_MOD = ["tests/source/test_module_rows.py", "tests/test_go_mod_words.py"]
GO_LIST = ["tests/test_against_go_list.py", "tests/test_random_modules.py"]
AGAIN = ["tests/test_again.py", "tests/test_cache.py"]

# By the beginning of a file's name, the longest that fits: quick tests, and slower ones.
ABOUT: dict[str, tuple[list[str], list[str]]] = {
    "conditions": (
        [ALGEBRA, LABEL],
        [
            RULES, "tests/conditions/test_ports.py", "tests/test_why.py", *AGAIN, "tests/test_lock.py", AGAINST_GO,
            "tests/test_start_up.py",
        ],
    ),
    "conditions/spelling": ([LABEL, ALGEBRA], [RULES, "tests/test_why.py", "tests/test_witnesses.py"]),
    "conditions/formula": ([LABEL, ALGEBRA], [RULES, "tests/test_why.py", "tests/test_witnesses.py"]),
    "conditions/ports": (["tests/conditions/test_ports.py", ALGEBRA], [RULES, AGAINST_GO]),
    "conditions/experiments": ([AGAINST_GO], [RULES]),
    "conditions/facts": ([AGAINST_GO], [RULES, *STD]),
    "conditions/kept": (["tests/test_again.py"], [CORPUS, "tests/test_cache.py"]),
    "conditions/wider": ([ALGEBRA], ["tests/test_many_tags.py"]),
    "conditions/projection": ([ALGEBRA], ["tests/test_many_tags.py"]),
    "conditions/release": ([AGAINST_GO], ["tests/conditions/test_ports.py", *STD]),
    "source": ([*MODULES, RULES], [CORPUS, "tests/base", "tests/test_bad_input.py", *GO_LIST]),
    "source/header": (HEADER, [CORPUS, RULES, "tests/source/test_header_work.py"]),
    "source/import_path": (HEADER, [*GO_MOD, RULES]),
    "source/constraint": (["tests/source/test_constraint.py", *HEADER], [AGAINST_GO, RULES]),
    "source/kept_headers": (["tests/test_again.py"], [CORPUS, "tests/test_cache.py", "tests/test_hook.py"]),
    "source/std": (STD, ["tests/source/test_std_against_go.py", "tests/test_again.py"]),
    "source/goroot": (STD, ["tests/source/test_std_against_go.py"]),
    "source/lock": (["tests/test_lock_lines.py", "tests/test_lock.py"], [CORPUS, "tests/hostile/test_modules.py"]),
    "rules": (
        [RULES, "tests/test_docs_rules.py", "tests/test_policy_words.py"],
        [
            "tests/policy", "tests/test_cycles.py", "tests/base",
            "tests/test_nested.py", "tests/test_baseline.py", "tests/test_again.py", "tests/cost/test_limits.py",
            "tests/test_prove.py",
        ],
    ),
    "rules/beyond": (["tests/test_many_tags.py"], [RULES, "tests/test_policy_words.py"]),
    "rules/builds": (["tests/test_many_tags.py"], [RULES, "tests/test_policy_words.py"]),
}  # fmt: skip
for name in ("gomod", "modfile", "semver", "module"):
    ABOUT[f"source/{name}"] = (GO_MOD, [CORPUS, *MODULES, "tests/policy/test_versions.py", "tests/base", *GO_LIST])
for name in ("gowork", "modules_txt", "workspace", "vendoring"):
    ABOUT[f"source/{name}"] = (MODULES, [CORPUS, *GO_MOD, "tests/base", "tests/test_recall.py", *GO_LIST])
for name in ("ahead", "early", "parallel", "restat", "watch", "tree", "overlay", "git_tree"):
    ABOUT[f"source/{name}"] = (
        [
            "tests/source/test_early.py",
            "tests/source/test_restat.py",
            "tests/source/test_watch.py",
            "tests/test_again.py",
        ],
        [
            RULES,
            "tests/test_cache.py",
            "tests/test_again_in_git.py",
            "tests/base",
            "tests/test_prove.py",
            "tests/test_hook.py",
        ],
    )


def about(file: str) -> tuple[list[str], list[str]]:
    """The quick and the slower tests for a file such as `gomodlint/source/gomod.py`."""
    inside = os.path.relpath(file, "gomodlint")
    return ABOUT[max((name for name in ABOUT if inside.startswith(name)), key=len)]
