"""What is to be posted, changed and deleted so that a pull request says what a verdict says, once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from gomodlint.finding import Finding
from gomodlint.github.body import comment, fixed, is_removable
from gomodlint.github.diff import commentable
from gomodlint.github.marker import marked

INLINE: Final = 25
OF_FILES: Final = 10  # each comment on a file is a review of its own
SAID: Final = frozenset({"new", "widened", "excused", "expired"})


class Comment(NamedTuple):
    """A review comment that is there. `line` is None where GitHub has lost the place."""

    id: int
    author: str
    body: str
    path: str
    line: int | None
    of_file: bool
    answered: bool


class File(NamedTuple):
    """A file of the pull request: its patch ("" where GitHub has none), and how the file reads at its head."""

    patch: str
    lines: Sequence[str]


class Draft(NamedTuple):
    """A comment to post. `line` 0: on the file."""

    finding: Finding
    path: str
    line: int
    body: str


@dataclass(slots=True)
class Plan:
    """Comments to post, bodies to change, comments to delete, and findings for the summary."""

    post: list[Draft] = field(default_factory=list)
    edit: dict[int, str] = field(default_factory=dict)
    delete: list[int] = field(default_factory=list)
    elsewhere: list[Finding] = field(default_factory=list)
    kept: int = 0  # comments that stay where they are


def plan(
    findings: Sequence[Finding],
    there: Sequence[Comment],
    files: Mapping[str, File],
    login: str,
    commit: str,
    *,
    whole: bool = True,
) -> Plan:
    """Compare. Marks count in comments of `login` alone: anybody can write one.

    Unless the verdict is `whole`, nothing that was said is taken back: it may still hold.
    """
    found = Plan()
    ours: dict[str, list[Comment]] = {}
    for one in there:
        key = marked(one.body) if one.author == login else ""
        if key:
            ours.setdefault(key, []).append(one)
    wanted = {finding.key[:16]: finding for finding in findings if finding.state in SAID}
    for key, finding in wanted.items():
        draft = _draft(finding, files)
        kept = _kept(ours.get(key, []), found)
        if kept is not None:
            body = draft.body if draft is not None else comment(finding)
            if kept.body.rstrip() != body:
                found.edit[kept.id] = body
            found.kept += 1
        elif draft is None or not _has_room(found.post, draft):
            found.elsewhere.append(finding)
        else:
            found.post.append(draft)
    for key, comments in ours.items():
        if whole and key not in wanted:
            for one in comments:
                _retire(one, commit, found)
    return found


def _has_room(drafts: Sequence[Draft], draft: Draft) -> bool:
    return len(drafts) < INLINE and (draft.line > 0 or sum(not one.line for one in drafts) < OF_FILES)


def _kept(comments: Sequence[Comment], found: Plan) -> Comment | None:
    """The comment that goes on speaking for a finding; others of the same finding go, unless somebody answered."""
    usable = [one for one in comments if one.line is not None or one.of_file or one.answered]
    best = min(usable, key=lambda one: (not one.answered, one.id), default=None)
    found.delete += [one.id for one in comments if one is not best and not one.answered]
    return best


def _retire(one: Comment, commit: str, found: Plan) -> None:
    if not one.answered:
        found.delete.append(one.id)
    elif not one.body.startswith("✅ Fixed"):
        found.edit[one.id] = fixed(one.body, commit)


def _draft(finding: Finding, files: Mapping[str, File]) -> Draft | None:
    """On its line, if the diff shows it; else on its file, if that is in the pull request; else nowhere."""
    file = files.get(finding.file)
    if file is None:
        return None
    line = _line_at_head(finding, file.lines)
    if line and line in commentable(file.patch):
        text = file.lines[line - 1] if line <= len(file.lines) else ""
        return Draft(finding, finding.file, line, comment(finding, removable=is_removable(finding, text)))
    return Draft(finding, finding.file, 0, comment(finding))


def _line_at_head(finding: Finding, lines: Sequence[str]) -> int:
    """Where the line is at the pull request's head; 0 if that is not sure.

    What was checked is the merge of head and base, whose lines may be others: the import says where it is.
    """
    if not lines:
        return finding.line
    step = next((one for one in finding.chain if (one.file, one.line) == (finding.file, finding.line)), None)
    words = f'"{step.imported if step is not None else finding.imported}"'
    if not finding.file.endswith(".go") or not any(words in text for text in lines):
        return finding.line if finding.line <= len(lines) else 0
    if finding.line <= len(lines) and words in lines[finding.line - 1]:
        return finding.line
    at = [number for number, text in enumerate(lines, 1) if words in text]
    return at[0] if len(at) == 1 else 0
