"""The docs speak of the code there is, and the picture of the architecture shows all of it."""

import re
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
CODE = ROOT / "qualcode"
ARCHITECTURE = ROOT / "docs" / "architecture.md"
PAGES = sorted([*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")])
LAYERS = sorted(path.name for path in CODE.iterdir() if (path / "__init__.py").is_file())
pytestmark = pytest.mark.skipif(not (ROOT / "README.md").exists(), reason="not a checkout")


def named_paths(text: str) -> set[str]:
    """The modules and packages, below qualcode/, and files of tests and tools that a text names."""
    first = "|".join([*LAYERS, "tests", "tools", "benchmarks"])
    return set(re.findall(rf"`((?:{first})/[\w/-]*(?:\.py)?)`", text))


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.stem)
def test_every_module_that_is_named_exists(page: Path):
    missing = []
    for name in sorted(named_paths(page.read_text(encoding="utf-8"))):
        home = ROOT if name.startswith(("tests", "tools", "benchmarks")) else CODE
        found = home / name
        is_package = home is ROOT or found.suffix or (found / "__init__.py").is_file()
        if not found.exists() or not is_package:
            missing.append(name)
    assert missing == []


def test_the_journeys_name_modules():
    text = ARCHITECTURE.read_text(encoding="utf-8")
    journeys = text[text.index("## Three journeys") : text.index("## Where to add what")]
    assert len(named_paths(journeys)) > 30


def held_order(container: str) -> list[str]:
    """The layers, or the packages of one, that import-linter holds, from above."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    contracts = settings["tool"]["importlinter"]["contracts"]
    layers = next(c["layers"] for c in contracts if c.get("containers") == [container])
    held = [name.strip() for layer in layers for name in layer.split("|")]
    return [name for name in held if name != "__main__"]


def picture() -> dict[str, list[str]]:
    """The layers as drawn, from above, each with the words drawn beside and below it."""
    drawn = re.search(r"^```text\n(.*?)^```", ARCHITECTURE.read_text(encoding="utf-8"), re.M | re.S)
    assert drawn
    layers: dict[str, list[str]] = {}
    beside: list[str] = []
    order = held_order("qualcode")
    for line in drawn[1].splitlines():
        words = re.findall(r"\w+", line)
        if re.match(r" {2}\w", line) and words[0] in order:
            beside = [word for word in words if word in order]
        for name in beside:
            layers.setdefault(name, []).extend(words)
    return layers


def test_the_picture_has_the_layers_that_are_checked():
    assert list(picture()) == held_order("qualcode")


def test_the_picture_has_the_order_of_the_workbench():
    order = held_order("qualcode.workbench")
    assert [word for word in picture()["workbench"] if word in order] == order


@pytest.mark.parametrize("layer", [name for name in LAYERS if name != "transcripts"])
def test_the_picture_has_every_package_of_a_layer(layer: str):
    packages = {path.parent.name for path in (CODE / layer).glob("*/__init__.py")}
    assert packages - set(picture()[layer]) == set()
