"""What made a finding new: it stands in the change, and the finding stands there."""

from __future__ import annotations

from comparing import POLICY, START, causes, verdict
from repository import Git

from gomodlint.finding import Cause


def test_a_new_import_of_an_old_helper_is_the_cause(git: Git) -> None:
    git.commit(START | {"old/old.go": 'package old\n\nimport _ "net/http/pprof"\n'})
    git.commit({"helper/helper.go": 'package helper\n\nimport _ "example.com/m/old"\n'})
    assert causes(verdict(git, base="HEAD~1")) == [("import", "helper/helper.go", 3)]


def test_a_lifted_constraint_is_the_cause(git: Git) -> None:
    guarded = '//go:build windows && never\n\npackage helper\n\nimport _ "net/http/pprof"\n'
    git.commit(START | {"helper/debug.go": guarded, "old/old.go": "package old\n"})
    git.commit({"helper/debug.go": guarded.replace(" && never", "")})
    assert causes(verdict(git, base="HEAD~1")) == [("constraint", "helper/debug.go", 1)]


def test_a_file_added_is_the_cause(git: Git) -> None:
    git.commit(START | {"old/old.go": "package old\n"})
    git.commit({"helper/debug.go": 'package helper\n\nimport _ "net/http/pprof"\n'})
    assert causes(verdict(git, base="HEAD~1")) == [("import", "helper/debug.go", 3)]
    git.commit({"old/dots.go": 'package old\n\nimport . "fmt"\n'})
    assert ("import", "old/dots.go", 3) in causes(verdict(git, base="HEAD~1"))


def test_a_package_that_becomes_main_is_the_cause(git: Git) -> None:
    library = 'package tool\n\nimport _ "net/http/pprof"\n'
    git.commit(START | {"tool/tool.go": library, "old/old.go": "package old\n"})
    git.commit({"tool/tool.go": library.replace("package tool", "package main")})
    found = verdict(git, base="HEAD~1")
    assert [f.cause.kind for f in found.findings if f.cause] == ["main"]


def test_a_vendored_module_s_new_version_is_the_cause(git: Git) -> None:
    def vendored(version: str, body: str) -> dict[str, str]:
        return {
            "go.mod": f"module example.com/m\n\ngo 1.26\n\nrequire example.org/x {version}\n",
            "vendor/modules.txt": f"# example.org/x {version}\n## explicit; go 1.26\nexample.org/x\n",
            "vendor/example.org/x/x.go": body,
            "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n',
            "old/old.go": "package old\n",
        }

    git.commit(START | vendored("v1.0.0", "package x\n"))
    git.commit(vendored("v1.1.0", 'package x\n\nimport _ "net/http/pprof"\n'))
    found = verdict(git, base="HEAD~1")
    assert [(f.cause.kind, f.cause.file, f.cause.line, f.file) for f in found.findings if f.cause] == [
        ("module", "go.mod", 5, "cmd/a/main.go")
    ]


PPROF = 'package helper\n\nimport _ "net/http/pprof"\n'
CLEAN = START | {"old/old.go": "package old\n"}


def test_a_constraint_that_is_removed_is_the_cause_where_it_stood(git: Git) -> None:
    guarded = "// A comment.\n\n//go:build never\n\n" + PPROF
    git.commit(CLEAN | {"helper/debug.go": guarded})
    git.commit({"helper/debug.go": guarded.replace("//go:build never\n\n", "")})
    assert causes(verdict(git, base="HEAD~1")) == [("constraint", "helper/debug.go", 3)]


def test_a_file_name_without_its_system_is_the_cause(git: Git) -> None:
    git.commit(CLEAN | {"gomodlint.toml": f'[build]\nports = ["linux/*"]\n\n{POLICY}', "helper/h_windows.go": PPROF})
    git("mv", "helper/h_windows.go", "helper/h.go")
    assert causes(verdict(git, base="HEAD")) == [("file", "helper/h.go", 3)]


def test_a_package_that_becomes_main_is_the_cause_at_its_clause(git: Git) -> None:
    library = '// Copyright\n\n/* package main\n*/\npackage tool\n\nimport _ "net/http/pprof"\n'
    git.commit(CLEAN | {"tool/tool.go": library})
    git.commit({"tool/tool.go": library.replace("package tool", "package main")})
    assert causes(verdict(git, base="HEAD~1")) == [("main", "tool/tool.go", 5)]


def test_a_test_that_imports_what_production_did_is_the_cause(git: Git) -> None:
    """The same import in another kind of file is another import."""
    rule = '[rules.no-http]\nkind = "deny"\ntransitive = true\nto = ["net/http"]\nscope = "test"\n'
    git.commit(CLEAN | {"gomodlint.toml": rule, "helper/helper.go": 'package helper\n\nimport _ "net/http"\n'})
    git.commit({"helper/helper_test.go": 'package helper\n\nimport _ "net/http"\n'})
    assert causes(verdict(git, base="HEAD~1")) == [("import", "helper/helper_test.go", 3)]


def test_a_spec_that_becomes_a_dot_import_is_the_cause(git: Git) -> None:
    git.commit(CLEAN | {"helper/helper.go": 'package helper\n\nimport (\n\t"os"\n\t"io"\n)\n'})
    git.commit({"helper/helper.go": 'package helper\n\nimport (\n\t"os"\n\t. "io"\n)\n'})
    assert causes(verdict(git, base="HEAD~1")) == [("import", "helper/helper.go", 5)]


def test_a_package_that_moves_under_a_rule_is_the_cause(git: Git) -> None:
    rule = (
        '[rules.pure]\nkind = "deny"\ntransitive = true\noptional = true\nfrom = ["./domain/..."]\nto = ["net/http"]\n'
    )
    git.commit(CLEAN | {"gomodlint.toml": rule, "lib/x/x.go": 'package x\n\nimport _ "net/http"\n'})
    git("mv", "lib/x", "domain")
    assert causes(verdict(git, base="HEAD")) == [("file", "domain/x.go", 3)]


def test_a_go_mod_that_is_deleted_is_the_cause(git: Git) -> None:
    """A module further down becomes a part of the one above."""
    nested = {"tool/go.mod": "module example.com/m/tool\n\ngo 1.26\n", "tool/main.go": PPROF.replace("helper", "main")}
    build = '[build]\nmodules = ["."]\n\n'
    git.commit(CLEAN | nested | {"gomodlint.toml": build + POLICY})
    git("rm", "-q", "tool/go.mod")
    found = verdict(git, base="HEAD")
    assert [(f.cause.kind, f.cause.file, f.file) for f in found.findings if f.cause] == [
        ("module", "tool/go.mod", "tool/main.go")
    ]


def test_a_vendored_file_that_is_patched_is_the_cause(git: Git) -> None:
    vendored = {
        "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n",
        "vendor/modules.txt": "# example.org/x v1.0.0\n## explicit; go 1.26\nexample.org/x\n",
        "vendor/example.org/x/x.go": "package x\n",
        "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n',
    }
    git.commit(CLEAN | vendored)
    git.commit({"vendor/example.org/x/x.go": 'package x\n\nimport _ "net/http/pprof"\n'})
    found = verdict(git, base="HEAD~1")
    cause = Cause("import", "vendor/example.org/x/x.go", 3, "net/http/pprof")
    assert [f.cause for f in found.findings if f.cause] == [cause]


def test_a_version_that_only_modules_txt_names_is_the_cause(git: Git) -> None:
    def vendored(version: str, body: str) -> dict[str, str]:
        listed = "# example.org/x v1.0.0\n## explicit; go 1.26\nexample.org/x\n"
        return {
            "go.mod": "module example.com/m\n\ngo 1.26\n\nrequire example.org/x v1.0.0\n",
            "vendor/modules.txt": f"{listed}# example.org/y {version}\n## explicit; go 1.26\nexample.org/y\n",
            "vendor/example.org/x/x.go": 'package x\n\nimport _ "example.org/y"\n',
            "vendor/example.org/y/y.go": body,
            "cmd/a/main.go": 'package main\n\nimport _ "example.org/x"\n',
        }

    git.commit(CLEAN | vendored("v1.0.0", "package y\n"))
    git.commit(vendored("v1.1.0", 'package y\n\nimport _ "net/http/pprof"\n'))
    assert [f.cause for f in verdict(git, base="HEAD~1").findings if f.cause] == [
        Cause("module", "vendor/modules.txt", 4, "example.org/y")
    ]


def test_an_import_that_is_removed_is_the_cause_in_its_file(git: Git) -> None:
    rule = '[rules.logs]\nkind = "must-import"\nfrom = ["./helper"]\nto = ["log"]\n'
    git.commit(CLEAN | {"gomodlint.toml": rule, "helper/helper.go": 'package helper\n\nimport _ "log"\n'})
    git.commit({"helper/helper.go": "package helper\n"})
    assert causes(verdict(git, base="HEAD~1")) == [("file", "helper/helper.go", 1)]
    git.commit({"helper/helper.go": "package helper\n", "helper/log.go": 'package helper\n\nimport _ "log"\n'})
    git("rm", "-q", "helper/log.go")
    found = verdict(git, base="HEAD")
    assert [(f.cause.kind, f.cause.file) for f in found.findings if f.cause] == [("file", "helper/log.go")]


def test_what_is_excused_has_a_cause_too(git: Git) -> None:
    git.commit(CLEAN | {"cmd/a/main.go": 'package main\n\nimport _ "example.com/m/helper"\n'})
    git.write({"gomodlint.toml": POLICY.partition("[rules.no-dots]")[2].join(["[rules.no-dots]", ""])})
    git.write({"helper/helper.go": PPROF})
    found = verdict(git, base="HEAD")
    assert [(f.state, f.cause) for f in found.findings] == [
        ("excused", Cause("import", "helper/helper.go", 3, "net/http/pprof"))
    ]
