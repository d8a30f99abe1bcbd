"""What the overview lists, its filter and its order."""

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.case import Case
from qualcode.model.coding.coverage import coded_share, percent
from qualcode.store.records.memos import write_memo
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.find.folding import searchable
from qualcode.workbench.overview.columns import bar, columns_for, initials
from qualcode.workbench.overview.filter import Filter
from qualcode.workbench.overview.rows import (
    DocumentLine,
    StudyLines,
    read_lines,
)
from qualcode.workbench.overview.sort import sort_lines

spans = st.lists(st.tuples(st.integers(0, 60), st.integers(1, 30)).map(lambda s: (s[0], sum(s))))


@given(st.lists(st.integers(1, 12), max_size=12), spans)
def test_the_share_coded_is_that_of_a_naive_count(lengths: list[int], coded: list[tuple[int, int]]):
    turns, at = [], 0
    for length in lengths:
        turns.append((at, at + length))
        at += length + 2
    naive = [any(a < end and b > start for a, b in coded) for start, end in turns]
    assert coded_share(turns, coded) == (sum(naive) / len(naive) if naive else 0.0)
    assert coded_share(turns[::-1], coded[::-1]) == coded_share(turns, coded)


@given(st.floats(0, 1))
def test_only_nothing_is_0_per_cent_and_only_all_is_100(share: float):
    assert (percent(share) == 0) == (share == 0)
    assert (percent(share) == 100) == (share == 1)
    full, rest = bar(share)
    assert len(full + rest) == 8
    assert (not full) == (share == 0)
    assert (not rest) == (share == 1)


def line(name: str = "one", **given: object) -> DocumentLine:
    values: dict[str, object] = {
        "title": "", "group": "", "language": "en", "words": 100, "turns": 4, "coder": "ann",
        "shares": {"ann": 0.0, "ben": 0.0}, "codings": 0, "done": (), "memos": 0, "orphans": 0,
        "cases": (), **given,
    }  # fmt: skip
    cases = values["cases"]
    assert isinstance(cases, tuple)
    texts = [name, values["title"], values["group"], values["language"]]
    texts += [v for case in cases for v in (case.id, *case.attributes.values())]
    return DocumentLine(id=name, words_to_find=searchable("\n".join(map(str, texts))), **values)  # type: ignore[arg-type]


LINES = [
    line(
        "yp-01", title="Siân", group="Young people", language="cy", done=("ann", "ben"),
        shares={"ann": 1.0, "ben": 0.2}, codings=9, memos=1,
        cases=(Case("YP1", {"group": "yp", "local_authority": "Sir Gâr", "age": "11"}),),
    ),
    line(
        "sw-01", group="Social care", shares={"ann": 0.4, "ben": 0.0}, codings=3, done=("ben",),
        cases=(Case("SW1", {"group": "sc", "local_authority": "Cardiff", "age": "40",
                            "role": "social worker"}),),
    ),
    line("fg", group="Group not given", orphans=2, words=12_000, codings=2,
         cases=(Case("SW2", {"local_authority": "local authority 1", "role": "school lead"}),)),
]  # fmt: skip


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("", "yp-01 sw-01 fg"),
        ("  ", "yp-01 sw-01 fg"),
        ("YP", "yp-01"),
        ("sian", "yp-01"),
        ("SIÂN", "yp-01"),
        ("sîan", ""),
        ("social 01", "sw-01"),
        ("yp1", "yp-01"),
        ("la=cardiff", "sw-01"),
        ("local=gar", "yp-01"),
        ("la:gâr", "yp-01"),
        ("la=1", "fg"),
        ('role="social w"', "sw-01"),
        ('role="social w', "sw-01"),
        ("role=so", "sw-01"),
        ("age=1", ""),
        ("age=11", "yp-01"),
        ("age>11", "sw-01"),
        ("age>=11 age<40", "yp-01"),
        ("group=yp", "yp-01"),
        ("group=social", "sw-01"),
        ("language=cy", "yp-01"),
        ("lang=en", "sw-01 fg"),
        ("case=sw", "sw-01 fg"),
        ("done=yes", "yp-01"),
        ("done=no", "sw-01 fg"),
        ("done=ben", "yp-01 sw-01"),
        ("done=be", "yp-01 sw-01"),
        ("DONE=NO Done=Ben", "sw-01"),
        ("coded=0", "fg"),
        ("coded<50", "sw-01 fg"),
        ("coded>80", "yp-01"),
        ("coded>=40%", "yp-01 sw-01"),
        ("memo=yes", "yp-01"),
        ("memo=no", "sw-01 fg"),
        ("memo>0", "yp-01"),
        ("orphans=yes", "fg"),
        ("orph>1", "fg"),
        ("words>5,000", "fg"),
        ("codings=3", "sw-01"),
        ("=x", ""),
        ("14:30", ""),
    ],
)
def test_the_filter(typed: str, kept: str):
    made = Filter.of(typed, LINES)
    assert " ".join(found.id for found in LINES if made.matches(found)) == kept
    assert made.hint == ""


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("colour=red", "No 'colour' to filter by: there are document, group"),
        ("colour=red", "orphans, local_authority, age, role"),
        ("done=x", "done: yes, no, ann, ben"),
        ("done=", "done: yes, no, ann, ben"),
        ("coded=half", "coded: 'half' is none of 0 to 100"),
        ("memo=maybe", "memo: 'maybe' is none of yes, no"),
        ("role<b", "role< wants a number"),
        ("la=", "local_authority: Cardiff, Sir Gâr, local authority 1"),
        ("group=", "Social care"),
    ],
)
def test_the_filter_says_in_one_line_what_it_cannot_do(typed: str, says: str):
    made = Filter.of(typed, LINES)
    assert says in made.hint
    assert "\n" not in made.hint


@given(st.text(alphabet="abdeyn =\"<>:%'0159_ŵâ\\[(*", max_size=20))
def test_no_filter_is_an_exception(typed: str):
    made = Filter.of(typed, LINES)
    for found in LINES:
        made.matches(found)


def ids(by: str, reverse: bool = False) -> str:
    return " ".join(found.id for found in sort_lines(LINES, by, reverse=reverse))


def test_every_column_sorts_both_ways_and_ties_go_by_id():
    assert ids("document") == "fg sw-01 yp-01"
    assert ids("document", True) == "yp-01 sw-01 fg"
    assert ids("words", True) == "fg sw-01 yp-01"
    assert ids("coded") == "fg sw-01 yp-01"
    assert ids("coder:ben", True) == "yp-01 fg sw-01"
    assert ids("done", True) == "yp-01 sw-01 fg"
    for column in columns_for(300, StudyLines("ann", tuple(LINES), {}, ("ann", "ben"))):
        assert sorted(ids(column.id).split()) == sorted(ids(column.id, True).split())
    tens = [line(name) for name in ("p10", "p9", "p1")]
    assert [found.id for found in sort_lines(tens, "document", reverse=False)] == [
        "p1",
        "p9",
        "p10",
    ]


@pytest.mark.parametrize("coders", [("ann",), ("ann", "ben"), ("ann", *"bcdefghi")])
@pytest.mark.parametrize("width", [50, 79, 120, 240])
def test_columns_fit_their_width_and_four_always_stay(width: int, coders: tuple[str, ...]):
    found = StudyLines("ann", tuple(LINES), {}, coders)
    columns = columns_for(width, found)
    assert sum(c.width + 2 for c in columns) <= max(width, 52)
    assert {"document", "group", "coded", "done"} <= {c.id for c in columns}
    if width == 240:
        shared = [c.heading for c in columns if c.id == "others"]
        assert shared == (["9 coders"] if len(coders) == 9 else [])
        assert sum(c.id.startswith("coder:") for c in columns) == (len(coders) == 2)


def test_initials_tell_coders_apart():
    coders = ("anwen", "ben", "bethan", "b", "Cai")
    assert [initials(name, coders) for name in coders] == ["a", "ben", "bet", "b", "C"]


# ---- read from a study ------------------------------------------------------------------------


def test_lines_of_a_study(study: Study):
    for name, turns in (("ann", [2, 4]), ("ben", [6])):
        session = CodingSession(study, name)
        codes = [session.codebook.get("mentor"), session.codebook.get("moves")]
        for turn, code in zip(turns, codes, strict=False):
            assert code is not None
            session.add("one", [code], session.texts.turn("one", turn))
    [found] = read_lines(study, "ann", study.codebook).documents
    assert found.shares == {"ann": 2 / 3, "ben": 1 / 3}
    assert (found.codings, found.orphans, found.done, found.memos) == (2, 0, (), 0)
    assert (found.group, found.turns, found.coded) == ("Young people", 6, 2 / 3)
    assert [case.id for case in found.cases] == ["YP1"]
    codes_found = read_lines(study, "ann", study.codebook).codes
    assert {name: (n.codings, n.documents) for name, n in codes_found.items()} == {
        "mentor": (1, 1),
        "moves": (1, 1),
    }


def test_memos_of_others_count_once_both_are_done(study: Study):
    session = CodingSession(study, "ann")
    session.add("one", [study.codebook.codes[1]], session.texts.turn("one", 2))
    for name in ("ann", "ben"):
        write_memo(study.memo_path(name, "documents", "one"), "A thought.")
    assert read_lines(study, "ann", study.codebook).documents[0].memos == 1
    study.mark_done("ann", "one", True)
    study.mark_done("ben", "one", True)
    [found] = read_lines(study, "ann", study.codebook).documents
    assert (found.memos, found.done) == (2, ("ann", "ben"))


def test_orphans_are_counted_and_in_no_share(study_path: Path):
    study = Study.open(study_path)
    session = CodingSession(study, "ann")
    session.add("one", [study.codebook.codes[1]], session.texts.turn("one", 2))
    log = study.log_path("ann", "one")
    event = json.loads(log.read_text())
    far = event | {"id": "far", "start": 10, "end": 99_999}
    log.write_text("".join(json.dumps(e) + "\n" for e in (event | {"sha256": "0" * 64}, far)))
    [found] = read_lines(Study.open(study_path), "ann", study.codebook).documents
    assert (found.codings, found.orphans, found.coded) == (0, 2, 0.0)


def test_what_cannot_be_read_is_left_out(study_path: Path):
    (study_path / "documents" / "two.json").write_text("{")
    (study_path / "cases.csv").write_bytes(b"\xff\xfe\x00")
    study = Study.open(study_path)
    found = read_lines(study, "ann", study.codebook).documents
    assert [(one.id, one.group) for one in found] == [("one", "")]


def test_many_codings_are_counted_in_time(tmp_path: Path):
    """A twentieth of the largest study, in a twentieth of its time twice over."""
    import msgspec

    from qualcode.model.coding.coding import CodingEvent
    from qualcode.model.document.document import Document, Speaker, Turn

    (tmp_path / "study.toml").write_text('name = "Large"\n')
    (tmp_path / "documents").mkdir()
    turns = tuple(Turn(n * 300, n * 300 + 3, n * 300 + 299, n % 2) for n in range(160))
    for number in range(100):
        name = f"t{number:03}"
        document = Document(
            name, name, "en", "a" * 64, 48_000, 8_000, "text", "b" * 64, "2026",
            (Speaker("I", "interviewer"), Speaker("P")), turns,
        )  # fmt: skip
        (tmp_path / "documents" / f"{name}.json").write_bytes(msgspec.json.encode(document))
        for coder in ("ann", "ben"):
            log = tmp_path / "codings" / coder / f"{name}.jsonl"
            log.parent.mkdir(parents=True, exist_ok=True)
            events = [
                CodingEvent(
                    f"{name}{coder}{n}", "add", f"c{n}", n * 700, n * 700 + 90, "a" * 64, ""
                )
                for n in range(50)
            ]
            log.write_bytes(b"".join(msgspec.json.encode(e) + b"\n" for e in events))
    study = Study.open(tmp_path)
    found = read_lines(study, "ann", study.codebook)
    assert sum(one.codings for one in found.documents) == 5_000
