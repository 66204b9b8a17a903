// Command go_build holds what `gomodlint list --conditions -deps -test -json` says against go/build, in given builds.
//
//	go_build REPOSITORY CONDITIONS < BUILDS
//
// CONDITIONS is a file with that output; BUILDS has one JSON object a line: GOOS, GOARCH, Cgo, Tags, ToolTags. In each
// build go/build reads the directory of every package, and decides every condition (as the constraint of a made-up
// file). Packages, files and imports must be equal. For each build one JSON object is printed: what was compared, and
// the differences.
//
// go/build reads a directory once for each set of its files that builds take: whether a build takes a file is asked of
// go/build for each build anew, once for all files with the same constraint.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"fmt"
	"go/build"
	"go/parser"
	"go/token"
	"io"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type entry struct{ Name, ImportPath, Condition string }

type listed struct {
	ImportPath, Dir, Origin                                                string
	Condition, Main                                                        *string
	GoFiles, TestGoFiles, XTestGoFiles, Imports, TestImports, XTestImports []entry
}

type configuration struct {
	GOOS, GOARCH   string
	Cgo            bool
	Tags, ToolTags []string
}

type result struct {
	Packages, Files, Edges int
	Differences            []string
}

func main() {
	log.SetFlags(0)
	packages := read(os.Args[1], os.Args[2])
	builds := json.NewDecoder(bufio.NewReader(os.Stdin))
	out := json.NewEncoder(os.Stdout)
	directories := map[string]*directory{}
	for _, one := range packages {
		if directories[one.Dir] == nil {
			directories[one.Dir] = open(one.Dir)
		}
	}
	for {
		var at configuration
		if err := builds.Decode(&at); errors.Is(err, io.EOF) {
			return
		} else if err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(compare(packages, directories, at)); err != nil {
			log.Fatal(err)
		}
	}
}

// read gives the packages that have a directory here, as absolute paths.
func read(repository, file string) []listed {
	in, err := os.Open(file)
	if err != nil {
		log.Fatal(err)
	}
	decoder := json.NewDecoder(bufio.NewReader(in))
	var found []listed
	for {
		var one listed
		if err := decoder.Decode(&one); errors.Is(err, io.EOF) {
			return found
		} else if err != nil {
			log.Fatal(err)
		}
		switch {
		case one.Origin == "missing":
			continue
		case one.Origin == "std":
			one.Dir = filepath.Join(build.Default.GOROOT, "src", one.ImportPath)
		case !filepath.IsAbs(one.Dir):
			one.Dir = filepath.Join(repository, one.Dir)
		}
		found = append(found, one)
	}
}

func compare(packages []listed, directories map[string]*directory, at configuration) result {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = at.GOOS, at.GOARCH, at.Cgo
	context.BuildTags, context.ToolTags = at.Tags, at.ToolTags
	holds := truths(packages, context)
	taken := map[rule]bool{}
	all := result{Differences: []string{}}
	for _, one := range packages {
		found := one.compare(directories[one.Dir], context, holds, taken)
		all.Packages += found.Packages
		all.Files += found.Files
		all.Edges += found.Edges
		all.Differences = append(all.Differences, found.Differences...)
	}
	return all
}

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
	read  map[string]*build.Package
	err   error
}

func open(path string) *directory {
	found := &directory{path: path, read: map[string]*build.Package{}}
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
func (d *directory) in(context build.Context, taken map[rule]bool) *build.Package {
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
		found, _ = context.ImportDir(d.path, 0) // without any file it is an error, with files that differ too
		if found == nil {
			found = &build.Package{}
		}
		d.read[key.String()] = found
	}
	return found
}

// truths decides each condition as go/build decides the constraint of a file.
func truths(packages []listed, context build.Context) map[string]bool {
	holds := map[string]bool{"": true}
	for _, one := range packages {
		for _, text := range one.conditions() {
			if _, known := holds[text]; known {
				continue
			}
			context.OpenFile = func(string) (io.ReadCloser, error) {
				return io.NopCloser(strings.NewReader("//go:build " + text + "\n\npackage p\n")), nil
			}
			match, err := context.MatchFile("/", "p.go")
			if err != nil {
				log.Fatalf("%s: condition %q: %v", one.ImportPath, text, err)
			}
			holds[text] = match
		}
	}
	return holds
}

func (one listed) conditions() []string {
	var found []string
	for _, text := range []*string{one.Condition, one.Main} {
		if text != nil {
			found = append(found, *text)
		}
	}
	for _, list := range [][]entry{one.GoFiles, one.TestGoFiles, one.XTestGoFiles, one.Imports, one.TestImports, one.XTestImports} {
		for _, each := range list {
			found = append(found, each.Condition)
		}
	}
	return found
}

func (one listed) compare(at *directory, context build.Context, holds map[string]bool, taken map[rule]bool) result {
	found := result{Packages: 1}
	if at.err != nil {
		found.Differences = append(found.Differences, fmt.Sprintf("%s: %v", one.ImportPath, at.err))
		return found
	}
	read := at.in(context, taken)
	same := func(what string, symbolic []entry, real []string) int {
		var ours []string
		for _, each := range symbolic {
			if holds[each.Condition] {
				ours = append(ours, each.Name+each.ImportPath)
			}
		}
		if a, b := joined(ours), joined(real); a != b {
			found.Differences = append(found.Differences, fmt.Sprintf("%s %s: go/build %q, conditions %q", one.ImportPath, what, b, a))
		}
		return len(real)
	}
	truth := func(what string, condition *string, real bool) {
		if ours := condition != nil && holds[*condition]; ours != real {
			found.Differences = append(found.Differences, fmt.Sprintf("%s %s: go/build %v, condition %v", one.ImportPath, what, real, ours))
		}
	}
	production := append(append([]string{}, read.GoFiles...), read.CgoFiles...)
	truth("exists", one.Condition, len(production) > 0)
	found.Edges += same("Imports", one.Imports, resolved(one.Dir, read.Imports))
	if one.Origin != "std" { // the table of std has no files
		found.Files += same("GoFiles", one.GoFiles, production)
		truth("is a program", one.Main, len(production) > 0 && read.Name == "main")
	}
	if one.Origin == "own" { // tests of others are no part of a build
		found.Files += same("TestGoFiles", one.TestGoFiles, read.TestGoFiles)
		found.Files += same("XTestGoFiles", one.XTestGoFiles, read.XTestGoFiles)
		found.Edges += same("TestImports", one.TestImports, resolved(one.Dir, read.TestImports))
		found.Edges += same("XTestImports", one.XTestImports, resolved(one.Dir, read.XTestImports))
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

func joined(names []string) string {
	sort.Strings(names)
	return strings.Join(names, " ")
}
