"""The ways gomodlint is delivered, and the workflows that deliver it."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parent.parent
WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.yml"))


def run(*command: str, cwd: Path = ROOT) -> subprocess.CompletedProcess[str]:
    return subprocess.run(command, cwd=cwd, capture_output=True, text=True, check=False)


def test_the_zipapp_checks_a_module_without_anything_installed(tmp_path: Path) -> None:
    made = run("bash", ".ci/zipapp", str(tmp_path / "gomodlint.pyz"))
    assert made.returncode == 0, made.stderr
    module = tmp_path / "m"
    module.mkdir()
    (module / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (module / "m.go").write_text('package m\n\nimport . "os"\n')
    ran = run(sys.executable, "-I", "-S", str(tmp_path / "gomodlint.pyz"), cwd=module)
    assert ran.returncode == 1, ran.stderr
    assert "m.go:3:8: error dot import of os [no-dot-imports]" in ran.stdout


def test_check_loads_the_standard_library_and_tomli_alone(tmp_path: Path) -> None:
    (tmp_path / "go.mod").write_text("module example.com/m\n\ngo 1.26\n")
    (tmp_path / "m.go").write_text("package m\n")
    program = (
        "import sys; from gomodlint.cli.main import main; status = main([]);"
        "print(status, *sorted({name.partition('.')[0] for name in sys.modules}))"
    )
    ran = run(sys.executable, "-c", f"import sys; sys.path.insert(0, {str(ROOT)!r}); {program}", cwd=tmp_path)
    status, *names = ran.stdout.splitlines()[-1].split()
    assert status == "0", ran.stderr
    # A site-packages directory may load modules of its own at start-up, before any program runs.
    before = run(sys.executable, "-c", "import sys; print(*{name.partition('.')[0] for name in sys.modules})")
    foreign = set(names) - set(sys.stdlib_module_names) - set(before.stdout.split())
    foreign = {name for name in foreign if not name.endswith("__mypyc")}  # the compiled part of tomli
    assert foreign - {"gomodlint", "tomli"} == set(), foreign
    assert "asyncio" not in names
    assert "subprocess" not in names


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.stem)
def test_workflows_pass_the_schema(workflow: Path) -> None:
    tool = str(Path(sys.executable).parent / "check-jsonschema")
    done = run(tool, "--builtin-schema", "vendor.github-workflows", str(workflow))
    assert done.returncode == 0, done.stdout + done.stderr


def test_workflows_pass_the_auditor() -> None:
    tool = str(Path(sys.executable).parent / "zizmor")
    done = run(tool, "--offline", "--no-progress", "--persona=auditor", *map(str, WORKFLOWS))
    assert done.returncode == 0, done.stdout + done.stderr


def test_wheel_and_archive_are_the_same_wherever_they_are_built(tmp_path: Path) -> None:
    """Twice, from copies with other dates, another umask, another place and another seed of Python's hashes."""
    built = []
    for number in (1, 2):
        source = tmp_path / ("there" * number) / "source"
        left_out = shutil.ignore_patterns(".*venv", ".uv", ".git", "__pycache__", ".*_cache", "node_modules", "*.pyz")
        shutil.copytree(ROOT, source, ignore=left_out)
        for path in source.rglob("*"):
            os.utime(path, (number * 10**9, number * 10**9))
        environ = {**os.environ, "PYTHONHASHSEED": str(number), "TZ": ("UTC", "Asia/Tokyo")[number - 1]}
        environ.pop("SOURCE_DATE_EPOCH", None)
        command = f'umask 02{number} && exec "$0" -m hatchling build -d ../dist'
        done = subprocess.run(
            ["bash", "-c", command, sys.executable],
            cwd=source,
            env=environ,
            capture_output=True,
            text=True,
            check=False,
        )
        assert done.returncode == 0, done.stderr
        built.append({path.name: path.read_bytes() for path in (source.parent / "dist").iterdir()})
    assert sorted(path.rpartition(".")[2] for path in built[0]) == ["gz", "whl"]
    assert built[0] == built[1]


def test_the_readme_and_ci_run_the_same_test_command() -> None:
    command = "python3 -m venv .uv && .uv/bin/pip install -q uv && .uv/bin/uv run pytest"
    assert f"\n{command}\n" in (ROOT / "README.md").read_text()
    assert f"\n{command}\n" in (ROOT / ".ci" / "run").read_text()


def test_the_version_is_one() -> None:
    from gomodlint import __version__

    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    assert project["dynamic"] == ["version"]
    assert __version__.count(".") == 2


def test_what_workflows_and_the_action_use_is_pinned_by_commit() -> None:
    used = [
        line.strip().removeprefix("- ")
        for path in [*WORKFLOWS, ROOT / "action.yml"]
        for line in path.read_text().splitlines()
        if line.strip().removeprefix("- ").startswith("uses:")
    ]
    assert used
    assert [line for line in used if not re.fullmatch(r"uses: [\w/-]+@[0-9a-f]{40} # v[\d.]+", line)] == []


def test_a_review_installs_nothing_without_a_hash() -> None:
    text = (ROOT / "action" / "requirements-review.txt").read_text().replace("\\\n", " ")
    wanted = [line for line in text.splitlines() if line.strip() and not line.strip().startswith("#")]
    assert len(wanted) > 5
    pinned = re.compile(r"[\w.-]+==[\w.]+( +; .*?)?( +--hash=sha256:[0-9a-f]{64})+ *")
    assert [line for line in wanted if not pinned.fullmatch(line)] == []
    step = (ROOT / "action.yml").read_text()
    assert "--require-hashes --only-binary :all:" in step
