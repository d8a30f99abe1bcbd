"""Gives a label one role in the files of a folder: the interviewer is who comes in all of them."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from qualcode.model.plural import counted
from qualcode.transcripts.labels.folding import folded
from qualcode.workbench.speakers.askers import Part
from qualcode.workbench.speakers.roles import BY_HAND, Decision, FileRoles, numbered

#: In so many files, and this share of them, a label is one that the files share.
_FILES, _SHARED = 3, 0.6
#: So much more densely than the others together it then has to ask.
_ASKS_MORE = 1.3
#: In a file that leaves it open, at least this share of its turns end in a question.
_HERE = 0.1


def agree(files: Sequence[FileRoles]) -> None:
    """Settle open roles in the files of one folder by what the files say together.

    A label without a role is the interviewer if it is one in more files than it is a participant
    in; or if the files share it while the others in them differ, and it asks more than those.
    Decisions that a file gives by itself stay; where they differ, the files' notes say so.
    """
    places: dict[str, list[tuple[FileRoles, int]]] = {}
    for file in files:
        for at, label in enumerate(file.labels):
            if not numbered(label):
                places.setdefault(folded(label), []).append((file, at))
    settled = [
        one for found in places.values() if len(found) > 1 for one in _agreed_on(found, files)
    ]
    # All at once: a file may have two interviewers whom others know.
    for file, at, decision in settled:
        file.decisions[at] = decision
    for file in files:
        file.others_answer()
    for found in places.values():
        _tell_differences(found)


def _agreed_on(
    found: Sequence[tuple[FileRoles, int]], files: Sequence[FileRoles]
) -> list[tuple[FileRoles, int, Decision]]:
    """Return the decisions on one label in the files that leave it open."""
    roles = Counter(file.decisions[at].role for file, at in found)
    asks, answers = roles["interviewer"], roles["participant"]
    if asks > answers:
        why = f"the interviewer in {counted(asks, 'other file')} of the folder"
    elif roles[None] and not answers and _shared(found, files):
        why = f"the label that {len(found)} of {len(files)} files share, and asks more than others"
    else:
        return []
    return [
        (file, at, Decision("interviewer", why))
        for file, at in found
        if file.decisions[at].role is None and _asks_more(file, at)
    ]


def _asks_more(file: FileRoles, at: int) -> bool:
    """Return whether one asks more densely, here too, than whoever of the others talks most."""
    rest = [part for n, part in enumerate(file.parts) if n != at]
    main = max(rest, key=lambda part: part.words, default=Part())
    own = file.parts[at]
    if not (own.asking or main.asking):
        return True
    return own.density > main.density and own.share >= _HERE


def _shared(found: Sequence[tuple[FileRoles, int]], files: Sequence[FileRoles]) -> bool:
    """Return whether files share a label while the others differ, and it asks more than they."""
    if len(found) < max(_FILES, len(files) * _SHARED):
        return False
    mains: Counter[str] = Counter()
    own, others = Part(), Part()
    for file, at in found:
        rest = [n for n in range(len(file.labels)) if n != at]
        if not rest:
            return False
        main = max(rest, key=lambda n, file=file: file.parts[n].words)  # type: ignore[misc]
        mains[folded(file.labels[main])] += 1
        own, others = _sum(own, file.parts[at]), _sum(others, file.parts[main])
    differ = len(mains) >= len(found) * _SHARED
    if own.asking or others.asking:
        return differ and own.density >= others.density * _ASKS_MORE
    # Without question marks, who asks says less at a time.
    return differ and own.words * others.turns * 2 <= others.words * own.turns


def _sum(one: Part, two: Part) -> Part:
    return Part(one.turns + two.turns, one.words + two.words, one.asking + two.asking)


def _tell_differences(found: Sequence[tuple[FileRoles, int]]) -> None:
    roles = Counter(file.decisions[at].role for file, at in found)
    asks, answers = roles["interviewer"], roles["participant"]
    if not asks or not answers:
        return
    for file, at in found:
        role = file.decisions[at].role
        fewer = role == ("participant" if asks >= answers else "interviewer")
        if fewer and file.decisions[at].why != BY_HAND:
            here, there = ("a participant", "the interviewer")
            if role == "interviewer":
                here, there = there, here
            count = asks if role == "participant" else answers
            file.notes.append(
                f"“{file.labels[at]}” is {here} here, and {there} in "
                f"{counted(count, 'other file')} of the folder"
            )
