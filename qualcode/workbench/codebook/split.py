"""Splits a code in the codebook, and assigns its codings to the parts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from qualcode.errors import BadInputError, NotFoundError
from qualcode.model.codebook.code import Code
from qualcode.model.codebook.find import find_code
from qualcode.model.codebook.split import Assignments, SplitRecord, assignments
from qualcode.model.coding.coding import Coding
from qualcode.model.moments import after
from qualcode.store.codebook.edit import with_code_changed
from qualcode.store.codebook.reader import parse_codebook
from qualcode.store.codebook.split_edit import with_code_split
from qualcode.store.git.ignore_attributes import extend_attributes
from qualcode.store.io.durable import check_file_name, read_text, slug
from qualcode.store.records.splits import append_split, dated_splits, split_file
from qualcode.store.study import Study, now
from qualcode.workbench.codebook.code_form import new_code
from qualcode.workbench.codebook.colours import free_colour
from qualcode.workbench.codebook.edit import check_fields


@dataclass(frozen=True)
class Split:
    """A code that was split: its id at that time, its present parts, and its codings.

    ``assigned`` maps each assigned coding to its record.
    """

    code: str
    was: tuple[str, ...]
    parts: tuple[Code, ...]
    codings: tuple[Coding, ...]
    assigned: Assignments

    @property
    def left(self) -> list[Coding]:
        """The codings that are not assigned: they belong to the first part."""
        return [c for c in self.codings if c.id not in self.assigned]

    @property
    def words(self) -> str:
        """Return the progress: "12 of 40 codings assigned"."""
        done = len(self.codings) - len(self.left)
        return f"{done} of {len(self.codings)} codings assigned"

    def part_of(self, coding: Coding) -> str:
        """Return the id of the part a coding was assigned to, empty if none yet."""
        record = self.assigned.get(coding.id)
        return record.code if record else ""

    def find_part(self, wanted: str) -> Code:
        """Return the part of this id or name.

        Raises:
            NotFoundError: it is not one of the parts.
        """
        for code in self.parts:
            if wanted == code.id or wanted.casefold() == code.name.casefold():
                return code
        raise NotFoundError(
            f"{self.code} was not split into {wanted!r}",
            mend=f"Its parts are {', '.join(c.id for c in self.parts)}",
        )


@dataclass(frozen=True)
class Planned:
    """A possible split: the code's ids until now, and the ids and names of its parts."""

    code: str
    was: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    below: bool

    def edit(self, text: str) -> str:
        """Return a codebook's text with the code split, each new part in a colour of its own."""
        text = with_code_split(text, self.code, self.parts, below=self.below)
        for part, _ in self.parts[1:]:
            book = parse_codebook(text, "codebook.yaml")[0]
            colour = free_colour(book, book.parent(part) or "")
            text = with_code_changed(text, part, {"colour": colour})
        return text


def plan_split(
    study: Study, wanted: str, into: Sequence[tuple[str, str]], *, below: bool = False
) -> Planned:
    """Return how a code would be split into parts, given as ids and names.

    An empty id is made from the name; a part with the code's name keeps its id. The code becomes
    the first part, which has every coding until it is assigned to another; with ``below`` it stays
    the theme, and the parts stand below it.

    Raises:
        NotFoundError, AmbiguousError: see ``find_code``.
        BadInputError: an id or a name is taken, or there are too few parts.
        StudyError: only a person can edit the codebook's file.
    """
    book = study.codebook
    code = find_code(book, wanted)
    check_file_name(code.id, "code")
    pairs: list[tuple[str, str]] = []
    for number, (part, name) in enumerate(into):
        same = not number and not below and name.casefold() == code.name.casefold()
        pairs.append((part or (code.id if same else slug(name) or "code"), name))
    if below:
        pairs.insert(0, (code.id, ""))
    for part, name in pairs:
        if part == code.id:
            if name:
                check_fields(book, code, {"name": name})
        elif name.casefold() != code.name.casefold():
            new_code(book, name, id=part)
    if len({name.casefold() for _, name in pairs}) < len(pairs):
        raise BadInputError("two parts have the same name")
    was = tuple(dict.fromkeys((code.id, *code.was)))
    planned = Planned(code.id, was, tuple(pairs), below)
    planned.edit(read_text(study.codebook_path))
    return planned


def do_split(study: Study, planned: Planned, coder: str) -> tuple[str, str]:
    """Split a code as planned: the codebook's edit and the record of it, or neither.

    Returns the codebook's text before and after.

    Raises:
        BadInputError, NotFoundError: the codebook has changed since, and it cannot be done.
        StudyError: another program holds the codebook, or the disk refused.
    """
    if (study.root / ".gitattributes").exists():
        # A study from before there were splits does not say how those of two people merge.
        extend_attributes(study.root)
    ids = tuple(part for part, _ in planned.parts)
    with study.act("split", planned.code) as act:
        act.hold(study.lock("splits", f"the split of {planned.code}"))
        record = SplitRecord(at=now(), by=coder, parts=ids, was=planned.was)
        path, data = split_file(study.root, planned.code, dated_splits(study.root, [record]))
        act.write({path: data})
        return study.edit_codebook(planned.edit, act=act)


def split_code(
    study: Study,
    wanted: str,
    into: Sequence[tuple[str, str]],
    *,
    coder: str,
    below: bool = False,
    dry_run: bool = False,
) -> Split:
    """Split a code as ``plan_split`` says; with ``dry_run`` change nothing.

    Raises:
        NotFoundError, AmbiguousError, BadInputError: see ``plan_split``.
        StudyError: the codebook is held by another program, or only a person can edit it.
    """
    planned = plan_split(study, wanted, into, below=below)
    if dry_run:
        every = _bearing(study.codings(), planned.code, planned.was, (), {})
        parts = tuple(Code(p, n or planned.code) for p, n in planned.parts)
        return Split(planned.code, planned.was, parts, every, {})
    do_split(study, planned, coder)
    return find_split(study, planned.code)


def splits_of(study: Study) -> list[Split]:
    """Return every split whose parts are still in the codebook."""
    found = []
    book = study.codebook
    recorded = study.splits()
    standing = study.codings() if recorded else []
    for name, records in recorded:
        heads = [r for r in records if r.parts]
        parts = [book.get(p) for p in dict.fromkeys(p for r in heads for p in r.parts)]
        there = tuple(dict.fromkeys(p for p in parts if p is not None))
        was = tuple(dict.fromkeys(w for r in heads for w in r.was))
        # If only the code itself is left, the split was taken back, for example by git revert.
        if len(there) > 1:
            assigned = assignments(records)
            codings = _bearing(standing, book.resolve(there[0].id), was, there, assigned)
            found.append(Split(name, was, there, codings, assigned))
    return found


def find_split(study: Study, wanted: str) -> Split:
    """Return the split of a code, by its id at that time, or the id or name of its first part.

    Raises:
        NotFoundError: this code was not split.
    """
    every = splits_of(study)
    for split in every:
        first = split.parts[0]
        if wanted in (split.code, first.id) or wanted.casefold() == first.name.casefold():
            return split
    raise NotFoundError(
        f"no code {wanted!r} was split",
        mend=f"Split are {', '.join(s.code for s in every)}" if every
        else "Split one: qualcode codebook split CODE --into NAME --into NAME",
    )  # fmt: skip


def _bearing(
    codings: Iterable[Coding],
    first: str,
    was: tuple[str, ...],
    parts: tuple[Code, ...],
    assigned: Assignments,
) -> tuple[Coding, ...]:
    """Return the codings of the split code: made under one of its ids, and not recoded since."""
    part_ids = {first, *(code.id for code in parts)}
    return tuple(
        coding
        for coding in codings
        if coding.logged.code in was and (coding.id in assigned or coding.code in {*was, *part_ids})
    )


# ---- assigning --------------------------------------------------------------------------------


def assign(
    study: Study, split: Split, part: Code | None, codings: Sequence[Coding], *, coder: str
) -> Split:
    """Assign codings to a part, or to none yet; return the split afterwards.

    It does not matter whose codings they are: their logs are not touched. All are assigned, or
    none.

    Raises:
        StudyError: the disk refused, or another program holds the study.
    """
    records = [
        SplitRecord(
            at=after(now(), [c.logged.at]), by=coder, coding=c.id, was=(c.logged.code,),
            code=part.id if part else "", definition=part.digest if part else "",
        )
        for c in codings
    ]  # fmt: skip
    if records:
        records = _kept(study, split, records)
    assigned = {**split.assigned, **{r.coding: r for r in records}}
    assigned = {coding: record for coding, record in assigned.items() if record.code}
    return Split(split.code, split.was, split.parts, split.codings, assigned)


def _kept(study: Study, split: Split, records: list[SplitRecord]) -> list[SplitRecord]:
    """Write assignments down, all or none, and return them as written."""
    lock = study.lock("splits", f"the split of {split.code}")
    if len(records) == 1:
        with lock:
            records = dated_splits(study.root, records)
            append_split(study.root, split.code, records)
        return records
    # Appended, a part of them could be there after a kill.
    with study.act("assign", split.code) as act:
        act.hold(lock)
        records = dated_splits(study.root, records)
        path, data = split_file(study.root, split.code, records)
        act.write({path: data})
    return records


@dataclass(frozen=True)
class Rule:
    """A rule that selects codings; an empty field selects any."""

    coder: str = ""
    document: str = ""
    group: str = ""
    valence: str = ""
    containing: str = ""
    ids: tuple[str, ...] = ()


def chosen_by(study: Study, codings: Iterable[Coding], rule: Rule) -> list[Coding]:
    """Return the codings that a rule selects.

    Raises:
        NotFoundError: an id is not one of these codings.
    """
    from qualcode.analysis.passages import PassageReader

    found = list(codings)
    if rule.ids:
        known = {c.id: c for c in found}
        for one in rule.ids:
            if one not in known:
                raise NotFoundError(f"{one} is no coding of this code")
        found = [known[one] for one in dict.fromkeys(rule.ids)]
    found = [
        c
        for c in found
        if rule.coder in ("", c.coder)
        and rule.document in ("", c.document)
        and rule.valence in ("", c.event.valence or "not_judged")
    ]
    if not (rule.group or rule.containing):
        return found
    reader = PassageReader(study)
    wanted = " ".join(rule.containing.split()).casefold()
    return [
        p.coding
        for p in reader.passages(found)
        if rule.group in ("", p.group) and wanted in " ".join((p.text or "").split()).casefold()
    ]


def tally(split: Split) -> str:
    """Return the number of codings of each part: "Staff 12, Peers 3"."""
    counts = Counter(split.part_of(c) or split.parts[0].id for c in split.codings)
    return ", ".join(f"{code.name} {counts[code.id]}" for code in split.parts)
