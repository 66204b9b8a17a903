"""What may be written as a pattern. What can never match, or is another tool's language, is refused with a hint."""

from __future__ import annotations

import re

from gomodlint.policy.pattern import BUILT_IN, CAPTURE, LONGEST

_CHARACTERS = re.compile(r"[A-Za-z0-9\-._~+/*{}]+")
# Nearly all patterns: what the checks below have nothing to say about.
_ORDINARY = re.compile(r"(?:\./)?[A-Za-z0-9_-]++(?>(?:[./][A-Za-z0-9_-]++)*)(?:/\.\.\.)?|\.\.\.|\./\.\.\.")
_SET = re.compile(r"\$[A-Za-z0-9_][A-Za-z0-9_-]*")
_URL = re.compile(r"^[a-z+]+://|^git@")
_REGEX = re.compile(r"[\^|()\[\]?]|\.\*|\.\+|(?<!\.)\\|(?<!^)\$")


class PatternError(Exception):
    """A pattern that cannot be meant; `hint` says what to write instead."""

    def __init__(self, message: str, hint: str) -> None:
        super().__init__(message)
        self.hint = hint


def quoted(text: str) -> str:
    """A text as one would write it in the policy."""
    escaped = text.replace("\\", "\\\\").replace('"', '\\"')
    return '"' + "".join(c if c.isprintable() else f"\\u{ord(c):04x}" for c in escaped) + '"'


def check(text: str) -> None:
    """Refuse what can never match or is not this language. Raises PatternError."""
    if len(text) <= LONGEST and _ORDINARY.fullmatch(text) and text not in {"all", "std"}:
        return
    if not text:
        raise PatternError("the pattern is empty", 'write "..." for every package')
    if len(text) > LONGEST:
        raise PatternError(f"{quoted(text[:40])}... is longer than any import path", "check the quotes and commas")
    if text.startswith("!"):
        raise PatternError(f"{quoted('!' + text)} starts with two !", "one ! excludes")
    if text.startswith("$"):
        _check_reference(text)
        return
    if text in {"all", "std"}:
        raise PatternError(f"{quoted(text)} is no import path", f"write {quoted('...' if text == 'all' else '$std')}")
    _check_kind(text)
    _check_characters(text)
    _check_elements(text)


def _check_reference(text: str) -> None:
    if _SET.fullmatch(text):
        return
    base = next((name for name in BUILT_IN if text.startswith(name + "/")), "")
    if base or "/" in text:
        raise PatternError(f"{quoted(text)}: a set is named as a whole", f"write {quoted(text.partition('/')[0])}")
    raise PatternError(f"{quoted(text)} is not the name of a set", "a set's name has letters, digits, _ and -")


def _check_kind(text: str) -> None:
    """Other things than patterns: paths, URLs, regular expressions, versions."""
    if _URL.match(text):
        path = re.sub(r"^git@([^:]*):", r"\1/", _URL.sub("", text) if "://" in text else text)
        raise PatternError(f"{quoted(text)} is a URL", f"write the import path: {quoted(path.removesuffix('.git'))}")
    if text.startswith(("/", "~")) or re.match(r"[A-Za-z]:[\\/]", text):
        raise PatternError(
            f"{quoted(text)} is a file path", "write an import path, or ./x for a directory beside the policy"
        )
    if text == ".." or text.startswith("../"):
        raise PatternError(f"{quoted(text)} leaves the policy's directory", "./ starts at the policy file: move it up")
    if re.fullmatch(r"\.?[\w.\\-]+", text) and "\\" in text:
        raise PatternError(f"{quoted(text)} has backslashes", f"write {quoted(text.replace(chr(92), '/'))}")
    if "**" in text:
        instead = re.sub(r"(?<=/)\*\*$|^\*\*(?=/|$)|(?<=/)\*\*(?=/)|\*\*+", "...", text)
        raise PatternError(f"{quoted(text)}: ** is not a Go pattern", f"write {quoted(instead)}")
    if _REGEX.search(text):
        raise PatternError(
            f"{quoted(text)} looks like a regular expression", "write ... for any text, * for one path element"
        )
    if "@" in text:
        raise PatternError(
            f"{quoted(text)} names a version", f"patterns are about packages: {quoted(text.partition('@')[0])}"
        )


def _check_characters(text: str) -> None:
    leftover = CAPTURE.sub("", text)
    if "{" in leftover or "}" in leftover:
        alternatives = re.search(r"\{([^{},]*,[^{}]*)\}", text)
        hint = "a capture is a name in braces: ./services/{svc}/..."
        if alternatives:
            few = alternatives[1].split(",", 4)[:4]
            words = [quoted(text.replace(alternatives[0], word.strip())) for word in few]
            hint = f"write each by itself: {', '.join(words[:3])}{', ...' if len(words) > 3 else ''}"
        raise PatternError(f"{quoted(text)} has braces that capture nothing", hint)
    if not _CHARACTERS.fullmatch(text):
        bad = next(c for c in text if not _CHARACTERS.fullmatch(c))
        hint = f"write {quoted(text.strip())}" if bad.isspace() and _CHARACTERS.fullmatch(text.strip()) else ""
        if bad == ",":
            each = ", ".join(quoted(part.strip()) for part in text.split(",") if part.strip())
            hint = f"a list has one pattern in each pair of quotes: {each}"
        raise PatternError(
            f"{quoted(text)}: {quoted(bad)} never stands in an import path", hint or "see: go help importpath"
        )


def _check_elements(text: str) -> None:
    if text.endswith("/"):
        bare = text.rstrip("/")
        below = f", or {quoted(bare + '/...')} for all below too" if not bare.endswith("...") else ""
        raise PatternError(f"{quoted(text)} ends in a slash", f"write {quoted(bare)}{below}")
    if "//" in text:
        raise PatternError(f"{quoted(text)} has an empty element", f"write {quoted(re.sub('/+', '/', text))}")
    bare = text.removeprefix("./")
    if bare == ".":
        return
    for element in bare.split("/"):
        if element in {".", ".."}:
            raise PatternError(f"{quoted(text)} has the element {quoted(element)}", f"write {quoted(_cleaned(text))}")
        if "...." in element:
            raise PatternError(f"{quoted(text)} has dots that are no ...", "... is exactly three dots")
        if element.endswith(".") and not element.endswith("..."):
            raise PatternError(f"{quoted(text)}: no element of an import path ends in a dot", _dots(text, element))
    if "...{" in text or "}..." in text or "}{" in text or re.search(r"\*\{|\}\*", text):
        raise PatternError(f"{quoted(text)}: it is not clear what is captured", "let a / stand between the two")
    several = text.count("...") > 3 or ("{" in text and text.removesuffix("/...").count("...") > 1)
    if several or any(element.count("*") > 3 for element in text.split("/")):
        raise PatternError(f"{quoted(text)} has too many wildcards", "write several patterns, with at most three ...")


def _dots(text: str, element: str) -> str:
    return (
        f"write {quoted(text[: -len(element)] + '...')}" if element == ".." and text.endswith(element) else "remove it"
    )


def _cleaned(text: str) -> str:
    import posixpath

    clean = posixpath.normpath(text)
    return f"./{clean}" if text.startswith("./") and not clean.startswith(".") else clean
