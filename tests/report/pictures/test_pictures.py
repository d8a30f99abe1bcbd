"""Pictures: what they show is what was counted, readable by everybody, and nothing overlaps."""

from __future__ import annotations

import itertools
import re
import struct
import zlib
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from lxml import etree

from qualcode.analysis.code_cooccurrence import CodeCooccurrence
from qualcode.analysis.codes_by_document import CodesByDocument
from qualcode.model.matrix.matrix import Matrix, Row
from qualcode.report.pictures import svg as parts
from qualcode.report.pictures.grid import count_legend
from qualcode.report.pictures.kinds import Picture, bars, co_occurrence, documents, heat_map, png
from qualcode.report.pictures.numbers import bar_rows, codes_meeting, numbers_table, people_by_group
from qualcode.report.pictures.terminal import bars_lines, numbers_lines
from qualcode.report.pictures.text_widths import text_width, wrapped
from tests.report.contrast import contrast
from tests.report.sample import sample

LONG = (
    "Exclusions, part-time timetables, alternative provision and everything else that keeps a "
    "child who is looked after out of the classroom, yng Nghymru a thu hwnt, ŵyn a ŷd"
)
HOSTILE = '<script>alert("1")</script> & ]]> \x00\x1b[31m\u202ecba\u2066 ' + "x" * 300 + " 你好 🙂"


def spoken(matrix: Matrix) -> Matrix:
    """A matrix that knows who spoke: those in a cell, and one more here and there."""
    counts = {
        (row.id, group.id): min(group.people, n)
        for at, row in enumerate(matrix.rows)
        for group in matrix.groups
        if (n := max(matrix.cell(row.id, c, group.id).people for c, _ in matrix.columns) + at % 2)
    }
    return replace(matrix, spoken=counts)


def renamed(matrix: Matrix, names: list[str]) -> Matrix:
    rows = tuple(
        replace(row, name=name, depth=at % 3)
        for at, (row, name) in enumerate(zip(matrix.rows, itertools.cycle(names)))
    )
    return replace(matrix, rows=rows)


def by_document(codes: int = 12, count: int = 30, name: str = "talk") -> CodesByDocument:
    rows = tuple(Row(f"c{n}", f"Code {n}", depth=n % 2) for n in range(codes))
    names = tuple(f"{name}-{n:02}" for n in range(count))
    groups = (("yp", "Young people"), ("sc", "Social care"))
    counts = {
        (r.id, d): (a * 7 + b * 3) % 6 for a, r in enumerate(rows) for b, d in enumerate(names)
    }
    grouped = {(r.id, g): 1000 + a for a, r in enumerate(rows) for g, _ in groups}
    return CodesByDocument("S", rows, names, groups, counts, grouped, sum(counts.values()))


def meeting(codes: int = 10, most: int = 9) -> CodeCooccurrence:
    rows = tuple(Row(f"c{n}", f"Code {n}") for n in range(codes))
    times = {
        (rows[a].id, rows[b].id): 1 + (a * b) % most
        for a in range(codes)
        for b in range(a + 1, codes)
        if (a + b) % 4
    }
    return CodeCooccurrence("S", rows, times, {r.id: 9 for r in rows}, documents=5)


def every_kind(names: list[str] | None = None) -> list[Picture]:
    """Pictures of all kinds, of forty themes."""
    matrix = renamed(spoken(sample(40)), names) if names else spoken(sample(40))
    counts, met = by_document(), meeting(14)
    if names:
        many = itertools.cycle(names)
        rename = {row.id: replace(row, name=next(many)) for row in counts.rows}
        counts = replace(counts, rows=tuple(rename.values()), documents=tuple(
            f"{next(many)} {n}" for n in range(len(counts.documents))))  # fmt: skip
        met = replace(met, rows=tuple(replace(row, name=next(many)) for row in met.rows))
        matrix = replace(
            matrix, groups=tuple(replace(group, name=next(many)) for group in matrix.groups)
        )
    return [*bars(matrix), *heat_map(matrix), *documents(counts), *co_occurrence(met)]


@dataclass(frozen=True)
class Box:
    """Where a text stands, at most, in points."""

    words: str
    left: float
    top: float
    right: float
    bottom: float
    fill: str

    def meets(self, other: Box) -> bool:
        return (
            self.left < other.right - 0.1 and other.left < self.right - 0.1
            and self.top < other.bottom - 0.1 and other.top < self.bottom - 0.1
        )  # fmt: skip


def root_of(picture: Picture) -> etree._Element:
    return etree.fromstring(picture.svg.encode())


def boxes(picture: Picture) -> list[Box]:
    found = []
    for one in root_of(picture).iter("{*}text"):
        x, y, size = (float(one.get(name)) for name in ("x", "y", "font-size"))
        # Without what descends below the foot of the line: names' lines are set closer than that.
        long, up, down = text_width(one.text, size), 0.75 * size, 0.2 * size
        fill = one.get("fill")
        if one.get("transform"):
            assert one.get("transform").startswith("rotate(-90")
            found.append(Box(one.text, x - up, y - long, x + down, y, fill))
            continue
        left = {"end": x - long, "middle": x - long / 2}.get(one.get("text-anchor", ""), x)
        found.append(Box(one.text, left, y - up, left + long, y + down, fill))
    return found


def texts(pictures: list[Picture]) -> list[str]:
    return [one.text for picture in pictures for one in root_of(picture).iter("{*}text")]


def printed(pictures: list[Picture]) -> list[int]:
    """The numbers alone, in the order in which they are drawn."""
    return [int(words) for words in texts(pictures) if re.fullmatch(r"\d+", words)]


# ---- what they show -------------------------------------------------------------------------


def test_bars_have_the_numbers_of_the_matrix_and_all_who_speak():
    matrix = spoken(sample(40))
    made = bars(matrix)
    expected = []
    for row in matrix.rows:
        for column in ("works_less_well", "works_well"):
            expected.append(sum(matrix.cell(row.id, column, g.id).people for g in matrix.groups))
    assert printed(made) == expected
    people = [sum(matrix.spoken.get((r.id, g.id), 0) for g in matrix.groups) for r in matrix.rows]
    said = [words for words in texts(made) if re.fullmatch(r"\d+ (people|person)", words)]
    assert [int(words.split()[0]) for words in said] == people
    assert [line[1:] for picture in made for line in picture.numbers[1:]] == [
        (str(a), str(b), str(n))
        for a, b, n in zip(expected[::2], expected[1::2], people, strict=True)
    ]
    assert f"{sum(g.people for g in matrix.groups)} people" in made[0].title


def test_lengths_of_bars_are_as_their_numbers():
    picture = bars(spoken(sample(12)))[0]
    rows = bar_rows(spoken(sample(12)))
    root = root_of(picture)
    for kind, counts in (("hatched", [r.less for r in rows]), ("accent", [r.well for r in rows])):
        # The first is the key's.
        drawn = [
            float(r.get("width")) for r in root.iter("{*}rect") if r.get("class") == f"q-{kind}"
        ]
        lengths = dict(zip([c for c in counts if c], drawn[1:], strict=True))
        unit = max(lengths.values()) / max(lengths)
        assert all(abs(long - unit * count) < 0.02 for count, long in lengths.items())


def test_heat_maps_have_the_number_and_the_share_of_every_cell():
    matrix = spoken(sample(40))
    made = heat_map(matrix)
    expected = [matrix.spoken.get((r.id, g.id), 0) for r in matrix.rows for g in matrix.groups]
    assert printed(made) == expected
    shades = [
        int(one.get("class")[-1])
        for picture in made
        for one in root_of(picture).iter("{*}rect")
        if one.get("class").startswith("q-shade") and float(one.get("width")) > 22.01
    ]
    sizes = [g.people for _ in matrix.rows for g in matrix.groups]
    assert shades == [
        min(4, 1 + 4 * n // size) for n, size in zip(expected, sizes, strict=True) if n
    ]


def test_many_documents_go_to_several_pictures_and_very_many_become_groups():
    counts = by_document()
    made = documents(counts)
    assert len(made) > 1
    assert {name for picture in made for name in picture.numbers[0][1:]} == set(counts.documents)
    shown = {
        (line[0], name): int(number)
        for picture in made
        for line in picture.numbers[1:]
        for name, number in zip(picture.numbers[0][1:], line[1:], strict=True)
    }
    names = {row.name: row.id for row in counts.rows}
    assert {(names[r], d): n for (r, d), n in shown.items()} == counts.counts
    [grouped] = documents(by_document(codes=3, count=121))
    assert "by group: 121 documents are too many" in grouped.title
    assert grouped.numbers[0] == ("Code", "Young people", "Social care")
    assert {"1,000", "1,001", "1,002"} <= set(texts([grouped]))


def test_of_many_codes_those_that_meet_most_are_shown_and_the_title_says_so():
    met = meeting(45)
    [picture] = co_occurrence(met)
    assert "30 codes, those that meet most of 45" in picture.title
    sums = {row.id: sum(n for pair, n in met.times.items() if row.id in pair) for row in met.rows}
    least = sorted(sums.values(), reverse=True)[29]
    shown = [line[0].split(" ", 1)[1] for line in picture.numbers[1:]]
    assert all(sums[name.replace("Code ", "c")] >= least for name in shown)
    assert len(shown) == 30
    whole = co_occurrence(meeting(10))[0]
    assert "those that" not in whole.title
    # Numbers too long for thirty columns make it fewer.
    assert len(co_occurrence(meeting(45, most=90_001))[0].numbers) - 1 < 30


def test_only_the_lower_triangle_is_there():
    numbers = codes_meeting(meeting(6))
    assert numbers
    for at, line in enumerate(numbers.numbers):
        assert [n is None for n in line] == [column >= at for column in range(5)]
    table = numbers_table(numbers)
    assert table.columns[1:] == tuple(row[0] for row in table.rows[:-1])


def test_there_is_no_picture_of_what_is_not_there():
    matrix = replace(sample(3), spoken={})
    assert heat_map(matrix) == []
    assert bars(matrix)
    assert "people" not in " ".join(line for p in bars(matrix) for line in p.numbers[0])
    one_column = replace(matrix, columns=matrix.columns[:1])
    assert bars(one_column) == []
    assert bars(replace(matrix, rows=(), cells=())) == []
    assert documents(replace(by_document(), rows=())) == []
    assert co_occurrence(replace(meeting(), times={})) == []


@given(most=st.integers(1, 3000))
def test_the_key_of_numbers_says_which_shade_each_has(most: int):
    said = count_legend(most)
    for number in {1, most, most // 2 or 1, most // 4 or 1, 3 * most // 4 or 1}:
        words = said[parts.shade_of(number / most) - 1].replace(",", "").split(" to ")
        assert int(words[0]) <= number <= int(words[-1])


# ---- read by everybody ----------------------------------------------------------------------


def test_text_alternatives_say_findings_and_are_not_long():
    for names in (None, [LONG], [HOSTILE]):
        for picture in every_kind(names):
            assert 80 < len(picture.alt) <= 600
            assert re.search(r"\d", picture.alt)
            root = root_of(picture)
            assert root.findtext("{*}title") == picture.title == root.get("aria-label")
            assert root.findtext("{*}desc") == picture.alt
            assert root.get("role") == "img"
    matrix = spoken(sample(20))
    most = max(bar_rows(matrix), key=lambda row: row.spoken)
    assert f"“{most.name}”, {most.spoken} people" in bars(matrix)[0].alt


def test_every_text_can_be_read_on_its_ground_in_light_and_in_dark():
    for picture in every_kind():
        grounds = [
            (*(float(one.get(k)) for k in ("x", "y", "width", "height")), one.get("fill"))
            for one in root_of(picture).iter("{*}rect")
            if one.get("class").startswith("q-shade")
        ]
        for box in boxes(picture):
            x, y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            under = [f for u, v, w, h, f in grounds if u <= x <= u + w and v <= y <= v + h]
            assert contrast(box.fill, (under or [parts.PAPER])[-1]) >= 4.5, box
    for ground in (parts.PAPER, *parts.SHADES):
        assert contrast(parts.INK, ground) >= 4.5
        assert contrast(parts.ACCENT, ground) >= 3
    style = Path(parts.__file__).parents[1] / "html" / "templates" / "matrix.css"
    dark = style.read_text(encoding="utf-8").split("prefers-color-scheme: dark", 1)[1]
    colours = dict(re.findall(r"--(\w+):(#[0-9a-f]{6})", dark))
    for ground in ("page", "s1", "s2", "s3", "s4"):
        assert contrast(colours["ink"], colours[ground]) >= 4.5
        assert contrast(colours["accent"], colours[ground]) >= 3
    assert contrast(colours["quiet"], colours["page"]) >= 4.5


def test_shades_differ_in_grey_too():
    steps = itertools.pairwise((parts.PAPER, *parts.SHADES))
    assert all(contrast(lighter, darker) > 1.1 for lighter, darker in steps)


@pytest.mark.parametrize(
    "names", [None, [LONG], [HOSTILE], ["W" * 70], ["ŵ" * 40 + "-" + "y" * 40, "short"]]
)
def test_no_label_overlaps_another_or_is_cut_off(names: list[str] | None):
    for picture in every_kind(names):
        left, top, width, height = map(float, root_of(picture).get("viewBox").split())
        found = boxes(picture)
        for box in found:
            assert box.left >= left
            assert box.top >= top
            assert box.right <= left + width
            assert box.bottom <= top + height
        found.sort(key=lambda box: box.top)
        for at, box in enumerate(found):
            for other in found[at + 1 :]:
                if other.top >= box.bottom:
                    break
                assert not box.meets(other), (box, other)


def test_pages_are_no_taller_than_paper_and_have_every_row_once():
    matrix = renamed(spoken(sample(40)), [LONG, "Short"])
    for made in (bars(matrix), heat_map(matrix)):
        assert len(made) > 1
        assert all(0 < picture.height <= 22 for picture in made)
        assert [picture.width for picture in made] == [16.0] * len(made)
        assert sum(len(picture.numbers) - 1 for picture in made) == 40
        assert f"part 2 of {len(made)}" in made[1].title
    assert len(bars(spoken(sample(10)), most_rows=4)) == 3
    assert bars(spoken(sample(10)), width=24)[0].width == 24


@given(
    text=st.text(st.characters(exclude_categories=["Cs"]), max_size=200),
    width=st.floats(30, 300),
)
def test_lines_hold_every_word_and_fit(text: str, width: float):
    lines = wrapped(text, 9, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    for line in lines:
        # One letter with its marks cannot be broken.
        assert text_width(line, 9) <= width or len(line.strip()) <= 2


# ---- hostile text, files --------------------------------------------------------------------


def test_what_names_hold_is_text_and_nothing_else():
    for picture in every_kind([HOSTILE]):
        root = root_of(picture)
        tags = {etree.QName(one).localname for one in root.iter()}
        assert tags <= {"svg", "title", "desc", "rect", "path", "line", "text"}
        assert "<script" not in picture.svg
        assert not re.search("[\x00-\x09\x0b-\x1f\x7f\u202a-\u202e\u2066-\u2069]", picture.svg)
        assert "http" not in picture.svg.replace("http://www.w3.org/2000/svg", "")
        assert any("<script>" in (one.text or "") for one in root.iter("{*}text", "{*}desc"))


def pixels(data: bytes) -> tuple[int, int, bytes]:
    """Width and height of a PNG, and its rows as they are stored."""
    width, height = struct.unpack(">II", data[16:24])
    at, packed = 8, b""
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        packed += data[at + 8 : at + 8 + size] if kind == b"IDAT" else b""
        at += 12 + size
    return width, height, zlib.decompress(packed)


@pytest.mark.slow
def test_png_is_the_same_twice_of_the_right_size_and_not_blank():
    [picture] = heat_map(spoken(sample(6)))
    data = png(picture.svg)
    assert data == png(picture.svg)
    width, height, stored = pixels(data)
    assert abs(width - picture.width / 2.54 * 200) <= 1
    assert abs(height - picture.height / 2.54 * 200) <= 1
    assert len(set(stored)) > 30
    assert pixels(png(picture.svg, dpi=100))[0] == pytest.approx(width / 2, abs=1)
    with pytest.raises(ValueError):
        png("no picture")


def test_welsh_letters_are_drawn():
    def drawn(letter: str) -> bytes:
        drawing = parts.Drawing(40)
        drawing.text(5, 20, letter, size=16)
        return pixels(png(drawing.svg("A letter", "", 30)))[2]

    letters = [drawn(letter) for letter in "wŵyŷâêîôûẁẃẅ"]
    assert len(set(letters)) == len(letters)
    assert drawn(" ") not in letters


# ---- in the terminal ------------------------------------------------------------------------


@pytest.mark.slow
@pytest.mark.parametrize("width", [80, 100, 120])
@pytest.mark.parametrize("names", [None, [LONG], [HOSTILE]])
def test_the_terminal_shows_the_same_numbers_within_its_width(width: int, names: list[str] | None):
    matrix = spoken(sample(20))
    matrix = renamed(matrix, names) if names else matrix
    lines = bars_lines(matrix, width)
    assert all(len(line) <= width for line in lines)
    for row, line in zip(bar_rows(matrix), lines[1:], strict=False):
        found = re.search(r"(\d+) (░*)│(█*) (\d+) +(\d+) p", line)
        assert found, line
        less, left, right, well, people = found.groups()
        assert (int(less), int(well), int(people)) == (row.less, row.well, row.spoken)
        assert (bool(left), bool(right)) == (row.less > 0, row.well > 0)
    numbers = people_by_group(matrix)
    assert numbers
    shown = numbers_lines(numbers, width)
    assert all(len(line) <= width for line in shown)
    assert not any("\x1b" in line or "\u202e" in line for line in [*lines, *shown])
    if width >= 80 and not names:
        for row, line in zip(numbers.numbers, shown[4:], strict=False):
            found = [int(n) for n in re.findall(r" (\d+)(?: [░▒▓█]+|\s|$)", line)[-4:]]
            assert found == list(row)
