"""Names found: exactly, by likeness, by form; what is a word and no name is left alone."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.personal_names import KnownName, NameFinder, mutated, plain, replaced
from qualcode.nlp.names.finder import NameSearch
from qualcode.nlp.names.spacy_hints import NameHints, is_installed
from qualcode.nlp.names.variants import is_familiar, likeness
from tests.nlp.seeded_names import LISTED, seeded

NAMES = [
    KnownName("Siân Prys-Jones", "person", "[social worker 2]", ("Siân", "Mrs Prys")),
    KnownName("Will Treharn", "person", "[young person 1]", ("Will",)),
    KnownName("May", "person", "[person 3]"),
    KnownName("Caerwyddno", "place", "[place 1]"),
    KnownName("Ysgol Bro Gwydryn", "school", "[School A]"),
    KnownName("07700 900123", "phone number", "[phone number]"),
    KnownName("a.prys@bro-gwydryn.org.uk", "e-mail", "[e-mail]"),
    KnownName("https://x.org/siân?y=1", "web address", "[web address]"),
    KnownName("Gwent", "place", "[place 2]"),
    KnownName("Rugby", "place", "[place 3]"),
    KnownName("Elwy's", "place", "[place 4]"),
    KnownName("Hafgan & Co", "organisation", "[organisation 1]"),
    KnownName("Will Hall Centre", "organisation", "", keep=True),
]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Siân said", ["Siân"]),
        ("SIAN PRYS JONES, Sian’s", ["SIAN PRYS JONES", "Sian"]),
        ("so Sia\u0302n\u200b said", ["Sia\u0302n\u200b"]),
        ("Siân\nPrys\u2011Jones", ["Siân\nPrys\u2011Jones"]),
        ("I will, Will said. Will you? Will did", ["Will", "Will"]),
        ("In May, since May 2019, but May's plan", ["May"]),
        ("yng Nghaerwyddno, o Gaerwyddno", ["Nghaerwyddno", "Gaerwyddno"]),
        ("at Bro Gwydryn or ysgol bro gwydryn", ["ysgol bro gwydryn"]),
        ("ring 0770 0900 123 or 07700900123", ["0770 0900 123", "07700900123"]),
        ("the Will Hall Centre", ["Will Hall Centre"]),
        ("[young person 1] and Willow", []),
        ("mrs prys", ["mrs prys"]),
        ("Ask Siân.\n\nPrys-Jones: no. It was Mrs. Prys", ["Siân", "Mrs. Prys"]),
        ("for Will. Treharn - Will, Treharn", ["Will", "Will"]),
        ("or +44 7700 900123, +44 (0)7700 900 123", ["+44 7700 900123", "+44 (0)7700 900 123"]),
        (
            "a.prys@bro-gwydryn.org.uk, and https://x.org/siân?y=1",
            ["a.prys@bro-gwydryn.org.uk", "https://x.org/siân?y=1"],
        ),
        ("We went home. Went how? o Went, yng NGwent", ["Went", "NGwent"]),
        ("they play rugby in Rugby", ["Rugby"]),
        ("at Elwys or Elwy’s, Hafgan & Co, Hafgan and Co", ["Elwys", "Elwy’s", "Hafgan & Co"]),
    ],
)
def test_what_the_list_finds(text: str, found: list[str]):
    assert [hit.text for hit in NameFinder(NAMES).find(text)] == found


@given(st.text(alphabet="Siân PrysWil-'’\n.[]1 young person", max_size=60))
def test_after_replacing_nothing_is_found_and_all_else_is_kept(text: str):
    names = [n for n in NAMES if n.replacement]
    finder = NameFinder(names)
    after, blocks = replaced(text, finder.find(text))
    assert all(text[o : o + n] == after[p : p + n] for o, p, n in blocks)
    assert len(text) - sum(h.end - h.start for h in finder.find(text)) == sum(b[2] for b in blocks)
    again, _ = replaced(after, finder.find(after))
    assert not finder.find(again)


@given(
    st.lists(
        st.sampled_from(["Siân", "Prys-Jones", "Mrs", "Prys", "Will", "Treharn", "it", "P", "\u0302",
                         " ", " ", ". ", "\n", "\n\n", ": ", " - ", "’", "07700", " 900123"]),
        max_size=30,
    ).map("".join)
)  # fmt: skip
def test_replacing_never_joins_two_turns(text: str):
    after, _ = replaced(text, NameFinder(NAMES).find(text))
    assert after.count("\n\n") == text.count("\n\n")


@given(st.text(max_size=40))
def test_folding_keeps_every_offset(text: str):
    assert len(plain(text)) == len(text)


@pytest.mark.parametrize(
    ("word", "name", "alike"),
    [
        ("Davith", "Dafydd", True), ("Shan", "Siân", True), ("Kerry", "Ceri", True),
        ("Rees", "Rhys", True), ("Gwynneth", "Gwyneth", True), ("Megen", "Megan", True),
        ("Jones", "James", False), ("Eleri", "Elin", False), ("Mair", "Mark", False),
        ("school", "Scholes", False),
    ],
)  # fmt: skip
def test_misspellings_and_spoken_variants(word: str, name: str, alike: bool):
    assert (likeness(word, name) >= 75) is alike


def test_familiar_forms_and_mutations():
    assert is_familiar("Daf", "Dafydd")
    assert is_familiar("Liz", "Elizabeth")
    assert not is_familiar("Daf", "David")
    assert mutated("Pontarwel") == ["Bontarwel", "Mhontarwel", "Phontarwel"]
    assert mutated("Llanfadryn") == ["Lanfadryn"]
    assert mutated("Aberwyddno") == []


@pytest.mark.parametrize(
    ("text", "kind"),
    [
        ("write to a.bevan+x@ysgol-x.org.uk please", "e-mail"),
        ("on 07700 900 123 or", "phone number"),
        ("on +44 7700 900123 or", "phone number"),
        ("at CF99 1NA now", "postcode"),
        ("she was born on the 3rd of May 2009, and", "date of birth"),
        ("DOB: 03/05/2009", "date of birth"),
        ("at 14 Heol y Bont Street, you", None),
        ("number 943 476 5919 it", "NHS number"),
        ("about 2,000 pupils in 2019, 12.5 per cent", None),
        ("in section 12.3.2019 of", "date"),
    ],
)
def test_what_identifies_by_its_form(text: str, kind: str | None):
    search = NameSearch([])
    search.read("d", text)
    kinds = [c.kind for c in search.candidates() if c.how == "pattern"]
    assert kinds == ([kind] if kind else [])


def test_the_riskiest_come_first_each_once_with_context():
    search = NameSearch([NAMES[0]], ["Mair Bowen"])
    search.read("d1", "Mair Bowen: I saw Mrs Tandridge with Siân. Mair wept, and Cyan too.\n")
    search.read("d2", "I: Did Sean Prys ring? Ring 07700 900123. We met in Hartsop with Bowen.\n")
    found = search.candidates()
    assert [(c.text, c.how) for c in found if c.risk == 3][:2] == [
        ("Siân Prys-Jones", "listed"),
        ("Mair Bowen", "label"),
    ]
    texts = [c.text for c in found]
    assert len(texts) == len(set(texts))
    by_text = {c.text: c for c in found}
    assert by_text["Mair"].how == by_text["Bowen"].how == "part of a name"
    assert by_text["Mrs Tandridge"].how == "title"
    assert by_text["Hartsop"].how == "capitals"
    [(document, before, after)] = by_text["Hartsop"].contexts
    assert (document, before[-12:], after) == ("d2", ". We met in ", " with Bowen.")
    assert by_text["Mair"].of is not None
    assert by_text["Mair"].of.name == "Mair Bowen"


def test_two_hundred_seeded_names_and_their_variants_are_found():
    study = seeded(documents=15)
    finder = NameFinder(study.names)
    search = NameSearch(study.names)
    for document, text in study.texts.items():
        found = {(h.start, h.end) for h in finder.find(text)}
        wanted = {(p.start, p.end) for p in study.planted
                  if p.document == document and p.how in LISTED}  # fmt: skip
        assert wanted <= found
        search.read(document, text)
    unlisted = {p.text for p in study.planted if p.how in ("misspelling", "part")}
    unlisted = {text for text in unlisted if not finder.find(text)}
    proposed = {c.text for c in search.candidates() if c.of is not None and c.how != "listed"}
    assert len(unlisted & proposed) >= 0.95 * len(unlisted)
    planted = {w for p in study.planted for w in (p.text, *p.text.split())}
    assert len(proposed - planted) <= 0.05 * len(proposed)


@pytest.mark.slow
def test_hints_are_kept_by_the_text_and_hold_no_words(tmp_path):
    if not is_installed():
        pytest.skip("the model is not installed")
    text = "I: Who rang?\n\nP: Margaret Thompson from Birmingham City Council rang.\n"
    first = NameHints(tmp_path).of(text)
    said = {text[h.start : h.end]: h.kind for h in first}
    assert said.get("Margaret Thompson") == "person"
    assert NameHints(tmp_path).of(text) == first
    assert all(b"Margaret" not in p.read_bytes() for p in tmp_path.iterdir())
