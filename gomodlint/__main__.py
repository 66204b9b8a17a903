"""`python -m gomodlint`."""

import sys

from gomodlint.cli.main import run

if __name__ == "__main__":
    sys.exit(run())
