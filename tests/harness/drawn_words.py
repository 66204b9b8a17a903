"""What drawn modules are made of: names of files and directories, constraints, paths, mistakes, command lines."""

from __future__ import annotations


def words(text: str) -> tuple[str, ...]:
    """The words of a text."""
    return tuple(text.split())


def lines(text: str) -> tuple[str, ...]:
    """The lines of a text that are not empty, without the blanks around."""
    return tuple(line.strip() for line in text.splitlines() if line.strip())


# Names with and without constraints, in every place of the alphabet, for a file gives its package the name.
STEMS = words("""
    a b c d z a_linux b_windows c_arm64 d_linux_amd64 e_ios f_unix g_cgo windows h_windows_amd64 i_js_wasm A k.l _hidden
    .dot x_linux.y darwin l__android m_arm64_linux
""")
OTHERS = words("""
    a.c b.s c.h d_linux.c e.syso f_windows.s g.cc h.S i.m j.F90 k.f90 l.swig README m.sx n.cpp x.txt y.hxx é.go.txt
    sub/data.txt sub/.hidden e_amd64.syso B.S p.swigcxx
""")
TERMS = words("""
    linux windows darwin unix cgo amd64 arm64 x y x_1 go1.20 go1.26 go1.99 gc gccgo ignore race ios js wasm 386 amd64.v1
    amd64.v2 arm64.v8.0 goexperiment.jsonv2 goexperiment.boringcrypto msan purego
""")
BROKEN_CONSTRAINTS = lines("""
    //go:build (
    //go:build x y
    //go:build !!x
    //go:build
    //go:build x // y
    //go:build x &
    //go:build x && y)
""")
STD = words("errors unsafe embed sort unicode/utf8 io internal/race golang.org/x/net/idna nosuch builtin cmd/asm go")
ODD_PATHS = (
    "",
    "a b",
    *words("""
    ./a ../b /abs a//b a/ x@v1 mod/y -x con/x a/./b std tool é/ü C a. appengine/x all C/x x/vendor/y
    """),
)
BROKEN_FILES = (
    'package {p}\n\nimport "a" "b"\n',
    'package {p} import "x"\n',
    "package\n",
    "",
    "// only a comment\n",
    'package {p}\n\nimport (\n\t"errors"\n',
    "package {p}\n\nimport 'x'\n",
    'package {p}\n\nimport "errors\n',
    "pakage {p}\n",
    'package {p};import "errors";import (\n"unsafe";\n)\nfunc {{\n',
    "package {p}\n\n/* open\n",
    'package {p}\n\nimport "\\x00"\n',
    'package {p}\n\nvar x = 1\n\nimport "errors"\n',
    "package {p}\n\x00\n",
    'package {p}\n\nimport "er\x00rors"\n',
    '\ufeffpackage {p}\n\nimport "errors"\n',
    "// \ufeff\npackage {p}\n",
    "package if\n",
    "package {p}.q\n",
    'package _\n\nimport "errors"\n',
    'package documentation\n\nimport "errors"\n',
    '//line made/up.go:7\npackage {p}\n\nimport "nosuch"\n',
    'package {p}\n\n/*line x.y:3:9*/import "a/"; import 1\n',
)
CGO_LINES = lines("""
    #cgo LDFLAGS: -lm
    #cgo CFLAGS: -DX=1 -Wall
    #cgo linux LDFLAGS: -ldl
    #cgo !linux,cgo CFLAGS: -DY
    #cgo pkg-config: libx
    #cgo nocallback f
    #cgo noescape f
    #cgo BAD: x
    #cgo CFLAGS -x
    #cgo CFLAGS: "open
    #cgo CFLAGS: ;rm
    #cgo windows CFLAGS: -I${SRCDIR}/inc
""")
EMBEDS = (*words("x.txt *.txt sub all:sub nosuch.txt ../x.txt [ sub/* . * go.mod"), '"x.txt" `sub`', "x.txt x.txt")
TEST_BODIES = lines("""
    func TestX(t *testing.T) {}
    func TestX(t testing.T) {}
    func TestX() {}
    func Testx() int { return 1 }
    func Test(t *T) {}
    func TestMain(m *testing.M) {}
    func TestMain(m *testing.M) {} ; func TestMain(t *testing.T) {}
    func TestMain() {}
    func BenchmarkX(b, c *testing.B) {}
    func FuzzX[T any](f *testing.F) {}
    func (x X) TestY() {}
    func TestX(t *testing.T) { if x { }
    func TestX(t *testing.T) { x := []int{1, 2 ; }
    func f() { go func() {} }
    func f() { for i := range 3 { defer (f()) } }
    func Example() { // Output: x } }
    var x = a[1:2:]
    type T[P *Q, R any] struct { a, b int; *T }
    func f() { switch x := y.(type) { case int: } ; if x = y; x {} }
    const ( a = iota ; b ) ; var s = "\\q"
    func f() { a, b + 1 } ; /* open
""")
DIRECTORIES = (
    "",
    *words("""
    a b c a/d internal/x a/internal/y cmd/tool testdata/t _u .h e/vendor/v A q_test x.y main
    """),
)
GO_LINES = ("", *words("1.13 1.15 1.16 1.17 1.20 1.21 1.23 1.24 1.25 1.26 1.26 1.27 1.27.0"))
OLD_GO_LINES = GO_LINES[:-2]
MODULES = {  # what may be in the module cache
    "example.org/a": ("v1.0.0", "v1.1.0"),
    "example.org/a/v2": ("v2.0.0",),
    "example.org/a/sub": ("v1.0.0",),
    "example.org/b": ("v1.0.0", "v1.2.0-pre", "v1.2.0"),
    "example.org/Case": ("v0.1.0",),
    "example.org/c": ("v2.0.0+incompatible",),
    "gopkg.in/d.v1": ("v1.0.0",),
    "example.org/e": ("v0.0.0-20200102030405-0123456789ab",),
}
MAIN_MODULES = words("example.com/m example.com/m m example.com/M example.com/m/v2 example.org/a/sub")
PARTS = ("", "p", "internal/i", "sub", "v2", "q/r")
ODD_LINES = lines("""
    retract v1.0.0
    godebug default=go1.21
    toolchain go1.26.0
    toolchain default
    nosuch x
    godebug x=1
""")
LINKS = {"README": "{up}go.mod", "dir": "{up}", "l.go": "nosuch.go", "m.go": "{up}go.mod", "n.go": "a.go"}
BUILDS = lines("""
    GOOS=linux GOARCH=amd64 CGO_ENABLED=1
    GOOS=linux GOARCH=amd64 CGO_ENABLED=0
    GOOS=windows GOARCH=arm64 CGO_ENABLED=0
    GOOS=darwin GOARCH=arm64 CGO_ENABLED=1
    GOOS=ios GOARCH=arm64 CGO_ENABLED=0
    GOOS=js GOARCH=wasm CGO_ENABLED=0
    GOOS=android GOARCH=arm CGO_ENABLED=1
    GOOS=linux GOARCH=arm CGO_ENABLED=1
    GOOS=foo GOARCH=bar CGO_ENABLED=0
    GOOS=linux GOARCH=386 CGO_ENABLED=1
    GOOS=illumos GOARCH=amd64 CGO_ENABLED=0
""")
FLAGS = (
    "",
    "",
    "",
    *words("""
    -tags=x -tags=x,y -tags=windows -tags=ignore -tags=cgo -mod=mod -mod=readonly -mod=vendor -race -pgo=off
    """),
)
SETTINGS = ("",) * 6 + words("""
    GO111MODULE=auto GO111MODULE=on GOWORK=off GOEXPERIMENT=nojsonv2 GOAMD64=v3 GODEBUG=goindex=0 GOFLAGS=-mod=mod
    GOFLAGS=-tags=y GOFLAGS=-mod=vendor
""")
PATTERNS = ("./...",) * 5 + lines("""
    all
    {m}/...
    .
    ./a
    {m}/a
    {m}/a/...
    ./a/... ./b
    work
    tool
    ./testdata/...
    ./_u
    {m}/internal/x
    example.org/...
    example.org/a/...
    example.org/a example.org/b
    {m}...
    ./nosuch
    ./nosuch/...
    {m}/nosuch
    std/nosuch
    errors ./b
    ./e/...
    a
    ./a/a.go
    example...
    ./c ./b ./a
    {m}_test
    {m}/testdata/t
    ../...
    ./sub
    ./sub/...
    ..
    {m}/sub/... ./...
    example.org/a@v1.0.0
    example.org/b/...@v1
    ./vendor/...
    ./e/vendor/v
    ./.h
    ./*
""")
