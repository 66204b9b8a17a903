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
	"io"
	"log"
	"os"
	"path/filepath"
	"sort"
	"strings"
)

type entry struct {
	Name, ImportPath, Condition string
	number                      int // of the condition
}

type listed struct {
	ImportPath, Dir, Origin                                                string
	Condition, Main                                                        *string
	GoFiles, TestGoFiles, XTestGoFiles, Imports, TestImports, XTestImports []entry
	exists, program                                                        int // the numbers of its conditions, or -1
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
	texts := number(packages)
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
		if err := out.Encode(compare(packages, directories, texts, at)); err != nil {
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

func compare(packages []listed, directories map[string]*directory, texts []string, at configuration) result {
	context := build.Default
	context.GOOS, context.GOARCH, context.CgoEnabled = at.GOOS, at.GOARCH, at.Cgo
	context.BuildTags, context.ToolTags = at.Tags, at.ToolTags
	holds := truths(texts, context)
	taken := map[rule]bool{}
	all := result{Differences: []string{}}
	for number := range packages {
		one := &packages[number]
		found := one.compare(directories[one.Dir], context, holds, taken)
		all.Packages += found.Packages
		all.Files += found.Files
		all.Edges += found.Edges
		all.Differences = append(all.Differences, found.Differences...)
	}
	return all
}

// number gives every condition of the packages a number, and the conditions in that order.
func number(packages []listed) []string {
	numbers := map[string]int{}
	var texts []string
	add := func(text string) int {
		at, known := numbers[text]
		if !known {
			at = len(texts)
			numbers[text] = at
			texts = append(texts, text)
		}
		return at
	}
	for at := range packages {
		one := &packages[at]
		one.exists, one.program = -1, -1
		if one.Condition != nil {
			one.exists = add(*one.Condition)
		}
		if one.Main != nil {
			one.program = add(*one.Main)
		}
		for _, entries := range [][]entry{one.GoFiles, one.TestGoFiles, one.XTestGoFiles, one.Imports, one.TestImports, one.XTestImports} {
			for each := range entries {
				entries[each].number = add(entries[each].Condition)
			}
			sort.Slice(entries, func(i, j int) bool { return entries[i].text() < entries[j].text() })
		}
	}
	return texts
}

func (e entry) text() string { return e.Name + e.ImportPath }

// truths decides each condition as go/build decides the constraint of a file.
func truths(texts []string, context build.Context) []bool {
	holds := make([]bool, len(texts))
	for at, text := range texts {
		if text == "" {
			holds[at] = true
			continue
		}
		context.OpenFile = func(string) (io.ReadCloser, error) {
			return io.NopCloser(strings.NewReader("//go:build " + text + "\n\npackage p\n")), nil
		}
		match, err := context.MatchFile("/", "p.go")
		if err != nil {
			log.Fatalf("condition %q: %v", text, err)
		}
		holds[at] = match
	}
	return holds
}

func (one *listed) compare(at *directory, context build.Context, holds []bool, taken map[rule]bool) result {
	found := result{Packages: 1}
	if at.err != nil {
		found.Differences = append(found.Differences, fmt.Sprintf("%s: %v", one.ImportPath, at.err))
		return found
	}
	real := at.in(context, taken)
	same := func(what string, symbolic []entry, real list) int {
		names := make([]string, 0, len(symbolic))
		for _, each := range symbolic {
			if holds[each.number] {
				names = append(names, each.text())
			}
		}
		if ours := strings.Join(names, " "); ours != real.names {
			found.Differences = append(found.Differences, fmt.Sprintf("%s %s: go/build %q, conditions %q", one.ImportPath, what, real.names, ours))
		}
		return real.length
	}
	truth := func(what string, condition int, real bool) {
		if ours := condition >= 0 && holds[condition]; ours != real {
			found.Differences = append(found.Differences, fmt.Sprintf("%s %s: go/build %v, condition %v", one.ImportPath, what, real, ours))
		}
	}
	truth("exists", one.exists, real.built)
	found.Edges += same("Imports", one.Imports, real.Imports)
	if one.Origin != "std" { // the table of std has no files
		found.Files += same("GoFiles", one.GoFiles, real.GoFiles)
		truth("is a program", one.program, real.program)
	}
	if one.Origin == "own" { // tests of others are no part of a build
		found.Files += same("TestGoFiles", one.TestGoFiles, real.TestGoFiles)
		found.Files += same("XTestGoFiles", one.XTestGoFiles, real.XTestGoFiles)
		found.Edges += same("TestImports", one.TestImports, real.TestImports)
		found.Edges += same("XTestImports", one.XTestImports, real.XTestImports)
	}
	return found
}
