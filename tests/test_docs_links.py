"""Links between the pages of the manual lead to a page, and to a heading that is there."""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
LISTED = subprocess.run(["git", "ls-files", "-z", "*.md"], cwd=ROOT, capture_output=True, check=True).stdout
PAGES = sorted(name for name in LISTED.decode().split("\0") if name and (ROOT / name).exists())


def prose(page: Path) -> str:
    """A page without its examples."""
    return re.sub(r"^```.*?^```", "", page.read_text(encoding="utf-8"), flags=re.DOTALL | re.MULTILINE)


def headings(page: Path) -> set[str]:
    """What a link may have after `#`, as GitHub makes it of headings."""
    found = re.findall(r"^#+ +(.+)$", prose(page), re.MULTILINE)
    plain = [re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", text).lower() for text in found]
    return {re.sub(r"[^\w\- ]", "", text).strip().replace(" ", "-") for text in plain}


def dead(page: Path) -> list[str]:
    found = []
    for link in re.findall(r"\]\(([^)\s]+)\)", prose(page)):
        if re.match(r"[a-z]+:", link):
            continue  # of other sites
        name, _, heading = link.partition("#")
        target = page.parent / name if name else page
        if not target.exists() or (heading and target.suffix == ".md" and heading not in headings(target)):
            found.append(link)
    return found


@pytest.mark.parametrize("name", PAGES)
def test_every_link_leads_somewhere(name: str) -> None:
    assert dead(ROOT / name) == []


def test_dead_links_are_noticed(tmp_path: Path) -> None:
    (tmp_path / "b.md").write_text("# One `thing`, and more\n\n```\n# no heading\n```\n")
    page = tmp_path / "a.md"
    page.write_text(
        "[1](b.md#one-thing-and-more) [2](c.md) [3](b.md#no-heading) [4](#x) [5](https://example.com/x)\n# X\n"
    )
    assert dead(page) == ["c.md", "b.md#no-heading"]
