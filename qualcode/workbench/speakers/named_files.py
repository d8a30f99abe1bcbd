"""Notices people's names in the names of files, from which the ids of documents are made."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from qualcode.errors import QualcodeError
from qualcode.model.document.document import label_is_neutral
from qualcode.model.personal_names import KnownName, NameFinder, words_of
from qualcode.model.plural import counted
from qualcode.nlp.names.file_names import (
    has_given_name,
    is_ordinary,
    likely_person,
    with_capitals,
)
from qualcode.store.io.durable import slug
from qualcode.store.records.real_names import read_names, real_labels
from qualcode.store.study import Study
from qualcode.workbench.speakers.free_ids import FreeIds

#: So many documents are named in one line.
_LISTED = 6


class NamedFiles:
    """Finds names in file names and ids: those that a study knows, and what looks like one."""

    def __init__(self, study: Study) -> None:
        try:
            names = read_names(study.root)
            labels = real_labels(study.root)
        except QualcodeError:
            # ``check`` reports tables that cannot be read.
            names, labels = [], []
        self._kept = {word for n in names if n.keep for form in n.forms for word in words_of(form)}
        spoken = [KnownName(label) for label in labels]
        listed = [n for n in names if not n.keep]
        self._finder = NameFinder([*listed, *spoken])
        # A label may be what somebody does, in words that are in no list.
        people = [*listed, *(one for one in spoken if has_given_name(one.name))]
        self._parts = {
            part
            for one in people
            if one.kind == "person"
            for part in words_of(one.name)
            if len(part) > 2 and not is_ordinary(part)
        } - self._kept

    def person_in(self, name: str, labels: Iterable[str] = (), said: str = "") -> str:
        """Return what may be a person's name in a file's name without its ending, or in an id.

        ``labels`` are the file's speakers, ``said`` is its text; "" if nothing is found.
        """
        for hit in self._finder.find(with_capitals(name)):
            return hit.text
        for word in with_capitals(name).split():
            if {*words_of(word)} & self._parts:
                return word
        named = [label for label in labels if not label_is_neutral(label)]
        found = likely_person(name, named, said)
        return "" if {*words_of(found)} <= self._kept else found

    def person_in_id(
        self, document: str, file: str, labels: Iterable[str] = (), said: str = ""
    ) -> str:
        """Return what may be a person's name in a document's id; "" if nothing is found.

        ``file`` is the name, without its ending, of the file that the id may be made from, since
        an id has no capitals by which a name could be told.
        """
        labels = list(labels)
        found = self.person_in(file, labels, said) if file else ""
        if found and {*slug(found).split("-")} <= {*document.split("-")}:
            return found
        return self.person_in(document, labels)


def named_line(found: Mapping[str, str], free: FreeIds, *, stored: bool) -> str:
    """Return the line on documents whose ids may name somebody: the names, by document.

    ``free`` has the id to propose.
    """
    some = ", ".join(f"{one} (“{name}”)" for one, name in [*found.items()][:_LISTED])
    more = f" and {len(found) - _LISTED:,} more" if len(found) > _LISTED else ""
    who = counted(len(found), "document's id or title", "documents' ids or titles")
    first, name = next(iter(found.items()))
    other = (
        f"qualcode revise {first} --as {free.instead_of(first)}"
        if stored
        else '--ids "doc-{n:03}", or --as ID for one file'
    )
    return (
        f"{who} may name somebody, and git takes them: {some}{more}. Other ids, before they are "
        f'committed: {other}. If it is no name: qualcode names keep "{name}"'
    )
