"""How the screen of a matrix looks, on the sample study, against pictures kept beside the tests."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.workbench.study import demo
from tests.tui.overview.test_looks import settle

pytestmark = pytest.mark.slow

#: A cell whose evidence is made to look changed, and the keys to it from the first.
STALE = "stigma--young-people--works_less_well.md"
KEYS = ("G", "up", "up", "tab", "tab", "tab", "right")


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample study with a stale summary and a framework chart."""
    path = tmp_path_factory.mktemp("looks") / "demo"
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_themes", "_matrix"):
            patch.setattr(demo, name, lambda *_: "none")
        demo.make_demo(path)
    file = path / "synthesis" / "main" / STALE
    text = file.read_text(encoding="utf-8")
    assert "A194@0" in text
    file.write_text(text.replace("A194@0", "A194@00000000"), encoding="utf-8", newline="\n")
    (path / "synthesis" / "chart").mkdir()
    (path / "synthesis" / "chart" / "matrix.toml").write_text(
        'layout = "cases"\norder = ["local_authority"]\n', encoding="utf-8"
    )
    return path


@pytest.fixture
def app(made: Path, tmp_path: Path) -> QualcodeApp:
    path = tmp_path / "demo"
    shutil.copytree(made, path)
    return QualcodeApp(Study.open(path), "anwen")


def shown(*keys: str, theme: str = "dark"):
    async def there(pilot) -> None:
        pilot.app.theme = f"qualcode-{theme}"
        await settle(pilot)
        await pilot.press("M")
        await settle(pilot)
        for key in keys:
            await pilot.press(key)
            await settle(pilot)

    return there


@pytest.mark.parametrize("size", [(80, 24), (120, 40), (160, 50)])
def test_the_matrix(app: QualcodeApp, snap_compare, size: tuple[int, int]):
    assert snap_compare(app, terminal_size=size, run_before=shown(*KEYS))


@pytest.mark.parametrize("theme", ["light", "contrast"])
def test_the_matrix_in_other_themes(app: QualcodeApp, snap_compare, theme: str):
    there = shown(*KEYS, "up", theme=theme)
    assert snap_compare(app, terminal_size=(120, 40), run_before=there)


@pytest.mark.parametrize("size", [(80, 24), (120, 40)])
def test_a_framework_chart(app: QualcodeApp, snap_compare, size: tuple[int, int]):
    assert snap_compare(app, terminal_size=size, run_before=shown("m", "s", "right", "down"))


def test_without_colours(app: QualcodeApp, snap_compare, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setenv("NO_COLOR", "1")
    assert snap_compare(app, terminal_size=(80, 24), run_before=shown("w", "n"))


def test_the_keys(app: QualcodeApp, snap_compare):
    assert snap_compare(app, terminal_size=(100, 50), run_before=shown("question_mark"))
