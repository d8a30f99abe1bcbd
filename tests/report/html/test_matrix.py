"""The page of a matrix: what is on it, that it needs nothing and runs nothing, and can be used."""

from __future__ import annotations

import itertools
import re
from dataclasses import replace
from typing import Any

import pytest
from lxml import html

from qualcode.model.matrix.matrix import Matrix, Quotation
from qualcode.report.html.matrix import matrix_html
from qualcode.report.pictures.kinds import bars, heat_map
from tests.report.sample import sample


def page(matrix: Matrix) -> Any:
    return html.document_fromstring(matrix_html(matrix))


def test_every_count_leads_to_its_cell_with_summary_and_evidence():
    matrix = sample(mixed=True)
    made = page(matrix)
    ids = [one.get("id") for one in made.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    links = [one.get("href")[1:] for one in made.iter("a") if one.get("href", "").startswith("#")]
    assert set(links) <= set(ids)
    counted = [c for c in matrix.cells if c.people]
    assert sum(link.startswith("cell-") for link in links) == len(counted)
    first = counted[0]
    cell = made.get_element_by_id(next(link for link in links if link.startswith("cell-")))
    assert f"{first.people} p" in " ".join(cell.text_content().split())
    assert all(one in cell.text_content() for one in first.codings)


def test_tables_have_captions_scopes_and_no_empty_or_merged_cell():
    made = page(sample(mixed=True))
    tables = list(made.iter("table"))
    assert len(tables) == 5
    for table in tables:
        assert table.find("caption").text_content().strip()
        assert all(th.get("scope") in ("col", "row") for th in table.iter("th"))
        widths = {len(tr.findall("td")) + len(tr.findall("th")) for tr in table.iter("tr")}
        assert len(widths) == 1
        for cell in table.iter("td", "th"):
            assert not cell.get("colspan")
            assert not cell.get("rowspan")
            assert cell.text_content().strip()
    levels = [int(one.tag[1]) for one in made.iter("h1", "h2", "h3", "h4")]
    assert levels[0] == 1
    assert all(b - a <= 1 for a, b in itertools.pairwise(levels))


def test_nothing_is_loaded_and_nothing_runs():
    matrix = sample(2, 2)
    words = '<script>alert(1)</script><img src=x onerror="alert(1)"> </style>'
    quote = Quotation("A1", words, words, "doc", 0, 4, "P1", True, cleared=True)
    cells = tuple(
        replace(cell, summary=f"- {words}\n- two", quotations=(quote,)) for cell in matrix.cells
    )
    rows = tuple(replace(row, name=words) for row in matrix.rows)
    groups = tuple(replace(group, name=words) for group in matrix.groups)
    text = matrix_html(
        replace(matrix, cells=cells, rows=rows, groups=groups, title=words, study=words)
    )
    made = html.document_fromstring(text)
    assert not list(made.iter("script", "img", "link", "iframe"))
    assert not [a for one in made.iter() for a in one.attrib if a.startswith("on")]
    assert "http://" not in text.replace("http://www.w3.org", "")
    assert "https://" not in text
    assert "default-src 'none'" in text
    assert made.findall(".//td//li")


@pytest.mark.parametrize("number", [1, 2, 3])
def test_each_group_can_be_hidden(number: int):
    text = matrix_html(sample(3, 3))
    made = html.document_fromstring(text)
    box = made.get_element_by_id(f"show-{number}")
    assert box.get("type") == "checkbox"
    assert box.get("checked") is not None
    assert f"main:has(#show-{number}:not(:checked)) .of-{number}" in text
    assert made.find_class(f"of-{number}")


def test_bars_say_in_words_how_many_people():
    matrix = sample(4, 2)
    pictures = list(page(matrix).iter("svg"))
    assert len(pictures) == 4
    for row, picture in zip(matrix.rows, pictures, strict=True):
        well, less = (
            sum(matrix.cell(row.id, c, g.id).people for g in matrix.groups)
            for c in ("works_well", "works_less_well")
        )
        assert picture.get("role") == "img"
        said = f"{row.name}: {less} works less well, {well} works well"
        assert picture.get("aria-label") == said


def test_a_watermark_an_empty_matrix_and_welsh():
    matrix = replace(sample(2, 1), watermark="Not for circulation", language="cy")
    made = page(matrix)
    assert made.get("lang") == "en"
    assert "Not for circulation" in made.find_class("warning")[1].text_content()
    empty = replace(matrix, rows=(), groups=(), cells=(), rows_without=())
    assert "No evidence coded yet" in page(empty).text_content()


def test_what_is_welsh_is_marked_and_the_wording_of_the_page_is_english():
    matrix = sample(2, 2)
    quote = Quotation("A1", "Mae’n anodd", "", "doc", 0, 4, "P1", True, cleared=True, language="cy")
    english = replace(quote, text="It is hard", language="en")
    rows = (
        replace(matrix.rows[0], name="Llais y plentyn", name_cy="Llais y plentyn"),
        matrix.rows[1],
    )
    cells = tuple(
        replace(c, summary="Dywedodd dau.\n\n- un", quotations=(quote, english))
        for c in matrix.cells
    )
    welsh = replace(matrix, language="cy", title="Matrics", rows=rows, cells=cells)
    made = page(welsh)

    def languages(text: str) -> set[str]:
        found = [one for one in made.iter() if (one.text or "").strip() == text]
        assert found, text
        return {next(a.get("lang") for a in [one, *one.iterancestors()] if a.get("lang"))
                for one in found}  # fmt: skip

    for text in ("Matrics", "Works well", "Llais y plentyn", matrix.groups[0].name,
                 "Dywedodd dau.", "un", "“Mae’n anodd”"):  # fmt: skip
        assert languages(text) == {"cy"}, text
    for text in ("How to read this", "Overview", "Theme", "“It is hard”", matrix.rows[1].name):
        assert languages(text) == {"en"}, text
    plain = page(replace(welsh, language="en"))
    assert {one.get("lang") for one in plain.iter() if one.get("lang")} == {"en", "cy"}
    assert [one.tag for one in plain.iter() if one.get("lang") == "cy"] == ["blockquote"] * 8


def test_pictures_are_drawn_in_the_page_with_their_numbers_as_tables():
    matrix = sample(12)
    pictures = [*bars(matrix), *heat_map(matrix)]
    text = matrix_html(matrix, None, pictures)
    made = html.document_fromstring(text)
    figures = made.find_class("picture")
    assert len(figures) == len(pictures)
    for figure, picture in zip(figures, pictures, strict=True):
        [drawn] = figure.iter("svg")
        assert drawn.get("role") == "img"
        assert drawn.get("aria-label") == picture.title
        assert figure.find("figcaption").text_content() == picture.title
        rows = [
            tuple(cell.text_content() for cell in tr.iter("th", "td")) for tr in figure.iter("tr")
        ]
        assert rows == list(picture.numbers)
        assert all(th.get("scope") in ("col", "row") for th in figure.iter("th"))
    ids = [one.get("id") for one in made.iter() if one.get("id")]
    assert len(ids) == len(set(ids))
    classes = set(re.findall(r'class="(q-[a-z0-9-]+)"', "".join(p.svg for p in pictures)))
    dark = text.split("prefers-color-scheme: dark")[-1]
    assert all(f".{name}" in dark for name in classes)
    assert not matrix_html(matrix).count('class="picture"')


def test_a_framework_chart_has_a_table_a_theme():
    matrix = sample(3, 1)
    group = matrix.groups[0]
    chart = replace(
        matrix,
        layout="cases",
        groups=(replace(group, id=""),),
        cells=tuple(replace(c, group="") for c in matrix.cells if c.group == group.id),
    )
    made = page(chart)
    headings = [one.text_content() for one in made.iter("h2")]
    assert {name for _, name in matrix.columns} <= set(headings)
    assert "Overview" not in headings


def test_emphasis_of_a_summary_is_shown_and_nothing_else_of_markdown_is():
    matrix = sample(1, 1)
    cells = tuple(
        replace(c, summary="Plans **come late**, and *all* say <b>so</b>.") for c in matrix.cells
    )
    text = matrix_html(replace(matrix, cells=cells))
    assert "Plans <strong>come late</strong>, and <em>all</em> say &lt;b&gt;so&lt;/b&gt;." in text
