"""Answers to surveys: what each column is taken for, and that nobody's name gets out."""

import contextlib
import random
from collections.abc import Sequence

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError
from qualcode.model.case import valid_case_id
from qualcode.transcripts.survey.reader import Survey, SurveyOptions, read_survey
from tests.examples import examples
from tests.transcripts.fuzzing import mutated
from tests.transcripts.table.test_reader import as_csv, cells, xlsx

Row = Sequence[object]
ANSWERS = ["My mentor rang me every week and asked.", "Nobody did, to be honest, not once.",
           "n/a", "", "The bus pass, because I could stay at the club.",
           "Being told early what was going to happen."]  # fmt: skip
TOWNS = ["Cardiff", "Swansea"]


def survey(rows: Sequence[Row], per: str = "question", **options: object) -> Survey:
    assert per in ("question", "respondent")
    return read_survey(as_csv(rows), "a.csv", SurveyOptions(per, **options))  # type: ignore[arg-type]


def kinds(read: Survey) -> dict[str, str]:
    return dict(read.columns)


def everything_git_takes(read: Survey) -> str:
    return " ".join(
        [*(case.id for case in read.cases), *(str(case.attributes) for case in read.cases)]
        + [f"{d.suffix} {d.title} {d.cases}" for d in read.documents]
    )


FORMS = [
    ("ID", "Start time", "Completion time", "Email", "Name", "Which local authority do you live in?",
     "What helped you at school?", "Who helped you?", "Anything else?"),
    *((n, "2026-03-04 10:00:00", "2026-03-04 10:09:00", f"sian{n}@example.org",
       f"Siân Lewis{chr(96 + n)}", TOWNS[n % 2], ANSWERS[n - 1],
       "Mentor;Tutor;" if n % 2 else "Mentor;", f"It was hard in year {n}, that is all.")
      for n in range(1, 7)),
]  # fmt: skip


def test_a_document_for_each_question():
    read = survey(FORMS)
    helped, other = read.documents
    assert (helped.suffix, other.suffix) == ("q1-what-helped-you-at-school", "q2-anything-else")
    assert helped.title == "What helped you at school?"
    assert [(t.speaker, t.text) for t in helped.parsed.turns] == [
        (None, "What helped you at school?"),
        *((str(n), said) for n, said in enumerate(ANSWERS, 1) if said),
    ]
    assert helped.cases == {n: n for n in "12356"}
    assert helped.parsed.notes == ("answered by 5 of 6",)
    assert read.cases[0].attributes == {
        "local_authority": "Swansea",
        "who_helped_you": "Mentor; Tutor",
    }
    assert "an export of Microsoft Forms" in read.notes
    said = kinds(read)
    assert said["ID"] == "id: by its heading"
    assert said["Email"] == said["Name"] == "left out: personal, by its heading"
    assert said["Start time"] == "left out: about the answering"
    assert "sian" not in everything_git_takes(read).casefold()


def test_a_document_for_each_respondent():
    read = survey([*FORMS, (7, "", "", "", "", "Cardiff", "", "", "")], "respondent")
    assert [d.suffix for d in read.documents] == list("123456")
    first = read.documents[0].parsed
    assert [(t.speaker, t.text) for t in first.turns] == [
        (None, "What helped you at school?"), ("1", ANSWERS[0]),
        (None, "Anything else?"), ("1", "It was hard in year 1, that is all."),
    ]  # fmt: skip
    assert read.documents[3].parsed.notes == ("answers to 1 of 2 questions",)
    assert [case.id for case in read.cases] == list("1234567")
    assert any(
        note.startswith("1 respondents gave no open answer, so no doc") for note in read.notes
    )


def test_qualtrics_has_three_rows_of_headings():
    rows = [("StartDate", "IPAddress", "ResponseId", "Finished", "Q1", "Q2", "UserLanguage"),
            ("Start Date", "IP Address", "Response ID", "Finished", "What <b>helped</b> you?<br>Say how.",
             "What is your role?", "User Language"),
            *[['{"ImportId":"x"}'] * 7],
            *(("2026-03-04", f"10.0.0.{n}", f"R_{n}x", "False" if n == 2 else "True", said,
               ["Carer", "Teacher"][n % 2], "CY") for n, said in enumerate(ANSWERS))]  # fmt: skip
    read = survey(rows)
    (document,) = read.documents
    assert document.title == "What helped you? Say how."
    assert read.cases[1].id == "R_1x"
    assert read.cases[1].attributes == {"role": "Teacher", "language": "CY"}
    assert "1 responses are unfinished, by “Finished”: read too" in read.notes
    assert kinds(read)["IP Address"] == "left out: network addresses"
    assert survey(rows, answers=("Q1",)).documents == read.documents


def test_surveymonkey_says_itself_what_is_open():
    rows = [("Respondent ID", "Collector ID", "Email Address", "Who helped?", "Your role", "", "Happy?"),
            ("", "", "", "Open-Ended Response", "Response", "Other (please specify)", "Response"),
            *((100 + n, 7, f"a{n}@example.org", who, "Carer", other, "Yes") for n, (who, other) in
              enumerate([("Mam", ""), ("Mam", "Nain"), ("Dad", "")]))]  # fmt: skip
    read = survey(rows)
    assert [d.title for d in read.documents] == [
        "Who helped?",
        "Your role – Other (please specify)",
    ]
    assert [(t.speaker, t.text) for t in read.documents[1].parsed.turns[1:]] == [("101", "Nain")]
    assert read.cases[0].attributes == {"role": "Carer", "happy": "Yes"}


@pytest.mark.parametrize(
    ("head", "program"),
    [("Timestamp", "Google Forms"), ("Unique Response Number", "Jisc Online Surveys")],
)
def test_other_programs_are_recognised(head: str, program: str):
    rows = [(head, "1. What helped?"), *((f"2026-03-0{n}" if n else "x", said) for n, said in
                                         enumerate(ANSWERS, 1))]  # fmt: skip
    read = survey(rows)
    assert f"an export of {program}" in read.notes
    assert read.documents[0].suffix == "q1-what-helped"


def test_ids_that_name_people_are_kept_apart():
    rows = [("Email", "Answer"), *((f"p{n}@example.org", said) for n, said in enumerate(ANSWERS))]
    read = survey(rows, id_column="email")
    assert [case.id for case in read.cases] == [f"R00{n}" for n in range(1, 7)]
    assert read.cases[2].original == "p2@example.org"
    assert "example" not in everything_git_takes(read)
    names = ["Siân Lewis", "Tom", "Ann Bowen", "Huw", "Nia", "Alun"]
    rows = [("Participant", "Answer"), *zip(names, ANSWERS, strict=True)]
    read = survey(rows)
    assert read.cases[1].id == "R002"
    assert read.cases[1].original == "Tom"
    pseudonyms = survey([("Pseudonym", "Answer"), *zip(names, ANSWERS, strict=True)])
    assert [(case.id, case.original) for case in pseudonyms.cases][:2] == [
        ("Siân-Lewis", "Siân Lewis"), ("Tom", "")]  # fmt: skip


@pytest.mark.parametrize(
    ("head", "values", "what"),
    [
        ("Teacher", ["Ann Bowen", "Huw Rees", "Nia Pugh", "Tom Ellis", "Alun Rhys", "Eirlys Jones"],
         "looks like names of people"),
        ("Reply to", ["a@b.org", "", "c@d.org", "", "", ""], "e-mail addresses"),
        ("Home", ["CF10 1AA", "SA1 2BB", "LL57 3CC", "CF5 1XY", "NP1 2AB", "SY23 1AA"], "postcodes"),
        ("Call me on", ["02920 111222", "07700 900123", "", "", "", ""], "phone or other long numbers"),
        ("What is your name?", ["tom", "ann", "", "", "", ""], "personal, by its heading"),
        ("Date of birth", ["1999-01-02", "", "", "", "", ""], "personal, by its heading"),
        ("Visited", ["2026-01-02", "2026-01-03", "2026-01-02", "", "", ""], "dates"),
        ("Nothing", [""] * 6, "empty"),
    ],
    ids=range(8),
)  # fmt: skip
def test_what_may_name_somebody_is_no_attribute(head: str, values: list[str], what: str):
    read = survey([("Answer", head), *zip(ANSWERS, values, strict=True)])
    assert kinds(read)[head] == f"left out: {what}"
    assert not any(case.attributes for case in read.cases)


def test_closed_answers_become_attributes_with_safe_names():
    likert = ["Strongly agree", "Agree", "Agree", "Agree", "Strongly agree", "Agree"]
    rows = [("Answer", "Group", "1. How far do you agree that school helped you, all in all?", "Oed / Age", "id"),
            *((a, "carer", b, 12 + n % 3, "x") for n, (a, b) in enumerate(zip(ANSWERS, likert, strict=True)))]  # fmt: skip
    names = set(survey(rows).cases[0].attributes)
    assert names == {"group", "how_far_do_you_agree_that_school_helped", "oed_age", "id_2"}


def test_what_the_user_names_is_what_is_taken():
    read = survey(FORMS, answers=("Anything",), id_column="ID")
    assert [d.title for d in read.documents] == ["Anything else?"]
    assert kinds(read)["What helped you at school?"] == "left out: open answers that were not named"
    with pytest.raises(
        BadInputError, match="no column “Reason”: its columns are “ID”, “Start time”"
    ):
        survey(FORMS, answers=("Reason",))
    with pytest.raises(BadInputError, match="3 columns that “W” may mean"):
        survey(FORMS, answers=("W",))
    with pytest.raises(BadInputError, match="no column that looks like open answers"):
        survey([("A", "B"), ("1", "2")])
    with pytest.raises(BadInputError, match="the id “1” for respondents 1 and 2"):
        survey([("ID", "Why"), ("1", ANSWERS[0]), ("1", ANSWERS[1])], id_column="ID")
    with pytest.raises(BadInputError, match="headings and no answers"):
        survey([("ID", "Why")])


def test_the_answers_of_a_workbook():
    sheet = "".join(cells(*map(str, row)) for row in FORMS)
    read = read_survey(xlsx(cells("Note"), sheet), "a.xlsx", SurveyOptions("question"))
    assert len(read.documents) == 2
    assert "sheet “S1” (1 word) was not imported" in read.notes


_id = st.text(st.sampled_from("abAB 12-./@ŵ"), max_size=6)
_answer = st.sampled_from(
    ["", "-", "n/a", "it helped me a lot, I would say", "not at all, as I saw it"]
)


@pytest.mark.slow
@given(st.lists(st.tuples(_id, _answer, st.sampled_from(TOWNS)), min_size=1, max_size=20))
def test_every_answer_is_a_turn_of_a_case_of_its_own(rows: list[tuple[str, str, str]]):
    data = [("ID", "Why was that so?", "Town"), *rows]
    given_ids = [row[0].strip().casefold() for row in rows if row[0].strip()]
    assume(len(set(given_ids)) == len(given_ids))
    by_question = survey(data, answers=("Why was that so?",))
    by_person = survey(data, "respondent", answers=("Why was that so?",))
    kept = rows
    ids = [case.id for case in by_question.cases]
    assert len(ids) == len({one.casefold() for one in ids}) == len(kept)
    assert all(valid_case_id(one) for one in ids)
    said = {one: row[1] for one, row in zip(ids, kept, strict=True) if row[1]}
    turns = [t for d in by_question.documents for t in d.parsed.turns if t.speaker]
    assert {t.speaker: t.text for t in turns} == said
    assert {d.suffix: d.parsed.turns[1].text for d in by_person.documents} == said


@given(st.integers(0, 10**9), st.sampled_from(["question", "respondent"]))
@settings(max_examples=examples(40))
def test_damaged_files_are_read_or_refused(seed: int, per: str):
    chance = random.Random(seed)
    whole = as_csv(FORMS)
    with contextlib.suppress(BadInputError):
        read_survey(mutated(whole, chance, [whole]), "a.csv", SurveyOptions(per))  # type: ignore[arg-type]
