"""Writes planned changes of who speaks, as part of one act."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

import msgspec

from qualcode.errors import BadInputError
from qualcode.model.case import Case
from qualcode.model.document.speaker_changes import merged, unspoken, with_speaker
from qualcode.store.acts.act import Act
from qualcode.store.folder_map import DOCUMENTS, EARLIER_DOCUMENTS, SPEAKERS
from qualcode.store.io.durable import read_bytes
from qualcode.store.io.tables import table_text
from qualcode.store.records.documents import document_in, document_text
from qualcode.store.records.speaker_table import read_speakers, with_label, with_other_speakers
from qualcode.store.study import Study
from qualcode.workbench.documents.speaker_data import Change, SpeakersChanged


def write_speakers(study: Study, done: SpeakersChanged, act: Act) -> None:
    """Prepare everything that was planned as part of an act, which holds the table's lock."""
    files: dict[Path, str | bytes] = {}
    for change in done.changes:
        files[DOCUMENTS.at(study.root, document=change.after.id)] = document_text(change.after)
        files.update(_earlier(study, change))
    act.write(files)
    if done.cases_after:
        study.edit_cases(lambda cases: _with_changed(cases, done), act)
    before: list[Sequence[str]] = [*read_speakers(study.root)]
    rows = before
    for change in done.changes:
        rows = with_other_speakers(rows, change.after.id, change.renamed)
        for recorded, shown in change.recorded:
            rows = with_label(rows, change.after.id, recorded, shown)
    if rows != before:
        done.rows = before, rows
        act.write({SPEAKERS.at(study.root): table_text(rows)})


def _with_changed(cases: dict[str, Case], done: SpeakersChanged) -> Iterable[Case]:
    for name, after in done.cases_after.items():
        was = cases.get(name)
        done.cases_before[name] = was
        # Other columns are as somebody else may have filled them in meanwhile.
        cases[name] = Case(name, {**was.attributes, "group": after.group}) if was else after
        done.cases_after[name] = cases[name]
    return cases.values()


def _earlier(study: Study, change: Change) -> dict[Path, str | bytes]:
    """Return what is kept of a document's earlier texts, with their speakers changed alike."""
    made: dict[Path, str | bytes] = {}
    before = {s.label for s in change.before.speakers}
    after = {s.label for s in change.after.speakers}
    for path in EARLIER_DOCUMENTS.files(study.root, document=change.before.id):
        try:
            kept = document_in(read_bytes(path))
        except BadInputError:
            continue
        for label in (*change.renamed, *(before - after - change.renamed.keys())):
            labels = [s.label for s in kept.speakers]
            if label not in labels:
                continue
            at, to = labels.index(label), change.renamed.get(label)
            if to is None:
                kept = unspoken(kept, at)
            elif to in labels:
                kept = merged(kept, at, labels.index(to))
            else:
                kept = with_speaker(kept, at, msgspec.structs.replace(kept.speakers[at], label=to))
        if change.recased is not None:
            case, new = change.recased
            kept = msgspec.structs.replace(kept, speakers=tuple(
                msgspec.structs.replace(s, case=new) if s.case == case else s for s in kept.speakers
            ))  # fmt: skip
        made[path] = document_text(kept)
    return made
