"""Says in one line what may identify somebody in the documents of an import."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from pathlib import Path

from qualcode.model.plural import counted
from qualcode.workbench.speakers.likely_names import LikelyName

#: So many are named on the screen: the most telling ones, no two of a kind if there are others.
_NAMED = 3


def telling_line(found: Sequence[tuple[LikelyName, str]], kept: Path | None) -> str:
    """Return the line on what may identify somebody; "" if there is nothing.

    ``found`` has each string with its document; ``kept`` is the file with the whole report.
    """
    if not found:
        return ""
    documents = len({document for _, document in found})
    strings = counted(len({one.text for one, _ in found}), "string")
    named = _most_telling(found)
    where = documents > 1
    shown = "; ".join(
        f"“{one.text}” ({one.kind}{f', in {document}' if where else ''})" for one, document in named
    )
    such = ", such as" if len(named) < len({one.text for one, _ in found}) else ":"
    inside = f" in {counted(documents, 'document')}" if where else ""
    rest = f". All of them: {kept}" if kept is not None and such != ":" else ""
    return f"may identify somebody: {strings}{inside}{such} {shown}{rest}"


def _most_telling(found: Sequence[tuple[LikelyName, str]]) -> list[tuple[LikelyName, str]]:
    """Return the first of each kind, the riskiest kind first, then further ones."""
    by_text: dict[str, tuple[LikelyName, str]] = {}
    for one, document in found:
        if one.text not in by_text or one.count > by_text[one.text][0].count:
            by_text[one.text] = (one, document)
    kinds: dict[str, list[tuple[LikelyName, str]]] = {}
    for pair in sorted(by_text.values(), key=lambda pair: -pair[0].count):
        kinds.setdefault(pair[0].kind, []).append(pair)
    order = dict.fromkeys(one.kind for one, _ in found)
    queues = [kinds[kind] for kind in sorted(kinds, key=lambda kind: _rank(kind, [*order]))]
    turns = max(map(len, queues))
    rounds = [queue[n] for n in range(turns) for queue in queues if n < len(queue)]
    return rounds[:_NAMED]


def _rank(kind: str, met: Sequence[str]) -> tuple[int, int]:
    risky = ("e-mail", "phone number", "postcode", "a profile", "a speaker’s name")
    return (risky.index(kind) if kind in risky else len(risky), met.index(kind))


def names_line(names: Iterable[LikelyName]) -> str:
    """Return strings that may identify somebody, by kind."""
    kinds: dict[str, list[str]] = {}
    for one in names:
        times = f" ×{one.count}" if one.count > 1 else ""
        kinds.setdefault(one.kind, []).append(f"{one.text}{times}")
    return "; ".join(f"{kind}: {', '.join(found)}" for kind, found in kinds.items())
