"""Edits of a codebook's text: what was asked for is there, and nothing else has moved."""

import contextlib
import random
import re
from collections import Counter
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.text.text import without_steering
from qualcode.store.codebook.edit import (
    FIELDS,
    with_code_added,
    with_code_changed,
    with_code_moved,
    with_code_removed,
)
from qualcode.store.codebook.reader import parse_codebook
from tests.examples import examples
from tests.store.random_codebooks import LISTS, NASTY, Writer

BOOKS = Path(__file__).parents[3] / "codebooks"
TOKEN = re.compile(r"tok_(\w+?)_(name_cy|[a-z]+)_\d+")
NOTE = re.compile(r"# note\d+")


def read(text: str) -> Codebook:
    return parse_codebook(text.removeprefix("\ufeff"), "codebook.yaml")[0]


def shape(text: str) -> list[tuple[str | None, Code]]:
    """Every code with what is above it, in order: a second opinion on the tree."""
    book = read(text)
    return [(book.parent(c.id), replace(c, line=0, children=())) for c in book]


def inner_lines(text: str) -> Counter[str]:
    return Counter(re.split(r"\r?\n", text))


def check_untouched(
    old: str, new: str, moved: frozenset[str], changed: dict[str, set[str]]
) -> None:
    """Every line of a code or field that the edit is not about is there as it was."""
    old, new = old.removeprefix("\ufeff"), new.removeprefix("\ufeff")
    lines, loose = inner_lines(new), Counter(x.lstrip(" -") for x in inner_lines(new).elements())
    for line in inner_lines(old):
        for code, name in TOKEN.findall(line)[:1]:
            if code in moved:
                # A line right below the dash may have come to stand beside it.
                assert loose[line.lstrip(" -")], line
            elif code not in changed:
                assert lines[line], line
            elif name not in changed[code]:
                assert loose[line.lstrip(" -")], line


values = st.lists(
    st.one_of(st.sampled_from([*NASTY, "word", "\n", "\n\n", "  ", "a" * 30, "\t", "\r\n", "\x07", "\u2028", "no", "2026-01-01", ": ", " #", "'"]),
              st.text(st.characters(exclude_categories=["Cs"]), max_size=5)),
    max_size=12,
).map(" ".join)  # fmt: skip


def clean(value: str) -> str:
    return without_steering(value.replace("\r\n", "\n").replace("\r", "\n")).strip()


def random_value(chance: random.Random) -> str:
    pool = [*NASTY, "word", "two words", "\n", "\n\n", "  ", "x" * 40, "\t", "\r\n", "null", "0x1F"]
    return " ".join(chance.choice(pool) for _ in range(chance.choice([1, 2, 5, 40])))


def one_edit(chance: random.Random, text: str, writer: Writer) -> str:
    """Make one random edit, and check all that must hold of it."""
    before = shape(text)
    book = read(text)
    ids = [code.id for _, code in before]
    kind = chance.choice(["add", "change", "change", "move", "move", "remove"])
    notes = Counter(NOTE.findall(text))
    if kind == "add":
        writer.ids += 1
        code = Code(
            id=f"c{writer.ids}",
            name=clean(random_value(chance)) or "x",
            definition=random_value(chance),
            include=tuple(random_value(chance) for _ in range(2)),
            status="draft",
        )
        parent = chance.choice(["", *ids])
        after = ""
        if chance.random() < 0.4 and ids:
            after = chance.choice(ids)
            parent = book.parent(after) or ""
        new = with_code_added(text, code, parent=parent, after=after)
        made = shape(new)
        assert [one for one in made if one[1].id != code.id] == before
        found = next(one for one in made if one[1].id == code.id)
        include = tuple(t for one in code.include if (t := clean(one)))
        assert found == (
            parent or None,
            replace(code, definition=clean(code.definition), include=include),
        )
        order = [c for above, c in made if above == (parent or None)]
        place = [c.id for c in order].index(code.id)
        assert place == ([c.id for c in order].index(after) + 1 if after else len(order) - 1)
        check_untouched(text, new, frozenset(), {})
        assert Counter(NOTE.findall(new)) == notes
        return new
    if not ids:
        return text
    one = chance.choice(ids)
    if kind == "change":
        code = book.get(one)
        assert code is not None
        fields = {}
        for name in chance.sample([f for f in FIELDS if f not in ("status", "colour")], 2):
            value = [random_value(chance) for _ in range(chance.randrange(3))]
            if name in LISTS:
                kept = [v for v in getattr(code, name) if chance.random() < 0.7]
                fields[name] = chance.sample(kept + value, len(kept + value))
            else:
                fields[name] = (
                    "" if name != "name" and chance.random() < 0.3 else random_value(chance)
                )
        if not clean(fields.get("name", "x")):
            fields["name"] = "x"
        new = with_code_changed(text, one, fields)
        wanted = {
            name: tuple(t for v in value if (t := clean(v))) if name in LISTS else clean(value)
            for name, value in fields.items()
        }
        assert shape(new) == [
            (above, replace(c, **wanted) if c.id == one else c) for above, c in before
        ]
        check_untouched(text, new, frozenset(), {one: set(fields)})
        assert Counter(NOTE.findall(new)) == notes
        return new
    if kind == "move":
        target, other = chance.choice(["", *ids]), chance.choice(["", *ids])
        where = {"before": other} if other and chance.random() < 0.5 else {"parent": target}
        below = book.below(one)
        above = book.parent(other) if "before" in where else target or None
        if above in below and where != {"before": one}:
            with pytest.raises(BadInputError, match="below itself"):
                with_code_moved(text, one, **where)
            return text
        new = with_code_moved(text, one, **where)
        made = shape(new)
        assert [x for x in made if x[1].id not in below] == [
            x for x in before if x[1].id not in below
        ]
        assert [x for x in made if x[1].id in below][1:] == [x for x in before if x[1].id in below][
            1:
        ]
        order = [c.id for up, c in made if up == above]
        if where == {"before": one}:
            assert new == text
        elif "before" in where:
            assert order.index(one) == order.index(other) - 1
        else:
            assert order[-1] == one
        check_untouched(text, new, below, {})
        assert Counter(NOTE.findall(new)) == notes
        return new
    if len(book.below(one)) > 1:
        with pytest.raises(BadInputError, match="codes below"):
            with_code_removed(text, one)
        return text
    new = with_code_removed(text, one)
    assert shape(new) == [x for x in before if x[1].id != one]
    check_untouched(text, new, frozenset(), {one: set(FIELDS) | {"mine"}})
    left = Counter(NOTE.findall(new))
    assert left <= notes
    for note in notes - left:
        owner = next(
            (o for c, o in writer.owners.items() if c.split(" ŵ")[0].startswith(note)), one
        )
        # After other edits a comment may stand beside another code than it did at first.
        assert owner, note
    return new


@pytest.mark.slow
@settings(max_examples=examples(80))
@given(st.integers(0, 2**40))
def test_random_edits_of_random_codebooks(seed: int):
    chance = random.Random(seed)
    writer = Writer(chance)
    text = writer.book()
    if chance.random() < 0.2:
        text = text.replace("\n", "\r\n")
    if chance.random() < 0.1:
        text = "\ufeff" + text
    for _ in range(5):
        new = one_edit(chance, text, writer)
        if "\r\n" in text:
            assert "\n" not in new.replace("\r\n", "")
        if text.endswith("\n"):
            assert new.endswith("\n") or not new.strip("\ufeff")
        text = new or "\n"


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(values, values, st.lists(values, max_size=3), st.booleans())
def test_any_text_can_be_saved_and_comes_back(
    name: str, definition: str, rules: list[str], crlf: bool
):
    text = "codes:\n  - id: a # one\n    name: A # two\n    definition: >\n      Old.\n"
    text = text.replace("\n", "\r\n") if crlf else text
    name = name if clean(name) else "x"
    fields = {"name": name, "definition": definition, "include": rules}
    new = with_code_changed(text, "a", fields)
    code = read(new).codes[0]
    assert (code.name, code.definition) == (clean(name), clean(definition))
    assert code.include == tuple(t for rule in rules if (t := clean(rule)))
    assert (
        new.count("# one")
        == new.count("# two")
        == 1 + (name + definition + "".join(rules)).count("# two")
    )
    added = with_code_added(
        text, Code(id="b", name=name, definition=definition, include=tuple(rules))
    )
    assert added.startswith(text)
    b = read(added).codes[1]
    assert (b.name, b.definition, b.include) == (code.name, code.definition, code.include)


# ---- the codebooks that come with qualcode -------------------------------------------------


@pytest.fixture(params=["nine-principles.yaml", "policy-themes.yaml"])
def real(request: pytest.FixtureRequest) -> str:
    return (BOOKS / request.param).read_bytes().decode()


@pytest.mark.slow
def test_every_code_of_the_real_books_moved_away_and_back(real: str):
    book = read(real)
    for code in list(book)[::5]:
        below = book.below(code.id)
        away = next(c.id for c in book if c.id not in below)
        where = (book.parent(code.id) or "", *_next_of(book, code.id))
        there = with_code_moved(real, code.id, parent=away if not book.parent(code.id) else "")
        back = with_code_moved(there, code.id, parent=where[0], before=where[1])
        assert back == real


def _next_of(book: Codebook, code_id: str) -> tuple[str]:
    above = book.parent(code_id)
    siblings = [c.id for c in book if book.parent(c.id) == above]
    at = siblings.index(code_id) + 1
    return (siblings[at] if at < len(siblings) else "",)


def test_a_code_added_to_the_real_books_and_removed_leaves_no_trace(real: str):
    code = Code(id="new", name="Newydd: ŵ", definition="word " * 60, include=("a", "- b"))
    for parent in [*[c.id for c in read(real)][::7], ""]:
        added = with_code_added(real, code, parent=parent)
        assert with_code_removed(added, "new") == real
        assert max(len(line) for line in set(added.split("\n")) - set(real.split("\n"))) <= 100


@pytest.mark.slow
def test_a_changed_field_of_the_real_books_changes_its_lines_alone(real: str):
    for code in list(read(real))[::5]:
        same = {name: getattr(code, name) for name in FIELDS}
        assert with_code_changed(real, code.id, same) == real
        new = with_code_changed(real, code.id, {"source": "Elsewhere"}).split("\n")
        old = real.split("\n")
        assert len(old) == len(new)
        assert sum(a != b for a, b in zip(old, new, strict=True)) == 1


def test_a_draft_in_the_real_book_reads_like_its_neighbours():
    text = (BOOKS / "nine-principles.yaml").read_text(encoding="utf-8")
    code = Code(
        id="no",
        name="ŵ: # x",
        definition="word " * 25,
        include=("- a", "b"),
        colour="#00ff00",
        status="draft",
    )
    assert with_code_added(text, code, parent="restorative-leadership") == text + (
        '      - id: "no"\n'
        '        name: "ŵ: # x"\n'
        "        definition: >-\n"
        f"          {('word ' * 18).strip()}\n"
        f"          {('word ' * 7).strip()}\n"
        '        colour: "#00ff00"\n'
        "        status: draft\n"
        "        include:\n"
        '          - "- a"\n'
        "          - b\n"
    )


# ---- cases worth a look --------------------------------------------------------------------

COMMENTED = """\
# The file.
codes:
  # ---- Section one ----

  # On a.
  - id: a   # the id
    name: 'A'   # the name
    include:
      # on the first
      - one   # eins
      - "two"
    # later
    children:
      # on b
      - id: b
        name: B
        # end of b

  - id: c
    name: C
# The end.
"""


def test_comments_travel_with_their_code():
    assert with_code_moved(COMMENTED, "a") == (
        "# The file.\ncodes:\n  # ---- Section one ----\n\n  - id: c\n    name: C\n\n"
        + COMMENTED[COMMENTED.index("  # On a.") : COMMENTED.index("\n  - id: c")]
        + "# The end.\n"
    )
    assert with_code_moved(COMMENTED, "b", before="a").startswith(
        "# The file.\ncodes:\n  # ---- Section one ----\n\n"
        "  # on b\n  - id: b\n    name: B\n    # end of b\n\n  # On a.\n  - id: a"
    )


def test_comments_stay_where_values_change():
    new = with_code_changed(COMMENTED, "a", {"name": "It's", "include": ["two", "three"]})
    assert new == COMMENTED.replace("'A'   # the", "'It''s'   # the").replace(
        '      - one   # eins\n      - "two"\n', '      # eins\n      - "two"\n      - three\n'
    )
    gone = with_code_changed(COMMENTED, "a", {"include": ()})
    assert "    # on the first\n    # eins\n    # later\n    children:" in gone


def test_a_removed_code_takes_its_comments_and_leaves_the_file_s():
    new = with_code_removed(COMMENTED, "b")
    assert "on b" not in new
    assert "children" not in new
    assert "# later" in new
    assert with_code_removed(with_code_removed(new, "a"), "c") == (
        "# The file.\ncodes:\n  # ---- Section one ----\n\n# The end.\n"
    )


def test_the_key_beside_the_dash_gives_way_to_the_next():
    text = "- name_cy: X # n\n  # i\n  id: a\n  name: A\n"
    assert with_code_changed(text, "a", {"name_cy": ""}) == "# n\n# i\n- id: a\n  name: A\n"


@pytest.mark.parametrize(
    ("text", "new"),
    [
        ("", "codes:\n  - id: z\n    name: Z\n"),
        ("# head\n", "# head\ncodes:\n  - id: z\n    name: Z\n"),
        ("title: T\n# end\n", "title: T\ncodes:\n  - id: z\n    name: Z\n# end\n"),
        ("codes: []  # c\nlanguage: cy", "codes:  # c\n  - id: z\n    name: Z\nlanguage: cy"),
        ("codes:\r\n", "codes:\r\n  - id: z\r\n    name: Z\r\n"),
        ("- id: a\n  name: A", "- id: a\n  name: A\n- id: z\n  name: Z"),
        ("[]\n", "- id: z\n  name: Z\n"),
        ("- {id: a, name: A}\n", "- {id: a, name: A}\n- id: z\n  name: Z\n"),
        ("-\n  id: a\n  name: A\n", "-\n  id: a\n  name: A\n- id: z\n  name: Z\n"),
    ],
)
def test_the_first_and_last_code_of_any_file(text: str, new: str):
    assert with_code_added(text, Code(id="z", name="Z")) == new


@pytest.mark.parametrize(
    "text",
    [
        "- id: &x a\n  name: A\n",
        "- id: a\n  name: &x A\n- id: b\n  name: *x\n",
        "base: &x {}\ncodes:\n  - id: a\n    <<: *x\n    name: A\n",
        "codes: &x\n  - id: a\n    name: A\n",
        "- {id: a, name: A}\n",
        "codes: [{id: a, name: A}]\n",
        "- id: a\n  ? name\n  : A\n",
    ],
)
def test_what_only_a_person_can_edit_is_left_to_one(text: str):
    with pytest.raises(StudyError, match=r"codebook.yaml.*by hand") as error:
        with_code_changed(text, "a", {"name": "B"})
    assert "\n" not in str(error.value)


def test_a_code_in_an_anchor_is_not_moved_or_removed():
    text = "- id: b\n  name: B\n- id: a\n  name: A\n  children:\n  - id: c\n    name: &x C\n"
    for edit in (
        lambda: with_code_moved(text, "a", parent="b"),
        lambda: with_code_removed(text, "c"),
        lambda: with_code_added("- {id: a, name: A}\n", Code(id="b", name="B"), parent="a"),
        lambda: with_code_added("[{id: a, name: A}]\n", Code(id="b", name="B")),
    ):
        with pytest.raises(StudyError, match="by hand"):
            edit()


@pytest.mark.parametrize(
    ("edit", "kind"),
    [
        (lambda t: with_code_added(t, Code(id="a", name="X")), BadInputError),
        (lambda t: with_code_added(t, Code(id="no blank", name="X")), BadInputError),
        (lambda t: with_code_added(t, Code(id="x", name=" ")), BadInputError),
        (lambda t: with_code_added(t, Code(id="x", name="X", status="odd")), BadInputError),
        (
            lambda t: with_code_added(t, Code(id="x", name="X"), parent="c", after="b"),
            BadInputError,
        ),
        (lambda t: with_code_added(t, Code(id="x", name="X"), parent="gone"), NotFoundError),
        (lambda t: with_code_changed(t, "a", {"id": "x"}), BadInputError),
        (lambda t: with_code_changed(t, "a", {"name": ""}), BadInputError),
        (lambda t: with_code_changed(t, "a", {"name": ["x"]}), BadInputError),
        (lambda t: with_code_changed(t, "a", {"name": "\ud800"}), BadInputError),
        (lambda t: with_code_changed(t, "gone", {"name": "x"}), NotFoundError),
        (lambda t: with_code_moved(t, "a", parent="b"), BadInputError),
        (lambda t: with_code_moved(t, "a", parent="a"), BadInputError),
        (lambda t: with_code_moved(t, "a", before="b"), BadInputError),
        (lambda t: with_code_removed(t, "a"), BadInputError),
        (lambda t: with_code_removed("a: [", "a"), BadInputError),
        (lambda t: with_code_removed("- id: a\n  name: A\n" * 2, "a"), BadInputError),
    ],
)
def test_what_cannot_be_is_refused_in_one_line(edit, kind: type[QualcodeError]):
    with pytest.raises(kind) as error:
        edit(COMMENTED)
    assert "\n" not in str(error.value)


def test_a_status_left_out_says_active():
    text = "- id: a\n  name: A\n  status: draft\n"
    assert with_code_changed(text, "a", {"status": ""}) == "- id: a\n  name: A\n"
    assert (
        with_code_changed("- id: a\n  name: A\n", "a", {"status": "active"})
        == "- id: a\n  name: A\n"
    )


@pytest.mark.slow
@settings(max_examples=examples(60))
@given(st.integers(0, 2**40))
def test_a_damaged_file_is_edited_rightly_or_refused(seed: int):
    chance = random.Random(seed)
    text = Writer(chance).book()
    for _ in range(3):
        at = chance.randrange(len(text) + 1)
        piece = chance.choice(
            [
                "\t",
                "\n",
                "  ",
                "- ",
                ": ",
                "#",
                '"',
                "{",
                "[]",
                "&a ",
                "*a",
                "\r",
                "|",
                "---\n",
                "...\n",
                "\x85",
                "?",
                "!t ",
            ]
        )
        text = text[:at] + piece + text[at + chance.randrange(3) :]
    for edit in (
        lambda t: with_code_added(t, Code(id="new", name="New"), parent=chance.choice(["", "c1"])),
        lambda t: with_code_changed(t, "c1", {"name": "N", "include": ["x"], "definition": ""}),
        lambda t: with_code_moved(t, "c2", parent=chance.choice(["", "c1"])),
        lambda t: with_code_removed(t, "c3"),
    ):
        with contextlib.suppress(QualcodeError):
            # Each reads back what it made; here, that it did.
            assert len(shape(edit(text))) - len(shape(text)) in (-1, 0, 1)
