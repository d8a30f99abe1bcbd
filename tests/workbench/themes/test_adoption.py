"""From a suggested theme to the codebook and the codings: all of it or nothing, and no words in git."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.store.study import Study
from qualcode.workbench.coding.session import CodingSession
from qualcode.workbench.documents.revision import NewText, revise_texts
from qualcode.workbench.privacy.names import NameTable
from qualcode.workbench.themes.adoption import code_examples, draft_code, drafted, here_now
from qualcode.workbench.themes.run import write_themes
from qualcode.workbench.themes.stored import StoredTheme, StoredThemes, stored_themes
from tests.conftest import Run
from tests.workbench.stored import SAID, suggested

pytestmark = pytest.mark.slow


@pytest.fixture
def themes(study: Study) -> StoredThemes:
    write_themes(study, suggested(study))
    return stored_themes(study)


@pytest.fixture
def session(study: Study) -> CodingSession:
    return CodingSession(study, "ann")


def code(session: CodingSession, name: str = "moves"):
    return next(c for c in session.codebook if c.id == name)


def on_disk(study: Study) -> list[tuple[str, str, bool]]:
    again = Study.open(study.root)
    text = again.text(again.document("one"))
    return [(c.code, text[c.event.start : c.event.end], c.event.assisted)
            for c in again.codings(coder="ann")]  # fmt: skip


# ---- a draft code ---------------------------------------------------------------------------


def test_a_draft_code_has_its_source_and_leaves_the_rest_as_it_was(study: Study, themes):
    before = study.codebook_path.read_text(encoding="utf-8")
    made = draft_code(study, themes, themes.themes[0], name="Being moved on", under="support")
    after = study.codebook_path.read_text(encoding="utf-8")
    assert made.id == "being-moved-on"
    book = Study.open(study.root).codebook
    [found] = [c for c in book if c.id == made.id]
    assert (found.name, found.status, found.definition) == ("Being moved on", "draft", "")
    assert found.source == (
        f"Suggested theme T1 of {themes.made}: 1 people, 3 passages (a-model, seed 0)"
    )
    [above] = [c for c in book if c.id == "support"]
    assert [c.id for c in above.children] == ["mentor", "being-moved-on"]
    kept = iter(after.splitlines())
    assert all(line in kept for line in before.splitlines())  # in their order, comments too
    assert after.startswith("# A small codebook.")


def test_without_a_name_the_label_is_the_name_at_the_top(study: Study, themes):
    made = draft_code(study, themes, themes.themes[0])
    assert made.name == "mentor, moving"
    assert Study.open(study.root).codebook.codes[-1].id == made.id


def test_no_words_of_participants_get_into_the_codebook(study: Study, themes):
    draft_code(study, themes, themes.themes[0], name="A name")
    text = study.codebook_path.read_text(encoding="utf-8")
    assert not any(said[:20] in text for said in SAID)


@pytest.mark.parametrize(("more", "error"), [
    ({"name": "Moves"}, BadInputError),
    ({"name": "two\nlines"}, BadInputError),
    ({"name": "Fine", "code_id": "moves"}, BadInputError),
    ({"name": "Fine", "code_id": "no blanks"}, BadInputError),
    ({"name": "Fine", "under": "nowhere"}, NotFoundError),
])  # fmt: skip
def test_what_cannot_be_a_code_leaves_the_codebook_alone(study: Study, themes, more, error):
    before = study.codebook_path.read_bytes()
    with pytest.raises(error) as caught:
        draft_code(study, themes, themes.themes[0], **more)
    assert "\n" not in str(caught.value)
    assert study.codebook_path.read_bytes() == before


def test_the_same_theme_twice_is_refused_by_its_name(study: Study, themes):
    draft_code(study, themes, themes.themes[0])
    with pytest.raises(BadInputError, match="named mentor, moving already"):
        draft_code(study, themes, themes.themes[0])


def test_a_label_that_would_take_the_terminal_or_the_file_over_is_refused_or_cleaned(
    study: Study, themes
):
    nasty = replace(themes.themes[0], label="x\x1b[2J: &a !!python/object {", id="T1\x1b]0;")
    made = drafted(study.codebook, themes, nasty, "A name")
    assert "\x1b" not in made.source
    draft_code(study, themes, nasty)
    found = Study.open(study.root).codebook.codes[-1]
    assert "\x1b" not in found.name
    assert "&a !!python/object {" in found.name


# ---- examples -------------------------------------------------------------------------------


def examples_of(session: CodingSession, theme: StoredTheme) -> tuple[int, int]:
    """Code a theme's examples; return how many codings were made, and how many passages had one."""
    done = code_examples(session, theme, code(session))
    return done.made, done.had


def test_typical_passages_are_coded_marked_as_assisted_and_only_once(study, themes, session):
    theme = themes.themes[0]
    assert examples_of(session, theme) == (3, 0)
    assert on_disk(study) == [("moves", said, True) for said in SAID]
    assert examples_of(session, theme) == (0, 3)
    assert examples_of(CodingSession(Study.open(study.root), "ann"), theme) == (0, 3)
    assert len(on_disk(study)) == 3
    assert code_examples(session, theme, code(session, "mentor"), most=1).made == 1
    # Another coder's being there says nothing of one's own.
    assert examples_of(CodingSession(study, "ben"), theme) == (3, 0)


def test_one_undo_takes_the_examples_back(study, themes, session):
    code_examples(session, themes.themes[0], code(session))
    assert "coded 3 passages “Moves”" in session.undo()
    assert on_disk(study) == []
    session.redo()
    assert on_disk(study) == [("moves", said, True) for said in SAID]


def test_a_passage_within_or_beyond_a_coding_made_by_hand_gets_no_second_one(
    study, themes, session
):
    start, _ = session.texts.turn("one", 2)
    text = session.texts.open_document("one")[1]
    session.add("one", [code(session)], (start, text.index("🙂")))
    done = code_examples(session, themes.themes[0], code(session))
    assert (done.made, done.had, done.left) == (0, 2, 1)
    assert "1 left" in done.words("“Moves”")
    [own] = on_disk(study)
    assert own[2] is False


def test_a_changed_text_is_refused_before_anything_is_coded(study, themes):
    text = study.text(study.document("one"))
    revise_texts(study, [NewText("one", text.replace("really 🙂", "truly"))], why="test")
    session = CodingSession(Study.open(study.root), "ann")
    theme = themes.themes[0]
    assert [here_now(session, p) for p in theme.passages] == [True, True, False]
    with pytest.raises(BadInputError, match="one is not the text the themes were made of"):
        code_examples(session, theme, code(session))
    assert on_disk(study) == []
    assert session.state == "saved"


def test_passages_of_documents_that_are_not_there_are_refused(study, themes, session):
    theme = themes.themes[0]
    for name in ("gone", "../../etc/passwd", "a\x00b", "x" * 300, ""):
        elsewhere = replace(theme.passages[2], document=name)
        mixed = replace(theme, passages=(*theme.passages[:2], elsewhere))
        with pytest.raises(QualcodeError):
            code_examples(session, mixed, code(session))
    assert on_disk(study) == []


@pytest.mark.parametrize("offsets", [(-1, 5), (0, 0), (0, 10**9), (10**20, 10**20 + 3), (9, 2)])
def test_offsets_that_point_nowhere_are_refused(study, themes, session, offsets):
    theme = themes.themes[0]
    wrong = replace(theme.passages[0], start=offsets[0], end=offsets[1], text="")
    with pytest.raises(QualcodeError):
        code_examples(session, replace(theme, passages=(theme.passages[1], wrong)), code(session))
    assert on_disk(study) == []


def test_a_code_that_cannot_be_used_is_refused_even_where_nothing_is_to_do(study, themes, session):
    with pytest.raises(BadInputError, match="placeholder"):
        code_examples(session, themes.themes[0], code(session, "later"))
    with pytest.raises(BadInputError, match="placeholder"):
        code_examples(session, replace(themes.themes[0], passages=()), code(session, "later"))
    assert on_disk(study) == []


def test_what_could_not_be_written_is_not_called_coded(study, themes, session, monkeypatch):
    def full(*_: object) -> None:
        raise StudyError("No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr("qualcode.store.study.append_events", full)
        with pytest.raises(StudyError, match="No space left"):
            code_examples(session, themes.themes[0], code(session))
    assert on_disk(study) == []
    assert session.retry() == "saved"
    assert len(on_disk(study)) == 3


def test_the_listing_tells_assisted_codings_from_one_s_own(study: Study, themes, session, run: Run):
    session.add("one", [code(session, "mentor")], session.texts.turn("one", 2))
    code_examples(session, themes.themes[0], code(session))
    listed = json.loads(run("-C", study.root, "coding", "list", "--json").out)
    assert {(c["code"], c["assisted"]) for c in listed} == {("mentor", False), ("moves", True)}


# ---- nobody's name in git -------------------------------------------------------------------


def spoken(study: Study, run: Run, tmp_path, *turns: str) -> None:
    file = tmp_path / "more.txt"
    file.write_text("\n\n".join(f"P: {turn}" for turn in turns), encoding="utf-8")
    assert run("-C", study.root, "import", file, "--as", "more").status == 0


@pytest.mark.parametrize(("said", "label", "name"), [
    ("I guess that Ffion and the weighting of it helped.", "guess, Ffion, weighting",
     "guess, weighting"),
    ("Ffion came. I guess she knew the weighting.", "guess, ffion, weighting", "guess, weighting"),
    ("I guess it was Ffion's weighting.", "Ffion's weighting, guess", "guess"),
    ("so i think ffion came and i guess ffion was the one with the mentor and moving",
     "mentor, ffion, moving", "mentor, moving"),
    ("I told Hope, and Hope told Hope. I hope so.", "told, Hope", "told"),
    ("I rang Siân Prys about the bus fare.", "bus fare, siân", "bus fare"),
    ("We moved in May, and again on a Monday.", "Monday, May, moved", "Monday, May, moved"),
    ("I like May. May helped me, and so May stayed.", "like, May", "like"),
    ("Rose came, and prices rose. Rose helped. Rose drove us.", "prices, rose", "prices"),
    ("My mate محمد knew about the bus fare.", "bus fare, محمد", "bus fare"),
    ("I told İlker about the bus fare.", "bus fare, i̇lker", "bus fare"),
    ("I guess Tegwen would know the weighting.", "guess, tegwen'd", "guess"),
    ("Homework helped. More homework, I said. Homework! It is homework.", "homework", "homework"),
])  # fmt: skip
def test_what_may_be_a_name_is_in_no_draft_code(
    study: Study, run: Run, tmp_path, said: str, label: str, name: str
):
    spoken(study, run, tmp_path, said)
    NameTable(study).accept("Siân Prys", "person", "[social worker 1]", ["Siân"])
    write_themes(study, suggested(study))
    themes = stored_themes(study)
    theme = replace(themes.themes[0], label=label)
    made = draft_code(study, themes, theme)
    assert made.name == name
    assert "ffion" not in study.codebook_path.read_text(encoding="utf-8").lower()


def test_where_nothing_of_a_label_is_left_a_name_is_asked_for(study: Study, run: Run, tmp_path):
    spoken(study, run, tmp_path, "We went to see Ffion Wmffre, and Ffion came too.")
    data = suggested(study)
    data["themes"][0]["label"] = "Ffion, Ffion Wmffre"
    write_themes(study, data)
    before = study.codebook_path.read_bytes()
    done = run("-C", study.root, "themes", "--draft", "T1")
    assert done.status != 0
    assert "--name" in done.err
    assert "Ffion" not in done.err
    assert study.codebook_path.read_bytes() == before
    assert run("-C", study.root, "themes", "--draft", "T1", "--name", "Visits").status == 0


def test_how_many_terms_were_left_out_is_told(study: Study, run: Run, tmp_path):
    spoken(study, run, tmp_path, "I guess that Ffion and the weighting of it helped.")
    data = suggested(study)
    data["themes"][0]["label"] = "guess, Ffion, weighting"
    write_themes(study, data)
    done = run("-C", study.root, "themes", "--draft", "T1")
    assert (done.status, "1 term of the label left out" in done.err + done.out) == (0, True)
    assert "guess-weighting: guess, weighting, a draft code" in done.err + done.out


def test_a_label_that_somebody_said_is_no_name(study: Study, run: Run, tmp_path):
    said = "she would ring the school for me every single week"
    spoken(study, run, tmp_path, f"Well, {said}. It was so.")
    write_themes(study, suggested(study))
    themes = stored_themes(study)
    with pytest.raises(BadInputError, match="--name"):
        draft_code(study, themes, replace(themes.themes[0], label=said))
