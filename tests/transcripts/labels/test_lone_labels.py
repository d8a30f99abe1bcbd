"""Labels that stand once or twice, or before another mark than the rest, swallow nobody's words."""

import pytest

from qualcode.transcripts.labels.somebody import person_like, role_like
from qualcode.transcripts.parsed import Parsed
from qualcode.transcripts.reader import parse_transcript

TALK = [
    ("INT", "Who wrote the plan?"),
    ("SW", "We sat down and wrote it together."),
    ("INT", "And then?"),
    ("SW", "She moved to the next school, after the summer."),
]
ROLES = [
    "The interpreter", "Team manager for fostering", "Independent reviewing officer",
    "Second foster carer", "Head of year, Ysgol y Bryn", "Karen's mum", "Y cyfieithydd",
    "The Minister for Children (Ms. Tegwen Pugh)", "Support worker 2", "Nurse/midwife",
]  # fmt: skip
PROSE = [
    "One thing I'd say: it took too long.", "My mother: she was the worst of them.",
    "So in short: no.", "Three things: the bus, the school, the rain.", "The point is: we walked.",
]  # fmt: skip


def imported(*more: str, mark: str = ": ") -> Parsed:
    talk = [f"{label}{mark}{words}" for label, words in TALK]
    text = "\n\n".join([*talk[:2], *more, *talk[2:], *talk])
    return parse_transcript(text.encode(), "talk.txt")


def said(parsed: Parsed) -> list[tuple[str | None, str]]:
    return [(turn.speaker, turn.text) for turn in parsed.turns]


def told(parsed: Parsed) -> str:
    return "\n".join(parsed.notes)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_that_stands_once_is_a_speaker_and_told(role: str):
    parsed = imported(f"{role}: She says that it was hard.")
    assert said(parsed)[2] == (role, "She says that it was hard.")
    assert f"taken for speakers by their words, a guess: “{role}” 1×" in told(parsed)


@pytest.mark.parametrize(
    ("line", "mark"),
    [
        ("**The interpreter:** She says yes.", ": "),
        ("**The interpreter** She says yes.", ": "),
        ("The interpreter\tShe says yes.", ": "),
        ("The interpreter\tShe says yes.", "\t"),
        ("The interpreter – She says yes.", " – "),
        ("The interpreter – She says yes.", ": "),
        ("[The interpreter] She says yes.", ": "),
        ("The interpreter:\nShe says yes.", ": "),
        ("The interpreter\nShe says yes.", ": "),
    ],
)
def test_a_role_may_be_set_off_by_any_mark(line: str, mark: str):
    parsed = imported(line, mark=mark)
    assert ("The interpreter", "She says yes.") in said(parsed)


@pytest.mark.parametrize("line", PROSE)
def test_prose_before_a_colon_stays_in_its_turn_and_is_not_told(line: str):
    parsed = imported(line)
    assert said(parsed)[1] == ("SW", f"{TALK[1][1]}\n{line}")
    assert "heads of paragraphs" not in told(parsed)


@pytest.mark.parametrize(
    ("line", "head"),
    [
        ("The teacher: she was kind.", "The teacher"),
        ("The teacher – Karen – was kind.", "The teacher"),
        ("Social worker: Tegwen Pugh", "Social worker"),
        ("Key concern: The bus was late.", "Key concern"),
        ("Every teacher: the same story.", "Every teacher"),
    ],
)
def test_what_may_be_a_label_and_is_not_taken_is_told(line: str, head: str):
    parsed = imported(line)
    assert said(parsed)[1] == ("SW", f"{TALK[1][1]}\n{line}")
    assert f"heads of paragraphs not taken for speakers: “{head}” 1×" in told(parsed)


@pytest.mark.parametrize(
    "written",
    ["INT –", "INT-", "INT;", "INT.", "INT |", "[INT]", "(INT)", "**INT**", "INT,", "INT"],
)
def test_a_known_label_before_another_mark_begins_a_turn_and_is_told(written: str):
    parsed = imported(f"{written} What was in it?")
    assert said(parsed)[2] == ("INT", "What was in it?")
    assert f"known labels before another mark begin turns, too: “{written}” 1×" in told(parsed)


def test_a_file_of_dashes_may_have_a_colon():
    parsed = imported("INT: What was in it?", mark=" – ")
    assert said(parsed)[2] == ("INT", "What was in it?")


def test_a_key_of_the_labels_is_no_turn():
    talk = "\n\n".join(f"{label}: {words}" for label, words in TALK * 2)
    parsed = parse_transcript(
        f"INT – Interviewer\n\nSW – Social Worker\n\n{talk}".encode(), "a.txt"
    )
    assert said(parsed)[:2] == [(None, "INT – Interviewer"), (None, "SW – Social Worker")]


def test_who_types_in_lower_case_has_roles_in_it_too():
    talk = [f"{label}: {words}".lower() for label, words in TALK]
    text = "\n\n".join([*talk[:2], "the interpreter: she says yes", *talk[2:], *talk])
    parsed = parse_transcript(text.encode(), "talk.txt")
    assert ("the interpreter", "she says yes") in said(parsed)


def test_a_role_in_the_header_is_no_turn():
    talk = "\n\n".join(f"{label}: {words}" for label, words in TALK * 2)
    head = "Date: 3 May\nInterpreter: Mrs Pugh"
    once = "Interpreter: She means the bus."
    parsed = parse_transcript(f"{head}\n\n{talk}\n\n{once}".encode(), "talk.txt")
    assert said(parsed)[0] == (None, head)
    assert said(parsed)[-1] == ("Interpreter", "She means the bus.")
    assert "heads of paragraphs" not in told(parsed)


def test_a_name_before_a_full_stop_is_told_and_left():
    talk = [f"{label}: {words}" for label, words in TALK]
    text = "\n\n".join([*talk, "SW. Yes.", *talk]).replace("SW", "Gwen")
    parsed = parse_transcript(text.encode(), "talk.txt")
    assert ("Gwen", f"{TALK[3][1]}\nGwen. Yes.") in said(parsed)
    assert "known labels before another mark were left in the words: “Gwen.” 1×" in told(parsed)


def test_a_false_start_is_no_label():
    talk = [f"{label}: {words}" for label, words in TALK]
    text = "\n\n".join([*talk[:2], "I – I think so.", "I – well, no.", *talk[2:], *talk])
    parsed = parse_transcript(text.replace("INT", "I").encode(), "talk.txt")
    assert said(parsed)[1] == ("SW", f"{TALK[1][1]}\nI – I think so.\nI – well, no.")


@pytest.mark.parametrize(
    "person", ["Mrs. Pugh", "MR. HALE", "Abg. Dr. Bet Roe SPD", "Bo Roe (GRÜNE)", "D. BREZO"]
)
def test_a_person_with_a_title_or_a_party_is_a_speaker_once(person: str):
    assert person_like(person)
    assert (person, "I was there, too.") in said(imported(f"{person}: I was there, too."))


@pytest.mark.parametrize("words", ["Bo Roe", "Mr", "A. Roe", "Bala (Gwynedd)", "Mr Roe and she"])
def test_other_names_are_not_plainly_a_person(words: str):
    assert not person_like(words)


def test_titles_alone_on_a_line_are_nobodys_where_labels_have_words_behind_them():
    talk = [f"Mrs. Pugh: I move it, for the {n}th time.\n\nMr. Hale: I do not." for n in range(9)]
    talk[3:3] = ["**Motion**", "That the bridge be shut."]
    talk[7:7] = ["**Motion**", "That the bridge be opened."]
    talk += ["**Yeas**", "Hale, Pugh, Roe"]
    parsed = parse_transcript("\n\n".join(talk).encode(), "council.md")
    assert {turn.speaker for turn in parsed.turns} == {"Mrs. Pugh", "Mr. Hale", None}
    assert "titles alone on a line, where labels have words behind them, are nobody's" in told(
        parsed
    )
    assert "“Motion” 2×" in told(parsed)


@pytest.mark.parametrize("role", ROLES)
def test_a_role_is_told_from_its_words(role: str):
    assert role_like(role)


@pytest.mark.parametrize(
    "words",
    ["My mother", "Every teacher", "The thing", "A question for the teacher", "What the nurse said",
     "The teacher said", "Good friends", "", "12", "The point of it"],
)  # fmt: skip
def test_words_about_a_role_are_none(words: str):
    assert not role_like(words)


PEERS = [
    "Baroness Wirrall of the Marsh (Lab)", "Lord Tegg (Con)", "Viscount Aldery (CB)",
    "The Countess of Arden (LD)", "Lord Prynn of Upper Mere", "The Archbishop of Lund",
]  # fmt: skip


@pytest.mark.parametrize("once", PEERS)
@pytest.mark.parametrize("paragraphs", [1, 3])
def test_a_peer_who_speaks_once_among_others_is_a_speaker(once: str, paragraphs: int):
    others = [("Lord Orme", " (Lab)"), ("Baroness Ildry", ""), ("The Earl of Stane", " (Con)")]
    before = [
        line
        for name, party in others
        for line in (name + party, "My Lords, it rained.", "", name, "It rained twice.", "")
    ]
    words = ["My Lords, a word.", "", "And one more sentence on it.", "", "That is all."]
    text = [*before, once, *words[: 2 * paragraphs], "", *before]
    found = parse_transcript("\n".join(text).encode(), "debate.txt")
    assert (once, "\n".join(words[: 2 * paragraphs : 2])) in said(found)
