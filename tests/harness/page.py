"""A page as GitHub renders it from Markdown: its tags, and its text outside code."""

from __future__ import annotations

from html.parser import HTMLParser

import cmarkgfm


class Page(HTMLParser):
    """Collects tags, and the text outside code."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[str] = []
        self.outside: list[str] = []
        self._code = 0

    def handle_starttag(self, tag: str, _attrs: object) -> None:
        self.tags.append(tag)
        self._code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self._code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self._code:
            self.outside.append(data)


def page_of(markdown: str) -> Page:
    """The page that a Markdown text makes."""
    made = Page()
    made.feed(cmarkgfm.github_flavored_markdown_to_html(markdown))
    return made
