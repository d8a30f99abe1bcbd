"""Decides which column of a register holds case ids, and which others become attributes."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.case import Case, valid_attribute, valid_case_id
from qualcode.model.plural import counted
from qualcode.store.records.cases import ID_COLUMN
from qualcode.transcripts.table.columns import heading_key
from qualcode.workbench.importing.register.table import Register

#: Headings that a column of case ids has, the likeliest first.
_ID_HEADINGS = (
    "case", "case id", "participant id", "pseudonym", "participant", "id", "participant no",
    "participant number", "respondent", "code",
)  # fmt: skip
#: Headings of what tells who somebody is, which must not get into ``cases.csv``: git takes it.
_WHOSE = "|".join((
    "full", "first", "last", "middle", "given", "family", "real", "preferred", "participant",
    "interviewee", "child", "pupil", "student", "parent", "carer",
))  # fmt: skip
_WHO_THEY_ARE = re.compile(
    "|".join((
        f"(?:(?:{_WHOSE})(?: ?s)? )?names?", "surname", "forename", "interviewee", "e ?mail.*",
        r".*\be ?mail", ".*phone.*", "tel", "mobile.*", ".*address", "post ?code", "dob",
        "date of birth", "birthday", "birth date", "nhs.*", "contact.*", "enw.*", "cyfenw", "ffôn",
        "cyfeiriad",
    ))
)  # fmt: skip
_MAIL = re.compile(r"[^\s@]+@[^\s@]+\.[A-Za-z]{2,}")
#: At least nine digits, one more than a date has.
_PHONE = re.compile(r"\+?(?:[ ()-]*\d){9,}[ ()-]*")
#: Cells with more words than this are remarks, which are taken only if their column is named.
_LONG = 6


class RegisterColumns:
    """The columns of a register that are taken: ``id_at`` has the ids, ``at`` the attributes.

    ``left`` has a line for each column that is not.

    Raises:
        NotFoundError: a column that was named is not there.
        BadInputError: no column of case ids is found, or a named one tells who somebody is.
    """

    def __init__(
        self,
        register: Register,
        known: Mapping[str, Case],
        case_column: str,
        columns: Sequence[str] | Mapping[str, str],
    ) -> None:
        self._register = register
        self.id_at = self._column(case_column) if case_column else self._id_column(known)
        if self.tells_who(self.id_at):
            raise self._of_who(self.id_at)
        self.left: list[str] = []
        attributes = list(dict.fromkeys(a for case in known.values() for a in case.attributes))
        self.at = self._chosen(columns, attributes)

    def _column(self, wanted: str) -> int:
        heads = self._register.headings
        folded = [heading_key(head) for head in heads]
        key = heading_key(wanted)
        exact = [at for at, head in enumerate(heads) if head == wanted.strip()]
        for found in (exact, [at for at, one in enumerate(folded) if one == key]):
            if len(found) == 1:
                return found[0]
            if found:
                raise BadInputError(
                    f"{len(found)} columns are called {wanted!r}",
                    where=self._register.name,
                    mend="Give them different headings",
                )
        raise NotFoundError(
            f"{self._register.name} has no column {wanted!r}",
            mend=f"Its columns are {', '.join(filter(None, heads)) or 'without headings'}",
        )

    def _id_column(self, known: Mapping[str, Case]) -> int:
        folds = {case.casefold() for case in known}
        best: tuple[int, int, int] | None = None
        for at, head in enumerate(self._register.headings):
            key = heading_key(head)
            cells = self._cells(at)
            # A first name could be an id too, so that it must be known or have a digit.
            fit = sum(valid_case_id(c) and (c.casefold() in folds or _has_digit(c)) for c in cells)
            if key not in _ID_HEADINGS or fit * 2 <= len(cells):
                continue
            score = (sum(cell.casefold() in folds for cell in cells), -_ID_HEADINGS.index(key), at)
            best = max(best, score) if best else score
        if best is None:
            raise BadInputError(
                "no column holds case ids",
                where=self._register.name,
                mend="Name the one that does; its columns are "
                f"{', '.join(filter(None, self._register.headings))}",
            )
        return best[2]

    def _chosen(
        self, columns: Sequence[str] | Mapping[str, str], known: Sequence[str]
    ) -> dict[str, int]:
        """Return the column of each attribute to take; the others are told."""
        heads = self._register.headings
        if columns:
            named = columns if isinstance(columns, Mapping) else dict.fromkeys(columns, "")
            wanted = {self._column(head): called for head, called in named.items()}
            for at in wanted:
                if self.tells_who(at):
                    raise self._of_who(at)
        else:
            wanted = {at: "" for at in range(len(heads)) if self._by_itself(at)}
        wanted.pop(self.id_at, None)
        chosen: dict[str, int] = {}
        for at, called in wanted.items():
            name = called.strip() or _attribute(heads[at], known)
            if not valid_attribute(name) or name == ID_COLUMN or name in chosen:
                raise BadInputError(
                    f"column “{heads[at]}” cannot become an attribute {name!r}",
                    where=self._register.name,
                    mend="Give it another heading, without . : ! [ ] { }",
                )
            chosen[name] = at
        for at, head in enumerate(heads):
            cells = [row[at] for row in self._register.rows if row[at]]
            if at != self.id_at and at not in wanted and (head or cells):
                self.left.append(f"column “{head}”{self._why_left(at, bool(columns))}")
        return chosen

    def _cells(self, at: int) -> list[str]:
        return [row[at] for row in self._register.rows if row[at]]

    def tells_who(self, at: int) -> bool:
        """Return whether a column tells who people are, by its heading or by its cells."""
        cells = self._cells(at)
        reached = sum(bool(_MAIL.search(c) or _PHONE.fullmatch(c)) for c in cells)
        headed = _WHO_THEY_ARE.fullmatch(heading_key(self._register.headings[at]))
        return bool(headed) or reached * 2 > len(cells)

    def _of_who(self, at: int) -> BadInputError:
        return BadInputError(
            f"column “{self._register.headings[at]}” tells who people are, and cases.csv is in git",
            where=self._register.name,
            mend="Leave it out: names belong in private/ only",
        )

    def _has_remarks(self, at: int) -> bool:
        return any(len(cell.split()) > _LONG or "\n" in cell for cell in self._cells(at))

    def _by_itself(self, at: int) -> bool:
        """Return whether a column is taken without being named."""
        head = self._register.headings[at]
        fit = bool(head) and valid_attribute(_attribute(head, ()))
        return (
            fit and bool(self._cells(at)) and not self.tells_who(at) and not self._has_remarks(at)
        )

    def _why_left(self, at: int, chosen: bool) -> str:
        cells = self._cells(at)
        if not cells:
            return ", which is empty"
        if self.tells_who(at):
            return ", which tells who people are"
        if not chosen and self._has_remarks(at):
            return ", which holds remarks: name it to take it"
        if not self._register.headings[at]:
            return f" without a heading ({counted(len(cells), 'cell')})"
        return "" if chosen else ", whose heading cannot name an attribute"


def _attribute(heading: str, known: Sequence[str]) -> str:
    """Return the attribute that a heading names: one that there is, or made of its words."""
    made = "_".join(heading_key(heading).split())
    return next((name for name in known if heading_key(name) == heading_key(heading)), made)


def _has_digit(cell: str) -> bool:
    return any(char.isdecimal() for char in cell)
