// Command header_oracle says what Go makes of file headers. It is built together with a copy of go/build/read.go, so
// that it is Go's own reader that answers. It reads frames (a decimal length, a newline, that many bytes) from stdin,
// each a whole file, and answers each with one line of JSON. With the argument "names" it reads a line of GOOS/GOARCH
// pairs and then file names, and says for each name on which of the pairs it counts.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"go/ast"
	"go/build"
	"go/build/constraint"
	"go/scanner"
	"go/token"
	"io"
	"os"
	"strconv"
	"strings"
	_ "unsafe" // for linkname
)

//go:linkname parseFileHeader go/build.parseFileHeader
func parseFileHeader(content []byte) (trimmed, goBuild []byte, sawBinaryOnly bool, err error)

// What read.go fills in; the declarations are those of go/build/build.go.
type fileInfo struct {
	name       string
	header     []byte
	fset       *token.FileSet
	parsed     *ast.File
	parseErr   error
	imports    []fileImport
	embeds     []fileEmbed
	directives []Directive
}

type fileImport struct {
	path string
	pos  token.Pos
	doc  *ast.CommentGroup
}

type fileEmbed struct {
	pattern string
	pos     token.Position
}

// Directive is that of go/build.
type Directive = build.Directive

// Problem is a message with its place.
type Problem struct {
	Message      []byte
	Line, Column int
}

// Spec is an import spec; line and column are physical.
type Spec struct {
	Path, Name   string
	Line, Column int
}

// Answer is what Go says of one file.
type Answer struct {
	Read       string   // why go/build could not read the file
	Package    string   // name in the package clause
	Imports    []Spec   // empty after an error
	Error      *Problem // of go/parser, or an invalid import path
	Generated  bool     // go/ast's IsGenerated
	Multiple   bool     // more than one //go:build line
	Constraint []string // the //go:build line, or the // +build lines
	Syntax     *Problem // of the //go:build line; Column is the byte offset in the expression
	Tags       []string // of the constraint
	True       []bool   // the constraint under each of four truths, see holds
	Match      []bool   // go/build's MatchFile for a file f.go in each of four contexts
}

func main() {
	in := bufio.NewReaderSize(os.Stdin, 1<<20)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	if len(os.Args) > 1 {
		names(in, out)
		return
	}
	encoder := json.NewEncoder(out)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			break
		}
		length, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			panic(err)
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(in, data); err != nil {
			panic(err)
		}
		if err := encoder.Encode(ask(data)); err != nil {
			panic(err)
		}
	}
}

func names(in *bufio.Reader, out *bufio.Writer) {
	all, err := io.ReadAll(in)
	if err != nil {
		panic(err)
	}
	lines := strings.Split(string(all), "\n")
	for _, name := range lines[1:] {
		for _, port := range strings.Fields(lines[0]) {
			ctxt := context([]byte("package p\n"), 0)
			ctxt.GOOS, ctxt.GOARCH, _ = strings.Cut(port, "/")
			match, err := ctxt.MatchFile("/d", name)
			if err != nil {
				panic(err)
			}
			fmt.Fprint(out, map[bool]int{true: 1}[match])
		}
		fmt.Fprintln(out)
	}
}

func ask(data []byte) (a Answer) {
	info := &fileInfo{name: "f.go", fset: token.NewFileSet()}
	if err := readGoInfo(bytes.NewReader(data), info); err != nil {
		a.Read = err.Error()
		return a
	}
	parsed(info, &a)
	constrain(info.header, &a)
	for set := range 4 {
		match, err := context(data, set).MatchFile("/d", "f.go")
		a.Match = append(a.Match, match && err == nil)
	}
	return a
}

func parsed(info *fileInfo, a *Answer) {
	a.Package = info.parsed.Name.Name
	a.Generated = info.parsed.Package.IsValid() && ast.IsGenerated(info.parsed)
	var list scanner.ErrorList
	var one *scanner.Error
	switch {
	case errors.As(info.parseErr, &list):
		one = list[0]
	case info.parseErr != nil:
		one = info.parseErr.(*scanner.Error)
	}
	if one != nil {
		a.Error = &Problem{[]byte(one.Msg), one.Pos.Line, one.Pos.Column}
		return
	}
	specs := info.parsed.Imports
	for i, imported := range info.imports {
		name := ""
		if specs[i].Name != nil {
			name = specs[i].Name.Name
		}
		at := info.fset.PositionFor(imported.pos, false)
		a.Imports = append(a.Imports, Spec{imported.path, name, at.Line, at.Column})
	}
}

func constrain(header []byte, a *Answer) {
	trimmed, line, _, err := parseFileHeader(header)
	if err != nil {
		a.Multiple = true
		return
	}
	var all constraint.Expr
	if line != nil {
		a.Constraint = []string{string(line)}
		x, err := constraint.Parse(string(line))
		var syntax *constraint.SyntaxError
		if errors.As(err, &syntax) {
			a.Syntax = &Problem{Message: []byte(syntax.Err), Column: syntax.Offset}
			return
		}
		all = x
	}
	for _, text := range strings.Split(string(trimmed), "\n") {
		text = strings.TrimSpace(text)
		if line != nil || !constraint.IsPlusBuild(text) {
			continue
		}
		a.Constraint = append(a.Constraint, text)
		if x, err := constraint.Parse(text); err == nil {
			if all != nil {
				x = &constraint.AndExpr{X: all, Y: x}
			}
			all = x
		}
	}
	if all == nil {
		return
	}
	seen := map[string]bool{}
	all.Eval(func(tag string) bool {
		seen[tag] = true
		return false
	})
	for tag := range seen {
		a.Tags = append(a.Tags, tag)
	}
	for set := range 4 {
		a.True = append(a.True, all.Eval(func(tag string) bool { return holds(tag, set) }))
	}
}

// holds is an arbitrary truth for tags, four of them; the test computes the same ones.
func holds(tag string, set int) bool {
	sum := 0
	for _, b := range []byte(tag) {
		sum += int(b)
	}
	return sum>>set&1 == 1
}

type opened struct{ io.Reader }

func (opened) Close() error { return nil }

// context is a go/build context that opens the given bytes, whatever the file.
func context(data []byte, set int) *build.Context {
	ctxt := build.Default
	ctxt.GOOS = []string{"linux", "windows", "js", "darwin"}[set]
	ctxt.GOARCH = []string{"amd64", "386", "wasm", "arm64"}[set]
	ctxt.CgoEnabled = set%2 == 0
	ctxt.BuildTags, ctxt.ToolTags = nil, nil
	ctxt.ReleaseTags = []string{"go1.1", "go1.2", "go1.17"}
	ctxt.OpenFile = func(string) (io.ReadCloser, error) { return opened{bytes.NewReader(data)}, nil }
	return &ctxt
}
