"""Going through the codebook, filtering it, and where a moved code lands."""

from hypothesis import given
from hypothesis import strategies as st

from qualcode.model.codebook.code import Code, Codebook
from qualcode.workbench.codebook.tree import CodeTree, move_target

BOOK = Codebook(
    codes=(
        Code("support", "Support", children=(Code("mentoring", "Mentoring"), Code("tutors", "Tutors"))),
        Code("stability", "Stability", children=(Code("school-moves", "School moves"),)),
        Code("old", "Old idea", status="retired"),
    )
)  # fmt: skip


def shown(tree: CodeTree) -> list[str]:
    return [row.code.id for row in tree.rows]


def test_a_filter_shows_what_fits_under_what_it_belongs_to():
    tree = CodeTree(BOOK)
    assert shown(tree) == [c.id for c in BOOK]
    tree.filter("ment")
    assert shown(tree) == ["support", "mentoring"]
    assert [row.fits for row in tree.rows] == [False, True]
    assert tree.code.id == "mentoring"
    tree.filter("")
    assert tree.code.id == "mentoring"
    tree.filter("sm")
    assert tree.code.id == "school-moves"
    tree.filter("zzz")
    assert shown(tree) == []
    assert tree.code is None


def test_folding_hides_what_is_below_and_left_goes_up():
    tree = CodeTree(BOOK)
    tree.go_to("support")
    tree.fold(True)
    assert shown(tree) == ["support", "stability", "school-moves", "old"]
    tree.go_to("school-moves")
    tree.fold(True)
    assert tree.code.id == "stability"
    tree.go_to("support")
    tree.fold(False)
    assert "tutors" in shown(tree)


def test_a_changed_codebook_keeps_the_cursor_on_its_code():
    tree = CodeTree(BOOK)
    tree.go_to("school-moves")
    tree.show(Codebook(codes=BOOK.codes[1:]))
    assert tree.code.id == "school-moves"


def moved(book: Codebook, code_id: str, target: tuple[str, str]) -> Codebook:
    """Move a code by hand, as a writer of the file would."""
    parent, before = target
    code = book.get(code_id)

    def rebuilt(codes, here):
        kept = [
            Code(c.id, c.name, children=tuple(rebuilt(c.children, c.id)))
            for c in codes
            if c.id != code_id
        ]
        if here == parent:
            at = next((n for n, c in enumerate(kept) if c.id == before), len(kept))
            kept.insert(at, code)
        return kept

    return Codebook(codes=tuple(rebuilt(book.codes, "")))


@given(
    st.lists(
        st.tuples(
            st.sampled_from([c.id for c in BOOK]), st.sampled_from(["up", "down", "in", "out"])
        ),
        max_size=8,
    )
)
def test_moves_lose_no_code_and_are_taken_back_by_their_opposites(moves):
    book = BOOK
    for code_id, direction in moves:
        target = move_target(book, code_id, direction)
        if target is None:
            continue
        after = moved(book, code_id, target)
        assert sorted(c.id for c in after) == sorted(c.id for c in BOOK)
        order = [c.id for c in after.codes]
        if direction == "in":
            assert after.depth(code_id) == book.depth(code_id) + 1
        if direction == "out":
            assert after.depth(code_id) == book.depth(code_id) - 1
        if direction in ("up", "down"):
            back = move_target(after, code_id, "down" if direction == "up" else "up")
            assert back is not None
            again = moved(after, code_id, back)
            assert [c.id for c in again] == [c.id for c in book]
        assert order
        book = after
