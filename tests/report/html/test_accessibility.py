"""The pages in a real browser: nothing for axe-core to find, nothing loaded, nothing complained of.

Needs Chromium (``QUALCODE_CHROMIUM`` names another) and axe-core, which is one of the development
requirements (``QUALCODE_AXE`` names another axe.min.js); skipped where either is missing.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from lxml import html

from qualcode.model.matrix.matrix import Matrix, Quotation
from qualcode.report.html.matrix import matrix_html
from qualcode.report.html.themes import themes_html
from qualcode.report.pictures.kinds import bars, heat_map
from tests.report.html.test_themes import DATA, GROUPS, NASTY
from tests.report.sample import sample

pytest.importorskip("fcntl", reason="the browser is driven over a pipe, which Windows has not")

from tests.report.browser import Browser, find_axe, find_chromium

HOSTILE = f"{NASTY} <img src=x onerror=alert(1)> </style></table> {'long' * 60}"


def chart() -> Matrix:
    """Return a framework chart: the participants in rows."""
    matrix = sample(4, 1)
    group = matrix.groups[0]
    return replace(
        matrix,
        layout="cases",
        groups=(replace(group, id=""),),
        cells=tuple(replace(c, group="") for c in matrix.cells if c.group == group.id),
    )


def hostile() -> Matrix:
    """Return a matrix all of whose names and words try to be something else."""
    matrix = sample(3, 2)
    quote = Quotation("A1", HOSTILE, HOSTILE, "doc", 0, 4, "P1", True, cleared=True)
    return replace(
        matrix,
        title=HOSTILE,
        study=HOSTILE,
        watermark=HOSTILE,
        rows=tuple(replace(row, name=f"{HOSTILE} {row.id}") for row in matrix.rows),
        groups=tuple(replace(g, name=f"{HOSTILE} {g.id}") for g in matrix.groups),
        cells=tuple(
            replace(c, summary=f"- {HOSTILE}\n- *two*", quotations=(quote,)) for c in matrix.cells
        ),
    )


def empty() -> Matrix:
    """Return a matrix of nothing."""
    return replace(sample(1, 1), rows=(), groups=(), cells=(), rows_without=())


def themes(data: dict[str, object]) -> str:
    """Return the page of suggested themes."""
    return themes_html(data, study=f"A <study> {NASTY}", group_names=GROUPS)


PAGES: dict[str, Callable[[], str]] = {
    "matrix": lambda: matrix_html(sample(12, mixed=True)),
    "matrix-welsh": lambda: matrix_html(replace(sample(3), language="cy", watermark="Drafft")),
    "chart": lambda: matrix_html(chart()),
    "matrix-pictures": lambda: matrix_html(
        sample(12), None, [*bars(sample(12)), *heat_map(sample(12))]
    ),
    "matrix-whole": lambda: matrix_html(replace(sample(3), summary="All *said*:\n\n- one\n- two")),
    "matrix-empty": lambda: matrix_html(empty()),
    "matrix-hostile": lambda: matrix_html(hostile()),
    "themes": lambda: themes(DATA),
    "themes-empty": lambda: themes({**DATA, "themes": []}),
}


@pytest.fixture(scope="module")
def browser(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Browser]:
    """Give a browser for all tests here, or skip them and say what is missing."""
    program, axe = find_chromium(), find_axe()
    if program is None:
        pytest.skip("no Chromium on this machine: install it, or set QUALCODE_CHROMIUM")
    if axe is None:
        pytest.skip("no axe-core: install requirements-dev.txt, or set QUALCODE_AXE")
    running = Browser(program, axe, tmp_path_factory.mktemp("profile"))
    yield running
    running.close()


@pytest.mark.slow
@pytest.mark.parametrize(("dark", "width"), [(False, 1280), (True, 1280), (False, 320)])
@pytest.mark.parametrize("name", PAGES)
def test_axe_finds_nothing_and_the_page_needs_nothing(
    browser: Browser, tmp_path: Path, name: str, dark: bool, width: int
):
    page = tmp_path / f"{name}.html"
    page.write_text(PAGES[name](), encoding="utf-8")
    looked = browser.look(page, dark=dark, width=width)
    assert looked.violations == ()
    assert looked.checks > 20
    assert looked.complaints == ()
    assert looked.requests == (page.as_uri(),)


@pytest.mark.slow
@pytest.mark.parametrize("name", ["matrix", "themes"])
def test_a_page_is_dark_where_its_reader_wants_it_dark(browser: Browser, tmp_path: Path, name: str):
    page = tmp_path / "page.html"
    page.write_text(PAGES[name](), encoding="utf-8")
    light, dark = browser.look(page), browser.look(page, dark=True)
    assert _brightness(light.paper) > 200 > 100 > _brightness(light.ink)
    assert _brightness(dark.ink) > 200 > 100 > _brightness(dark.paper)


@pytest.mark.slow
def test_what_is_wrong_with_a_page_would_be_found(browser: Browser, tmp_path: Path):
    page = tmp_path / "wrong.html"
    made = PAGES["matrix"]().replace("default-src 'none'", "default-src *")
    wrong = '<img src="http://example.org/a.png"><p style="color:#bbb;background:#fff">pale</p>'
    page.write_text(made.replace("</main>", f"{wrong}</main>"), encoding="utf-8")
    looked = browser.look(page)
    found = {line.split(" ", 1)[0] for line in looked.violations}
    assert found == {"image-alt", "color-contrast"}
    assert looked.requests[1:] == ("http://example.org/a.png",)
    assert any("ERR_NAME_NOT_RESOLVED" in line for line in looked.complaints)
    # With the page's own policy the network is not even asked for the picture.
    page.write_text(PAGES["matrix"]().replace("</main>", f"{wrong}</main>"), encoding="utf-8")
    looked = browser.look(page)
    assert not any("ERR_NAME_NOT_RESOLVED" in line for line in looked.complaints)
    assert any("Content Security Policy" in line for line in looked.complaints)


@pytest.mark.parametrize("name", PAGES)
def test_every_address_in_a_page_is_a_place_in_it(name: str):
    made = html.document_fromstring(PAGES[name]())
    for one in made.iter():
        for attribute in ("src", "href", "srcset", "data", "action", "xlink:href"):
            assert one.get(attribute, "#").startswith("#")
    places = {one.get("id") for one in made.iter() if one.get("id")}
    assert {one.get("href")[1:] for one in made.iter("a") if one.get("href")} <= places


def _brightness(colour: str) -> float:
    """Return how bright a colour is, 0 to 255, of "rgb(20, 25, 31)"."""
    parts = [float(part) for part in colour[colour.index("(") + 1 : -1].split(",")[:3]]
    return sum(parts) / 3
