"""Traps laid in a study, and what leaves it: no name, no uncleared word, and each trap is told."""

from __future__ import annotations

import html
import io
import itertools
import json
import re
import zipfile
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from qualcode.errors import BadInputError
from qualcode.model.personal_names import plain
from qualcode.model.quotation.trim import Cut
from qualcode.report.matrix_files import FORMS, write_report
from qualcode.report.report import Report
from qualcode.store.io.durable import write_atomic
from qualcode.store.matrix_definitions import read_matrix
from qualcode.store.records.quotation_log import QuotationEvent, append_quotation_events
from qualcode.store.records.summaries import summary_text
from qualcode.store.study import Study, now
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.matrix.drafts import draft_path
from qualcode.workbench.matrix.export import UNCLEARED, matrix_for_export
from qualcode.workbench.matrix.numbers import Figures, figures
from tests.conftest import Run
from tests.workbench.charted import CODINGS, cell_of, clear, desk_of, opened, set_print

pytestmark = pytest.mark.slow

SUPPORT = ("support", "works_well", "yp")
#: What stands for real names in the table, however it is written.
NAMES = ("angharad", "harri", "prosser", "mike", "caerdydd", "cardiff", "nghaerdydd", "gaerdydd",
         "bro gwydryn", "bethan", "07700")  # fmt: skip


def words_of_word(data: bytes) -> str:
    """Return all that a Word or Excel file says: each part's letters, runs joined, properties."""
    found = []
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        for name in archive.namelist():
            xml = archive.read(name).decode("utf-8", "replace")
            found += [xml, re.sub(r"<[^<>]*>", "", re.sub(r"</w:p>|</si>", "\n", xml))]
    return html.unescape("\n".join(found))


def as_read(path: Path) -> str:
    """Return what somebody who opens the file reads in it, marks of emphasis and escapes gone."""
    data = path.read_bytes()
    if path.suffix in (".docx", ".xlsx"):
        return words_of_word(data)
    text = data.decode("utf-8")
    if path.suffix == ".html":
        return text + html.unescape(re.sub(r"<[^<>]*>", "", text))
    if path.suffix == ".md":
        return text + html.unescape(re.sub(r"\*+|\\(?=\W)", "", text))
    return text


def exports(
    study: Study, *, uncleared: bool, name: str = "main", layout: str = ""
) -> dict[str, str]:
    """Return every form of a matrix as it is read, by the file's ending."""
    study = Study.open(study.root)
    definition = read_matrix(study, name)
    if layout:
        definition = replace(definition, layout=layout)
    made, _ = matrix_for_export(study, definition, uncleared=uncleared)
    found = {}
    for form in FORMS:
        path = study.root / "reports" / f"out{form}"
        write_report(Report(made), path)
        found[form] = as_read(path)
    return found


def leaks(study: Study, *needles: str, uncleared: bool, layout: str = "") -> list[tuple[str, str]]:
    found = []
    for form, text in exports(study, uncleared=uncleared, layout=layout).items():
        read = plain(" ".join(text.split()))
        found += [(form, needle) for needle in needles if plain(needle) in read]
    return found


def told(run: Run, study: Study, *more: str) -> list[tuple[str, str]]:
    """Return what ``matrix status`` lists: kinds of work, each with the findings against it."""
    done = run("-C", study.root, "matrix", "status", *more, "--json")
    assert done.status == 0, done.err
    return [
        (row["kind"], finding)
        for row in json.loads(done.out)
        for finding in (row["finding"].split() or [""])
    ]


def put(path: Path, old: str, new: str) -> None:
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new), encoding="utf-8")


def summary_by_hand(study: Study, text: str) -> None:
    """Write a summary as somebody does in an editor, past every check."""
    desk = cell_of(study, *SUPPORT)
    write_atomic(
        study.root / "synthesis" / "main" / "by-hand.md",
        summary_text(replace(desk.summary, text=text, author="ann", date="2026-01-01")),
    )


def as_quotation(study: Study, coding: str) -> None:
    desk_of(study, coding).quote(coding)


def forged(study: Study, coding: str, *cuts: Cut, signed_as: str = "") -> None:
    """Write into the log what no command would: brackets that nobody looked at, and a sign-off."""
    desk = desk_of(study, coding)
    desk.quote(coding)
    document = desk.opened.study.document(CODINGS[coding][0])
    trim = QuotationEvent(coding, "trim", now(), document.id, document.sha256, cuts, signed_as)
    append_quotation_events(study.root, "ben", [trim])
    made = desk_of(study, coding).quotation(coding)
    assert made is not None
    signs = [QuotationEvent(coding, "sign", now(), form=made.form, accepts=("name", "unique"))]
    for coder in ("ann", "ben"):
        append_quotation_events(study.root, coder, signs)


def place_of(study: Study, coding: str, words: str) -> int:
    document = study.document(CODINGS[coding][0])
    text = study.text(document)
    return text.index(words, text.index(CODINGS[coding][2].split("\n")[0]))


# ---- real names, wherever they stand --------------------------------------------------------


def in_settings(old: str, new: str) -> Callable[[Study], None]:
    return lambda study: put(study.root / "study.toml", old, new)


def in_codebook(old: str, new: str) -> Callable[[Study], None]:
    return lambda study: put(study.root / "codebook.yaml", old, new)


def in_title(study: Study) -> None:
    put_definition(study, 'title = "What Angharad and the others said"')


def put_definition(study: Study, *lines: str) -> None:
    path = study.root / "synthesis" / "main" / "matrix.toml"
    write_atomic(path, "\n".join(lines) + "\n")


def attribute_of_one(study: Study) -> None:
    put(study.root / "cases.csv", "YP2,yp,young person,local authority 1",
        "YP2,yp,young person,Caerdydd")  # fmt: skip
    as_quotation(study, "sofa")


def template_of_one(study: Study) -> None:
    forged(study, "sofa", signed_as="a friend of Angharad")


def bracket(instead: str) -> Callable[[Study], None]:
    def lay(study: Study) -> None:
        at = place_of(study, "sofa", "The office")
        forged(study, "sofa", Cut(at, at + len("The office"), instead))

    return lay


def bracket_inside(study: Study) -> None:
    at = place_of(study, "name", "Angharad")
    forged(study, "name", Cut(at, at + 1, "A"))


def group_of_a_name(study: Study) -> None:
    path = study.root / "cases.csv"
    path.write_text(re.sub(",yp,", ",harri,", path.read_text()))


def document_of_a_name(study: Study) -> None:
    assert CODINGS["sofa"][0] == "yp-02"
    for folder, suffix in (("documents", "json"), ("transcripts", "txt"), ("codings/ann", "jsonl")):
        path = study.root / folder / f"yp-02.{suffix}"
        path.rename(path.with_name(f"harri-two.{suffix}"))
    put(study.root / "documents" / "harri-two.json", '"yp-02"', '"harri-two"')
    clear(Study.open(study.root), "sofa")


QUOTED = {name: (lambda study, name=name: as_quotation(study, name))
          for name in ("name", "possessive", "phone", "mutated", "school")}  # fmt: skip
WRITTEN = {
    "summary": lambda study: summary_by_hand(study, "Each of them, Angharad too, said so."),
    "summary, possessive and small": lambda s: summary_by_hand(s, "It was harri’s own doing."),
    "summary, mutated": lambda study: summary_by_hand(study, "Maen nhw o Gaerdydd i gyd."),
    "summary, emphasis inside": lambda study: summary_by_hand(study, "So **Ang**harad said."),
    "summary, over two lines": lambda study: summary_by_hand(study, "By Mike\nProsser and more."),
    "summary, as HTML writes it": lambda study: summary_by_hand(study, "So Angh&#97;rad said."),
    "row": in_codebook("name: Support", "name: Support as Angharad had it"),
    "row's id": in_codebook("id: moves\n", "id: mike-moves\n    was: [moves]\n"),
    "placeholder": in_codebook("Later (to be filled in)", "Harri (to be filled in)"),
    "codebook's title": in_codebook("title: Small", "title: The codes of Mike Prosser"),
    "codebook's source": in_codebook("title: Small", "title: S\nsource: Mike Prosser told us"),
    "group": in_settings('sc = "Social care"', 'sc = "Social care, Cardiff"'),
    "group's id": group_of_a_name,
    "study": in_settings("A charted study", "The Bro Gwydryn study"),
    "heading": in_settings('works_well = "Works well"', 'works_well = "As Mike likes it"'),
    "title": in_title,
    "document's id": document_of_a_name,
}
PRINTED = {
    "attribute": attribute_of_one,
    "template": template_of_one,
    "bracket": bracket("the office of Angharad"),
    "bracket, small letters": bracket("harri's"),
    "bracket inside the name": bracket_inside,
}


@pytest.mark.parametrize("trap", [*QUOTED, *PRINTED])
def test_no_quotation_with_a_real_name_leaves_and_each_is_told(charted: Study, run: Run, trap: str):
    ({**QUOTED, **PRINTED})[trap](charted)
    for uncleared in (False, True):
        assert leaks(charted, *NAMES, uncleared=uncleared) == []
    assert ("quotation", "name") in told(run, charted)


@pytest.mark.parametrize("trap", WRITTEN)
def test_no_real_name_in_what_the_team_wrote_leaves_and_each_is_told(
    charted: Study, run: Run, trap: str
):
    WRITTEN[trap](charted)
    for uncleared in (False, True):
        assert leaks(charted, *NAMES, uncleared=uncleared) == []
    if trap != "document's id":
        # That is told with the file, by ``check``.
        assert "name" in {kind for kind, _ in told(run, charted)}
    _, problems = matrix_for_export(Study.open(charted.root), read_matrix(charted, "main"))
    assert "name-withheld" in {problem.code for problem in problems}


@pytest.mark.parametrize("trap", ["row", "row's id", "group", "study"])
def test_a_framework_chart_keeps_names_in_as_well(charted: Study, trap: str):
    WRITTEN[trap](charted)
    clear(charted, "sofa")
    for uncleared in (False, True):
        assert leaks(charted, *NAMES, uncleared=uncleared, layout="cases") == []


def test_a_participant_whose_id_is_a_name_is_a_number_in_a_framework_chart(charted: Study):
    path = charted.root / "cases.csv"
    path.write_text(path.read_text().replace("YP2,", "Harri,"))
    put(charted.root / "documents" / "yp-02.json", '"YP2"', '"Harri"')
    found = exports(charted, uncleared=True, layout="cases")
    assert not [form for form, text in found.items() if "harri" in text.casefold()]
    assert "withheld-1" in found[".json"]
    assert "terrible sofa" in found[".docx"]


def test_labels_inside_a_passage_are_nobodys_name(charted: Study, run: Run):
    clear(charted, "both")
    assert leaks(charted, *NAMES, uncleared=False) == []
    word = exports(charted, uncleared=False)[".docx"]
    assert "[Another speaker:] We ought to have asked you" in word
    assert "[Interviewer:] And now? [Participant:] Now they ring me" in word
    assert "name" not in {kind for kind, _ in told(run, charted)}


def test_a_name_that_was_kept_is_printed(charted: Study):
    names = charted.root / "private" / "names.csv"
    names.write_text(names.read_text() + "Garden House,place,,,yes\n")
    summary_by_hand(charted, "They liked Garden House best.")
    assert all("Garden House best" in text for text in exports(charted, uncleared=False).values())


def test_names_are_refused_where_a_quotation_is_trimmed_or_signed(charted: Study):
    as_quotation(charted, "sofa")
    before = sorted(p.read_bytes() for p in (charted.root / "quotations").glob("*"))
    said = "[Angharad’s office] had a terrible sofa and you could just go."
    with pytest.raises(BadInputError, match="real name of the private table"):
        desk_of(charted, "sofa").trim("sofa", said)
    with pytest.raises(BadInputError, match="real name of the private table"):
        desk_of(charted, "sofa").trim("sofa", None, "{role}, Cardiff")
    with pytest.raises(BadInputError, match="real name of the private table"):
        desk_of(charted, "sofa").sign("sofa", (), "Mike said that it may go")
    assert sorted(p.read_bytes() for p in (charted.root / "quotations").glob("*")) == before


def test_nobody_signs_a_real_name_off(charted: Study):
    as_quotation(charted, "name")
    with pytest.raises(BadInputError, match="real name"):
        desk_of(charted, "name").sign("name", ("name",), "she would like it")


def test_a_name_that_comes_into_the_table_later_stops_what_was_cleared(charted: Study, run: Run):
    clear(charted, "sofa")
    assert leaks(charted, "terrible sofa", uncleared=False)
    names = charted.root / "private" / "names.csv"
    names.write_text(names.read_text() + "Sofa,person,[friend 1],,\n")
    assert leaks(charted, "terrible sofa", uncleared=True) == []
    assert ("quotation", "name") in told(run, charted)


def test_an_export_says_where_no_table_of_names_is_on_this_machine(charted: Study, run: Run):
    (charted.root / "private" / "names.csv").unlink()
    (charted.root / "private" / "speakers.csv").unlink()
    done = run("-C", charted.root, "matrix", "--out", charted.root / "reports" / "m.md")
    assert done.status == 0
    assert "no table of real names is on this machine" in done.err


def test_a_table_of_names_that_cannot_be_read_stops_every_export(charted: Study, run: Run):
    names = charted.root / "private" / "names.csv"
    names.write_text(names.read_text() + "Angharad Evans,person,[another],,\n")
    out = charted.root / "reports" / "m.docx"
    done = run("-C", charted.root, "matrix", "--out", out)
    assert (done.status, done.err.count("\n")) == (1, 1)
    assert "private/names.csv:7" in done.err
    assert not out.exists()


# ---- what single people are known by, and who said yes --------------------------------------


def unique(study: Study) -> str:
    put(study.root / "cases.csv", "YP2,yp,young person,local authority 1",
        "YP2,yp,young person,local authority 9")  # fmt: skip
    signed_by_both(study, "sofa")
    return "sofa"


def unique_among_those_interviewed(study: Study) -> str:
    """Give an interviewed one two namesakes in the table of cases who were never interviewed."""
    path = study.root / "cases.csv"
    text = path.read_text().replace("SC2,sc,social worker", "SC2,sc,virtual head")
    path.write_text(text + "SC8,sc,virtual head,local authority 1\n")
    signed_by_both(study, "three")
    return "three"


def small_group(study: Study) -> str:
    put(study.root / "cases.csv", "HD2,hd", "HD2,ed")
    signed_by_both(study, "key")
    return "key"


def over_quoted(study: Study) -> str:
    set_print(study, quoted_most=1)
    signed_by_both(study, "monday")
    signed_by_both(study, "garden")
    return "garden"


def signed_by_both(study: Study, coding: str) -> None:
    """Sign a quotation off twice over, accepting nothing, as by a hand that edits the log."""
    if desk_of(study, coding).quotation(coding) is None:
        as_quotation(study, coding)
    sign(study, coding, "ann")
    sign(study, coding, "ben")


def sign(study: Study, coding: str, coder: str, accepts: tuple[str, ...] = ()) -> None:
    one = desk_of(study, coding).quotation(coding)
    assert one is not None
    event = QuotationEvent(coding, "sign", now(), form=one.form, accepts=accepts)
    append_quotation_events(study.root, coder, [event])


def signed_once(study: Study) -> str:
    as_quotation(study, "sofa")
    desk_of(study, "sofa").sign("sofa")
    return "sofa"


def signed_twice_by_one(study: Study) -> str:
    signed_once(study)
    desk_of(study, "sofa").sign("sofa")
    return "sofa"


def young_person_in_an_adults_cell(study: Study) -> str:
    """Quote in the social workers' row what a young person says as well, signed off once."""
    desk = cell_of(study, "support", "works_well", "sc")
    desk.quote("both")
    desk.sign("both", [f.kind for f in desk.to_accept("both")], "seen")
    return "both"


def trimmed_without(words: str, coding: str) -> Callable[[Study], str]:
    def lay(study: Study) -> str:
        as_quotation(study, coding)
        said = CODINGS[coding][2]
        assert words in said
        desk_of(study, coding).trim(coding, said.replace(words, "[…]", 1))
        signed_by_both(study, coding)
        return coding

    return lay


def begins_after_a_not(study: Study) -> str:
    signed_by_both(study, "saying")
    return "saying"


def uncleared(study: Study) -> str:
    as_quotation(study, "sofa")
    return "sofa"


def then_trimmed(study: Study) -> str:
    clear(study, "sofa")
    desk_of(study, "sofa").trim("sofa", "The office had a terrible sofa […].")
    return "sofa"


def then_coded_longer(study: Study) -> str:
    clear(study, "sofa")
    session = CodingSession(Study.open(study.root), "ann")
    coding = next(c for c in session.codings("yp-02") if c.id == "sofa")
    session.change(coding, end=coding.event.end + len(" They kept the same room"))
    return "sofa"


def then_revised_inside(study: Study) -> str:
    clear(study, "sofa")
    text = study.text(study.document("yp-02"))
    revise_texts(Study.open(study.root), [NewText("yp-02", text.replace("terrible", "horrible"))],
                 why="misheard")  # fmt: skip
    return "sofa"


def then_signed_otherwise(study: Study) -> str:
    clear(study, "sofa")
    set_print(study, attribution="{role} of {local_authority}")
    return "sofa"


def then_another_role(study: Study) -> str:
    clear(study, "sofa")
    path = study.root / "cases.csv"
    path.write_text(path.read_text().replace(",young person,local authority 1",
                                             ",young person of 15,local authority 1"))  # fmt: skip
    return "sofa"


def then_in_another_group(study: Study) -> str:
    """Move the case to another group, and choose the quotation there as well."""
    clear(study, "three")
    put(study.root / "cases.csv", "SC2,sc", "SC2,hd")
    desk = cell_of(study, "support", "works_well", "hd")
    desk.quote("three")
    return "three"


STOPPED = {
    "unique": (unique, "unique"),
    "unique among those interviewed": (unique_among_those_interviewed, "unique"),
    "small group": (small_group, "small-group"),
    "quoted too often": (over_quoted, "over-quoted"),
    "young, signed once": (signed_once, "second-sign-off"),
    "young, signed twice by one": (signed_twice_by_one, "second-sign-off"),
    "young, in an adult's cell": (young_person_in_an_adults_cell, "second-sign-off"),
    "not": (trimmed_without("wasn't all that hard", "settle"), "negation"),
    "n't": (trimmed_without("n't", "settle"), "negation"),
    "ddim": (trimmed_without("ddim", "welsh"), "negation"),
    "after I'm not saying": (begins_after_a_not, "negation"),
    "nobody cleared it": (uncleared, "not-cleared"),
    "trimmed since": (then_trimmed, "changed"),
    "coded longer since": (then_coded_longer, "changed"),
    "revised inside since": (then_revised_inside, "words-changed"),
    "template changed since": (then_signed_otherwise, "changed"),
    "attribute changed since": (then_another_role, "changed"),
    "another group since": (then_in_another_group, "changed"),
}


@pytest.mark.parametrize("trap", STOPPED)
def test_what_was_not_cleared_as_it_stands_does_not_leave_and_is_told(
    charted: Study, run: Run, trap: str
):
    lay, finding = STOPPED[trap]
    coding = lay(charted)
    one = next(q for c in opened(charted).matrix.cells for q in c.quotations if q.coding == coding)
    assert not one.cleared
    # Trimmed forms may share their end with nothing else in the study.
    needle = one.text.rsplit("]", 1)[-1].strip(" .") or one.text
    assert leaks(charted, needle, uncleared=False) == []
    assert ("quotation", finding) in told(run, charted)
    for form, text in exports(charted, uncleared=True).items():
        flat = " ".join(text.split())
        assert needle in flat, form
        assert UNCLEARED in flat, form
        marked = re.search(re.escape(needle) + r"[^“]{0,120}not cleared", flat)
        assert marked or (form == ".json" and '"cleared": false' in flat), form


def test_what_two_people_cleared_leaves_unmarked_in_every_form(charted: Study, run: Run):
    clear(charted, "sofa")
    for form, text in exports(charted, uncleared=False).items():
        flat = " ".join(text.split())
        assert "The office had a terrible sofa and you could just go." in flat, form
        assert "not cleared" not in flat.casefold(), form
        assert "Not for circulation" not in flat, form
    assert "quotation" not in {kind for kind, _ in told(run, charted)}


@pytest.mark.parametrize(("finding", "lay"), [
    ("unique", unique), ("small-group", small_group), ("over-quoted", over_quoted),
    ("negation", begins_after_a_not)])  # fmt: skip
def test_what_may_be_accepted_is_accepted_by_somebody_and_with_a_reason_only(
    charted: Study, run: Run, finding: str, lay: Callable[[Study], str]
):
    coding = lay(charted)
    refused = run("-C", charted.root, "matrix", "clear", coding)
    assert (refused.status, finding in refused.err) == (1, True)
    without = run("-C", charted.root, "matrix", "clear", coding, "--accept", finding)
    assert (without.status, "no reason is given" in without.err) == (1, True)
    for _ in range(2):
        for coder in ("ann", "ben"):
            run("-C", charted.root, "--coder", coder, "matrix", "clear", coding, "--accept",
                finding, "--why", "the team talked about it")  # fmt: skip
    assert ("quotation", finding) not in told(run, charted)


def test_a_sign_off_stands_where_nothing_printed_changed(charted: Study):
    clear(charted, "sofa")
    session = CodingSession(Study.open(charted.root), "ann")
    coding = next(c for c in session.codings("yp-02") if c.id == "sofa")
    session.change(coding, note="a note")
    text = charted.text(charted.document("yp-02"))
    after = text.replace("How was it?", "So, how was it?")
    revise_texts(charted, [NewText("yp-02", after)], why="misheard")
    one = desk_of(charted, "sofa").quotation("sofa")
    assert one is not None
    assert (one.cleared, one.findings) == (True, ())


def test_words_that_changed_may_be_trimmed_anew_and_then_signed_off_anew(charted: Study):
    then_revised_inside(charted)
    desk = desk_of(charted, "sofa")
    with pytest.raises(BadInputError, match="trim it anew"):
        desk.sign("sofa")
    desk.trim("sofa", "The office had a horrible sofa and you could just go.")
    one = desk.quotation("sofa")
    assert one is not None
    # The sign-off of the words as they were is none of these.
    assert [f.kind for f in one.findings] == ["changed"]
    for coder in ("ann", "ben"):
        desk_of(charted, "sofa", coder).sign("sofa")
    assert leaks(charted, "a horrible sofa", uncleared=False)


def test_a_coding_confirmed_at_changed_words_of_the_same_length_is_signed_off_anew(charted: Study):
    as_quotation(charted, "sofa")
    desk_of(charted, "sofa").trim("sofa", "The office had a terrible sofa […].")
    for coder in ("ann", "ben"):
        desk_of(charted, "sofa", coder).sign("sofa")
    text = charted.text(charted.document("yp-02"))
    revise_texts(charted, [NewText("yp-02", text.replace("terrible", "horrible"))], why="misheard")
    session = CodingSession(Study.open(charted.root), "ann")
    session.confirm(next(c for c in session.codings("yp-02") if c.id == "sofa"))
    one = desk_of(charted, "sofa").quotation("sofa")
    assert one is not None
    assert not one.cleared
    assert leaks(charted, "horrible", uncleared=False) == []


def test_a_sign_off_taken_back_is_none(charted: Study, run: Run):
    clear(charted, "sofa")
    done = run("-C", charted.root, "--coder", "ben", "matrix", "clear", "sofa", "--take-back")
    assert done.status == 0
    assert leaks(charted, "terrible sofa", uncleared=False) == []
    assert ("quotation", "second-sign-off") in told(run, charted)


# ---- drafts, and summaries that hold what was said -------------------------------------------


def test_a_draft_stays_on_this_machine(charted: Study, run: Run):
    desk = cell_of(charted, *SUPPORT)
    desk.keep_draft(desk.first_draft())
    assert "terrible sofa" in desk.draft
    assert leaks(charted, "terrible sofa", "Angharad", uncleared=False) == []
    assert ("draft", "") in told(run, charted)
    ignored = (charted.root / ".gitignore").read_text().split()
    assert "/private/" in ignored


@pytest.mark.parametrize("text", [
    "They said: the office had a terrible sofa and you could just go.",
    "The office had a terrible sofa, and you could just go",
    "- THE OFFICE HAD A TERRIBLE SOFA AND YOU COULD JUST GO",
    "Angharad said so.",
    "It was harri's doing.",
])  # fmt: skip
def test_a_summary_with_somebodys_words_or_name_is_kept_as_a_draft(charted: Study, text: str):
    desk = cell_of(charted, *SUPPORT)
    said = desk.save(text)
    assert said.startswith("Kept as a draft on this machine, not in git yet")
    assert not list((charted.root / "synthesis").rglob("*.md"))
    assert draft_path(charted, "main", SUPPORT).exists()
    assert leaks(charted, "terrible sofa", *NAMES, uncleared=False) == []
    # Put in the analyst's own words it is saved, and the draft is gone.
    assert desk.save("Three spoke of a place to go to.").startswith("Saved")
    assert not draft_path(charted, "main", SUPPORT).exists()


# ---- figures ---------------------------------------------------------------------------------


def possible(made: Figures, row: int, column: int) -> set[int]:
    """Return what a suppressed figure can be, for all that is printed of its row and column.

    The attacker adds up the row, and knows that no zero is suppressed; that of a local authority
    no more people can be counted than were interviewed there, and no fewer interviewed.
    """
    cells, total = made.shown.cells[row], made.shown.row_totals[row]
    hidden = [j for j, cell in enumerate(cells) if cell is None]
    ranges = []
    for j in hidden:
        parts = [other[j] or 1 for other in made.shown.cells[1:]]
        least, most = (max(parts), 12) if row == 0 else (1, made.shown.cells[0][j] or 12)
        ranges.append(range(least, most + 1))
    known = sum(cell for cell in cells if cell is not None)
    return {
        guess[hidden.index(column)]
        for guess in itertools.product(*ranges)
        if total is None or sum(guess) + known == total
    }


@pytest.mark.parametrize("silent", ["every third", "the first place"])
@pytest.mark.parametrize("spread", ["4,1,3", "3,3,3", "1,1,5", "2,4,4", "2,4,0", "6,1,0", "3,4,2"])
def test_no_total_gives_a_suppressed_figure_away(charted: Study, spread: str, silent: str):
    counts = [int(n) for n in spread.split(",")]
    places = [f"local authority {n}" for n, count in enumerate(counts, 1) for _ in range(count)]
    cases = ["case,group,role,local_authority"]
    document = (charted.root / "documents" / "yp-02.json").read_text()
    log = (charted.root / "codings" / "ann" / "yp-02.jsonl").read_text()
    for path in [*charted.root.glob("documents/*.json"), *charted.root.glob("codings/*/*.jsonl")]:
        path.unlink()
    for n, place in enumerate(places):
        cases.append(f"Y{n},yp,young person,{place}")
        made = document.replace('"YP2"', f'"Y{n}"').replace('"yp-02"', f'"d{n}"')
        (charted.root / "documents" / f"d{n}.json").write_text(made)
        if (n % 3 != 2) if silent == "every third" else place != places[0]:
            own = log.replace('"sofa"', f'"sofa{n}"').replace('"room"', f'"room{n}"')
            (charted.root / "codings" / "ann" / f"d{n}.jsonl").write_text(own)
    (charted.root / "cases.csv").write_text("\n".join(cases) + "\n")
    made = figures(opened(charted), "local_authority")
    assert made.counts[0] == tuple(count for count in counts if count)
    for i, row in enumerate(made.counts):
        for j, count in enumerate(row):
            if 0 < count < 3:
                assert made.shown.cells[i][j] is None
                assert max(possible(made, i, j)) >= 3, (made.counts, made.shown)
    shown = made.table()
    assert not [n for row in shown.rows for n in row[2:-1] if n in (1, 2)]


def test_figures_that_tell_of_single_people_are_told(charted: Study, run: Run):
    assert "small-count" in {kind for kind, _ in told(run, charted, "--kind", "small-count")}


def test_figures_name_nobody(charted: Study, run: Run):
    path = charted.root / "cases.csv"
    path.write_text(path.read_text().replace("local authority 2", "Caerdydd"))
    put(charted.root / "codebook.yaml", "name: Moves", "name: Moves, as Mike had them")
    for form in ("--json", "--csv"):
        done = run("-C", charted.root, "matrix", "numbers", form)
        assert done.status == 0
        assert "[withheld" in done.out
        assert not [name for name in NAMES if name in done.out.casefold()]


# ---- what a reader must be told --------------------------------------------------------------


def test_every_form_of_an_uncleared_export_says_so_where_it_is_seen(charted: Study):
    as_quotation(charted, "sofa")
    made, _ = matrix_for_export(charted, read_matrix(charted, "main"), uncleared=True)
    out = charted.root / "reports"
    for form in FORMS:
        write_report(Report(made), out / f"m{form}")
    lines = [line for line in (out / "m.md").read_text().splitlines() if line]
    assert lines[1] == f"**{UNCLEARED}**"
    assert json.loads((out / "m.json").read_text())["watermark"] == UNCLEARED
    for line in (out / "m.csv").read_text().splitlines()[1:]:
        assert line.endswith(UNCLEARED)
    assert UNCLEARED in html.unescape((out / "m.html").read_text())
    sheets = words_of_word((out / "m.xlsx").read_bytes())
    assert sheets.count("<oddHeader>") == sheets.count(f"<oddHeader>&C&B{UNCLEARED}") == 7
    with zipfile.ZipFile(out / "m.docx") as archive:
        body = archive.read("word/document.xml").decode()
        heads = [n for n in archive.namelist() if re.fullmatch(r"word/header\d+\.xml", n)]
        assert [n for n in heads if UNCLEARED in archive.read(n).decode()] == heads
    # At the head of the first section, and no later one has a head of its own.
    assert UNCLEARED in re.sub(r"<[^<>]*>", "", body)[:400]
    assert body.count("w:headerReference") == len(heads) == 1


def test_an_empty_cell_says_why(charted: Study):
    put_definition(charted, 'groups = ["sc", "hd", "ed", "yp"]', "unused = true")
    put(charted.root / "study.toml", "[asked]", '[asked]\nmoves = ["yp", "hd"]\nsupport = ["hd"]')
    path = charted.root / "cases.csv"
    path.write_text(path.read_text().replace("HD1,hd,head teacher", "HD1,ed,officer"))
    for coding in ("sofa", "key", "parent"):
        session = CodingSession(Study.open(charted.root), "ann")
        document = CODINGS[coding][0]
        session.remove([c for c in session.codings(document) if c.id == coding])
    found = exports(charted, uncleared=False)
    for why in ("No evidence coded: not asked", "No evidence coded: asked, nothing coded",
                "No evidence coded: 1 person speaks of the theme under another heading"):  # fmt: skip
        assert [form for form in (".docx", ".md", ".csv") if why not in found[form]] == []
    path.write_text(re.sub(r"HD1,ed", "HD1,sc", path.read_text()))
    found = exports(charted, uncleared=False)
    why = "No evidence coded: nobody interviewed"
    assert [form for form in (".docx", ".md", ".csv") if why not in found[form]] == []


def test_a_summary_of_the_whole_holds_nobodys_name_and_words(charted: Study):
    said = CODINGS["sofa"][2]
    for text, needle in ((f"One said: {said}", "terrible sofa"), ("Harri rang.", "harri")):
        put_definition(charted, f'summary = """{text}"""')
        assert leaks(charted, needle, uncleared=False) == []
    put_definition(charted, 'summary = """Two of three *rang*."""')
    found = exports(charted, uncleared=False)
    assert [form for form in FORMS if form != ".csv" and "Two of three" not in found[form]] == []
    put_definition(charted, f'summary = """One said: {said}"""')
    assert UNCLEARED in exports(charted, uncleared=True)[".docx"]


def test_a_framework_chart_is_a_section_of_participants_for_each_theme(charted: Study):
    from docx import Document

    put_definition(charted, 'layout = "cases"', 'order = ["local_authority"]', "sub_codes = true")
    cell_of(charted, "YP2", "support", "").save("A place to go to.\n\n- kept for them")
    clear(charted, "sofa")
    made, _ = matrix_for_export(Study.open(charted.root), read_matrix(charted, "main"))
    out = charted.root / "reports"
    for form in FORMS:
        write_report(Report(made), out / f"chart{form}")
    word = Document(str(out / "chart.docx"))
    *charts, behind = word.tables
    assert len(charts) == len(made.columns) == 3
    assert behind.rows[0].cells[0].text == "Label"
    for table in charts:
        assert [cell.text for cell in table.rows[0].cells] == [
            "Participant",
            "Summary and evidence",
        ]
    support = {row.cells[0].text: row.cells[1].text for row in word.tables[0].rows[1:]}
    assert next(iter(support)) == "HD1 · local authority 1"
    assert support["YP2 · local authority 1"].startswith(
        "A place to go to.\nkept for them\n2 codings"
    )
    assert "The office had a terrible sofa" in support["YP2 · local authority 1"]
    assert "no summary yet" in support["SC1 · local authority 1"]
    assert (
        "For the team only: every row is one participant."
        in word.sections[-1].header.paragraphs[0].text
    )
    text = (out / "chart.md").read_text()
    assert [line for line in text.splitlines() if line.startswith("## ")] == [
        "## How to read this", "## Support", "## Mentor", "## Moves", "## Notes"]  # fmt: skip
    section = text.split("## Moves\n")[1]
    assert "- **YP1 · local authority 1** (8 codings · no summary yet)" in section
    assert re.search(r"- No evidence coded[^\n]*SC1 · local authority 1", section)
    rows = (out / "chart.csv").read_text().splitlines()
    assert len(rows) > len(made.rows) * len(made.columns)
