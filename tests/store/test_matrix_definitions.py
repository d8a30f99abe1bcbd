"""``synthesis/``: what a matrix is made of, and its summaries, as people and clones write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from qualcode.errors import BadInputError, NotFoundError, StudyError
from qualcode.model.case import Case
from qualcode.model.matrix.definition import COLUMNS, LAYOUTS, MatrixDefinition
from qualcode.store.matrix_definitions import (
    definition_text,
    definitions,
    matrix_names,
    parse_definition,
    read_matrix,
    write_matrix_definition,
)
from qualcode.store.merge.summary import merge_summaries
from qualcode.store.records.summaries import (
    Summary,
    front_matter,
    parse_summary,
    read_summaries,
    summary_file,
    summary_text,
)
from qualcode.store.study import Study
from tests.analysis.random_studies import BOOK, write_study

CASES = [
    Case("YP1", {"group": "yp", "local_authority": "local authority 7", "language": "cy"}),
    Case("SL1", {"group": "education", "local_authority": "local authority 11", "language": "en"}),
]


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return write_study(tmp_path / "s", [], CASES, BOOK, {})


def saved(root: Path, text: str, name: str = "main") -> Path:
    path = root / "synthesis" / name / "matrix.toml"
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text.encode())
    return path


# ---- matrix.toml --------------------------------------------------------------------------------


def test_without_a_file_main_is_everything(root: Path):
    study = Study.open(root)
    assert read_matrix(study, "main") == MatrixDefinition()
    assert matrix_names(root) == ["main"]
    with pytest.raises(NotFoundError) as error:
        read_matrix(study, "chart")
    assert "main" in error.value.mend
    assert "qualcode matrix new chart" in error.value.mend


@pytest.mark.parametrize(
    ("text", "message", "mend"),
    [
        ("colums = []", "unknown key 'colums'", "columns"),
        ("zzz = 1", "unknown key 'zzz'", "layout"),
        ("title = 1", "title is 1", "quotes"),
        ("language = 'de'", "language is 'de'", '"cy"'),
        ("sub_codes = 'yes'", "sub_codes is 'yes'", "true or false"),
        ("across = 1", "across is 1", "true or false"),
        ("codes = 3", "codes is 3", "list"),
        ("codes = ['mentor', 3]", "codes is ['mentor', 3]", "list"),
        ("groups = {yp = true}", "groups is a table with yp = true", "list"),
        ("layout = 'chart'", "layout is 'chart'", '"cases"'),
        ("layout = ['cases']", "layout is ['cases']", '"cases"'),
        ("columns = ['neutral']", "columns is ['neutral']", "works_well"),
        ("where = 'cy'", "where is 'cy'", "table"),
        ("[where]\nlanguage = 1", "where", "list"),
        ("codes = ['mentr']", "no code 'mentr'", "mentor"),
        ("groups = ['educ']", "no group 'educ'", "education"),
        ("order = ['local_autority']", "no attribute 'local_autority'", "local_authority"),
        ("order = ['-languge']", "no attribute 'languge'", "language"),
        ("[where]\nlangage = 'cy'", "no attribute 'langage'", "language"),
        ("[where]\n'-language' = 'cy'", "no attribute '-language'", "language"),
        ("[where]\ncase = 'YP1'", "no attribute 'case'", "language"),
        ("[where]\nlocal_authority = 'local authority 1'", "no local_authority 'local authority 1'",
         "local authority 11"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_the_nearest_there_is(root: Path, text, message, mend):
    saved(root, text)
    with pytest.raises(BadInputError) as error:
        read_matrix(Study.open(root), "main")
    assert message in error.value.message
    line = "" if message.startswith("no ") else f":{1 + text.count(chr(10))}"
    assert error.value.where == f"synthesis/main/matrix.toml{line}"
    assert mend in error.value.mend


def test_toml_that_is_none_names_its_file_and_line_and_the_others_are_still_read(root: Path):
    saved(root, 'layout = "cases"\ntitle = \n', "chart")
    saved(root, 'title = "Other"', "other")
    found, [problem] = definitions(Study.open(root))
    assert [(one.name, one.title) for one in found] == [("main", ""), ("other", "Other")]
    assert (problem.code, problem.where) == ("bad-matrix", "synthesis/chart/matrix.toml:2")


def test_a_code_under_an_id_it_had_and_one_word_for_a_list(root: Path):
    saved(root, 'codes = "old-mentor"\r\ngroups = "yp"\r\n[where]\r\nlanguage = "cy"\r\n')
    study = Study.open(root)
    found = read_matrix(study, "main")
    assert [code.id for code in found.row_codes(study.codebook)] == ["mentor"]
    assert (found.groups, found.where) == (("yp",), {"language": ("cy",)})


TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=20)
SOME = st.lists(TEXT, max_size=3).map(tuple)
DEFINITIONS = st.builds(
    MatrixDefinition, name=st.just("main"), layout=st.sampled_from(LAYOUTS), title=TEXT,
    title_cy=TEXT, language=st.sampled_from(["", "en", "cy"]), codes=SOME,
    sub_codes=st.booleans(), unused=st.booleans(), groups=SOME, across=st.booleans(),
    columns=st.lists(st.sampled_from(COLUMNS), unique=True).map(tuple), coders=SOME,
    assisted=st.booleans(), order=SOME, where=st.dictionaries(TEXT, SOME, max_size=3),
)  # fmt: skip


@pytest.mark.slow
@given(definition=DEFINITIONS)
def test_any_definition_is_written_so_that_it_is_read_back(definition):
    text = definition_text(definition)
    assert parse_definition(text, "main", "") == definition
    # Every key is there, as it is or as a comment that says what goes without saying.
    for key in ("layout", "title", "codes", "order", "where"):
        assert key in text


@pytest.mark.slow
@given(
    codes=st.lists(st.sampled_from(["support", "mentor", "money"]), unique=True).map(tuple),
    groups=st.lists(st.sampled_from(["yp", "education"]), unique=True).map(tuple),
    where=st.sampled_from([{}, {"language": ("cy",)}, {"language": ("cy", "en")}]),
    title=TEXT,
)
def test_a_new_matrix_is_the_one_that_was_made(tmp_path_factory, codes, groups, where, title):
    root = write_study(tmp_path_factory.mktemp("m") / "s", [], CASES, BOOK, {})
    study = Study.open(root)
    made = MatrixDefinition("chart", "cases", title, codes=codes, groups=groups, where=where)
    write_matrix_definition(study, made)
    assert read_matrix(Study.open(root), "chart") == made
    with pytest.raises(StudyError, match="already"):
        write_matrix_definition(study, made)


def test_a_new_matrix_of_what_is_not_there_is_not_made(root: Path):
    study = Study.open(root)
    for made in (MatrixDefinition("Chart"), MatrixDefinition("../x"), MatrixDefinition("con"),
                 MatrixDefinition("chart", codes=("nothing",))):  # fmt: skip
        with pytest.raises(BadInputError):
            write_matrix_definition(study, made)
    assert matrix_names(root) == ["main"]


# ---- summaries ----------------------------------------------------------------------------------

#: What ids are: qualcode's own, and what other programs and people make of them.
IDS = st.one_of(
    st.from_regex(r"[0-9a-hjkmnp-tv-z]{20}", fullmatch=True),
    st.from_regex(r"[0-9A-F]{8}-[0-9A-F]{4}", fullmatch=True),
    st.sampled_from(["1", "1.5", "no", "true", "null", "~", "2026-01-01", "ŵyn", "a b", "a,b",
                     "[x]", "{y}", "# no", "a: b", "it's", '"so"', "- x", "&a", "*", "0x1f", "x #y",
                     "---", "a]", "b}", "!t", "|", "%", "🙂", "x:", "?"]),
    st.text(st.characters(categories=["L", "N", "P", "S"], exclude_characters="@"), min_size=1,
            max_size=12),
)  # fmt: skip
DIGESTS = st.lists(st.from_regex(r"[0-9a-f]{8}", fullmatch=True), unique=True, max_size=3)
NOTED = st.dictionaries(IDS, DIGESTS.map(tuple), max_size=8)
LINES = st.lists(
    st.one_of(
        st.sampled_from(["---", "- a point", "* another", "## Heading", "", "row: x", "codings: [a]",
                         "    indented", "> said", "1. one", "<<<<<<< ours", "…", " --- "]),
        st.text(st.characters(exclude_categories=["Cs", "Cc"]), max_size=60),
    ),
    max_size=8,
).map(lambda lines: "\n".join(lines).strip())  # fmt: skip
NAMES = st.one_of(IDS, st.text(st.characters(categories=["L", "N", "P", "S", "Zs"]), max_size=30))
NAMES = NAMES.map(str.strip)


@st.composite
def summaries(draw) -> Summary:
    seen = draw(NOTED)
    order = draw(st.permutations(sorted(seen)))
    linked = tuple(order[: draw(st.integers(0, len(order)))])
    return Summary(
        row=draw(NAMES.filter(bool)),
        group=draw(NAMES),
        column=draw(NAMES.filter(bool)),
        text=draw(LINES),
        author=draw(NAMES),
        date=draw(st.sampled_from(["", "2026-05-01"])),
        codings=linked,
        quotations=tuple(draw(st.lists(IDS, max_size=3))),
        seen=seen,
        definitions={name: ids for name, ids in draw(NOTED).items() if ids},
        where="x.md",
    )


@pytest.mark.slow
@given(summary=summaries())
def test_any_summary_is_written_so_that_it_is_read_back(summary):
    text = summary_text(summary)
    assert parse_summary(text, "x.md") == summary
    # And again, to the letter: a file that nobody changed is not changed in git.
    assert summary_text(parse_summary(text, "x.md")) == text


@pytest.mark.slow
@given(summary=summaries())
def test_line_ends_of_windows_make_no_difference(tmp_path_factory, summary):
    assume("\x85" not in summary.text)
    folder = tmp_path_factory.mktemp("c") / "main"
    folder.mkdir()
    (folder / "x.md").write_bytes(summary_text(summary).replace("\n", "\r\n").encode())
    [found], problems = read_summaries(folder)
    assert not problems
    assert (found.key, found.text, found.seen) == (summary.key, summary.text, summary.seen)


SEEN = {"c1": ("0f0f0f0f",), "c2": ("1a1a1a1a",), "c3": ()}
FORMS = {
    "as written": "codings: [c1@0f0f0f0f, c2@1a1a1a1a]\nunlinked: [c3]\nquotations: [c2]",
    "block": "codings:\n  - c1@0f0f0f0f\n  - c2@1a1a1a1a\nunlinked:\n  - c3\nquotations:\n  - c2",
    "flush": "codings:\n- c1@0f0f0f0f\n- c2@1a1a1a1a\nunlinked:\n- c3\nquotations:\n- c2",
    "quoted": "codings: ['c1@0f0f0f0f', \"c2@1a1a1a1a\"]\nunlinked: ['c3']\nquotations: ['c2']",
    "tight": "codings: [c1@0f0f0f0f,c2@1a1a1a1a]\nunlinked: [c3,]\nquotations: [ c2 ]",
    "many lines": "codings: [\n  c1@0f0f0f0f,\n  c2@1a1a1a1a\n]\nunlinked: [c3]\nquotations: [c2]",
    "comments": "# mine\ncodings: [c1@0f0f0f0f, c2@1a1a1a1a]  # both\nunlinked:\n  - c3 # no\n"
                "  # more\nquotations: [c2]",
    "blank line inside": "codings:\n  - c1@0f0f0f0f\n\n  - c2@1a1a1a1a\nunlinked: [c3]\nquotations: [c2]",
    "comment inside": "codings:\n  - c1@0f0f0f0f\n# mine\n  - c2@1a1a1a1a\nunlinked: [c3]\nquotations: [c2]",
    "some quoted": "codings:\n  - c1@0f0f0f0f\n  - 'c2@1a1a1a1a'\nunlinked: [c3]\nquotations: [c2]",
    "in another order": "quotations: [c2]\nunlinked: [c3]\ncodings: [c1@0f0f0f0f, c2@1a1a1a1a]",
    "one word": "codings: [c1@0f0f0f0f, c2@1a1a1a1a]\nunlinked: c3\nquotations: c2",
    "blank lines": "\ncodings:\n\n  - c1@0f0f0f0f\n\n  - c2@1a1a1a1a\n\nunlinked: [c3]\nquotations: [c2]\n",
}  # fmt: skip


@pytest.mark.parametrize("ends", ["\n", "\r\n"], ids=["LF", "CRLF"])
@pytest.mark.parametrize("form", FORMS.values(), ids=list(FORMS))
def test_every_form_that_a_person_writes_is_read_the_same(tmp_path: Path, form: str, ends: str):
    head = f"---\nrow: money\ngroup: yp\ncolumn: works_well\n{form}\nauthor: ann\n---\n"
    (tmp_path / "x.md").write_bytes(f"{head}\nThey say so.\n".replace("\n", ends).encode())
    [found], problems = read_summaries(tmp_path)
    assert not problems
    assert found.key == ("money", "works_well", "yp")
    assert (found.codings, found.quotations, found.seen) == (("c1", "c2"), ("c2",), SEEN)
    assert (found.author, found.text) == ("ann", "They say so.")


def test_what_is_no_summary_is_reported_with_its_line_and_the_others_are_read(tmp_path: Path):
    good = "---\nrow: a\ngroup:\ncolumn: b\n---\nFine.\n"
    bad = {
        "1.md": ("row: a\n", 1),
        "2.md": ("---\nrow: a\n", 1),
        "3.md": ("---\nrow: a\ngroup: b\n---\n", 1),
        "4.md": ("---\nrow: [a]\ngroup:\ncolumn: b\n---\n", 1),
        "5.md": ("---\nrow: a\ncodings:\n  - c1\n  - c2\ngroup: 'b' c\ncolumn: b\n---\n", 6),
        "6.md": ("---\n- a\n---\n", 1),
        "7.md": ("", 1),
    }
    for name, (text, _) in bad.items():
        (tmp_path / name).write_text(text)
    (tmp_path / "good.md").write_text(good)
    (tmp_path / "8.md").write_bytes(b"---\nrow: \xff\n")
    found, problems = read_summaries(tmp_path)
    assert [one.text for one in found] == ["Fine."]
    places = [f"synthesis/{tmp_path.name}/{name}:{line}" for name, (_, line) in bad.items()]
    assert [problem.where for problem in problems[:-1]] == places
    assert {problem.code for problem in problems} == {"bad-summary"}


def test_front_matter_ends_at_the_first_line_that_is_only_dashes():
    text = "---\nrow: a\nauthor: |-\n  one\n  ---\n  two\n---\nbody\n---\nmore\n"
    fields, body = front_matter(text, "x.md")
    assert fields == {"row": "a", "author": "one\n---\ntwo"}
    assert body == "body\n---\nmore\n"


@pytest.mark.slow
@given(key=st.tuples(IDS, IDS, IDS), long=st.sampled_from(["", "x" * 80, "ŵ" * 80]))
def test_a_cells_file_is_one_that_every_system_allows(key, long):
    # A theme's id may have 80 characters, a participant's 64.
    name = summary_file((f"{key[0]}{long}", *key[1:]))
    assert name.endswith(".md")
    assert len(name.encode()) <= 255
    assert not set(name) & set('<>:"/\\|?*\n\0')
    assert not name.startswith(".")


def test_cells_of_long_names_have_files_of_their_own():
    row, case = "a-code-of-a-very-long-name-" * 3, "local-authority-7-school-leader-" * 2
    keys = [(row[:80], column, "young-people-in-care") for column in COLUMNS]
    keys += [(case[:64], row[:78] + end, "") for end in "ab"]
    assert len({summary_file(key) for key in keys}) == len(keys)


# ---- merged -------------------------------------------------------------------------------------


def test_unlinking_in_one_clone_and_marking_in_the_other_is_both():
    base = Summary("m", "yp", "mixed", "So.", codings=("c1", "c2"),
                   seen={"c1": ("11111111",), "c2": ("22222222",)})  # fmt: skip
    ours = Summary("m", "yp", "mixed", "So.", codings=("c2",), seen=base.seen)
    theirs = Summary("m", "yp", "mixed", "So.", codings=("c1", "c2", "c3"),
                     seen={**base.seen, "c1": ("99999999",), "c3": ("33333333",)})  # fmt: skip
    for versions in ((ours, theirs), (theirs, ours)):
        text, open_ = merge_summaries(*map(summary_text, (base, *versions)), "x.md")
        found = parse_summary(text, "x.md")
        assert not open_
        assert set(found.codings) == {"c2", "c3"}
        assert found.seen == theirs.seen


@pytest.mark.slow
@given(summary=summaries())
def test_a_merge_with_what_did_not_change_changes_nothing(summary):
    text = summary_text(summary)
    other = summary_text(Summary(*summary.key[:1], summary.group, summary.column, "Before."))
    assume(not any(line.startswith(("<<<<<<<", ">>>>>>>")) for line in text.splitlines()))
    for versions in ((other, text, other), (other, other, text), (text, text, text)):
        made, open_ = merge_summaries(*versions, "x.md")
        assert not open_
        assert parse_summary(made, "x.md") == summary
