"""A study's names: what may identify somebody, and the private table of what stands for it."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from qualcode.errors import BadInputError, NotFoundError, QualcodeError
from qualcode.model.names import KnownName, plain, words_of
from qualcode.model.table import Table
from qualcode.store.name_table import read_names, real_labels, write_names
from qualcode.store.study import Study
from qualcode.workbench.progress import Progress, silent

if TYPE_CHECKING:
    from qualcode.nlp.name_finding import Candidate

#: Kinds that a person may choose from; others may be typed.
KINDS = ("person", "school", "place", "organisation", "phone number", "e-mail", "date of birth",
         "address", "postcode", "local term")  # fmt: skip
#: Replaced by what they are: each is one of a kind, and its number would say nothing.
_PLAIN_KINDS = frozenset({
    "phone number", "e-mail", "web address", "date of birth", "date", "postcode", "address",
    "NHS number", "national insurance number", "pupil number",
})  # fmt: skip
_LETTERED = {"school": "School", "place": "place", "organisation": "organisation"}
_YES = ("yes", "y", "x", "ie", "accept")
_NO = ("no", "n", "keep", "na")
_NUMBERED = re.compile(r"\[(.+?) (\d+|[A-Z]{1,2})\]")


@dataclass(frozen=True)
class Names:
    """What a search found, the riskiest first, and in words what was looked at and what not."""

    candidates: list[Candidate]
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


def find_names(
    study: Study,
    documents: Sequence[str] = (),
    *,
    hints: bool = True,
    forms_only: bool = False,
    progress: Progress = silent,
) -> Names:
    """Search the texts of a study, or of some documents, for what may identify somebody.

    ``forms_only`` looks for names of the table and what seems to be forms of them, and no more.

    Raises:
        BadInputError: the table of names cannot be read.
        NotFoundError: a document that was named is not there.
    """
    from qualcode.nlp.name_finding import NameSearch
    from qualcode.nlp.name_hints import HOW_TO_GET, NameHints, is_installed

    names = read_names(study.root)
    with_hints = hints and is_installed()
    search = NameSearch(
        names,
        real_labels(study.root),
        NameHints(study.local / "names") if with_hints else None,
        forms_only=forms_only,
    )
    wanted = list(documents) or study.document_ids()
    read, missing, welsh = 0, [], []
    for number, name in enumerate(wanted, 1):
        document = study.document(name)
        try:
            text = study.text(document)
        except QualcodeError:
            missing.append(name)
            continue
        search.read(name, text)
        read += 1
        if document.language != "en":
            welsh.append(name)
        progress("Looking for names", number, len(wanted))
    listed = sum(not n.keep for n in names)
    checked = [
        f"{read} transcripts, against {listed} names of private/names.csv with possessives, "
        "mutations and spellings like them, labels of speakers, numbers and addresses by their "
        "form, and words with capitals"
        + (", and a model's guess of English names" if with_hints else "")
    ]
    unchecked = ["names written without a capital that are not in the table, and people known by "
                 "what they did or where they live: only a reader finds those"]  # fmt: skip
    if missing:
        unchecked.append(f"texts not on this machine, or changed: {_some(missing)}")
    if with_hints and welsh:
        unchecked.append(f"the model knows English only: {_some(welsh)} by lists and capitals")
    if hints and not with_hints:
        unchecked.append(HOW_TO_GET)
    if not hints:
        unchecked.append("a model's guess, left out as you asked")
    return Names(search.candidates(), checked, unchecked)


def _some(names: Sequence[str]) -> str:
    more = f" and {len(names) - 5} more" if len(names) > 5 else ""
    return ", ".join(names[:5]) + more


def candidates_table(found: Iterable[Candidate]) -> Table:
    """Return one row a string: risk, kind, how it was found, whose form it is, where."""
    risks = {3: "high", 2: "medium", 1: "low"}
    rows = [
        (
            risks[c.risk],
            c.text,
            c.kind,
            c.how,
            c.of.name if c.of and c.of.name != c.text else "",
            c.of.replacement if c.of else "",
            c.count,
            sorted(c.documents),
            [f"{document}: {before}«{c.text}»{after}" for document, before, after in c.contexts],
        )
        for c in found
    ]
    return Table.of(
        ("risk", "text", "kind", "how", "form_of", "replacement", "count", "documents", "context"),
        rows,
    )


def table_of_names(names: Sequence[KnownName]) -> Table:
    """Return one row a name of the private table."""
    rows = [(n.name, n.kind, n.replacement, list(n.variants), n.keep) for n in names]
    return Table.of(("name", "kind", "replacement", "variants", "keep"), rows)


class NameTable:
    """The study's private table of names, changed a name at a time; each change is on disk."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self.names = read_names(study.root)

    def find(self, name: str) -> KnownName | None:
        """Return the name that this string is, or is a variant of."""
        wanted = words_of(name)
        return next((n for n in self.names if any(words_of(f) == wanted for f in n.forms)), None)

    def accept(
        self,
        name: str,
        kind: str = "person",
        replacement: str = "",
        also: Sequence[str] = (),
        *,
        role: str = "",
    ) -> KnownName:
        """Take a name into the table; without a replacement the next one of its kind is made.

        ``role`` says what the person is, for "[social worker 2]".

        Raises:
            BadInputError: the replacement is no bracketed one, holds the name, or stands for
                somebody else.
        """
        name = name.strip()
        if not words_of(name):
            raise BadInputError(f"{name!r} holds no letter or digit")
        known = self.find(name)
        forms = [*(known.variants if known else ()), *also]
        first = known.name if known else name
        variants = tuple(
            dict.fromkeys(v.strip() for v in [*forms, *([name] if known else [])]
                          if v.strip() and plain(v) != plain(first))
        )  # fmt: skip
        chosen = replacement or (known.replacement if known else "")
        chosen = chosen or self.next_replacement(kind, role)
        chosen = self._checked(chosen, first, variants)
        made = KnownName(first, kind, chosen, variants, keep=False)
        self._put(made)
        return made

    def same_as(self, name: str, other: str) -> KnownName:
        """Say that a string is another form of a name in the table.

        Raises:
            NotFoundError: the other one is not in the table.
        """
        known = self.find(other)
        if known is None:
            raise NotFoundError(
                f"{other!r} is not in the table of names", mend="See 'qualcode names table'"
            )
        return self.accept(known.name, known.kind, known.replacement, [name])

    def keep(self, name: str) -> KnownName:
        """Say that a string identifies nobody and stays."""
        known = self.find(name)
        made = msgspec.structs.replace(known, keep=True) if known else KnownName(name, keep=True)
        self._put(made)
        return made

    def next_replacement(self, kind: str, role: str = "") -> str:
        """Return the next replacement of a kind that nobody has: "[person 3]", "[School B]"."""
        if kind in _PLAIN_KINDS:
            return f"[{kind}]"
        word = role.strip().lower() or _LETTERED.get(kind, kind.strip() or "person")
        used = {
            match[2]
            for n in self.names
            if (match := _NUMBERED.fullmatch(n.replacement)) and match[1] == word
        }
        numbers = map(str, range(1, 10_000))
        if kind == "school":
            letters = [chr(65 + i) for i in range(26)]
            numbers = iter([*letters, *(a + b for a in letters for b in letters)])  # type: ignore[assignment]
        return f"[{word} {next(n for n in numbers if n not in used)}]"

    def _checked(self, replacement: str, name: str, variants: Sequence[str]) -> str:
        chosen = " ".join(replacement.split())
        if not chosen.startswith("["):
            chosen = f"[{chosen.strip('[]')}]"
        inner = chosen[1:-1] if chosen.endswith("]") else ""
        if not inner.strip() or "[" in inner or "]" in inner:
            raise BadInputError(
                f"{replacement!r} is no replacement", mend='Write it as "[social worker 2]"'
            )
        words = set(words_of(inner))
        if any(set(words_of(form)) & words for form in (name, *variants)):
            raise BadInputError(f"the replacement {chosen} holds the name it stands for")
        match = _NUMBERED.fullmatch(chosen)
        for other in self.names:
            if match and other.replacement == chosen and plain(other.name) != plain(name):
                raise BadInputError(
                    f"{chosen} stands for {other.name!r} already",
                    mend="If it is the same person, say: qualcode names add "
                    f"{other.name!r} --also {name!r}",
                )
        return chosen

    def _put(self, made: KnownName) -> None:
        with self._study.lock("names"):
            self.names = read_names(self._study.root)
            at = next((i for i, n in enumerate(self.names) if plain(n.name) == plain(made.name)),
                      None)  # fmt: skip
            if at is None:
                self.names.append(made)
            else:
                self.names[at] = made
            write_names(self._study.root, self.names)


def take_sheet(study: Study, text: str, where: str) -> tuple[int, int]:
    """Take over what a person filled in in a sheet; return how many accepted and kept.

    "yes" under ``accept`` accepts a string, with the replacement under ``choose`` if there is
    one; "no" keeps it as it is; a row with neither is left for later. ``form_of`` makes it a
    form of that name.

    Raises:
        BadInputError: a row is wrong; with its line. Rows before it are taken.
    """
    rows = list(csv.DictReader(io.StringIO(text)))
    if not rows or "text" not in rows[0] or "accept" not in rows[0]:
        raise BadInputError(
            "no columns text and accept", where=where, mend="Make one: qualcode names sheet FILE"
        )
    table = NameTable(study)
    accepted = kept = 0
    for line, raw in enumerate(rows, 2):
        row = {k: (v or "").strip().removeprefix("'") for k, v in raw.items() if k}
        answer = row["accept"].casefold()
        if not row["text"] or not answer:
            continue
        try:
            if answer not in (*_YES, *_NO):
                raise BadInputError(f"{answer!r} under accept", mend="Write yes or no")
            if answer in _NO:
                table.keep(row["text"])
                kept += 1
                continue
            if row.get("form_of") and table.find(row["form_of"]):
                table.same_as(row["text"], row["form_of"])
            else:
                also = [row["form_of"]] if row.get("form_of") else []
                table.accept(row["text"], row.get("kind") or "person", row.get("choose", ""), also)
            accepted += 1
        except QualcodeError as error:
            raise BadInputError(str(error), where=f"{where}:{line}") from None
    return accepted, kept


def sheet_table(found: Iterable[Candidate]) -> Table:
    """Return a sheet to be filled in: accept yes or no, choose "[…]".

    "choose" is there for forms of a name that has a replacement; "accept" is a person's to write.
    """
    heading = ("accept", "choose", "text", "kind", "form_of", "risk", "how", "count", "context")
    risks = {3: "high", 2: "medium", 1: "low"}
    rows = []
    for c in found:
        if c.how == "listed" and c.of and c.of.replacement:
            continue
        context = " | ".join(f"{d}: {b}«{c.text}»{a}" for d, b, a in c.contexts)
        form_of = c.of.name if c.of and c.of.name != c.text else ""
        rows.append(("", c.of.replacement if c.of else "", c.text, c.kind, form_of, risks[c.risk],
                     c.how, str(c.count), context))  # fmt: skip
    return Table.of(heading, rows)
