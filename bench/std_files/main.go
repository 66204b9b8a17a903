// Command std_files tells what the Go files of GOROOT/src say, in Go's own reading of them: one JSON object for each file.
//
// It uses go/parser and go/build/constraint only, so that it is independent of gomodlint's own readers.
package main

import (
	"bufio"
	"encoding/json"
	"go/build/constraint"
	"go/parser"
	"go/token"
	"io/fs"
	"log"
	"os"
	"path/filepath"
	"strconv"
	"strings"
)

// A File is one Go file of a package directory, `_test.go` files included.
type File struct {
	Dir        string   // slash-separated, relative to GOROOT/src
	Name       string   // of the file
	Package    string   // its package clause
	Constraint any      `json:",omitempty"` // ["tag", x], ["not", x], ["and", x, y] or ["or", x, y]
	Imports    []string // import paths as written, "C" included
}

func main() {
	src := os.Args[1]
	out := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(out)
	err := filepath.WalkDir(src, func(path string, entry fs.DirEntry, err error) error {
		if err != nil {
			return err
		}
		name := entry.Name()
		if entry.IsDir() {
			if path == filepath.Join(src, "cmd") || path != src && (name == "testdata" || name[0] == '_' || name[0] == '.') {
				return fs.SkipDir
			}
			return nil
		}
		if !strings.HasSuffix(name, ".go") || name[0] == '_' || name[0] == '.' {
			return nil
		}
		file, err := read(src, path)
		if err != nil {
			return err
		}
		return encoder.Encode(file)
	})
	if err != nil {
		log.Fatal(err)
	}
	if err := out.Flush(); err != nil {
		log.Fatal(err)
	}
}

func read(src, path string) (*File, error) {
	parsed, err := parser.ParseFile(token.NewFileSet(), path, nil, parser.ImportsOnly|parser.ParseComments)
	if err != nil {
		return nil, err
	}
	dir, err := filepath.Rel(src, filepath.Dir(path))
	if err != nil {
		return nil, err
	}
	file := &File{Dir: filepath.ToSlash(dir), Name: filepath.Base(path), Package: parsed.Name.Name, Imports: []string{}}
	for _, spec := range parsed.Imports {
		imported, err := strconv.Unquote(spec.Path.Value)
		if err != nil {
			return nil, err
		}
		file.Imports = append(file.Imports, imported)
	}
	expr := inName(file.Name)
	for _, group := range parsed.Comments {
		for _, comment := range group.List {
			if comment.Pos() > parsed.Package || !constraint.IsGoBuild(comment.Text) {
				continue
			}
			line, err := constraint.Parse(comment.Text)
			if err != nil {
				return nil, err
			}
			expr = and(expr, line)
		}
	}
	if expr != nil {
		file.Constraint = nested(expr)
	}
	return file, nil
}

const (
	knownOS   = " aix android darwin dragonfly freebsd hurd illumos ios js linux nacl netbsd openbsd plan9 solaris wasip1 windows zos "
	knownArch = " 386 amd64 amd64p32 arm armbe arm64 arm64be loong64 mips mipsle mips64 mips64le mips64p32 mips64p32le" +
		" ppc ppc64 ppc64le riscv riscv64 s390 s390x sparc sparc64 wasm "
)

// inName is goodOSArchFile of go/build: the constraint that a file name implies, or nil.
func inName(name string) constraint.Expr {
	name, _, _ = strings.Cut(name, ".")
	_, name, _ = strings.Cut(name, "_")
	elements := strings.Split(name, "_")
	if elements[len(elements)-1] == "test" {
		elements = elements[:len(elements)-1]
	}
	var expr constraint.Expr
	for want := knownArch + knownOS; len(elements) > 0; want = knownOS {
		last := elements[len(elements)-1]
		if last == "" || !strings.Contains(want, " "+last+" ") {
			break
		}
		expr = and(&constraint.TagExpr{Tag: last}, expr)
		if !strings.Contains(knownArch, " "+last+" ") {
			break
		}
		elements = elements[:len(elements)-1]
	}
	return expr
}

func and(x, y constraint.Expr) constraint.Expr {
	if x == nil {
		return y
	}
	if y == nil {
		return x
	}
	return &constraint.AndExpr{X: x, Y: y}
}

func nested(expr constraint.Expr) any {
	switch expr := expr.(type) {
	case *constraint.TagExpr:
		return []any{"tag", expr.Tag}
	case *constraint.NotExpr:
		return []any{"not", nested(expr.X)}
	case *constraint.AndExpr:
		return []any{"and", nested(expr.X), nested(expr.Y)}
	case *constraint.OrExpr:
		return []any{"or", nested(expr.X), nested(expr.Y)}
	}
	panic("a new kind of expression")
}
