"""`python -m gomodlint`, and the command `gomodlint`."""

import sys


def main() -> None:
    """Run, and end the process. An interrupt while the program is being loaded ends it as a later one does."""
    try:
        from gomodlint.cli.main import run_as_program

        run_as_program()
    except KeyboardInterrupt:
        sys.stderr.write("gomodlint: interrupted, no verdict\n")
        sys.exit(130)


if __name__ == "__main__":
    main()
