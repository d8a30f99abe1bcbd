"""What whoever changes qualcode sets up and runs: hooks, targets, checks on three systems."""

import re
import subprocess
import sys
import tomllib
import zipfile
from pathlib import Path

import pytest
import yaml

ROOT = Path(__file__).parents[1]
pytestmark = pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="not a checkout")


def read(name: str) -> str:
    return (ROOT / name).read_text(encoding="utf-8")


def test_hooks_are_local_and_fetch_nothing():
    text = read(".pre-commit-config.yaml")
    assert "://" not in text
    repositories = yaml.safe_load(text)["repos"]
    assert [one["repo"] for one in repositories] == ["local"]
    hooks = repositories[0]["hooks"]
    assert {hook["language"] for hook in hooks} == {"system"}
    assert not any("additional_dependencies" in hook for hook in hooks)
    assert {hook["entry"].split()[0] for hook in hooks} >= {"ruff", "mypy", "lint-imports"}


def test_the_targets_that_contributing_names_are_in_the_makefile():
    named = set(re.findall(r"`make (\w+)`", read("CONTRIBUTING.md")))
    targets = re.findall(r"^(\w+):(.*\n(?:\t.+\n)*)", read("Makefile"), re.M)
    assert named == {"quick", "check", "thorough", "docs", "bench"}
    assert named < {name for name, _ in targets}
    for name, lines in targets:
        for file in re.findall(r"(?:tests|tools|benchmarks)/[\w./]+|\.ci/run", lines):
            assert (ROOT / file).exists(), f"make {name}: {file}"


def test_checks_run_on_three_systems_and_every_python():
    jobs = yaml.safe_load(read(".github/workflows/ci.yml"))["jobs"]
    project = tomllib.loads(read("pyproject.toml"))["project"]
    pythons = [
        name.rpartition(" ")[2]
        for name in project["classifiers"]
        if re.fullmatch(r"Programming Language :: Python :: \d\.\d+", name)
    ]
    assert len(pythons) == 3
    for job in jobs.values():
        assert job["strategy"]["matrix"]["python"] == pythons
    assert "ubuntu" in jobs["check"]["runs-on"]
    assert any(step.get("run") == ".ci/run" for step in jobs["check"]["steps"])
    systems = " ".join(jobs["quick"]["strategy"]["matrix"]["os"])
    assert "macos" in systems
    assert "windows" in systems
    assert 'pytest -m "not slow"' in str(jobs["quick"]["steps"][-1]["run"])
    assert 'pytest -m "not slow"' in read("Makefile")


@pytest.mark.slow
def test_the_wheel_says_that_it_is_typed_and_holds_what_the_demo_needs(tmp_path: Path):
    pytest.importorskip("hatchling")
    subprocess.run(
        [sys.executable, "-m", "hatchling", "build", "-t", "wheel", "-d", str(tmp_path)],
        cwd=ROOT,
        check=True,
        capture_output=True,
    )
    [wheel] = tmp_path.glob("*.whl")
    names = zipfile.ZipFile(wheel).namelist()
    assert "qualcode/py.typed" in names
    assert any(name.startswith("qualcode/_data/transcripts_sample/") for name in names)
    assert not any(name.startswith(("tests/", "docs/", "tools/")) for name in names)
