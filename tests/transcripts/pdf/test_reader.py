"""PDFs made line by line, as programs print them: what comes back are the paragraphs."""

import contextlib
import random
import textwrap
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.pdf.extraction import MOST_CHARACTERS, MOST_PAGES
from qualcode.transcripts.pdf.reader import read_pdf
from tests.examples import examples
from tests.transcripts.fuzzing import corpus, framed_pdf, mutated

#: x, y from the page's foot, text, and whether it is bold.
Placed = tuple[float, float, str, bool]
SIGN = 6.0  # Courier of ten points: every sign is as wide.
WORDS = (
    "school mentor helped because everybody moved foster carer office found weekly asked".split()
)


def made(
    pages: list[list[Placed]],
    *,
    rotate: float = 0,
    page_extra: list[bytes] | None = None,
    trailer: bytes = b"",
    catalog: bytes = b"",
    raw: bytes | None = None,
    packed: bool = False,
) -> bytes:
    """Return a PDF of pages with text in places; ``raw`` is a page's stream as it is."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R%s>>" % catalog,
        b"",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier/Encoding/WinAnsiEncoding>>",
        b"<</Type/Font/Subtype/Type1/BaseFont/Courier-Bold/Encoding/WinAnsiEncoding>>",
    ]
    kids = []
    for number, page in enumerate(pages):
        stream = b"".join(
            b"BT /F%d 10 Tf 1 0 0 1 %.2f %.2f Tm (%s) Tj ET\n"
            % (2 if bold else 1, x, y, escaped(text))
            for x, y, text, bold in page
        )
        stream = stream if raw is None else raw
        flate = b"/Filter/FlateDecode" if packed else b""
        stream = zlib.compress(stream) if packed else stream
        objects.append(b"<<%s/Length %d>>\nstream\n%s\nendstream" % (flate, len(stream), stream))
        extra = page_extra[number] if page_extra else b""
        objects.append(
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Contents %d 0 R%s"
            b"/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Rotate %d>>" % (len(objects), extra, rotate)
        )
        kids.append(b"%d 0 R" % len(objects))
    objects[1] = b"<</Type/Pages/Kids[%s]/Count %d>>" % (b" ".join(kids), len(kids))
    return framed_pdf(objects, trailer)


def escaped(text: str) -> bytes:
    raw = text.encode("cp1252")
    return raw.replace(b"\\", b"\\\\").replace(b"(", b"\\(").replace(b")", b"\\)")


def typeset(
    paragraphs: list[str],
    *,
    width: int = 70,
    indent: int = 0,
    hang: int = 0,
    space: float = 0,
    lines: int = 40,
    left: float = 72,
    bold: frozenset[int] = frozenset(),
) -> list[list[Placed]]:
    """Break paragraphs into lines of at most ``width`` signs, and these into pages."""
    pages: list[list[Placed]] = [[]]
    y = 760.0
    for number, paragraph in enumerate(paragraphs):
        wrapped = textwrap.wrap(
            paragraph, width, initial_indent=" " * indent, subsequent_indent=" " * hang,
            break_long_words=False, break_on_hyphens=False,
        )  # fmt: skip
        for line in wrapped:
            if len(pages[-1]) >= lines:
                pages.append([])
                y = 760.0
            text = line.lstrip(" ")
            pages[-1].append((left + SIGN * (len(line) - len(text)), y, text, number in bold))
            y -= 14
        y -= space
    return pages


def talk(turns: int, seed: int = 1) -> list[tuple[str, str]]:
    chance = random.Random(seed)

    def sentence() -> str:
        words = [chance.choice(WORDS) for _ in range(chance.randint(3, 17))]
        return " ".join(words).capitalize() + chance.choice(".?")

    return [
        ("Interviewer" if n % 2 == 0 else "Siân Lewis",
         " ".join(sentence() for _ in range(1 if n % 2 == 0 else chance.randint(1, 6))))
        for n in range(turns)
    ]  # fmt: skip


def turns(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in parsed.turns]


SAID = talk(24)
LABELLED = [f"{who}: {words}" for who, words in SAID]


@pytest.mark.parametrize(
    "how",
    [{}, {"space": 10}, {"indent": 4}, {"hang": 4}, {"width": 45}, {"space": 6, "lines": 17}],
    ids=["tight", "spaced", "indented", "hanging", "narrow", "short pages"],
)
def test_paragraphs_wrapped_over_lines_and_pages_are_whole_again(how: dict[str, int]):
    assert turns(read_pdf(made(typeset(LABELLED, **how)), "a.pdf")) == SAID


def test_running_heads_page_numbers_and_line_numbers_are_told_and_out_of_the_words():
    pages = typeset(LABELLED, lines=25)
    count = 0
    for number, page in enumerate(pages, 1):
        for _, y, _, _ in list(page):
            count += 1
            page.append((40 - SIGN * len(str(count)), y, str(count), False))
        page.insert(0, (72, 800, "Confidential – Study 12", False))
        page.append((290, 40, f"Page {number} of {len(pages)}", False))
    parsed = read_pdf(made(pages), "a.pdf")
    assert turns(parsed) == SAID
    notes = "\n".join(parsed.notes)
    assert f"{len(pages)} page numbers were left out" in notes
    assert f"“Confidential – Study 12” on {len(pages)} pages" in notes
    assert f"{count} numbers of lines in the margin were left out" in notes


def test_footnotes_do_not_come_between_the_words_of_a_page_and_the_next():
    pages = typeset(LABELLED, lines=30)
    stream = [
        b"".join(b"BT /F1 10 Tf 1 0 0 1 %.1f %.1f Tm (%s) Tj ET " % (x, y, escaped(text))
                 for x, y, text, _ in page) for page in pages
    ]  # fmt: skip
    stream[0] += b"BT /F1 7 Tf 1 0 0 1 72 60 Tm (1 A kind of school.) Tj 0 -9 Td (In Wales.) Tj ET"
    data = made(pages)
    for page, changed in zip(pages, stream, strict=True):
        old = made([page]).split(b"stream\n")[1].split(b"\nend")[0]
        data = data.replace(old, changed)
    parsed = read_pdf(data, "a.pdf")
    assert turns(parsed) == [*SAID, (None, "1 A kind of school. In Wales.")]
    assert any(note.startswith("1 footnotes or endnotes (7 words)") for note in parsed.notes)


def test_what_people_say_again_and_again_at_a_pages_top_stays():
    pages = [
        [(72, 760, f"P: {n}:0{n} is late", False), (72, 746, "I: And?", False)] for n in (1, 3, 8)
    ]
    assert "late" in read_pdf(made(pages), "a.pdf").turns[0].text


def test_two_columns_are_read_one_after_the_other():
    narrow = typeset(LABELLED, width=32, lines=36)
    pages = []
    for left, right in zip(narrow[::2], [*narrow[1::2], []], strict=False):
        pages.append([*left, *((x + 240, y - 3, text, b) for x, y, text, b in right)])
    parsed = read_pdf(made(pages), "a.pdf")
    assert turns(parsed) == SAID
    assert any("two columns" in note for note in parsed.notes)


def test_a_table_of_speakers_times_and_words():
    placed: list[Placed] = []
    y = 780.0
    said = SAID[:12]
    for n, (who, words) in enumerate(said):
        placed += [(72, y, who, False), (170, y, f"00:{n:02}:05", False)]
        for line in textwrap.wrap(words, 50):
            placed.append((240, y, line, False))
            y -= 12
    parsed = read_pdf(made([placed]), "a.pdf")
    assert turns(parsed) == said
    assert [turn.start_ms for turn in parsed.turns] == [n * 60_000 + 5_000 for n in range(12)]


def test_bold_type_tells_names_and_interviewers():
    bold = frozenset(n for n in range(len(SAID)) if n % 2 == 0)
    asked = [words.rstrip(".?") + ("?" if n in bold else ".") for n, (_, words) in enumerate(SAID)]
    parsed = read_pdf(made(typeset(asked, bold=bold)), "a.pdf")
    who = ["Interviewer", "Participant"] * (len(SAID) // 2)
    assert turns(parsed) == list(zip(who, asked, strict=True))
    named = [(72, 760 - 14 * n, w.upper(), True) for n, (w, _) in enumerate(SAID)]
    words = [(72 + SIGN * 13, 760 - 14 * n, "Yes and no.", False) for n in range(len(SAID))]
    both = [one for pair in zip(named, words, strict=True) for one in pair]
    assert {t.speaker for t in read_pdf(made([both]), "a.pdf").turns} == {
        "INTERVIEWER",
        "SIÂN LEWIS",
    }


def test_words_divided_at_a_lines_end():
    lines = ["I: Was the weather fine and did it go on being so, all of the sum-", "mer?",
             "P: The summer was fine, and so was the time I had with my support-", "worker then."]  # fmt: skip
    placed = [(72, 760 - 14 * n, line, False) for n, line in enumerate(lines)]
    parsed = read_pdf(made([placed]), "a.pdf")
    text = "\n".join(turn.text for turn in parsed.turns)
    assert "the summer?" in text
    assert "support-worker then" in text
    assert "words divided at a line's end: 1 joined, 1 left with their hyphen" in parsed.notes


@pytest.mark.parametrize("angle", [0, 90, 180, 270])
def test_pages_laid_out_across_and_turned_stamps(angle: int):
    cos, sin = {0: (1, 0), 90: (0, 1), 180: (-1, 0), 270: (0, -1)}[angle]
    stream = b""
    for n, line in enumerate(["I: What helped you?", "P: My mentor.", "I: How?", "P: She rang."]):
        along, down = 60, 20 * n
        x, y = 300 + along * cos + down * sin, 400 + along * sin - down * cos
        stream += b"BT /F1 10 Tf %d %d %d %d %d %d Tm (%s) Tj ET\n" % (
            cos, sin, -sin, cos, x, y, line.encode())  # fmt: skip
    stream += b"BT /F1 9 Tf %d %d %d %d 100 100 Tm (DRAFT) Tj ET\n" % (-sin, cos, -cos, -sin)
    parsed = read_pdf(made([[]], raw=stream, rotate=angle), "a.pdf")
    assert turns(parsed) == [("I", "What helped you?"), ("P", "My mentor."), ("I", "How?"),
                             ("P", "She rang."), (None, "DRAFT")]  # fmt: skip
    assert any("turned text (1 word)" in note for note in parsed.notes)


def test_what_is_besides_the_pages_words_is_kept_or_told():
    remark = b"<</Type/Annot/Subtype/Text/Rect[9 9 20 20]/Contents(check this place)>>"
    box = b"<</Type/Annot/Subtype/FreeText/Rect[9 9 20 20]/Contents(typed over it)>>"
    mark = b"<</Type/Annot/Subtype/Highlight/Rect[9 9 20 20]>>"
    filled = b"<</Type/Annot/Subtype/Widget/FT/Tx/T(a)/V(Cardiff)/Rect[9 9 20 20]>>"
    pages = [*typeset(LABELLED[:4]), []]
    extra = [b"/Annots[%s]" % b"".join([remark, box, mark, filled]), b""]
    parsed = read_pdf(made(pages, page_extra=extra), "a.pdf")
    assert turns(parsed) == [*SAID[:4], (None, "Cardiff"), (None, "typed over it")]
    notes = "\n".join(parsed.notes)
    for said in ("1 comments (3 words) were not imported", "1 highlights", "1 filled-in form fields",
                 "1 text boxes", "1 of 2 pages hold no text (page 2)"):  # fmt: skip
        assert said in notes


def _refused(data: bytes) -> str:
    with pytest.raises(BadInputError) as error:
        read_pdf(data, "a.pdf")
    assert error.value.where.startswith("a.pdf")
    assert error.value.mend
    return str(error.value)


@pytest.mark.slow
def test_files_without_words_or_made_to_do_harm_are_refused_in_a_line():
    picture = b"q 9 0 0 9 9 9 cm BI /W 1 /H 1 /CS /G /BPC 8 ID \x00 EI Q"
    assert "holds no text: its one page is a picture. Have the text" in _refused(
        made([[]], raw=picture)
    )
    locked = b"/Encrypt<</Filter/Standard/V 1/R 2/P -4/O(%s)/U(%s)>>/ID[(a)(a)]" % (
        b"o" * 32,
        b"u" * 32,
    )
    assert "protected with a password" in _refused(made([[]], trailer=locked))
    bomb = b" " * 60_000_000
    assert "unpacks to far more" in _refused(made([[]], raw=bomb, packed=True))
    twice = zlib.compress(zlib.compress(bomb))
    assert "unpacks to far more" in _refused(made([[]], raw=b"").replace(
        b"stream\n\nend", b"stream\n" + twice + b"\nend"))  # fmt: skip
    assert "damaged" in _refused(b"%PDF-1.7\n" + b"<<" * 5000)
    assert "is not a PDF" in _refused(b"words")
    assert f"{MOST_PAGES + 1:,} pages" in _refused(made([[] for _ in range(MOST_PAGES + 1)]))
    heap = b"".join(
        b"BT /F1 1 Tf 1 0 0 1 9 %d Tm (%s) Tj ET " % (y, b"word " * 200) for y in range(180)
    )
    assert "characters" in _refused(made([[]] * (MOST_CHARACTERS // 180_000 + 1), raw=heap))


@pytest.mark.parametrize("number", [b"1e38", b"-99999999", b"9" * 60, b"0", b"0.0000001"])
def test_numbers_that_no_page_has_do_no_harm(number: bytes):
    line = b"BT /F1 10 Tf 1 0 0 1 72 700 Tm (I: near) Tj ET BT /F1 %s Tf %s 0 0 %s %s %s Tm (far) Tj ET"
    parsed = read_pdf(made([[]], raw=line % ((number,) * 5)), "a.pdf")
    assert parsed.turns[0].text.startswith("near")


def test_letters_without_a_meaning_are_told():
    differences = b"/Encoding<</Type/Encoding/Differences[65/g1]>>"
    data = made(typeset(["I: A word.", "P: Yes."])).replace(
        b"/Encoding/WinAnsiEncoding", differences, 1
    )
    parsed = read_pdf(data, "a.pdf")
    assert parsed.turns[0].text in ("A word.", "\ufffd word.")
    assert ("\ufffd" in parsed.turns[0].text) == any("no meaning" in note for note in parsed.notes)


_word = st.text(st.sampled_from("abcdefghijklmnopqrstuvwxyzABCéïâŵ’?!".replace("ŵ", "ô")), min_size=1,
                max_size=12)  # fmt: skip


@pytest.mark.slow
@given(
    st.lists(st.lists(_word, min_size=1, max_size=60), min_size=1, max_size=12),
    st.integers(30, 80),
    st.sampled_from([0, 8]),
)
@settings(max_examples=examples(60))
def test_no_word_is_lost(paragraphs: list[list[str]], width: int, space: int):
    labelled = [f"{'IP'[n % 2]}: {' '.join(words)}" for n, words in enumerate(paragraphs)]
    parsed = read_pdf(made(typeset(labelled, width=width, space=space)), "a.pdf")
    read = " ".join(f"{t.speaker}: {t.text}" if t.speaker else t.text for t in parsed.turns)
    assert "".join(read.split()) == "".join("".join(labelled).split())


@pytest.mark.slow
@given(st.integers(0, 10**9))
@settings(max_examples=examples(40))
def test_damaged_files_are_read_or_refused(seed: int):
    chance = random.Random(seed)
    whole = [made(typeset(LABELLED)), made(typeset(LABELLED), packed=True)]
    data = mutated(chance.choice(whole), chance, [*whole, corpus()["plain.txt"]])
    with contextlib.suppress(BadInputError):
        read_pdf(data, "a.pdf")
