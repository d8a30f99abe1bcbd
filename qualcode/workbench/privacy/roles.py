"""Finds the roles of the people who speak, for replacements such as "[social worker 2]"."""

from __future__ import annotations

from qualcode.model.personal_names import words_of
from qualcode.store.records.real_names import real_speakers
from qualcode.store.study import Study


def roles_of_speakers(study: Study) -> dict[tuple[str, ...], str]:
    """Return the roles of speakers' real names, from ``cases.csv`` or the transcript.

    Names with two different roles, or without one, are left out.
    """
    cases = study.cases
    roles: dict[tuple[str, ...], set[str]] = {}
    real = real_speakers(study.root)
    for document in map(study.document, study.document_ids()):
        for speaker in document.speakers:
            case = cases.get(speaker.case or "")
            role = case.attributes.get("role", "").strip() if case else ""
            role = "interviewer" if speaker.role == "interviewer" else role
            names = [label for label, new in real.get(document.id, ()) if new == speaker.label]
            for name in names or [speaker.label]:
                roles.setdefault(words_of(name), set()).add(role)
    return {name: r for name, (r, *more) in roles.items() if r and not more}
