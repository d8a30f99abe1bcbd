"""Compares two codebooks, and lists the codings that each change touches."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from qualcode.errors import QualcodeError
from qualcode.model.codebook.code import Code, Codebook
from qualcode.model.codebook.diff import CodeChange, diff_codebooks
from qualcode.model.coding.coding import Coding
from qualcode.model.plural import counted
from qualcode.model.table import Table
from qualcode.store.records.definitions import kept_definitions
from qualcode.store.study import Study
from qualcode.workbench.codebook.versions import Version, commits, version

#: Changes that cannot touch any coding.
_OF_NONE = ("added", "reordered")


@dataclass(frozen=True)
class Touching:
    """The codings a change touches: how many, by coder and by document."""

    coders: Counter[str] = field(default_factory=Counter)
    documents: Counter[str] = field(default_factory=Counter)

    @property
    def count(self) -> int:
        """The number of codings."""
        return self.coders.total()

    @property
    def words(self) -> str:
        """Return how many, by whom and where: "12 codings by ann (8), ben (4) in 3 documents"."""
        if not self.count:
            return "no coding"
        who = ", ".join(f"{name} ({n:,})" for name, n in self.coders.most_common())
        where = counted(len(self.documents), "document")
        return f"{counted(self.count, 'coding')} by {who} in {where}"


@dataclass(frozen=True)
class Comparison:
    """Two codebooks compared: each change with what it touches.

    ``comments_only`` says that the files differ only in comments, blanks or quoting.
    """

    old: Version
    new: Version
    changes: list[tuple[CodeChange, Touching]]

    @property
    def comments_only(self) -> bool:
        """Whether only comments, blanks or quoting differ."""
        return not self.changes and self.old.text != self.new.text


def compare(study: Study, old: str = "HEAD", new: str = "") -> Comparison:
    """Compare two versions of the codebook, and count the codings that each change touches.

    Raises:
        NotFoundError, BadInputError: a version does not exist, or cannot be read.
    """
    before, after = version(study, old), version(study, new)
    changes = diff_codebooks(before.book, after.book)
    touching = _Codings(_codings_of(study, before.book, changes), before.book)
    return Comparison(before, after, [(change, touching.of(change)) for change in changes])


def _codings_of(study: Study, old: Codebook, changes: Sequence[CodeChange]) -> list[Coding]:
    """Return the codings that changes could touch."""
    wanted = {one for change in changes if change.kind not in _OF_NONE
              for one in change.before or (change.code,)}  # fmt: skip
    codes = [code for one in wanted if (code := old.get(one)) is not None]
    ids = wanted | {one for code in codes for one in (code.id, *code.was)}
    # A coding assigned by a split has a code that the old codebook may not have.
    return study.standing(None if study.splits() else ids) if ids else []


class _Codings:
    """Codings by their code in the old codebook."""

    def __init__(self, codings: Sequence[Coding], old: Codebook) -> None:
        self._by_code: dict[str, list[Coding]] = {}
        for coding in codings:
            # A coding that a split assigned had its log's code before the part existed.
            code = coding.code if old.get(coding.code) else coding.logged.code
            self._by_code.setdefault(old.resolve(code), []).append(coding)

    def of(self, change: CodeChange) -> Touching:
        """Return the codings a change touches; for a new definition those made under another."""
        if change.kind in _OF_NONE:
            return Touching()
        ids = change.before or (change.code,)
        found = [coding for one in ids for coding in self._by_code.get(one, ())]
        if change.kind == "redefined":
            found = [c for c in found if c.event.definition in ("", change.old_digest)]
        return Touching(Counter(c.coder for c in found), Counter(c.document for c in found))


def comparison_table(comparison: Comparison) -> Table:
    """Return one row per change: kind, code, fields before and after, codings touched."""
    rows = [
        (
            change.kind,
            change.code,
            change.name,
            list(change.before),
            [f.field for f in change.fields],
            [f.before for f in change.fields],
            [f.after for f in change.fields],
            change.changes_meaning,
            touched.count,
            dict(touched.coders),
            dict(touched.documents),
        )
        for change, touched in comparison.changes
    ]
    return Table.of(
        ("kind", "code", "name", "was", "fields", "before", "after", "changes_meaning", "codings",
         "coders", "documents"),
        rows,
    )  # fmt: skip


def drift(study: Study, code_id: str = "", coder: str = "") -> Table:
    """Return one row per coding that was made under an earlier definition of its code.

    Each row has the present definition and, if a commit still has it, the earlier one.

    Raises:
        NotFoundError: there is no such code.
    """
    from qualcode.analysis.passages import PassageReader
    from qualcode.model.codebook.find import find_code

    book = study.codebook
    wanted = book.below(find_code(book, code_id).id) if code_id else None
    reader = PassageReader(study)
    found: list[tuple[Coding, str]] = []
    for coding in study.codings(coder=coder or None):
        code = book.get(coding.code)
        made = coding.event.definition
        if code is None or not made or made == code.digest:
            continue
        if wanted is None or code.id in wanted:
            found.append((coding, code.id))
    earlier = earlier_codes(study, {c.event.definition for c, _ in found})
    rows = []
    for coding, code_now in found:
        code = book.get(code_now)
        assert code is not None
        _, words = reader.words(coding)
        then = earlier.get(coding.event.definition)
        was = then.definition if then else ""
        rows.append((coding.id, coding.document, coding.coder, code_now, coding.event.at[:10], was,
                     code.definition, words))  # fmt: skip
    return Table.of(
        ("id", "document", "coder", "code", "day", "definition_then", "definition_now", "text"),
        rows,
    )


def earlier_codes(study: Study, digests: set[str]) -> dict[str, Code]:
    """Return earlier codes by the digests given: kept on this machine, or else in a commit."""
    found = kept_definitions(study.root, digests)
    for commit in commits(study) if digests else ():
        if digests <= found.keys():
            break
        try:
            book = version(study, commit.id).book
        except QualcodeError:
            continue
        found.update({c.digest: c for c in book if c.digest in digests})
    return found


def history(study: Study, code_id: str) -> Table:
    """Return one row per change of one code, the newest first: when, by whom, what.

    The code is followed through renamed and merged ids back to where it was added.

    Raises:
        NotFoundError: the codebook has no such code.
        BadInputError: a version of the codebook cannot be read.
    """
    from qualcode.model.codebook.find import find_code

    now_there = version(study)
    wanted = {find_code(now_there.book, code_id).id}
    rows: list[tuple[object, ...]] = []
    newer, made_by = now_there, ("", "", "not committed", "")
    for commit in [*commits(study), None]:
        older = version(study, commit.id) if commit else Version("nothing", "", Codebook())
        changes = diff_codebooks(older.book, newer.book)
        for change in changes:
            if change.code in wanted and change.kind != "reordered":
                wanted.update(change.before)
                rows += [
                    (made_by[0], made_by[1], made_by[2], change.kind, change.code, f.field,
                     f.before, f.after, made_by[3])
                    for f in change.fields
                ]  # fmt: skip
        newer = older
        if commit is not None:
            made_by = (commit.day, commit.author, commit.id, commit.subject)
    return Table.of(
        ("day", "author", "commit", "kind", "code", "field", "before", "after", "subject"), rows
    )
