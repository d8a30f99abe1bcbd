import contextlib
import io
import re
import unicodedata
import zipfile
from collections import Counter
from xml.sax.saxutils import escape

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.transcripts.odt.reader import read_odt
from qualcode.transcripts.parsed import Parsed
from tests.examples import examples

URN = "urn:oasis:names:tc:opendocument:xmlns:{}:1.0"
NAMES = {
    "office": "office", "style": "style", "text": "text", "table": "table", "draw": "drawing",
    "fo": "xsl-fo-compatible", "svg": "svg-compatible",
}  # fmt: skip
DECLARED = " ".join(f'xmlns:{short}="{URN.format(name)}"' for short, name in NAMES.items())
BOLD = '<style:text-properties fo:font-weight="bold"/>'
STYLES = f"""
<style:style style:name="B" style:family="text">{BOLD}</style:style>
<style:style style:name="Off" style:family="text" style:parent-style-name="B">
  <style:text-properties fo:font-weight="normal"/></style:style>
<style:style style:name="PB" style:family="paragraph">{BOLD}</style:style>
<style:style style:name="P1" style:family="paragraph" style:parent-style-name="PB"/>
<style:style style:name="P2" style:family="paragraph" style:parent-style-name="Title"/>
<style:style style:name="H" style:family="text">
  <style:text-properties text:display="none"/></style:style>
"""
TEXT = "application/vnd.oasis.opendocument.text"


def odt(body: str, *, pages: str = "", kind: str = TEXT, **members: str | bytes) -> bytes:
    def part(name: str, inside: str) -> str:
        return f'<?xml version="1.0"?><office:document-{name} {DECLARED}>{inside}</office:document-{name}>'

    content = f"<office:automatic-styles>{STYLES}</office:automatic-styles>"
    content += f"<office:body><office:text>{body}</office:text></office:body>"
    title = '<style:style style:name="Title" style:family="paragraph"/>'
    masters = f"<office:master-styles><style:master-page>{pages}</style:master-page></office:master-styles>"
    files = {
        "mimetype": kind,
        "content.xml": part("content", content),
        "styles.xml": part("styles", f"<office:styles>{title}</office:styles>{masters}"),
        "META-INF/manifest.xml": "<manifest/>",
        **{name.replace("__", "/").replace("_xml", ".xml"): made for name, made in members.items()},
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", 8) as archive:
        for name, made in files.items():
            archive.writestr(name, made)
    return out.getvalue()


def read(body: str, **more: str) -> Parsed:
    return read_odt(odt(body, **more), "x.odt")


def turns(body: str) -> list[tuple[str | None, str]]:
    return [(t.speaker, t.text) for t in read(body).turns]


def p(*pieces: str, style: str = "") -> str:
    return f'<text:p text:style-name="{style}">{"".join(pieces)}</text:p>'


def bold(text: str) -> str:
    return f'<text:span text:style-name="B">{text}</text:span>'


ASKED = p("I: How?") + p("P: Well.")


def test_bold_names_titles_and_headings():
    body = p("Interview 4", style="P2") + '<text:h text:outline-level="1">Part</text:h>'
    body += (p(bold("Researcher"), "<text:tab/>How?") + p(bold("Jo <text:span>Price</text:span>"),
             "<text:tab/>We ", '<text:span text:style-name="Off">were</text:span>')) * 2  # fmt: skip
    assert turns(body) == [(None, "Interview 4"), (None, "Part"),
                           *[("Researcher", "How?"), ("Jo Price", "We were")] * 2]  # fmt: skip


def test_an_interviewer_set_in_bold_by_the_paragraphs_style():
    body = "".join(p(f"How {n}?", style="P1") + p(f"it was {n}.") for n in range(3))
    assert [who for who, _ in turns(body)] == ["Interviewer", "Participant"] * 3


def test_leading_tabs_and_a_participant_without_a_label():
    body = "".join(
        p(f"<text:tab/>MODERATOR: How {n}?") + p(f"<text:tab/>It was {n}.") for n in range(4)
    )
    assert turns(body)[:2] == [("MODERATOR", "How 0?"), ("Participant", "It was 0.")]


def test_spaces_tabs_and_line_ends():
    body = p(
        "I: a\n   b<text:s text:c='3'/>c<text:s/><text:line-break/>d<text:tab/>e<text:soft-page-break/>f"
    )
    assert turns(body + p("P: x")) == [("I", "a b   c\nd\tef"), ("P", "x")]
    many = p("I: a" + "<text:s text:c='999999999'/>b") + p("P: x")
    assert len(turns(many)[0][1]) < 2_000


def cells(*texts: str) -> str:
    made = "".join(f"<table:table-cell>{p(text)}</table:table-cell>" for text in texts)
    return f"<table:table-row>{made}</table:table-row>"


def test_a_table_of_speakers():
    head = f"<table:table-header-rows>{cells('Speaker', 'Text')}</table:table-header-rows>"
    inner = f"<table:table>{cells('inner')}</table:table>"
    last = cells("P", "Well.").replace("</text:p></table:table-cell></table:table-row>",
                                       f"</text:p>{inner}</table:table-cell></table:table-row>")  # fmt: skip
    body = f"<table:table>{head}{cells('I', 'How?')}{last}</table:table>"
    assert turns(body) == [(None, "Speaker | Text"), ("I", "How?"), ("P", "Well.\ninner")]


def test_tracked_changes_are_read_as_accepted():
    changes = (
        "<text:tracked-changes><text:changed-region><text:deletion>" + p("gone") +
        "</text:deletion></text:changed-region><text:changed-region><text:insertion/>"
        "</text:changed-region></text:tracked-changes>"
    )  # fmt: skip
    said = p(
        "P: Well<text:change text:change-id='a'/>, <text:change-start/>newly<text:change-end/>."
    )
    found = read(changes + p("I: How?") + said)
    assert [t.text for t in found.turns] == ["How?", "Well, newly."]
    assert "tracked changes read as accepted: 1 insertions, 1 deletions" in found.notes


def note(kind: str, text: str) -> str:
    return (f"<text:note text:note-class='{kind}'><text:note-citation>1</text:note-citation>"
            f"<text:note-body>{p(text)}</text:note-body></text:note>")  # fmt: skip


def test_words_beside_the_page_are_imported_and_told():
    frame = f"<draw:frame><draw:text-box>{p('boxed')}</draw:text-box></draw:frame>"
    body = p("I: How?") + p(
        "P: We", note("footnote", "see below"), "ll ", f"<text:a>link{frame}</text:a>",
        '<text:span text:style-name="H"> secret</text:span>', note("endnote", "the end"), "."
    )  # fmt: skip
    body += f"<text:section text:display='none'>{p('unseen')}</text:section>"
    body += f"<text:list><text:list-item>{p('listed')}</text:list-item></text:list>"
    body += f"<text:table-of-content><text:table-of-content-source/><text:index-body>{p('Part')}</text:index-body></text:table-of-content>"
    found = read(body)
    assert [(t.speaker, t.text) for t in found.turns] == [
        ("I", "How?"), ("P", "Well link secret."), (None, "boxed"), ("P", "unseen\nlisted"),
        (None, "Part"), (None, "see below"), (None, "the end")]  # fmt: skip
    said = "\n".join(found.notes)
    for line in ("2 footnotes or endnotes (4 words)", "1 text boxes", "1 links", "hidden text (2 words)",
                 "1 paragraphs have automatic numbers"):  # fmt: skip
        assert line in said


def test_what_is_not_imported_is_told():
    body = p("I: How?") + p(
        "P: We", f"<office:annotation>{p('ask again')}</office:annotation>",
        "<draw:frame><draw:image/></draw:frame>",
        "<draw:frame><draw:object/><draw:image/></draw:frame>", "ll."
    )  # fmt: skip
    pages = f"<style:header>{p('Draft one')}</style:header><style:footer-left>{p('3')}</style:footer-left>"
    found = read(body, pages=pages)
    assert [t.text for t in found.turns] == ["How?", "Well."]
    assert set(found.notes) == {
        "1 pictures were not imported", "1 embedded objects were not imported",
        "1 comments (2 words) were not imported", "1 page headers (2 words) were not imported",
        "1 page footers (1 word) were not imported"}  # fmt: skip


def deep(tag: str, times: int) -> str:
    return f"<{tag}>" * times + "x" + f"</{tag}>" * times


SHEET = "application/vnd.oasis.opendocument.spreadsheet"
LOCKED = {"META-INF__manifest_xml": "<m:encryption-data/>"}
ENTITY = "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"
#: Made when a test needs them: some unpack to tens of megabytes.
HOSTILE = {
    "a spreadsheet": (lambda: odt("", kind=SHEET), "another kind"),
    "no mimetype": (lambda: odt("", kind=""), "is a zip of another kind"),
    "plain text": (lambda: b"I: hello", "is not an OpenDocument text"),
    "a password": (lambda: odt("", **LOCKED), "with a password"),
    "a password, anew": (lambda: odt("", **{"encrypted-package": b"x"}), "with a password"),
    "entities": (lambda: odt("", content_xml=ENTITY), "document type"),
    "a bomb": (lambda: odt("", Pictures__a=b"\0" * 30_000_000), "unpacks to far more"),
    "too many tags": (lambda: odt(p("<text:s/>a" * 1_000_001)), "unpacks to far more"),
    "no body": (lambda: odt("", content_xml="<a/>"), "damaged OpenDocument text"),
    "bad XML": (lambda: odt("<text:p>"), "damaged OpenDocument text"),
    "bad encoding": (lambda: odt("", styles_xml=b"<a>\xff</a>"), "damaged OpenDocument text"),
    "deep": (lambda: odt(deep("text:span", 5_000)), "damaged OpenDocument text"),
    "cut off": (lambda: odt(ASKED)[:-30], "damaged OpenDocument text"),
}  # fmt: skip


@pytest.mark.parametrize("kind", HOSTILE)
def test_hostile_files_get_one_line(kind: str):
    made, says = HOSTILE[kind]
    with pytest.raises(BadInputError) as error:
        read_odt(made(), "a.odt")
    assert says in str(error.value)
    assert error.value.where == "a.odt"
    assert error.value.mend


@pytest.mark.parametrize("tag", ["text:span", "text:section", "draw:g", "text:list"])
def test_as_deep_as_xml_goes_is_read(tag: str):
    body = (
        p(deep(tag, 240)) if tag == "text:span" else f"<{tag}>" * 240 + p("x") + f"</{tag}>" * 240
    )
    assert turns(body) == [(None, "x")]


run = st.tuples(st.text("abé ŵ🙂:.?<&\t\n", min_size=1, max_size=9), st.booleans())
start = st.sampled_from(["I: ", "P1:\t", "Jo Price", "Jo Price: ", "Jo  0:04", "", ""])
KINDS = ["p", "h", "list", "table", "box"]


def as_xml(text: str) -> str:
    marks = {"\t": "<text:tab/>", "\n": "<text:line-break/>", " ": "<text:s/>"}
    return "".join(marks.get(char, escape(char)) for char in text)


@pytest.mark.slow
@given(st.lists(st.tuples(start, st.lists(run, max_size=3), st.sampled_from(KINDS)), max_size=8))
@settings(max_examples=examples(60))
def test_no_word_is_lost_in_any_layout(paragraphs: list):
    body = whole = ""
    for who, runs, kind in paragraphs:
        inside = "".join(bold(as_xml(t)) if b else as_xml(t) for t, b in [(who, True), *runs])
        made = f"<text:h>{inside}</text:h>" if kind == "h" else p(inside)
        body += {
            "list": f"<text:list><text:list-item>{made}</text:list-item></text:list>",
            "table": f"<table:table><table:table-row><table:table-cell>{made}</table:table-cell>"
                     "</table:table-row></table:table>",
            "box": p(f"<draw:frame><draw:text-box>{made}</draw:text-box></draw:frame>"),
        }.get(kind, made)  # fmt: skip
        whole += who + "".join(text for text, _ in runs) + "\n"
    found = read(body)
    if any("a guess" in n for n in found.notes):
        return
    # A label comes again where a turn goes on after a heading or a box.
    texts = letters("".join(t.text for t in found.turns))
    labels = letters("".join(t.speaker or "" for t in found.turns))
    assert not letters(whole) - texts - labels
    assert not texts - letters(whole)


def letters(text: str) -> Counter[str]:
    return Counter(re.findall(r"[^\W\d_]", unicodedata.normalize("NFC", text)))


WHOLE = odt(ASKED + f"<table:table>{cells('a', 'b')}</table:table>" + p(note("footnote", "n")))
PLAIN = "<text:p>", "</text:p>", "<text:span>", "</text:span>", "<text:s/>", "<draw:frame>", "x", "<!-- c -->"  # fmt: skip


@given(st.lists(st.tuples(st.integers(0, len(WHOLE) - 1), st.integers(0, 255)), max_size=8))
def test_damaged_files_are_read_or_refused(changes: list[tuple[int, int]]):
    data = bytearray(WHOLE)
    for at, value in changes:
        data[at] = value
    with contextlib.suppress(BadInputError):
        read_odt(bytes(data), "x.odt")


@given(st.lists(st.sampled_from([*PLAIN, "<table:table>", "<text:list>", "<text:note>",
                                 "<table:table-row>", "<office:annotation>", "<text:h>"])))  # fmt: skip
def test_odd_nesting_is_read_or_refused(tags: list[str]):
    from lxml import etree

    wrapped = f"<a {DECLARED}>{''.join(tags)}</a>".encode()
    tree = etree.fromstring(wrapped, etree.XMLParser(recover=True))
    inside = "".join(etree.tostring(child).decode() for child in tree)
    with contextlib.suppress(BadInputError):
        read_odt(odt(inside), "x.odt")
