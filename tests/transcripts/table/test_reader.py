"""Transcripts in columns: what is found out about the columns, and what a workbook also holds."""

import contextlib
import csv
import io
import random
import unicodedata
import zipfile
from collections.abc import Sequence
from html import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.text.unseen import spelt_out
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.table.reader import read_table
from tests.examples import examples
from tests.transcripts.fuzzing import mutated

Turns = list[tuple[str | None, str, int | None]]
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELS = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACK = "http://schemas.openxmlformats.org/package/2006"
SAID = [
    ("I", "What helped you?"),
    ("P1", "My mentor, she rang."),
    ("I", "And?"),
    ("P1", "Siân did."),
]


def as_csv(
    rows: Sequence[Sequence[object]], delimiter: str = ",", encoding: str = "utf-8"
) -> bytes:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(rows)
    return out.getvalue().encode(encoding)


def cells(*row: str) -> str:
    """Return a row of a sheet; a cell that begins with ``<c`` stands as it is."""
    made = [
        cell if cell.startswith("<c") else f'<c t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for cell in row
    ]
    return f"<row>{''.join(made)}</row>"


def xlsx(*sheets: str, states: Sequence[str] = (), after: str = "", **members: bytes) -> bytes:
    """Return a workbook; ``states`` are the sheets', ``after`` goes behind each sheet's rows."""
    out = io.BytesIO()
    listed, related = "", ""
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for number, rows in enumerate(sheets, 1):
            state = states[number - 1] if states else "visible"
            listed += (
                f'<sheet name="S{number}" sheetId="{number}" state="{state}" r:id="r{number}"/>'
            )
            related += (f'<Relationship Id="r{number}" Type="{RELS}/worksheet" '
                        f'Target="worksheets/sheet{number}.xml"/>')  # fmt: skip
            archive.writestr(
                f"xl/worksheets/sheet{number}.xml",
                f'<worksheet xmlns="{MAIN}"><sheetData>{rows}</sheetData>{after}</worksheet>',
            )
        related += f'<Relationship Id="s" Type="{RELS}/styles" Target="styles.xml"/>'
        # Style 1 is a time of day, style 2 hours beyond a day, style 3 a date.
        formats = '<numFmt numFmtId="164" formatCode="[h]:mm:ss"/>'
        looks = "".join(f'<xf numFmtId="{n}"/>' for n in (0, 21, 164, 14))
        archive.writestr(
            "xl/styles.xml",
            f'<styleSheet xmlns="{MAIN}"><numFmts count="1">{formats}</numFmts>'
            f'<cellXfs count="4">{looks}</cellXfs></styleSheet>',
        )
        archive.writestr("[Content_Types].xml", f'<Types xmlns="{PACK}/content-types"/>')
        archive.writestr(
            "_rels/.rels",
            f'<Relationships xmlns="{PACK}/relationships"><Relationship Id="r1" '
            f'Type="{RELS}/officeDocument" Target="xl/workbook.xml"/></Relationships>',
        )
        archive.writestr(
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{RELS}"><sheets>{listed}</sheets></workbook>',
        )
        archive.writestr(
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACK}/relationships">{related}</Relationships>',
        )
        for name, content in members.items():
            archive.writestr(name.replace("__", "/") + ".xml", content)
    return out.getvalue()


def ods(rows: str) -> bytes:
    space = "urn:oasis:names:tc:opendocument:xmlns:"
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f'<office:document-content xmlns:office="{space}office:1.0" xmlns:text="{space}text:1.0" '
            f'xmlns:table="{space}table:1.0"><office:body><office:spreadsheet>'
            f'<table:table table:name="T">{rows}</table:table></office:spreadsheet></office:body>'
            "</office:document-content>",
        )
        archive.writestr("META-INF/manifest.xml", "<manifest/>")
    return out.getvalue()


def ods_row(*row: str, more: str = "", times: int = 1) -> str:
    made = "".join(
        f'<table:table-cell office:value-type="string"><text:p>{cell}</text:p></table:table-cell>'
        for cell in row
    )
    return f'<table:table-row table:number-rows-repeated="{times}">{made}{more}</table:table-row>'


def read(data: bytes, name: str = "a.csv") -> Parsed:
    return read_table(data, name)


def turns(parsed: Parsed) -> Turns:
    return [(turn.speaker, turn.text, turn.start_ms) for turn in parsed.turns]


PLAIN: Turns = [(who, words, None) for who, words in SAID]


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_delimiters_and_encodings_are_found_out(delimiter: str, encoding: str):
    assert turns(read(as_csv([("Speaker", "Text"), *SAID], delimiter, encoding))) == PLAIN


@pytest.mark.parametrize(
    ("heads", "row", "start"),
    [
        (("Speaker", "Start time", "End time", "Text"), ("0:01:05", "0:01:09"), 65_000),
        (("Speaker Name", "Start (s)", "End (s)", "Transcript"), ("65.25", "69.5"), 65_250),
        (("speaker", "start_ms", "end_ms", "words"), ("65250", "69500"), 65_250),
        (("Name", "Timecode In", "Out", "Dialogue"), ("00:01:05.250", ""), None),
        (("SPEAKER", "In", "Out", "Content"), ("00:01:05,250", "00:01:09,500"), 65_250),
    ],
    ids=range(5),
)
def test_headings_and_times_of_services(
    heads: tuple[str, ...], row: tuple[str, str], start: int | None
):
    more = [(who, *row, words) for who, words in SAID]
    # Seconds go forward, as a column of numbers must to be times.
    more[-1] = (SAID[-1][0], row[0].replace("5", "9", 1) if start else row[0], row[1], SAID[-1][1])
    parsed = read(as_csv([heads, *more]))
    spoken = [turn for turn in parsed.turns if turn.speaker]
    assert [(t.speaker, t.text) for t in spoken] == SAID
    assert spoken[0].start_ms == start


def test_columns_without_headings_and_rows_that_go_on():
    rows = [("1", "00:00:01", "I", "What helped you?"), ("2", "00:00:04", "P1", "My mentor."),
            ("3", "", "", "She rang."), ("4", "00:00:09", "I", "And?"), ("5", "00:00:11", "P1", "No.")]  # fmt: skip
    parsed = read(as_csv(rows))
    assert turns(parsed) == [("I", "What helped you?", 1000), ("P1", "My mentor.\nShe rang.", 4000),
                             ("I", "And?", 9000), ("P1", "No.", 11_000)]  # fmt: skip
    assert "column 1 of 5 row numbers was left out" in parsed.notes


def test_other_columns_and_titles_are_kept_or_told():
    rows = [("Interview 7", "", "", "", ""), ("Speaker", "Text", "Confidence", "Language", "Memo"),
            *((who, words, "0.9", "en", "nods" if who == "P1" else "") for who, words in SAID),
            ("I", "", "0.9", "en", "")]  # fmt: skip
    parsed = read(as_csv(rows))
    nods = (None, "nods", None)
    assert turns(parsed) == [
        (None, "Interview 7", None),
        PLAIN[0],
        PLAIN[1],
        nods,
        PLAIN[2],
        PLAIN[3],
        nods,
        (None, "I", None),
    ]
    assert set(parsed.notes) == {
        "column “Confidence” of 5 numbers or dates was left out",
        "column “Language” says “en” throughout, and was left out",
        "column “Memo”: 2 cells (2 words) were kept as text that nobody speaks",
        "1 row with a speaker and no words was kept as text that nobody speaks",
    }


def test_times_of_excel():
    clock = cells("Start", "Speaker", "Text")
    day = cells('<c s="1"><v>0.000752314814814815</v></c>', "I", "One.")
    long = cells('<c s="2"><v>1.04166666666667</v></c>', "P1", "Two.")
    assert turns(read(xlsx(clock + day + long), "a.xlsx")) == [
        ("I", "One.", 65_000), ("P1", "Two.", 90_000_000)]  # fmt: skip
    # 12:30 typed for minutes and seconds is half past twelve for Excel.
    typed = "".join(
        cells(f'<c s="2"><v>{hour / 24:.9f}</v></c>', "IP"[n % 2], "Word.")
        for n, hour in enumerate((0.5, 6, 12.5))
    )
    parsed = read(xlsx(clock + typed), "a.xlsx")
    assert [turn.start_ms for turn in parsed.turns] == [30_000, 360_000, 750_000]
    assert any("minutes and seconds" in note for note in parsed.notes)
    wall = as_csv([("Time", "Speaker", "Text"), ("2026-03-04 10:15:00", "I", "a"),
                   ("2026-03-04 10:16:05", "P1", "b")])  # fmt: skip
    assert [turn.start_ms for turn in read(wall).turns] == [0, 65_000]


def test_what_a_workbook_also_holds_is_told():
    talk = cells("Speaker", "Text", "Date") + "".join(cells(*row) for row in SAID)
    talk += cells(
        "P1", '<c t="str"><f>A1&amp;B1</f><v>made up</v></c>', '<c s="3"><v>46085</v></c>'
    )
    talk += cells("P1", '<c t="e"><v>#REF!</v></c>') + cells("P1", "<c><f>B1</f></c>")
    talk += '<row hidden="1"><c t="inlineStr"><is><t>I</t></is></c></row>'
    other = cells("Key", "Value") + cells("Date", "May")
    remark = (
        f'<comments xmlns="{MAIN}"><commentList><comment ref="A1"><text><t>look at this</t></text>'
    )
    data = xlsx(
        other, talk, talk, states=("visible", "visible", "hidden"),
        after='<mergeCells count="1"><mergeCell ref="A2:A3"/></mergeCells>',
        xl__comments1=(remark + "</comment></commentList></comments>").encode(),
    )  # fmt: skip
    parsed = read(data, "a.xlsx")
    assert ("P1", "made up", None) in turns(parsed)
    notes = "\n".join(parsed.notes)
    for said in ("sheet “S1” (4 words) was not imported", "hidden sheet “S3”", "a transcript too",
                 "2 cells hold an error", "2 formulas have no value", "4 formulas: their values",
                 "2 hidden rows", "1 comments on cells (3 words)", "3 merged cells", "column “Date” of 1 numbers"):  # fmt: skip
        assert said in notes, said


def test_a_book_of_opendocument():
    end = '<table:table-cell table:number-columns-repeated="16000"/>'
    rows = ods_row("Speaker", "Text", more=end) + "".join(ods_row(*row, more=end) for row in SAID)
    rows += f'<table:table-row table:number-rows-repeated="1000000">{end}</table:table-row>'
    assert turns(read(ods(rows), "a.ods")) == PLAIN


def test_a_table_of_something_else_says_what_to_do():
    with pytest.raises(BadInputError) as error:
        read(as_csv([("ID", "Group", "What helped?"), ("1", "a", "My mentor")]))
    assert "its columns are “ID”, “Group”, “What helped?”" in error.value.message
    assert "--survey question or --survey respondent" in error.value.mend


far = f'<row r="1">{cells("a")[5:-6]}</row><row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'


@pytest.mark.parametrize(
    ("data", "name", "says"),
    [
        (xlsx(far), "a.xlsx", "cells far beyond"),
        (xlsx(far.replace('"XFD1048576"', "'XFD1048576'")), "a.xlsx", "cells far beyond"),
        (xlsx('<row><c x=">" r="XFD1048576"><v>1</v></c></row>'), "a.xlsx", "cells far beyond"),
        (xlsx('<row><c r="&#88;FD1048576"><v>1</v></c></row>'), "a.xlsx", "damaged table"),
        (ods(ods_row("a", times=9_999_999)), "a.ods", "cells far beyond"),
        (ods(ods_row("a", "b", times=1) + ods_row(times=9_999_999) + ods_row("a")), "a.ods", "far beyond"),
        (xlsx("<row>" * 9000), "a.xlsx", "damaged table"),
        (b"PK\x03\x04" + b"x" * 200, "a.xlsx", "damaged workbook"),
        (b"\xd0\xcf\x11\xe0" + "EncryptedPackage".encode("utf-16-le"), "a.xlsx", "with a password"),
        (b"\xd0\xcf\x11\xe0" + bytes(600), "a.xls", "damaged table"),
        (b"\x89PNG" + bytes(600), "a.xlsx", "damaged table"),
        (b"a,b\n" * 2 + b'c,"' + b"d" * 1_500_000, "a.csv", "a.csv:3: cannot be read as a table"),
        (b"," * 5000, "a.csv", "5,001 columns"),
        (b",\n,\n", "a.csv", "holds an empty table"),
    ],
    ids=range(14),
)  # fmt: skip
def test_tables_made_to_do_harm_are_refused(data: bytes, name: str, says: str):
    with pytest.raises(BadInputError) as error:
        read(data, name)
    assert says in str(error.value)
    assert error.value.mend


def test_empty_cells_far_out_do_no_harm():
    look = '<row r="1048576" spans="1:1"><c r="XFD1048576" s="1"/></row>'
    rows = cells("Speaker", "Text") + "".join(cells(*row) for row in SAID)
    assert turns(read(xlsx(rows + look), "a.xlsx")) == PLAIN


_cell = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Cf", "Cs", "Zl", "Zp", "Zs", "Co",
                                                                 "Cn", "Mn")), max_size=30)  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.tuples(st.sampled_from(["I", "P1", "P2"]), _cell), min_size=1, max_size=20),
       st.sampled_from([",", ";", "\t"]))  # fmt: skip
def test_no_word_is_lost(rows: list[tuple[str, str]], delimiter: str):
    given_rows = [(who, f"so {words}") for who, words in rows]
    parsed = read(as_csv([("Speaker", "Text"), *given_rows], delimiter))
    said = [
        (who, unicodedata.normalize("NFC", spelt_out(words)[0]).strip())
        for who, words in given_rows
    ]
    assert [(turn.speaker, turn.text) for turn in parsed.turns] == said


@given(st.integers(0, 10**9))
@settings(max_examples=examples(60))
def test_damaged_files_are_read_or_refused(seed: int):
    chance = random.Random(seed)
    whole = {
        "a.csv": as_csv([("Speaker", "Text"), *SAID]),
        "a.xlsx": xlsx(cells("Speaker", "Text") + "".join(cells(*row) for row in SAID)),
        "a.ods": ods(ods_row("Speaker", "Text") + "".join(ods_row(*row) for row in SAID)),
    }
    name = chance.choice(sorted(whole))
    with contextlib.suppress(BadInputError):
        read(mutated(whole[name], chance, list(whole.values())), name)


def test_words_beside_a_time_or_a_number_are_kept():
    rows = [["No.", "Time", "End", "Speaker", "Text"]]
    for n in range(10):
        who, words = SAID[n % 4]
        rows.append([str(n + 1), f"[00:0{n}:10]", f"0:0{n}:50", who, words])
    rows[3][1] += " SHOWING HER THE MAP"
    rows[5][2] = "the tape stops here"
    rows[7][0] = "7, out of order"
    found = read_table(as_csv(rows), "x.csv")
    nobodys = [t.text for t in found.turns if t.speaker is None]
    assert nobodys == ["SHOWING HER THE MAP", "the tape stops here", "7, out of order"]
    assert [t.text for t in found.turns if t.speaker] == [SAID[n % 4][1] for n in range(10)]
    assert (
        "column “Time”: 1 cell has words and was kept as text that nobody speaks (4 words)"
        in found.notes
    )
