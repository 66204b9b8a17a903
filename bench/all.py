"""All benchmarks, one after another, as Markdown.

    python bench/all.py --repos DIR [--runs 5] [--largest 100000] [--peers]

DIR holds clones of moby, containerd, tailscale, istio and etcd, with their modules in the module cache. Takes about ten
minutes on a quiet machine, `--largest 1000000` another twenty and 10 GB of disk, `--peers` what `go install` takes.
"""

from __future__ import annotations

import argparse
import subprocess
import sys
from pathlib import Path

HERE = Path(__file__).resolve().parent
SIZES = (1000, 10_000, 100_000, 1_000_000)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--repos", required=True)
    parser.add_argument("--runs", default="5")
    parser.add_argument("--largest", type=int, default=100_000, help="files of the largest generated module")
    parser.add_argument("--peers", action="store_true", help="install other tools, and time them")
    options = parser.parse_args()
    shared = ["--repos", options.repos, "--runs", options.runs]
    sizes = [str(size) for size in SIZES if size <= options.largest]
    parts = {
        "Cold, on all cores": ["compare.py", *shared],
        "Cold, on one core": ["compare.py", *shared, "--cores", "1"],
        "With a warm cache": ["warm.py", *shared],
        "Growth": ["grow.py", *sizes],
        "Conditions alone": ["symbolic.py"],
        "In parts": ["split.py", "--repos", options.repos],
    }
    if options.peers:
        parts["Other tools"] = ["peers.py", *shared]
    failed = 0
    for title, words in parts.items():
        print(f"## {title}\n\n`python bench/{' '.join(words).replace(options.repos, 'DIR')}`\n", flush=True)
        failed |= subprocess.run([sys.executable, str(HERE / words[0]), *words[1:]], check=False).returncode
        print(flush=True)
    return failed


if __name__ == "__main__":
    sys.exit(main())
