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
        (
            'kind = "budget"',
            "1:1: a budget needs a limit: it would check nothing\n  hint: add max-packages = 100",
        ),
        ('kind = "budget"\nmax-growth = -1', "3:1: max-growth is below 0\n  hint: write 0 or more"),
        (
            'kind = "module"',
            '1:1: a module rule needs deny or allow: it would check nothing\n  hint: add deny = ["example.com/x"]',
        ),
        (
            'kind = "module"\nallow = ["a.b/c", "./x"]',
            "3:19: './x' selects packages: this is about modules\n  hint: a module path",
        ),
        (
            'kind = "module"\nallow = ["a.b/c"]\nversions = "v1"',
            "4:1: versions says which versions of deny: there is no deny\n  hint: add deny",
        ),
        (
            'kind = "acyclic"\nlevel = "set"',
            '3:1: level = "set" needs groups\n  hint: add groups = [["$one"], ["$other"]]',
        ),
        (
            'kind = "acyclic"\nlevel = "module"\ngroups = [["./a"], ["./b"]]',
            '4:1: groups say nothing about level = "module"\n  hint: write level = "set"',
        ),
        (
            'kind = "acyclic"\nlevel = "set"\ngroups = [["./a"]]',
            "4:1: one group cannot form a circle\n  hint: name another, or capture {name} in it",
        ),
        (
            'kind = "deny"\nto = ["fmt"]\nnot-through = ["./x"]',
            "4:1: not-through speaks of chains: this rule is about direct imports\n  hint: add transitive = true",
        ),
        (
            'kind = "allow-only"\nto = ["fmt"]\ntransitive = true\nfiles = ["**"]',
            "5:1: files speaks of import lines: this rule is about chains\n  hint: remove transitive, or files",
        ),
        (
            'kind = "deny"\nto = ["fmt"]\nfiles = ["!./x/*.go"]',
            "4:10: '!./x/*.go': globs start beside the policy\n  hint: write \"x/**/*.go\"",
        ),
        (
            'kind = "protect"\npackages = ["./x"]',
            '1:1: nobody may import these packages: name the door\n  hint: add by = ["./..."] or public = ["./x/api"]',
        ),
        ('kind = "go-mod"', "1:1: a go-mod rule needs deny, go, toolchain or module: it would check nothing"),
    ],
)
def test_it_is_said_at_its_place(rule: str, said: str) -> None:
    with pytest.raises(NoVerdict) as caught:
        decode(f"[rules.r]\n{rule}\n".encode(), "gomodlint.toml", kinds=Kinds())
    assert [str(problem) for problem in caught.value.problems] == [f"gomodlint.toml:{said}"]
