// Command oracle says what go/parser makes of whole Go files, read as the go command reads test files. It reads frames
// (a decimal length, a newline, that many bytes) from stdin, and answers each with one line of JSON.
package main

import (
	"bufio"
	"encoding/json"
	"errors"
	"go/ast"
	"go/parser"
	"go/scanner"
	"go/token"
	"io"
	"log"
	"os"
	"strconv"
	"strings"
)

// Answer is what Go says of one file: its first error, or the functions that it declares.
type Answer struct {
	File         []byte
	Line, Column int
	Message      []byte
	Functions    []string
}

func main() {
	in, out := bufio.NewReader(os.Stdin), json.NewEncoder(os.Stdout)
	for {
		line, err := in.ReadString('\n')
		if err == io.EOF {
			return
		}
		length, err := strconv.Atoi(strings.TrimSpace(line))
		if err != nil {
			log.Fatal(err)
		}
		data := make([]byte, length)
		if _, err := io.ReadFull(in, data); err != nil {
			log.Fatal(err)
		}
		if err := out.Encode(answer(data)); err != nil {
			log.Fatal(err)
		}
	}
}

func answer(data []byte) (found Answer) {
	file, err := parser.ParseFile(token.NewFileSet(), "/d/f.go", data, parser.ParseComments|parser.SkipObjectResolution)
	var list scanner.ErrorList
	if errors.As(err, &list) {
		first := list[0]
		return Answer{[]byte(first.Pos.Filename), first.Pos.Line, first.Pos.Column, []byte(first.Msg), nil}
	}
	for _, decl := range file.Decls {
		if function, ok := decl.(*ast.FuncDecl); ok && function.Recv == nil {
			found.Functions = append(found.Functions, function.Name.Name)
		}
	}
	return found
}
