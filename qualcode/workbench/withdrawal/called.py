"""What a participant who withdraws is called: the real names that the study, and others, have."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections.abc import Collection, Iterable, Iterator

from qualcode.model.document.document import label_is_neutral
from qualcode.model.personal_names import KnownName, words_of
from qualcode.nlp.names.file_names import has_given_name, is_ordinary
from qualcode.store.io.tables import by_heading
from qualcode.store.records.real_names import read_names
from qualcode.store.records.respondents import respondent_rows
from qualcode.store.records.speaker_table import DOCUMENT, LABEL, SPEAKER, read_speakers
from qualcode.store.study import Study


class Called:
    """What the private tables say of how people are called."""

    def __init__(self, study: Study) -> None:
        """Read the private tables.

        Raises:
            BadInputError: one of them cannot be read.
        """
        self._speakers = [*by_heading(read_speakers(study.root))]
        self._respondents = respondent_rows(study.root)
        self.table = read_names(study.root)

    def labels_of(self, ids: Collection[str], document: str, known: Collection[str]) -> set[str]:
        """Return how a document's recording calls a case, by its ids or its ``known`` labels."""
        found = {
            row.get(LABEL, "").strip()
            for row in self._speakers
            if row.get(SPEAKER) in ids
            or (row.get(DOCUMENT) == document and row.get(SPEAKER) in known)
        }
        return self._with_table({*found, *known}) - {*known, ""}

    def respondent(self, ids: Collection[str]) -> set[str]:
        """Return what a case was called in a survey's own column, if that is a name.

        ``ids`` are the ids it has and had: where a colleague changed one, this table has the first,
        by which the survey's text calls it.
        """
        said = {who for _, who, of in self._respondents if of in ids}
        return self._with_table({who for who in said if is_name(who)})

    def _with_table(self, known: Collection[str]) -> set[str]:
        """Return names with every form that the table has of them, or of their pseudonyms."""
        keys = {words_of(one) for one in known}
        found = {*known}
        for name in self.table:
            theirs = not name.keep and any(words_of(form) in keys for form in name.forms)
            # A name that was replaced by a pseudonym is that pseudonym's.
            if theirs or (name.replacement and name.replacement in known):
                found.update(name.forms)
        return found

    def names(self, labels: Iterable[str]) -> set[str]:
        """Return those of a person's labels that are names, and no other person's."""
        kept = {words_of(form) for one in self.table if one.keep for form in one.forms}
        listed = {words_of(form) for one in self.table if not one.keep for form in one.forms}
        found = {
            label
            for label in labels
            if words_of(label) not in kept and (words_of(label) in listed or is_name(label))
        }
        shared = {words_of(form) for one in self.others(found) for form in one.forms}
        return {label for label in found if words_of(label) not in shared}

    def others(self, names: Collection[str]) -> list[KnownName]:
        """Return what other people, and what is no person, is called."""
        theirs = {words_of(one) for one in names}
        rows = [one for one in self.table
                if one.keep or not any(words_of(form) in theirs for form in one.forms)]  # fmt: skip
        labels = {row.get(LABEL, "").strip() for row in self._speakers}
        return [*rows, *(KnownName(label) for label in sorted(labels)
                         if is_name(label) and words_of(label) not in theirs)]  # fmt: skip

    def every_form(self) -> Iterator[str]:
        """Yield every name in the tables, whosever it is."""
        yield from (form for one in self.table if not one.keep for form in one.forms)
        yield from (row.get(LABEL, "") for row in self._speakers)
        yield from (who for _, who, _ in self._respondents)


def is_name(label: str) -> bool:
    """Return whether a label is surely a name, and not what somebody is: "Nain", "Caretaker"."""
    if label_is_neutral(label):
        return False
    words = [word for word in words_of(label) if not word.isdecimal() and len(word) > 1]
    return has_given_name(label) or (
        len(words) > 1 and any(not is_ordinary(word) for word in words)
    )


#: Words with a capital, side by side: what may be a name.
_CAPITALS = re.compile(r"[^\W\d_a-z][\w'’]*(?:[ -][^\W\d_a-z][\w'’]*)*")
_LONGEST = 4


def may_be_names(text: str) -> set[str]:
    """Return what in a text may be somebody's name: every run of up to four capitalised words."""
    found: set[str] = set()
    for run in set(_CAPITALS.findall(text)):
        words = re.split("[ -]", re.sub(r"['’]s$", "", run))
        found |= {
            " ".join(words[at : at + count])
            for count in range(1, min(len(words), _LONGEST) + 1)
            for at in range(len(words) - count + 1)
        }
    return found


def name_digest(text: str, name: str) -> str:
    """Return a digest of a name that only who has the text can make, and so compare.

    It stands in the receipt, which git takes: once the text is gone it tells nobody anything.
    """
    key = hashlib.blake2b(unicodedata.normalize("NFC", text).encode(), person=b"name").digest()
    said = " ".join(words_of(name)).encode()
    return hashlib.blake2b(said, key=key, digest_size=16).hexdigest()
