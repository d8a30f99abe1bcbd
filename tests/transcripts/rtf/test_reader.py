import contextlib
import random
import unicodedata

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.text.unseen import spelt_out
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.rtf.reader import read_rtf
from qualcode.transcripts.rtf.walk import DEEPEST, MOST_TOKENS
from tests.examples import examples
from tests.transcripts.read import astray

FONTS = (
    r"{ \fonttbl{\f0\fswiss\fcharset0 Calibri;}{\f1\fnil\fcharset204{\*\fname Arial;}Arial Cyr;}"
    r"{\f2\fnil\fcharset128 MS Mincho;}{\f3\fnil\fcharset2 Wingdings;}}"
)


def read(body: str | bytes, head: str = r"\ansi\ansicpg1252\deff0" + FONTS) -> Parsed:
    data = body.encode("cp1252") if isinstance(body, str) else body
    return read_rtf(b"{\\rtf1" + head.encode() + b"\\pard " + data + b"}", "x.rtf")


def turns(body: str, **more: str) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in read(body, **more).turns]


def words(body: str | bytes, **more: str) -> str:
    """Return the words of a file of one paragraph."""
    (turn,) = read(body, **more).turns
    return turn.text


def told(body: str) -> str:
    return "\n".join(read(body).notes)


def test_f4_marks_become_times():
    found = read(
        r"I: How is it? #00:00:05-3#\par P: Well, #00:00:09-0# fine. #00:00:15-3#\par"
        r"\par I: And? #00:01:02-3#\par"
    )
    assert [(t.speaker, t.text, t.start_ms, t.times) for t in found.turns] == [
        ("I", "How is it?", None, ()),
        ("P", "Well, fine.", 5_300, ((6, 9_000),)),
        ("I", "And?", 15_300, ()),
    ]
    assert any("4 time marks" in note for note in found.notes)


@pytest.mark.parametrize(
    ("body", "text"),
    [
        (r"Si\'e2n \'93well\'94 \endash  \lquote yes\rquote", "Siân “well” – ‘yes’"),
        (r"\uc1 \u373?ell \u-8?", "ŵell \ufff8"),
        (r"\uc2\u8364\'80\'80 {\uc0\u373 ell}\u373 ab", "€ ŵellŵ"),
        (r"\u373\rquote\u160\~x", "ŵ\xa0x"),
        (r"{\u55357?}{\u56832?} \u55357? end", "😀 \ufffd end"),
        (r"{\f1 \'cf\'f0\'e8\'e2\'e5\'f2} \'cf", "Привет Ï"),
        (r"{\f2 \'83A\'82\'a0}b", "アあb"),
        (r"{\f3 \'b7\'4a\'fc}", "•J\ufffd"),
        (r"\u-3913?", "\ufffd"),
        (r"a\~b\_c\-d\{\\\}\tab e", "a\xa0b-cd{\\}\te"),
        (r"a\'gg\'81b", "agg\ufffdb"),
        ("one\r\n two\x00", "one two"),
        (r"a{\upr{a}{\*\ud\uc0{\u373 }}}b", "aŵb"),
    ],
)
def test_letters(body: str, text: str):
    assert words(body) == text


def test_letters_of_other_systems():
    assert words(r"caf\'8e", head=r"\mac\deff0") == "café"
    assert words(r"\'b3\'f3w", head=r"\ansi\ansicpg1250") == "łów"
    assert words(r"\'82", head=r"\pc") == "é"
    assert words("Siân ŵ".encode()) == "Siân ŵ"
    assert words(r"x\'e9", head=r"\ansi\ansicpg99999") == "xé"


def test_bold_names_from_a_style_of_bold_off_and_plain():
    body = r"\b Researcher:\b0  How {\b is} it?\par\plain{\b Jo Price:} Fine.\par" * 2
    assert turns(body) == [("Researcher", "How is it?"), ("Jo Price", "Fine.")] * 2


def test_textedits_line_ends_and_headings():
    head = r"\ansi{\stylesheet{\ql Normal;}{\s1\b heading 1;}{\s2\outlinelevel0 Kop;}}"
    found = turns(
        "{\\s1 Interview 4\\par}\\pard I: How?\\\nP1: Well.\\\n\\s2 Part\\par\\pard and more.",
        head=head,
    )
    assert found == [(None, "Interview 4"), ("I", "How?"), ("P1", "Well."), (None, "Part"),
                     ("P1", "and more.")]  # fmt: skip


def row(*cells: str) -> str:
    inside = "".join(rf"\pard\intbl {cell}\cell" for cell in cells)
    return rf"\trowd\cellx100\cellx900 {inside}{{\trowd\row}}"


def test_a_table_of_speakers():
    body = row("Speaker", "Time", "Text") + row("I", "0:01", "How?") + row(
        "P", "0:02", r"Well.\par More.\par{\itap2 inner\nestcell{\nonesttables\par}\nestrow}"
    ) + r"\pard The end.\par"  # fmt: skip
    found = read(body)
    assert [(t.speaker, t.text, t.start_ms) for t in found.turns] == [
        (None, "Speaker | Time | Text", None), ("I", "How?", 1000),
        ("P", "Well.\nMore.\ninner", 2000), (None, "The end.", None)]  # fmt: skip


def test_a_header_table_and_cells_that_never_end():
    body = row("Date", "12 May") + row("Interviewer", "Jane") + r"\pard I: How?\par P: Well.\par"
    assert turns(body) == [(None, "Date | 12 May"), (None, "Interviewer | Jane"), ("I", "How?"),
                           ("P", "Well.")]  # fmt: skip
    assert turns(r"\trowd\intbl one\cell two\pard\par after") == [(None, "one"), (None, "two"), (None, "after")]  # fmt: skip


EXTRAS = {
    r"{\header\pard Draft one\par}": "1 page headers (2 words) were not imported",
    r"{\footerf\pard page {\field{\*\fldinst PAGE}{\fldrslt 3}}\par}": "1 page footers (2 words)",
    r"{\*\atnid AB}{\*\atnauthor Ann Bee}\chatn{\*\annotation{\*\atndate 1}\pard ask again\par}":
        "1 comments (2 words) were not imported",
    r"{\*\shppict{\pict\pngblip 89504e47}}{\nonshppict{\pict\wmetafile8 0102}}":
        "1 pictures were not imported",
    "{\\pict\\bin5 }{}\\x}": "1 pictures were not imported",
    r"{\object{\*\objdata 0105}{\result{\pict 00}}}": "1 embedded objects were not imported",
    r"{\listtext\pard\plain 1.\tab}": "1 paragraphs have automatic numbers",
    r"{\xe school}": "1 entries for an index",
    r"{\*\strange some words here}": "1 texts of an unknown kind (\\strange) were not imported",
    r"{\deleted oldword}": "tracked changes read as accepted: 0 insertions, 1 deletions",
    r"{\info{\title Not words}}{\*\bkmkstart a b}{\*\generator X y z;}{\*\rsidtbl 1}": "",
    r"{\field{\*\fldinst{SYMBOL 74 \\f Wingdings}}{\fldrslt}}": "1 signs of special fonts",
}  # fmt: skip


@pytest.mark.parametrize("extra", EXTRAS)
def test_what_is_no_word_of_the_page_is_told(extra: str):
    found = read(r"I: How?\par P: We" + extra + r"ll.\par")
    texts = [t.text.replace("\ufffd", "") for t in found.turns]
    assert texts == ["How?", "Well."]
    assert EXTRAS[extra] in "\n".join(found.notes)
    assert found.notes if EXTRAS[extra] else not found.notes


def test_words_beside_the_page_are_imported():
    body = (
        r"I: How?\par P: We{\*\footnote\pard\chftn  see below\par}ll {\v secret }"
        r'{\revised new}{\field{\*\fldinst HYPERLINK "http://x.org"}{\fldrslt link}}'
        r"{\shp{\*\shpinst{\sp{\sn a}{\sv no}}{\shptxt\pard boxed\par}}{\shprslt boxed}}"
        r"{\mmath{\*\moMath{\mr a+b}}}.\par I: And?\par"
    ).replace(r"\*\footnote", r"\footnote")
    assert turns(body) == [("I", "How?"), ("P", "Well secret newlinka+b."), (None, "boxed"),
                           ("I", "And?"), (None, "see below")]  # fmt: skip
    for said in ("hidden text (1 word) was imported", "1 insertions", "1 text boxes", "1 links",
                 "1 footnotes or endnotes (2 words)"):  # fmt: skip
        assert said in told(body)


def test_a_deleted_paragraph_end_joins():
    assert turns(r"I: How{\deleted\par{\footnote\pard\plain gone\par}} is it?\par P: Well.") == [("I", "How is it?"), ("P", "Well.")]  # fmt: skip


@pytest.mark.parametrize(
    ("data", "texts"),
    [
        (b"{\\rtf1 I: a\\par P: b", ["a", "b"]),
        (b"{\\rtf1 I: a\\par}} P: b\\par}", ["a", "b"]),
        (b"{\\rtf1 I: a\\par P: b{\\pict 00", ["a", "b"]),
        (b"{\\rtf1 I: a\\par{\\pict\\bin99999999 x}P: b\\par}", ["a", "b"]),
        (b"\xef\xbb\xbf{\\rtf1 I: a\\par P: b}\x00\n", ["a", "b"]),
    ],
    ids=range(5),
)
def test_damaged_files_keep_their_words(data: bytes, texts: list[str]):
    found = read_rtf(data, "x.rtf")
    assert [t.text for t in found.turns] == texts
    damaged = "braces do not match" in (said := "\n".join(found.notes)) or "binary" in said
    assert damaged or data.endswith(b"}\x00\n")


@pytest.mark.slow
@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"I: plain text", "is not rich text"),
        (b"PK\x03\x04", "a zip archive or an Office file"),
        (b"{\\rtf1 " + b"{" * 10_000 + b"I: a" + b"}" * 10_000 + b"}", "deep"),
        (b"{\\rtf1 " + b"{}" * MOST_TOKENS, "pieces of formatting"),
        (b"{\\rtf1{\\pict " + b"{" * (MOST_TOKENS + 1), "pieces of formatting"),
        (b"{\\rtf1 " + b"a\\par " * 200_001, "200,000 paragraphs"),
    ],
    ids=range(6),
)
def test_hostile_files_get_one_line(data: bytes, says: str):
    with pytest.raises(BadInputError) as error:
        read_rtf(data, "a.rtf")
    assert says in str(error.value)
    assert str(error.value).startswith("a.rtf: ")
    assert error.value.mend


def test_what_is_just_within_the_limits_is_read():
    inner = DEEPEST - 2
    assert words("{" * inner + "hello" + "}" * inner) == "hello"
    assert words("word " * 400_000).count("word") == 400_000


letters = st.characters(codec="utf-8", exclude_categories=["Cc", "Co", "Cn"]).filter(
    lambda char: char not in "\u2028\u2029\ufeff" and not 0xFFF0 <= ord(char) <= 0xFFFF
)
run = st.tuples(st.text(letters | st.sampled_from("ab é{}\\"), max_size=12), st.booleans())
start = st.sampled_from(["I: ", "P1: ", "Jo Price", "Jo  0:04", "", ""])


def escaped(text: str, draw: random.Random) -> str:
    """Return text as RTF, each letter in one of the ways that it can be written in."""
    out = []
    for char in text:
        if char in "{}\\":
            out.append("\\" + char)
        elif char.isascii():
            out.append(char)
        elif len(byte := char.encode("cp1252", "ignore")) == 1 and draw.random() < 0.5:
            out.append(f"\\'{byte[0]:02x}")
        else:
            units = char.encode("utf-16-be")
            for at in range(0, len(units), 2):
                unit = int.from_bytes(units[at : at + 2], "big", signed=draw.random() < 0.5)
                out.append(f"\\u{unit}" + draw.choice(["?", "\\'3f"]))
    return "".join(out)


@pytest.mark.slow
@given(st.lists(st.tuples(start, st.lists(run, max_size=3), st.booleans()), max_size=6),
       st.integers(0, 99))  # fmt: skip
@settings(max_examples=examples(60))
def test_no_word_is_lost(paragraphs: list, seed: int):
    draw = random.Random(seed)
    whole = body = ""
    for who, runs, in_table in paragraphs:
        body += r"\pard" + (r"\trowd\intbl " if in_table else " ")
        for text, bold in [(who, draw.random() < 0.5), *runs]:
            whole += text
            body += f"{{\\b {escaped(text, draw)}}}" if bold else escaped(text, draw)
        body += r"\cell\row" if in_table else r"\par"
        whole += "\n"
    found = read(body)
    if any("a guess" in n for n in found.notes):
        return
    assert not astray(unicodedata.normalize("NFC", spelt_out(whole)[0]), found.turns)


WHOLE = (
    r"{\rtf1\ansi\ansicpg1252\deff0" + FONTS + r"{\stylesheet{\s1 heading 1;}}{\header h\par}"
    r"\pard\b I:\b0  How #00:00:01-0#\par P1: \u373?\'e9{\footnote\pard n\par}{\pict\bin3 }}}}"
    + row("a", "b") + r"\pard{\f2 \'83A}{\deleted x\par}{\shptxt y}\par}"
).encode()  # fmt: skip
pieces = st.sampled_from([b"{", b"}", b"\\", b"\\par ", b"\\cell", b"\\row", b"{\\*\\x", b"\\bin9",
                          b"\\u-1", b"\\'e", b"{\\footnote ", b"\\intbl", b"\\f9999999999 ", b"\0"])  # fmt: skip


@pytest.mark.slow
@given(st.lists(st.tuples(st.integers(0, len(WHOLE)), st.integers(0, 40), pieces | st.binary(max_size=4)),
                min_size=1, max_size=6))  # fmt: skip
def test_mangled_files_are_read_or_refused(changes: list[tuple[int, int, bytes]]):
    data = WHOLE
    for at, length, put in changes:
        data = data[:at] + put + data[at + length :]
    with contextlib.suppress(BadInputError):
        read_rtf(data, "x.rtf")
