"""What action.yml runs, with `python3 -I`: gomodlint from the action's own checkout. A check needs nothing installed.

`-I` keeps the current directory, which a pull request controls, off the module path.
"""

import sys
from pathlib import Path

if sys.version_info < (3, 11):
    sys.exit("gomodlint needs Python 3.11 or newer")

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from gomodlint.cli.main import main

sys.exit(main(sys.argv[1:] or ["action"]))
