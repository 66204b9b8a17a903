"""Shapes of hostile input for every reader of foreign text: a beginning, a piece that is repeated, and an end.

bench/linear.py measures how long they take, and tests/source/test_header_work.py how much work headers are.
"""

from __future__ import annotations

from gomodlint.source.lock_file import HEAD

LOCK = HEAD.encode() + b"\n"
CLAUSE = b"package m\n"
IN = CLAUSE + b"import (\n"
COSTS = (
    b'{"schema_version":1,"sections":[{"go":"","goos":"","goarch":"","cgo":true,"tags":[],"mode":"","runs":1,"mains":{'
)
MAIN = b'"allocs":1,"bytes":1,"us":1,"live_bytes":1,"gc":1,"packages":1'
VERDICT = (
    b'{"schema_version":1,"looked_at":{"modules":[],"packages":1,"files":1,"ports":[],"cgo":"both","tags":[],"std":'
    b'{"go":"1.26","source":"table"},"not_built":{},"unresolved":[]},"policy":{"file":"","from":"base"},"errors":[],'
    b'"notices":[],'
)
FINDING = (
    b'{"rule":"","kind":"","severity":"error","state":"new","key":"' + b"0" * 64 + b'","file":"","line":1,"column":1,'
    b'"module":"","from":"","to":"","message":"","also_from":[],"condition":"","why":"","instead":"","owner":"",'
    b'"docs":"","reason":"","chain":[]'
)
STEP = b'{"from":"","to":"","file":"","line":1,"column":1,"condition":""}'
SHAPES: dict[str, dict[str, tuple[bytes, bytes, bytes]]] = {  # name to (beginning, what is repeated, end)
    "header": {
        "imports": (IN, b'\t"a.b/c"\n', b")\n"),
        "import-lines": (CLAUSE, b'import "a.b/c"\n', b""),
        "import-statements": (CLAUSE, b'import"a";', b""),
        "empty-groups": (CLAUSE, b"import();", b""),
        "imports-in-a-line": (IN, b'"a";', b")\n"),
        "raw-imports": (IN, b"`a`;", b")\n"),
        "escaped-imports": (IN, b'"\\a";', b")\n"),
        "dot-imports": (IN, b'."a";', b")\n"),
        "named-imports": (IN, 'é"a"\n'.encode(), b")\n"),
        "imports-and-an-error": (IN, b'"a.b/c"\n', b"<<<<<<< HEAD\n)\n"),
        "an-error-and-imports": (IN + b'"a" "b"\n', b'"a"\n', b")\n"),
        "comments": (b"", b"// a comment\n", CLAUSE),
        "short-comments": (b"", b"//g\n", CLAUSE + b"import `a`\n"),
        "block-comment": (b"/*", b"* / ", b"*/\npackage m\n"),
        "block-comments": (b"", b"/**/", b"\npackage m\n"),
        "block-comments-in-imports": (IN, b'"a"/**/;', b")\n"),
        "block-comments-that-end-lines": (IN, b'"a"/*\n*/', b")\n"),
        "unclosed-comment": (b"/*", b"/*", b""),
        "comments-in-imports": (IN, b'/* */ "a" // x\n', b")\n"),
        "blank-lines": (b"//go:build a\n", b"\n", CLAUSE + b"import `a`\n"),
        "constraints": (b"", b"// +build linux\n", b"\npackage m\n"),
        "empty-constraints": (b"", b"//+build\n", b"\npackage m\n"),
        "generated": (b"// Code generated ", b" DO NOT EDIT.", b"x\npackage m\n"),
        "semicolons": (b"package m", b";", b""),
        "semicolons-in-imports": (IN, b";", b"\n)\n"),
        "line-directives": (b"", b"//line x:1\n", CLAUSE),
        "line-directives-without-numbers": (b"", b"//line :\n", CLAUSE),
        "line-directives-in-a-line": (b"", b"/*line x:1*/", CLAUSE),
        "colons": (b"//line ", b":", b"\npackage m\n"),
        "directives": (IN, b'"a" //gomodlint:ignore r x\n', b")\n"),
        "directives-without-imports": (b"", b"//gomodlint:\n", CLAUSE),
        "blanks": (b"package", b" ", b"m\n"),
        "line-ends": (b"package m\nimport", b"\n", b"`a`\n"),
        "form-feeds": (IN, b"\f", b")\n"),
        "quotes": (b"package m\nimport (", b'"', b")"),
        "quotes-in-lines": (IN, b'""\n', b")\n"),
        "unclosed-quotes": (IN, b'"\n', b")\n"),
        "escapes": (b'package m\nimport "', b"\\x41", b'"\n'),
        "bad-escapes": (b'package m\nimport "', b"\\q", b'"\n'),
        "bad-and-good-escapes": (IN + b'"', b"\\x\\", b'"\n)\n'),
        "characters": (IN, b"'a' ", b"\n)\n"),
        "long-character": (IN + b"'", b"\\q", b"'\n)\n"),
        "numbers": (IN, b"1 ", b"\n)\n"),
        "long-number": (IN, b"1_", b"\n)\n"),
        "braces": (IN, b"}", b"\n)\n"),
        "commas": (IN, b",", b"\n)\n"),
        "brackets": (IN, b"(", b"\n)\n"),
        "statements": (IN, b"]go", b"\n)\n"),
        "errors-in-lines": (IN, b"}\n", b")\n"),
        "illegal-characters": (IN, b"#", b"\n)\n"),
        "currencies": (IN, "€".encode(), b"\n)\n"),
        "names": (IN, b"a ", b"\n)\n"),
        "long-name": (b"package m\nimport ", b"a", b" b\n"),
        "long-foreign-name": (b"package m\nimport ", "é".encode(), b" `b`\n"),
        "an-error-and-lines": (IN + b'"a" "b"\n', b"(\n", b")\n"),
        "not-utf-8": (b"package m // ", b"\xff", b"\n"),
        "not-utf-8-in-strings": (b'package m\nimport "', b"\xff", b'"\n'),
        "not-utf-8-in-imports": (IN, b"\xff", b"\n)\n"),
        "half-of-utf-8": (b"package m // ", b"\xe2\x82", b"\n"),
        "zeros": (b"package m // ", b"\0", b"\n"),
    },
    "constraint": {
        "ands": (b"//go:build a", b" && a", b""),
        "ors": (b"//go:build a", b" || !b", b""),
        "nots": (b"//go:build ", b"!", b"a"),
        "open": (b"//go:build ", b"(", b"a"),
        "plus": (b"// +build a", b" a,!b", b""),
        "plus-lines": (b"// +build a", b"\n// +build a", b""),
    },
    "go.mod": {
        "requires": (b"module m\nrequire (\n", b"a.b/c v1.0.0\n", b")\n"),
        "lines": (b"module m\n", b"exclude a.b/c v1.0.0\n", b""),
        "unknown": (b"module m\n", b"what is this\n", b""),
        "quotes": (b"module ", b'"', b""),
        "comments": (b"", b"// x\n", b"module m\n"),
        "words": (b"module m ", b"x ", b"\n"),
    },
    "go.work": {"uses": (b"go 1.26\nuse (\n", b"./a\n", b")\n"), "open": (b"use ", b"(\n", b"")},
    "go.sum": {
        "modules": (b"", b"a.b/c v1.0.0 h1:x\n", b""),
        "words": (b"", b"a ", b"\n"),
        "line-ends": (b"", b"\r", b"\n"),
        "short": (b"", b"a b c\n", b""),
    },
    "modules.txt": {
        "modules": (b"", b"# a.b/c v1.0.0\n## explicit\na.b/c\n", b""),
        "packages": (b"# a.b/c v1.0.0\n", b"a.b/c/d\n", b""),
        "marks": (b"# a v1.0.0\n", b"## ", b"\n"),
        "notes": (b"# a v1.0.0\n", b"## explicit\n", b""),
        "short": (b"# a v1.0.0\n", b"a\n", b""),
    },
    "policy": {
        "patterns": (b'[rules.r]\nkind = "deny"\nto = [', b'"a.b/c/...", ', b"]\n"),
        "mistakes": (b"", b"x = 1\n", b""),
        "comments": (b"", b"# x\n", b'[rules.r]\nkind = "acyclic"\n'),
        "open": (b"a = ", b"[", b""),
        "blanks": (b'[rules.r]\nkind = "acyclic"', b" ", b"\n"),
        "foreign-patterns": ('[rules.r] # é\nkind = "deny"\nto = ['.encode(), b'"a.b/c/...", ', b"]\n"),
        "long-pattern": (b'[rules.r]\nkind = "deny"\nto = ["', b"a/", b'"]\n'),
        "open-brace": (b'[rules.r]\nkind = "deny"\nto = ["{', b",", b'"]\n'),
        "lone-words": (b"a = [?", b"[a", b"\n"),
        "blank-lines": (b"", b"\n", b"[rules.r]\nexcept = 1\nexcept = 2\n"),
        "no-value": (b"a =", b" ", b"?x\n"),
        "dotted-keys": (b"a", b".a", b" = 1\n"),
        "tables": (b"", b"[[rules]]\n", b""),
        "escapes": (b'a = "', b"\\u0041", b'"\n'),
        "strings": (b'a = """', b'\\"""', b'"""\n'),
    },
    "baseline": {
        "lines": (b"", b"r m a.go fmt dot\n", b""),
        "words": (b"r ", b"x ", b"\n"),
        "escapes": (b"", b"\\u{41} b c d e\n", b""),
        "escapes-in-a-line": (b"r m a.go fmt ", b"\\u{41}", b"\n"),
        "mistakes": (b"", b"a\n", b""),
    },
    "ignores": {"comments": (b"package m\nimport (\n", b'"a" //gomodlint:ignore r x\n', b")\n")},
    "event": {"numbers": (b'{"before": [', b"1,", b"1]}"), "open": (b"", b"[", b"")},
    "lock": {
        "imports": (LOCK + b"module a v1 h1:x\npackage a a\n", b"\tb/c\tlinux\n", b""),
        "packages": (LOCK + b"module a v1 h1:x\n", b"package a a\n", b""),
        "modules": (LOCK, b"module a v1 h1:x\n", b""),
        "programs": (LOCK, b"main\n", b""),
        "conditions": (LOCK + b"module a v1 h1:x\npackage a a\n\tb\ta", b" && a", b"\n"),
    },
    "costs": {
        "figures": (COSTS + b'},"packages":{"x":{"from":"","by":{', b'"a":[1,1,1],', b'"a":[1,1,1]}}}}]}'),
        "packages-of-many-programs": (
            COSTS + b",".join(b'"%x":{%s}' % (n, MAIN) for n in range(1000)) + b'},"packages":{',
            b'"x":{"from":""},',
            b'"x":{"from":""}}}]}',
        ),
        "packages": (b'{"schema_version":1,"sections":[{"tags":[', b'"a",', b'"a"]}]}'),
        "open": (b"", b"[", b""),
    },
    "verdict": {
        "findings": (VERDICT + b'"findings":[', FINDING + b"},", FINDING + b"}]}"),
        "steps": (VERDICT + b'"findings":[' + FINDING[:-1], STEP + b",", STEP + b"]}]}"),
        "modules": (b'{"schema_version":1,"looked_at":{"modules":[', b'"a",', b'"a"]}}'),
        "open": (b"", b"[", b""),
    },
    "go-file": {
        "embeds": (b'package m\nimport _ "embed"\n', b"//go:embed a\n", b""),
        "patterns": (b'package m\nimport _ "embed"\n//go:embed', b" a*", b"\n"),
        "stars": (b'package m\nimport _ "embed"\n//go:embed ', b"*a", b"\n"),
        "cgo-imports": (b"package m\n", b'import "C"\n', b""),
        "cgo-group": (b"package m\nimport (\n", b'/* #cgo LDFLAGS: x */\n"C"\n', b")\n"),
        "cgo-lines": (b"package m\n", b"// #cgo LDFLAGS: x\n", b'import "C"\n'),
        "comments": (CLAUSE, b"//\n", b"//go:embed x\n"),
        "quoted-patterns": (b'package m\nimport _ "embed"\n//go:embed', b' "a"', b"\n"),
        "line-directives": (CLAUSE, b"//line x:1\n", b""),
        "unclosed-comments": (b'package m\nimport "C"\n', b"/*", b""),
        "unclosed-strings": (b'package m\nvar x = MustCompile("', b'\\"', b"\n"),
    },
    "test-file": {
        "functions": (CLAUSE, b"func f() {}\n", b""),
        "values": (CLAUSE + b"var x = []int{", b"1,", b"}\n"),
        "names": (CLAUSE + b"var ( a int\n", "é int\n".encode(), b")\n"),
        "brackets": (CLAUSE + b"var x = ", b"(", b""),
        "blocks": (CLAUSE + b"func f() {", b"{", b""),
        "literals": (CLAUSE + b"var x = ", b"func(){ x := ", b""),
        "sums": (CLAUSE + b'var x = ""', b'+""', b"\n"),
        "errors": (CLAUSE, b"a b c\n", b""),
        "errors-in-a-line": (IN, b"}", b"\n)\n"),
        "illegal-characters": (CLAUSE, b"\xff", b"\n"),
    },
    "go-env": {"lines": (b"", b"GOFLAGS=-x\n", b""), "flags": (b"", b"-x ", b"")},
    "glob": {"stars": (b"", b"*a", b""), "sets": (b"", b"[a-b]", b""), "open": (b"", b"[", b"")},
    "patch": {"lines": (b"@@ -1 +1 @@\n", b"+x\n", b""), "hunks": (b"", b"@@ -1 +1 @@\n", b"")},
    "comment": {"marks": (b"", b"<!-- gomodlint:1:0123456789abcdef -->\n", b"")},
    "trace": {"inits": (b"", b"init a @1 ms, 1 ms clock, 1 bytes, 1 allocs\n", b""), "words": (b"", b"init ", b"")},
    "profile": {"records": (b"", b"1: 4 [2: 9] @ 0x1\n#\t0x1\ta.init+0x2\t/x\n", b"")},
    "cache": {"strings": (b"1 a\ta.go/1:1:1:1/\t[[", b'"x",', b'"x"]]'), "open": (b"1 a\ta.go/1/\t", b"[", b"")},
}


def shaped(shape: tuple[bytes, bytes, bytes], size: int) -> bytes:
    """A shape with about so many bytes."""
    beginning, piece, end = shape
    return beginning + piece * (size // len(piece)) + end
