"""A study's names: finds what may identify somebody, and edits the private table of names."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import msgspec

from qualcode.errors import BadInputError, NotFoundError, QualcodeError, StudyError
from qualcode.model.personal_names import KnownName, plain, words_of
from qualcode.model.table import Table
from qualcode.store.records.real_names import read_names, real_labels, write_names
from qualcode.store.study import Study
from qualcode.workbench.privacy.name_doubts import hidden_names
from qualcode.workbench.privacy.roles import roles_of_speakers
from qualcode.workbench.progress import Progress, silent

if TYPE_CHECKING:
    from qualcode.nlp.names.finder import Candidate

#: Kinds that a person may choose from; others may be typed.
KINDS = ("person", "school", "place", "organisation", "phone number", "e-mail", "date of birth",
         "address", "postcode", "local term")  # fmt: skip
#: Replaced by their kind: each occurs once, so a number would say nothing.
_PLAIN_KINDS = frozenset({
    "phone number", "e-mail", "web address", "date of birth", "date", "postcode", "address",
    "NHS number", "national insurance number", "pupil number",
})  # fmt: skip
_LETTERED = {"school": "School", "place": "place", "organisation": "organisation"}
#: These may be in a name and in what stands for it: "Hafod Primary School" is "[School A]".
_KIND_WORDS = frozenset(word for kind in KINDS for word in words_of(kind))
_NUMBERED = re.compile(r"\[(.+?) (\d+|[A-Z]{1,2})\]")


@dataclass(frozen=True)
class Names:
    """The result of a search, the riskiest first, and notes on what was searched and what not."""

    candidates: list[Candidate]
    checked: list[str] = field(default_factory=list)
    unchecked: list[str] = field(default_factory=list)


def find_names(
    study: Study,
    documents: Sequence[str] = (),
    *,
    hints: bool = True,
    forms_only: bool = False,
    kept: bool = False,
    only_kept_hints: bool = False,
    progress: Progress = silent,
) -> Names:
    """Search the texts of a study, or of some documents, for what may identify somebody.

    ``forms_only`` finds only names of the table and their likely forms; ``kept`` finds strings
    too that a person decided to keep. With ``only_kept_hints`` the model reads no text that it has
    not read before.

    Raises:
        BadInputError: a table of names or speakers cannot be read.
        NotFoundError: a document that was named does not exist.
    """
    from qualcode.nlp.names.finder import NameSearch
    from qualcode.nlp.names.spacy_hints import HOW_TO_GET, NameHints, is_installed

    names = read_names(study.root)
    with_hints = hints and is_installed()
    search = NameSearch(
        names,
        real_labels(study.root),
        NameHints(study.local / "names", only_kept=only_kept_hints) if with_hints else None,
        forms_only=forms_only,
        kept=kept,
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
    """Return one row per string: risk, kind, how it was found, whose form it is, where."""
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
    """Return one row per name of the private table."""
    rows = [(n.name, n.kind, n.replacement, list(n.variants), n.keep) for n in names]
    return Table.of(("name", "kind", "replacement", "variants", "keep"), rows)


class NameTable:
    """The study's private table of names, changed one name at a time; each change is saved."""

    def __init__(self, study: Study) -> None:
        self._study = study
        self._roles: dict[tuple[str, ...], str] | None = None
        self.names = read_names(study.root)
        #: The table as it was before the last change.
        self.before = self.names
        self._by_form: tuple[list[KnownName], dict[tuple[str, ...], KnownName]] = ([], {})

    def find(self, name: str) -> KnownName | None:
        """Return the name that this string is, or is a variant of."""
        return self.by_form.get(words_of(name))

    @property
    def by_form(self) -> dict[tuple[str, ...], KnownName]:
        """The names by the words of each of their forms; of two with one form the first."""
        names, found = self._by_form
        if names is not self.names:
            found = {}
            for one in self.names:
                for form in one.forms:
                    found.setdefault(words_of(form), one)
            self._by_form = self.names, found
        return found

    def reread(self) -> None:
        """Read the table again; raises BadInputError if it cannot be read."""
        self.names = read_names(self._study.root)

    def accept(
        self,
        name: str,
        kind: str = "",
        replacement: str = "",
        also: Sequence[str] = (),
        *,
        role: str = "",
    ) -> KnownName:
        """Add a name to the table; without a replacement it gets the next one of its kind.

        ``role`` says what the person is, for "[social worker 2]". A form in ``also`` that has a row
        of its own is merged with this name.

        Raises:
            BadInputError: the replacement is not in brackets, holds the name, or stands for
                somebody else.
        """
        with self._as_it_is_now():
            return self._accept(name, kind, replacement, also, role=role)

    def _accept(
        self,
        name: str,
        kind: str = "",
        replacement: str = "",
        also: Sequence[str] = (),
        *,
        role: str = "",
    ) -> KnownName:
        name = name.strip()
        if not words_of(name):
            raise BadInputError(f"{name!r} holds no letter or digit")
        known = self.find(name)
        first = known.name if known else name
        same = self._same_ones(first, also)
        forms = [form for one in (known, *same) if one for form in one.forms]
        variants = tuple(
            dict.fromkeys(v.strip() for v in [*forms, *also, name]
                          if v.strip() and plain(v) != plain(first))
        )  # fmt: skip
        had = dict.fromkeys(n.replacement for n in (known, *same) if n and n.replacement)
        chosen = " ".join(replacement.split())
        if len(had) > 1 and chosen not in had:
            raise BadInputError(
                f"{first!r} and {also[0]!r} have different replacements: {', '.join(had)}",
                mend=f"If they are the same, say which it is to be: --as '{next(iter(had))}'",
            )
        kind = _told_kind(kind or (known.kind if known else ""), chosen)
        chosen = chosen or next(iter(had), "") or self.proposed(first, kind, role)
        gone = {plain(n.name) for n in same}
        others = [n for n in self.names if plain(n.name) not in {plain(first), *gone}]
        made = KnownName(first, kind, self._checked(chosen, first, variants, others), variants)
        self._put(made, gone, self._spent(had, made))
        return made

    def _spent(self, had: Iterable[str], made: KnownName) -> list[KnownName]:
        """Return what stood for a name before and may be in texts, so that nobody else gets it.

        "[person 3]" is spent once the name is "[person 1]"; "[her sister]" tells no number.
        """
        if not (self._study.root / "revisions").is_dir():
            return []
        return [
            KnownName(one, made.kind, keep=True)
            for one in had
            if one != made.replacement and _NUMBERED.fullmatch(one)
        ]

    def _same_ones(self, first: str, also: Sequence[str]) -> list[KnownName]:
        """Return the other rows that are the same name, according to its forms.

        Raises:
            BadInputError: one is a form of another name, which may be somebody else.
        """
        same: list[KnownName] = []
        for form in also:
            other = self.find(form)
            if other is None or other in same or plain(other.name) == plain(first):
                continue
            if words_of(other.name) != words_of(form):
                raise BadInputError(
                    f"{form!r} is a form of {other.name!r} ({other.replacement or 'kept'}) already",
                    mend="If both people are called so, leave it out, and see who is meant where "
                    "it is said: qualcode search, qualcode edit",
                )
            same.append(other)
        return same

    def same_as(self, name: str, other: str) -> KnownName:
        """Make a string another form of a name in the table.

        Raises:
            NotFoundError: the other name is not in the table.
        """
        with self._as_it_is_now():
            known = self.find(other)
            if known is None:
                raise NotFoundError(
                    f"{other!r} is not in the table of names", mend="See 'qualcode names table'"
                )
            return self._accept(known.name, known.kind, known.replacement, [name])

    def keep(self, name: str, also: Sequence[str] = ()) -> KnownName:
        """Mark a string, and other forms of it, as identifying nobody.

        They are then no longer forms of another name.
        """
        with self._as_it_is_now():
            own = self.find(name)
            own = own if own and words_of(own.name) == words_of(name) else None
            gone: set[str] = set()
            for form in (name, *also):
                other = self.find(form)
                if other is None or other == own:
                    continue
                if words_of(other.name) == words_of(form):
                    gone.add(plain(other.name))
                    also = (*also, *other.variants)
                else:
                    left = tuple(v for v in other.variants if words_of(v) != words_of(form))
                    self._put(msgspec.structs.replace(other, variants=left))
            made = own or KnownName(name)
            forms = dict.fromkeys(v for v in (*made.variants, *also) if plain(v) != plain(name))
            made = msgspec.structs.replace(made, keep=True, variants=tuple(forms))
            self._put(made, gone)
            return made

    @contextlib.contextmanager
    def _as_it_is_now(self) -> Iterator[None]:
        """Lock and reread the table for one change, since somebody may take a free number."""
        with self._study.lock("names"):
            self.names = self.before = read_names(self._study.root)
            yield

    def put(
        self,
        gone: Sequence[KnownName],
        instead: Sequence[KnownName],
        order: Sequence[KnownName] = (),
    ) -> None:
        """Put rows in the place of others, which must be as they were given.

        If the table then holds the rows of ``order``, it has them in that order.

        Raises:
            StudyError: somebody changed one of them; nothing is changed.
        """
        with self._as_it_is_now():
            there = {plain(one.name): one for one in self.names}
            for one in gone:
                if there.get(plain(one.name)) != one:
                    raise StudyError(
                        f"{one.name!r} was changed in private/names.csv by another program",
                        mend="Decide about it again",
                    )
            new = {plain(one.name): one for one in instead}
            old = {plain(one.name) for one in gone}
            names = [
                new.pop(plain(one.name)) if plain(one.name) in new else one
                for one in self.names
                if plain(one.name) in new or plain(one.name) not in old
            ]
            names = [*names, *new.values()]
            same = len(names) == len(order) and all(one in order for one in names)
            self.names = list(order) if same else names
            write_names(self._study.root, self.names)

    def proposed(self, name: str, kind: str, role: str = "") -> str:
        """Return the next replacement for a name, using a speaker's role in ``cases.csv``."""
        if kind == "person" and not role:
            if self._roles is None:
                self._roles = roles_of_speakers(self._study)
            role = self._roles.get(words_of(name), "")
        return self.next_replacement(kind, role)

    def next_replacement(self, kind: str, role: str = "") -> str:
        """Return the next unused replacement of a kind: "[person 3]", "[School B]"."""
        if kind in _PLAIN_KINDS:
            return f"[{kind}]"
        said = " ".join(w if w.isupper() else w.lower() for w in role.split())
        word = said or _LETTERED.get(kind, kind.strip() or "person")
        letters = [chr(65 + i) for i in range(26)]
        numbers = [*letters, *(a + b for a in letters for b in letters)]
        if kind != "school":
            numbers = list(map(str, range(1, len(self.names) + 10_000)))
        used = {
            match[2]
            for n in self.names
            for said in (n.replacement, n.name)
            if (match := _NUMBERED.fullmatch(said)) and match[1].casefold() == word.casefold()
        }
        # After the last one, not in a gap: the missing one may be in a text.
        last = max((at for at, n in enumerate(numbers) if n in used), default=-1)
        return f"[{word} {numbers[last + 1]}]"

    def _checked(
        self, replacement: str, name: str, variants: Sequence[str], others: Sequence[KnownName]
    ) -> str:
        chosen = " ".join(replacement.split())
        if not chosen.startswith("["):
            chosen = f"[{chosen.strip('[]')}]"
        inner = chosen[1:-1] if chosen.endswith("]") else ""
        if not inner.strip() or "[" in inner or "]" in inner:
            raise BadInputError(
                f"{replacement!r} is no replacement", mend='Write it as "[social worker 2]"'
            )
        words = set(words_of(inner)) - _KIND_WORDS
        if any(set(words_of(form)) & words for form in (name, *variants)):
            raise BadInputError(f"the replacement {chosen} holds the name it stands for")
        match = _NUMBERED.fullmatch(chosen)
        for other in others:
            if match and chosen in (other.replacement, other.name):
                raise BadInputError(
                    f"{chosen} stands for {other.name!r} already"
                    if other.replacement
                    else f"{chosen} stood for somebody before",
                    mend="If it is the same person, say: qualcode names add "
                    f"{other.name!r} --also {name!r}"
                    if other.replacement
                    else "Take another number",
                )
        made = KnownName(name, "", chosen, tuple(variants))
        for one, hidden in hidden_names([made, *others]):
            if name in (one.name, hidden.name):
                raise BadInputError(
                    f"the replacement {one.replacement} holds the name {hidden.name!r}",
                    mend="Say it without names: qualcode names add "
                    f"{one.name!r} --as '[person 1]', say",
                )
        return chosen

    def _put(
        self, made: KnownName, gone: Collection[str] = (), more: Sequence[KnownName] = ()
    ) -> None:
        """Write a name into the table, without the rows of ``gone``; the others stay.

        The caller holds the lock of the table.
        """
        names = [n for n in self.names if plain(n.name) not in gone]
        known = {plain(n.name) for n in names}
        names += [n for n in more if plain(n.name) not in known]
        at = next((i for i, n in enumerate(names) if plain(n.name) == plain(made.name)), None)
        if at is None:
            names.append(made)
        else:
            names[at] = made
        write_names(self._study.root, names)
        self.names = names


def _told_kind(kind: str, replacement: str) -> str:
    """Return what a name is of, as its replacement tells: "[school 2]" makes a "person" a school.

    A kind that somebody chose stands, but for "person", which is what nobody told.
    """
    return kind if kind not in ("", "person") else _kind_of(replacement) or kind or "person"


def _kind_of(replacement: str) -> str:
    """Return the kind that a replacement names: "[School A]" is a school."""
    inner = replacement.strip("[]")
    match = _NUMBERED.fullmatch(f"[{inner}]")
    word = (match[1] if match else inner).casefold()
    return word if word in KINDS else ""
