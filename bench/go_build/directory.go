package main

import (
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

// A rule is all that decides whether a build takes a file: its name from the first "_" on, and the text above its
// package clause, if that has a constraint.
type rule struct{ suffix, text string }

func (r rule) takes(context build.Context) bool {
	context.OpenFile = func(string) (io.ReadCloser, error) {
		return io.NopCloser(strings.NewReader(r.text + "\npackage p\n")), nil
	}
	match, err := context.MatchFile("/", "x"+r.suffix)
	return match && err == nil
}

// A directory has the rule of each of its Go files, and what go/build read for each set of files that a build took.
type directory struct {
	path  string
	rules []rule
	read  map[string]content
	err   error
}

// A content is what go/build read: lists are sorted and joined, with their lengths.
type content struct {
	built, program                                                         bool
	GoFiles, TestGoFiles, XTestGoFiles, Imports, TestImports, XTestImports list
}

type list struct {
	names  string
	length int
}

func open(path string) *directory {
	found := &directory{path: path, read: map[string]content{}}
	entries, err := os.ReadDir(path)
	found.err = err
	for _, entry := range entries {
		name := entry.Name()
		if entry.IsDir() || !strings.HasSuffix(name, ".go") {
			continue
		}
		var one rule
		if at := strings.IndexByte(name, '_'); at >= 0 {
			one.suffix = name[at:]
		} else {
			one.suffix = ".go"
		}
		source, err := os.ReadFile(filepath.Join(path, name))
		if err != nil {
			found.err = err
			return found
		}
		one.text = string(source) // all of it, where there is no package clause
		if file, err := parser.ParseFile(token.NewFileSet(), "", source, parser.PackageClauseOnly); err == nil {
			one.text = string(source[:file.Package-1])
		}
		if !strings.Contains(one.text, "build") {
			one.text = ""
		}
		found.rules = append(found.rules, one)
	}
	return found
}

// in is the directory in one build.
func (d *directory) in(context build.Context, taken map[rule]bool) content {
	var key strings.Builder
	fmt.Fprint(&key, context.CgoEnabled)
	for _, one := range d.rules {
		takes, known := taken[one]
		if !known {
			takes = one.takes(context)
			taken[one] = takes
		}
		if takes {
			key.WriteByte('1')
		} else {
			key.WriteByte('0')
		}
	}
	found, known := d.read[key.String()]
	if !known {
		read, _ := context.ImportDir(d.path, 0) // without any file it is an error, with files that differ too
		if read == nil {
			read = &build.Package{}
		}
		production := append(append([]string{}, read.GoFiles...), read.CgoFiles...)
		found = content{
			built:        len(production) > 0,
			program:      len(production) > 0 && read.Name == "main",
			GoFiles:      joined(production),
			TestGoFiles:  joined(read.TestGoFiles),
			XTestGoFiles: joined(read.XTestGoFiles),
			Imports:      joined(resolved(d.path, read.Imports)),
			TestImports:  joined(resolved(d.path, read.TestImports)),
			XTestImports: joined(resolved(d.path, read.XTestImports)),
		}
		d.read[key.String()] = found
	}
	return found
}

// resolved are import paths without "C"; those of std lead to what is vendored there.
func resolved(directory string, paths []string) []string {
	var found []string
	for _, path := range paths {
		for _, above := range []string{"cmd/vendor", "vendor"} {
			below := filepath.Join(build.Default.GOROOT, "src", strings.TrimSuffix(above, "vendor"))
			if !strings.HasPrefix(directory+"/", below+"/") {
				continue
			}
			if _, err := os.Stat(filepath.Join(build.Default.GOROOT, "src", above, path)); err == nil {
				path = above + "/" + path
				break
			}
		}
		if path != "C" {
			found = append(found, path)
		}
	}
	return found
}

func joined(names []string) list {
	sort.Strings(names)
	return list{strings.Join(names, " "), len(names)}
}
