"""Is `gomodlint list` what `go list` says, in modules drawn at random? Prints one line, and each difference.

    python bench/random_modules.py [--first SEED] [--count N] [--keep DIR]

Every seed is one module (tests/harness/drawn_module.py): packages with constraints, tests, cgo, embeds and syntax
errors, dependencies in a module cache, vendor directories, workspaces, replaced and nested modules, symlinks; listed
twice, with flags, patterns, ports and variables drawn too. All fields, their order, the exit status and every word on
standard error must be equal. Where go itself rewrites go.mod (-mod=mod), nothing is compared. A module with a
difference is written to --keep as a case of the conformance suite.
Status 1 if anything differs, or more than --most of a thousand listings: the known differences (docs/exactness.md) are
drawn, too.
"""

from __future__ import annotations

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "tests" / "harness"))

from drawn_case import compare, lay_out
from drawn_module import draw


def main() -> None:
    """Compare seed by seed."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--first", type=int, default=1)
    parser.add_argument("--count", type=int, default=1000)
    parser.add_argument("--keep", type=Path)
    parser.add_argument("--most", type=int, default=0, help="how many of a thousand listings may differ (default 0)")
    parser.add_argument("--go", default=shutil.which("go") or "go", help="the go command to ask")
    options = parser.parse_args()
    os.environ.update({"GOPROXY": "off", "GOTOOLCHAIN": "local", "GOFLAGS": "", "GOENV": "off", "GOWORK": ""})
    listings = packages = wrong = rewritten = 0
    for seed in range(options.first, options.first + options.count):
        with tempfile.TemporaryDirectory() as temporary:
            drawn = draw(seed)
            directory = lay_out(drawn, Path(temporary, "top"))
            for text in drawn.runs:
                compared = compare(options.go, directory, text)
                listings += 1
                rewritten += compared.rewritten
                packages += compared.packages
                if compared.differences:
                    wrong += 1
                    print(f"seed {seed}: {text}", *compared.differences, sep="\n    ", flush=True)
                    if options.keep:
                        options.keep.mkdir(parents=True, exist_ok=True)
                        (options.keep / f"{seed}.txt").write_text(drawn.text(f"seed-{seed}"))
    print(f"{options.count:,} modules, {listings:,} listings, {packages:,} packages: {wrong} listings differ")
    print(f"{rewritten} listings not compared: with -mod=mod, go rewrote go.mod")
    sys.exit(1000 * wrong > options.most * listings)


if __name__ == "__main__":
    main()
