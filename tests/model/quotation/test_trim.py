import itertools
import re

import msgspec
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.quotation.edit import cuts_from
from qualcode.model.quotation.lost_words import Dropped, dropped
from qualcode.model.quotation.trim import Cut, Label, check_cuts, form_digest, printed
from qualcode.model.text.graphemes import words

TEXT = (
    "My mentor, you know, she’d ring every Monday. It was really, really good. It was kept up.\n\n"
    "Orla Quill: And the head teacher?\n\n"
    "Ben: She didn’t… [laughs] wait – she came to [school] herself."
)


def labels_of(text: str) -> tuple[Label, ...]:
    shown = {"Orla Quill": "[Interviewer:]", "Ben": "[Young person:]"}
    found = re.finditer(r"^(Orla Quill|Ben): ", text, re.M)
    return tuple((m.start(), m.end(), shown[m[1]]) for m in found)


LABELS = labels_of(TEXT)
ALL = (0, len(TEXT))
TURN = (0, TEXT.index("\n"))


def span(part: str, text: str = TEXT) -> tuple[int, int]:
    return text.index(part), text.index(part) + len(part)


def trimmed(edited: str, text: str, labels: tuple[Label, ...] = ()) -> str:
    """What is printed of a whole text after a person edited it."""
    return printed(text, 0, len(text), cuts_from(text, 0, len(text), edited, labels), labels)


# ---- what is printed --------------------------------------------------------------------------


def test_an_untrimmed_passage_is_printed_in_one_line_with_no_label_of_the_transcript():
    shown = printed(TEXT, *ALL, (), LABELS)
    assert shown == (
        "My mentor, you know, she’d ring every Monday. It was really, really good. It was kept up. "
        "[Interviewer:] And the head teacher? "
        "[Young person:] She didn’t… [laughs] wait – she came to [school] herself."
    )


@pytest.mark.parametrize(
    ("cut", "shown"),
    [
        (Cut(*span(", you know,")), "My mentor […] she’d ring"),
        (Cut(*span(" you know,")), "My mentor, […] she’d ring"),
        (Cut(*span("you know")), "My mentor, […], she’d ring"),
        (Cut(*span("My mentor, you know, ")), "[…] she’d ring"),
        (Cut(*span("mentor"), "key worker"), "My [key worker], you know, she’d ring"),
        (Cut(0, 1, "m"), "[m]y mentor, you know, she’d ring"),
        (Cut(*span("she"), "Ms X"), "My mentor, you know, [Ms X]’d ring"),
        (Cut(2, 2, "own"), "My [own] mentor, you know, she’d ring"),
        (Cut(3, 3, "own"), "My [own] mentor, you know, she’d ring"),
        (Cut(9, 9, "a carer"), "My mentor [a carer], you know, she’d ring"),
        (Cut(9, 9, "s", joined=True), "My mentor[s], you know, she’d ring"),
        (Cut(3, 3, "co-", joined=True), "My [co-]mentor, you know, she’d ring"),
    ],
)
def test_cuts_are_printed_as_a_reader_expects_blanks(cut: Cut, shown: str):
    assert printed(TEXT, *TURN, [cut]).startswith(shown)


def test_elisions_in_a_row_are_one_and_words_of_ones_own_stay():
    a, b = span("you know")
    cuts = [Cut(a, a + 3), Cut(a + 4, b), Cut(b + 1, b + 2, "and"), Cut(b + 2, b + 5)]
    assert printed(TEXT, *TURN, cuts).startswith("My mentor, […], [and] […]’d ring")


def test_a_label_is_shown_whatever_the_cuts_say():
    cut = Cut(span("kept")[0], span("wait")[0])
    shown = printed(TEXT, *ALL, [cut], LABELS)
    assert "It was […] [Interviewer:] […] [Young person:] […] wait" in shown
    # A cut of a label alone hides nobody's turn, and no real name is printed in part.
    (a, b, _), _other = LABELS
    assert printed(TEXT, *ALL, [Cut(a + 2, b - 1)], LABELS) == printed(TEXT, *ALL, (), LABELS)
    assert printed(TEXT, a + 5, len(TEXT), (), LABELS).startswith("[Interviewer:] And the head")


def test_only_the_blank_after_a_cut_goes_before_punctuation():
    text = "Ben: ... and school , yes ."
    assert (
        printed(text, 0, len(text), (), ((0, 5, "Ben (14):"),))
        == "Ben (14): ... and school , yes ."
    )
    assert printed(text, 0, len(text), [Cut(*span("school", text))], ((0, 5, "[P:]"),)) == (
        "[P:] ... and […], yes ."
    )


@pytest.mark.parametrize(
    "cuts",
    [
        [Cut(5, 8), Cut(7, 9)],
        [Cut(12, 14), Cut(11, 12)],
        [Cut(9, 11)],
        [Cut(29, 31)],
        [Cut(14, 12)],
        [Cut(10, 30)],
        [Cut(10, 20), Cut(20, 30, "x")],
        [Cut(12, 14, "a]b")],
        [Cut(12, 14, "two\nlines")],
        [Cut(12, 14, "\u202eabc")],
        [Cut(12, 14, "x" * 81)],
    ],
)
def test_cuts_that_cannot_be_are_refused_in_one_line(cuts: list[Cut]):
    with pytest.raises(BadInputError) as error:
        check_cuts(10, 30, cuts)
    assert "\n" not in str(error.value)


def test_cuts_to_the_very_ends_and_side_by_side_are_allowed():
    check_cuts(10, 30, [Cut(10, 10, "x"), Cut(10, 12), Cut(12, 13, "y" * 80), Cut(30, 30, "sic")])


def test_cuts_that_leave_no_word_are_refused():
    with pytest.raises(BadInputError):
        printed("Really. It was.", 0, 15, [Cut(0, 6), Cut(8, 14)])


# ---- a quotation edited by hand ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("edited", "shown"),
    [
        ("My mentor she'd ring every Monday", "My mentor […] she’d ring every Monday […]"),
        ("My mentor, [...] she'd ring every Monday.", "My mentor, […] she’d ring every Monday. […]"),
        ("My mentor … she’d ring. […]", "My mentor […] she’d ring […]"),
        # A whole sentence goes, and not the halves of two.
        ("It was kept up.", "[…] It was kept up."),
        ("It was [really] good. […]", "[…] It was [really] good. […]"),
        ("It was […] really good. […]", "[…] It was […] really good. […]"),
        # Brackets at and in a word.
        ("[m]y mentor[s], you know […]", "[m]y mentor[s], you know […]"),
        ("My mentor [a carer], […] [Ann]'d ring [each] Monday", "My mentor [a carer], […] [Ann]’d ring [each] Monday […]"),
        ("My [co-]mentor", "My [co-]mentor […]"),
        # Brackets typed without blanks.
        ("My[…]Monday […]", "My […] Monday […]"),
        # Two like places: the one with the comma.
        ("[…] It was really, […]", "[…] It was really, […]"),
    ],
)  # fmt: skip
def test_an_edited_quotation_is_printed_as_it_was_meant(edited: str, shown: str):
    assert trimmed(edited, TEXT[slice(*TURN)]) == shown


@pytest.mark.parametrize(
    ("edited", "words"),
    [
        ("My mentor would ring every Monday", "would"),
        ("My mentor, my best mentor, would ring", "my best mentor would"),
        ("my mentor", "my"),
        # The same words in another order were not said.
        ("My mentor, every Monday she’d ring", "every Monday"),
        # Half a word turns the meaning round, and is none of the words said.
        ("She did wait", "did"),
        ("Orla Quill: And the head teacher?", "Orla Quill"),
        # Nor can a word be taken out of what stands for a label.
        ("Interviewer And the head teacher", "Interviewer"),
    ],
)
def test_words_that_were_not_said_are_named(edited: str, words: str):
    with pytest.raises(BadInputError) as error:
        cuts_from(TEXT, *ALL, edited, LABELS)
    assert str(error.value) == (
        f"“{words}” is not what was said here: put words of your own in [brackets]"
    )


@pytest.mark.parametrize("edited", ["", " […] ", "[nothing of it]", "[Interviewer:]", "..."])
def test_some_words_must_be_left(edited: str):
    with pytest.raises(BadInputError, match="nothing of what was said"):
        cuts_from(TEXT, *ALL, edited, LABELS)


def test_a_quotation_left_as_it_is_has_no_cuts():
    assert cuts_from(TEXT, *ALL, printed(TEXT, *ALL, (), LABELS), LABELS) == ()
    assert cuts_from(TEXT, *ALL, TEXT[: LABELS[0][0]] + TEXT[LABELS[0][1] :], LABELS[:1]) == ()


def test_a_label_and_a_note_of_the_transcript_come_back_when_deleted_or_are_cut_knowingly():
    edited = "It was kept up. And the head teacher? She came to herself."
    assert trimmed(edited, TEXT, LABELS) == (
        "[…] It was kept up. [Interviewer:] And the head teacher? "
        "[Young person:] She […] came to […] herself."
    )


def test_one_may_write_an_elision_at_the_ends_where_nothing_was_cut():
    assert trimmed("[…] we moved […]", "we moved") == "[…] we moved […]"
    assert trimmed("we […] moved", "we moved") == "we […] moved"


@pytest.mark.slow
def test_a_long_passage_is_quick_and_of_repeated_words_the_marked_ones_are_cut():
    text = " ".join(["I was", "I was moved again,"] * 400)
    edited = " ".join(["I was", "I was […] again,"] * 400)
    assert trimmed(edited, text) == edited


vocabulary = st.sampled_from(
    "a a b no I’d It well-known not mentor Mentor ysgol dŵr 2nd".split()
)  # fmt: skip
between = st.sampled_from(
    [" ", " ", " ", ", ", ". ", "\n", " – ", "… ", "... ", " “", "” ", "—", "- ", " (", ") ", "? ", " […] ", " [laughs] ", "\n\nBen: "]
)  # fmt: skip
passages = st.lists(st.tuples(vocabulary, between), min_size=1, max_size=25).map(
    lambda pairs: "".join(word + gap for word, gap in pairs)
)
own_words = st.sampled_from(["", "", "", "he", "It", "the carer", "…", "don’t"])


def cut_passage(data: st.DataObject, text: str) -> tuple[Cut, ...]:
    """Cuts of any lengths whose ends are where words begin or end."""
    edges = sorted({0, len(text), *(edge for word in words(text, 0, len(text)) for edge in word)})
    # Inside the transcript's own brackets no cut can be told from the transcript's words.
    edges = [e for e in edges if text.rfind("[", 0, e) <= text.rfind("]", 0, e)]
    places = sorted(data.draw(st.lists(st.sampled_from(edges), max_size=8)))
    pairs = list(zip(places[::2], places[1::2], strict=False))
    cuts = [Cut(a, b, data.draw(own_words)) for a, b in pairs]
    return tuple(cut for cut in cuts if cut.start < cut.end or cut.instead)


@pytest.mark.slow
@given(passages, st.data())
def test_the_printed_form_of_any_cuts_at_words_leads_back_to_itself(text: str, data: st.DataObject):
    cuts, labels = cut_passage(data, text), labels_of(text)
    try:
        shown = printed(text, 0, len(text), cuts, labels)
    except BadInputError:
        assume(False)
    again = cuts_from(text, 0, len(text), shown, labels)
    assert printed(text, 0, len(text), again, labels) == shown
    # Opening the editor and leaving it changes nothing that is signed off.
    assert cuts_from(text, 0, len(text), shown, labels) == again


@pytest.mark.slow
@given(st.lists(st.sampled_from("abc"), min_size=1, max_size=9), st.data())
def test_of_all_readings_the_one_with_fewest_cuts_is_taken(said: list[str], data: st.DataObject):
    keep = data.draw(st.lists(st.booleans(), min_size=len(said), max_size=len(said)))
    edited = [word for word, kept in zip(said, keep, strict=True) if kept]
    assume(edited)

    def cuts_needed(places: tuple[int, ...]) -> int:
        steps = itertools.pairwise((-1, *places, len(said)))
        return sum(after - before > 1 for before, after in steps)

    readings = itertools.combinations(range(len(said)), len(edited))
    fewest = min(cuts_needed(r) for r in readings if [said[i] for i in r] == edited)
    text = " ".join(said)
    assert len(cuts_from(text, 0, len(text), " ".join(edited))) == fewest


def is_subsequence(short: list[str], long: list[str]) -> bool:
    rest = iter(long)
    return all(one in rest for one in short)


@pytest.mark.slow
@given(passages, st.data())
def test_nothing_outside_brackets_is_printed_that_was_not_said(text: str, data: st.DataObject):
    labels = labels_of(text)
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, len(text)))
    pieces = printed(text, start, end, (), labels).split(" ")
    added = st.sampled_from(["[…]", "[own]", "[T]he", "not", "a,", "well", "(", "[I"])
    edited = " ".join(
        data.draw(added) if data.draw(st.integers(0, 9)) == 0 else piece
        for piece in pieces
        if data.draw(st.booleans())
    )
    try:
        cuts = cuts_from(text, start, end, edited, labels)
        shown = printed(text, start, end, cuts, labels)
    except BadInputError:
        return
    plain = re.sub(r"\[[^\[\]]*\]", " ", shown)
    whole = [text[a:b] for a, b in words(text, start, end)]
    kept = [plain[a:b] for a, b in words(plain, 0, len(plain))]
    assert is_subsequence(kept, whole)
    assert "Ben" not in plain
    assert printed(text, start, end, cuts_from(text, start, end, shown, labels), labels) == shown


@given(st.text(max_size=60), st.text(max_size=60))
def test_any_text_at_all_is_read_or_refused(text: str, edited: str):
    for one in (edited, printed(text, 0, len(text), ())):
        try:
            cuts = cuts_from(text, 0, len(text), one)
        except BadInputError:
            continue
        assert "\n" not in printed(text, 0, len(text), cuts)


# ---- words that must not be lost unseen -------------------------------------------------------


def lost(text: str, passage: str, *cut: str) -> list[tuple[str, str]]:
    cuts = [Cut(*span(part, text)) for part in cut]
    return [(d.word, d.where) for d in dropped(text, *span(passage, text), cuts)]


def test_negations_in_cuts_are_named_with_either_apostrophe():
    text = "I don’t think it didn't help. I never, hardly ever, used\nto go; cannot say nothing."
    assert lost(text, text, "I don’t think", "never, hardly ever, used\nto go; cannot say") == [
        ("don’t", "cut"), ("never", "cut"), ("hardly", "cut"), ("used to", "cut"),
        ("cannot", "cut"),
    ]  # fmt: skip
    assert lost(text, text) == []


def test_welsh_negations_are_named():
    text = "Nid oedd neb yn helpu, a doedd dim byd erioed heb ei ddweud. Ni sy'n dweud."
    assert [word for word, _ in lost(text, text, text[:-20])] == [
        "nid", "neb", "dim", "erioed", "heb",
    ]  # fmt: skip
    assert lost(text, text, "Ni sy'n") == []


def test_a_passage_begun_or_ended_inside_a_sentence_is_looked_at_around():
    text = "It never rains. I’m not saying that school was good for me, except on Mondays. No."
    assert lost(text, "school was good for me") == [("not", "before"), ("except", "after")]
    assert lost(text, "I’m not saying that school was good") == [("except", "after")]
    # Whole sentences stand for themselves, and so do other people's turns.
    assert lost(text, "I’m not saying that school was good for me, except on Mondays.") == []
    turns = "I: You were not moved\n\nP: and school was good\n\nI: without a mentor?"
    assert lost(turns, "and school was good") == []
    assert lost("I’m not… school helped me. Not now.", "school helped me") == [("not", "before")]
    assert lost("Not that Mr. Evans helped me.", "helped me") == [("not", "before")]


def test_a_sentence_does_not_end_at_an_abbreviation():
    text = "I’d not say, e.g. at school, that it helped me. It did."
    assert lost(text, "that it helped me") == [("not", "before")]
    assert lost(text, "It did") == []


def test_words_that_only_look_like_negations_are_none():
    text = "Another notebook: the known snail, a well-known nation. Noted, lonely."
    assert lost(text, text, text[:-8]) == []


def test_half_a_contraction_is_lost_and_a_changed_capital_is_not():
    text = "Not that it isn’t good."
    assert dropped(text, 0, len(text), [Cut(0, 1, "n")]) == ()
    assert dropped(text, 0, len(text), [Cut(*span("n’t", text))]) == (Dropped("isn’t", "cut"),)


# ---- the digest of a form ---------------------------------------------------------------------


def test_a_digest_changes_with_everything_that_is_printed():
    form = {
        "document": "d",
        "sha256": "0" * 64,
        "start": 1,
        "end": 9,
        "cuts": (Cut(2, 3),),
        "signed": "Pupil, 14",
    }
    digest = form_digest(**form)
    assert re.fullmatch("[0-9a-f]{16}", digest)
    other = {
        "document": "e",
        "sha256": "1" * 64,
        "start": 2,
        "end": 8,
        "cuts": (Cut(2, 3, "x"),),
        "signed": "",
    }
    assert len({digest, *(form_digest(**{**form, key: other[key]}) for key in form)}) == 7
    assert form_digest(**{**form, "cuts": [Cut(2, 3)]}) == digest
    # The same in every clone and version.
    assert digest == "658e02e877605674"


def test_a_cut_in_the_log_is_a_short_list():
    assert msgspec.json.encode(Cut(1, 3)) == b'[1,3,"",false]'
    assert msgspec.json.decode(b"[1,3]", type=Cut) == Cut(1, 3)
