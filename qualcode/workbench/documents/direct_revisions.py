"""Compares texts of a document directly where the revisions between them lose words of both."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence

from qualcode.errors import QualcodeError
from qualcode.model.document.lookalikes import without_lookalikes
from qualcode.model.document.offset_map import Block, OffsetMap, composed
from qualcode.store.records.anchoring import Anchoring
from qualcode.store.records.revisions import Revision, read_revisions
from qualcode.store.study import Study

#: Of an earlier text less than this share kept means that it is another interview's.
_LITTLE = 0.2
_WORD = re.compile(r"\w+")


def connect_texts(study: Study, documents: Iterable[str]) -> list[str]:
    """Compare earlier texts with the present one where that brings codings back to their words.

    Words that a revision took out and a later one brought back, or that somebody else's revision
    never lost, lie in both texts. Where both are on this machine they are compared, and the map is
    stored as a revision that is ``direct``, for everybody. Returns the documents that got one.
    """
    connected = []
    for name in documents:
        try:
            document = study.document(name)
            text = study.text(document)
        except QualcodeError:
            continue
        revisions, _ = read_revisions(study.root, name)
        made = direct_revisions(study, name, revisions, (document.sha256, text))
        if made:
            study.add_revisions(name, made)
            connected.append(name)
    return connected


def direct_revisions(
    study: Study, document_id: str, revisions: Sequence[Revision], target: tuple[str, str]
) -> list[Revision]:
    """Return the direct revisions to a text that keep words which ``revisions`` lose on the way.

    ``target`` is its SHA-256 and the text. The texts compared with it are those that a revision
    names or a coding was made on, as far as they are on this machine.
    """
    digest, text = target
    named = {d for one in revisions for d in (one.before, one.after)}
    if not named:
        return []
    marked = {e.sha256 for _, _, events in study.events(document=document_id) for e in events}
    anchoring = Anchoring(revisions, digest)
    # The same on every machine that finds the same, so that git has it once.
    at = max(one.at for one in revisions)
    made: list[Revision] = []
    for other in sorted((named | marked) - {digest}):
        recorded = _kept_on_the_way(anchoring, other)
        usual = _kept_on_the_way(anchoring, other, by_history=False)
        kept = [*recorded, *usual, *_kept_directly(revisions, other, digest)]
        earlier = study.earlier_text(other)
        if earlier is None or not _may_keep_more(earlier, text, kept):
            continue
        found = _keeps_more(earlier, text, kept, recorded)
        if found is not None and (anchoring.knows(other) or _is_of(found)):
            made.append(
                Revision(
                    other, digest, at, found.characters, tuple(found.blocks),
                    why="compared directly", direct=True,
                )
            )  # fmt: skip
    return made


def _kept_on_the_way(anchoring: Anchoring, text: str, *, by_history: bool = True) -> list[Block]:
    """Return what the present text has of another one by the history, or the cheapest way."""
    if not anchoring.knows(text):
        return []
    kept: list[Block] | None = None
    try:
        for step in anchoring.steps_from(text, by_history=by_history):
            # What was replaced as a whole, a name by its pseudonym, is followed as it was.
            blocks = _with_substitutes(step) if step.substituted else step.blocks
            kept = blocks if kept is None else composed(kept, blocks)
    except ValueError:
        return []
    return kept or []


def _kept_directly(revisions: Sequence[Revision], text: str, target: str) -> list[Block]:
    found: list[Block] = []
    for one in revisions:
        if (one.before, one.after) == (text, target):
            found += one.kept
        elif (one.after, one.before) == (text, target):
            found += [(new, old, length) for old, new, length in one.kept]
    return found


def _with_substitutes(map_: OffsetMap) -> list[Block]:
    """Return a map's blocks, those beside a replaced stretch reaching over as much as fits."""
    found: list[Block] = []
    blocks = map_.blocks
    for n, (old, new, length) in enumerate(blocks):
        after_old, after_new = blocks[n + 1][:2] if n + 1 < len(blocks) else map_.characters
        room = min(after_old - old - length, after_new - new - length)
        found.append((old, new, length + max(0, room)))
    return found


def _gaps(kept: Iterable[tuple[int, int]], characters: int) -> list[tuple[int, int]]:
    found = []
    at = 0
    for start, length in [*sorted(kept), (characters, 0)]:
        if start > at:
            found.append((at, start))
        at = max(at, start + length)
    return found


def _may_keep_more(earlier: str, text: str, kept: Sequence[Block]) -> bool:
    """Return whether any word lost on the way stands in what came; quick, to spare a comparison."""
    lost = _words(earlier, _gaps(((old, n) for old, _, n in kept), len(earlier)))
    return bool(lost) and not lost.isdisjoint(
        _words(text, _gaps(((new, n) for _, new, n in kept), len(text)))
    )


def _words(text: str, stretches: Iterable[tuple[int, int]]) -> set[str]:
    return {m for start, end in stretches for m in _WORD.findall(text[start:end])}


def _keeps_more(
    earlier: str, text: str, kept: Sequence[Block], recorded: Sequence[Block]
) -> OffsetMap | None:
    """Return the map between two texts if it keeps words that are lost on the way."""
    from qualcode.model.document.text_diff import offset_map

    compared = offset_map(earlier, text)
    sure = without_lookalikes(compared.blocks, recorded, earlier, text)
    found = OffsetMap(sure, compared.characters)
    lost = _gaps(((old, n) for old, _, n in kept), len(earlier))
    regained = (
        earlier[max(start, low) : min(start + length, high)]
        for start, _, length in found.blocks
        for low, high in lost
        if max(start, low) < min(start + length, high)
    )
    return found if any(_WORD.search(words) for words in regained) else None


def _is_of(found: OffsetMap) -> bool:
    """Return whether so much is kept that both are texts of one interview."""
    return sum(block[2] for block in found.blocks) >= _LITTLE * found.characters[0]
