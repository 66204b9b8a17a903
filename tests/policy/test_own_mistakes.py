"""Options that say themselves what is wrong with them."""

from __future__ import annotations

import pytest

from gomodlint.errors import NoVerdict
from gomodlint.policy.decode import decode
from gomodlint.rules.registry import Kinds


@pytest.mark.parametrize(
    ("rule", "said"),
    [
        (
            'kind = "alias"',
            '1:1: an alias rule needs names or forbid: it would check nothing\n  hint: add forbid = ["util"]',
        ),
        (
            'kind = "alias"\nnames = [{ to = ["a.b/{x}", "a.b/c"], name = "v{x}" }]',
            "3:39: {x} is not bound: to does not capture it\n  hint: capture it in every pattern of to, as in a/{x}",
        ),
        (
            'kind = "alias"\nnames = [{ to = ["fmt"], name = "1x" }]',
            "3:26: '1x' is not a name that Go takes\n  hint: letters, digits, _",
        ),
        (
            'kind = "alias"\nforbid = ["a-b"]',
            "3:11: 'a-b' is not a name that Go takes\n  hint: letters, digits, _, and *",
        ),
    ],
)
def test_it_is_said_at_its_place(rule: str, said: str) -> None:
    with pytest.raises(NoVerdict) as caught:
        decode(f"[rules.r]\n{rule}\n".encode(), "gomodlint.toml", kinds=Kinds())
    assert [str(problem) for problem in caught.value.problems] == [f"gomodlint.toml:{said}"]
