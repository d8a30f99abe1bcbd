"""A session that keeps a plain model beside it: what should stand, by the simplest rules."""

from __future__ import annotations

import copy

from qualcode.workbench.coding.session import CodingSession

State = dict[str, dict[str, dict]]


class ModelledSession(CodingSession):
    """Does everything as the real one, and the same to dictionaries with whole-state undo."""

    def __init__(self, study, coder) -> None:
        super().__init__(study, coder)
        self.model: State = {}
        self.done: set[str] = set()
        self.steps_done = 0
        self._past: list[tuple[State, set[str]]] = []
        self._future: list[tuple[State, set[str]]] = []
        for coding in study.codings(coder=coder):
            self._put(coding)

    def _put(self, coding) -> None:
        e = coding.event
        self.model.setdefault(coding.document, {})[coding.id] = {
            "code": e.code, "start": e.start, "end": e.end, "valence": e.valence, "note": e.note,
        }  # fmt: skip

    def _here(self) -> tuple[State, set[str]]:
        return copy.deepcopy(self.model), set(self.done)

    def _step(self, before) -> None:
        self._past.append(before)
        self._future.clear()
        self.steps_done += 1

    def add(self, document, codes, span, *, valence=None, assisted=False):
        before = self._here()
        made = super().add(document, codes, span, valence=valence, assisted=assisted)
        assert {c.event.code for c in made} <= {c.id for c in codes}
        for coding in made:
            assert (coding.event.start, coding.event.end) == span
            self._put(coding)
        self._step(before)
        return made

    def add_each(self, places, codes):
        before = self._here()
        old = {d: {c.id for c in self.codings(d)} for d, _ in places}
        done = super().add_each(places, codes)
        for document, known in old.items():
            wide = [span for d, span in places if d == document]
            for coding in self.codings(document):
                start, end = coding.event.start, coding.event.end
                mine = self.model[document].get(coding.id) if coding.id in known else None
                if mine is None or (start, end) != (mine["start"], mine["end"]):
                    # Made, or longer than it was: every end of it is one that was asked for.
                    ends = (
                        (start, end)
                        if mine is None
                        else (*[start] * (start != mine["start"]), *[end] * (end != mine["end"]))
                    )
                    assert set(ends) <= {offset for span in wide for offset in span}
                    self._put(coding)
        if done.passages:
            self._step(before)
        return done

    def change(self, coding, words="", **changes):
        before = self._here()
        after = super().change(coding, words, **changes)
        mine = self.model[coding.document][coding.id]
        wanted = mine | {k: v for k, v in changes.items() if k in mine}
        if wanted != mine:
            self.model[coding.document][coding.id] = wanted
            self._step(before)
        elif self._undo_depth() > len(self._past):
            self._step(before)  # only its definition changed
        return after

    def _undo_depth(self) -> int:
        return len(self._history._done)

    def remove(self, codings):
        before = self._here()
        super().remove(codings)
        for coding in codings:
            del self.model[coding.document][coding.id]
        if codings:
            self._step(before)

    def split(self, coding, at):
        before = self._here()
        known = set(self.model[coding.document])
        super().split(coding, at)
        mine = self.model[coding.document][coding.id]
        text = self.study.text(self.study.document(coding.document))
        start, end = mine["start"], mine["end"]
        first, rest = text[start:at].rstrip(), text[at:end].lstrip()
        (new,) = {c.id for c in self.codings(coding.document)} - known
        self.model[coding.document][new] = mine | {"start": end - len(rest)}
        self.model[coding.document][coding.id] = mine | {"end": start + len(first)}
        self._step(before)

    def set_done(self, document, done):
        before = self._here()
        said = super().set_done(document, done)
        if done != (document in self.done):
            (self.done.add if done else self.done.discard)(document)
            self._step(before)
        return said

    def write_memo(self, kind, about, text):
        before = self._here()
        said = super().write_memo(kind, about, text)
        if self._undo_depth() > len(self._past):
            self._step(before)
        return said

    def change_file(self, words, path, before, after):
        here = self._here()
        super().change_file(words, path, before, after)
        if self._undo_depth() > len(self._past):
            self._step(here)

    def edit_codebook(self, words, edit, coded=None):
        before = self._here()
        known = {c.id for c in self.codings(coded[0])} if coded else set()
        super().edit_codebook(words, edit, coded)
        for coding in self.codings(coded[0]) if coded else []:
            if coding.id not in known:
                assert (coding.event.code, (coding.event.start, coding.event.end)) == (
                    coded[1].id, coded[2],
                )  # fmt: skip
                self._put(coding)
        if self._undo_depth() > len(self._past):
            self._step(before)

    def undo(self):
        said = super().undo()
        self._future.append(self._here())
        self.model, self.done = self._past.pop()
        return said

    def redo(self):
        said = super().redo()
        self._past.append(self._here())
        self.model, self.done = self._future.pop()
        return said

    def standing(self) -> set[tuple]:
        """Return what should be on disk."""
        return {
            (document, coding_id, *fields.values())
            for document, codings in self.model.items()
            for coding_id, fields in codings.items()
        }
