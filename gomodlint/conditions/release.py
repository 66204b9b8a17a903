"""Go releases by number: N of Go 1.N."""


class UnknownRelease(ValueError):  # noqa: N818 - it says what is wrong
    """Not a Go release, or one that the shipped tables do not cover."""


def release_number(go: str) -> int:
    """Return N of "1.N", "1.N.P" or "1.NrcP"; raises UnknownRelease for anything else."""
    major, _, rest = go.partition(".")
    digits = rest[: next((i for i, c in enumerate(rest) if not ("0" <= c <= "9")), len(rest))]
    if major != "1" or not 0 < len(digits) < 10:
        raise UnknownRelease(f'"{go}" is not a Go release such as 1.27')
    return int(digits)
