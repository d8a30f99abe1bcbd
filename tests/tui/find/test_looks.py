"""How searching and retrieving look at three sizes, against pictures kept beside the tests."""

from pathlib import Path

import pytest

from qualcode.model.codebook.find import find_code
from qualcode.store.study import Study
from qualcode.tui.app import QualcodeApp
from qualcode.workbench.coding.session import CodingSession

pytestmark = pytest.mark.slow

SIZES = [(80, 24), (120, 40), (240, 70)]


@pytest.fixture(autouse=True)
def _colours(monkeypatch: pytest.MonkeyPatch):
    monkeypatch.delenv("NO_COLOR", raising=False)


@pytest.fixture
def coded(study_path: Path) -> Study:
    session = CodingSession(Study.open(study_path), "ann")
    for code, turn, more, valence in (
        ("mentor", 2, 0, "works_well"), ("moves", 4, 0, "works_less_well"), ("mentor", 4, 8, None),
    ):  # fmt: skip
        start, end = session.texts.turn("one", turn)
        found = find_code(session.codebook, code)
        session.add("one", [found], (start + more, end), valence=valence)
    return Study.open(study_path)


@pytest.mark.parametrize("size", SIZES)
def test_the_search_screen(coded: Study, snap_compare, size: tuple[int, int]):
    app = QualcodeApp(coded, "ann")

    async def search(pilot) -> None:
        app.search("w")
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.press("down", "down", "space", "w")
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=search)


@pytest.mark.parametrize("size", SIZES)
def test_the_retrieval_screen(coded: Study, snap_compare, size: tuple[int, int]):
    app = QualcodeApp(coded, "ann")

    async def compare(pilot) -> None:
        app.find_code("support")
        await pilot.pause(0.3)
        await pilot.press("b")
        await pilot.pause(0.2)
        await pilot.press("m", "o", "v", "enter")
        await pilot.pause(0.5)
        await app.workers.wait_for_complete()
        await pilot.press("n")
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=size, run_before=compare)


@pytest.mark.parametrize("theme", ["qualcode-light", "qualcode-contrast"])
def test_the_retrieval_screen_in_other_themes(coded: Study, snap_compare, theme: str):
    coded.set_local("theme", theme)
    app = QualcodeApp(coded, "ann")

    async def open_it(pilot) -> None:
        app.find_code("")
        await pilot.pause(0.3)
        await app.workers.wait_for_complete()
        await pilot.pause(0.2)

    assert snap_compare(app, terminal_size=(100, 30), run_before=open_it)
