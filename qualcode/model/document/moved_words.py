"""Finds words that were cut out of one paragraph and put into another, or into another place."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

import regex

from qualcode.model.document.offset_map import Block, joined

#: A word with its accents, blanks, or one visible sign (an emoji is many characters).
TOKEN = regex.compile(r"(?:[\w\p{M}])+|\s+|\X")
#: So many tokens in a row are looked for: two words with the blank between them.
_SEED = 3
#: Words that were moved are at least so many tokens, or so many characters.
_TOKENS, _CHARACTERS = 5, 10
#: A seed that stands more often than this in what is new stands for nothing in particular.
_OFTEN = 12
#: So many characters beside a change may be kept by chance.
_ISLAND = 40


def with_moved_words(
    blocks: Sequence[Block], whole: Sequence[Block], old: str, new: str
) -> list[Block]:
    """Return what two texts share, with words that were moved in place of chance agreements.

    Words were moved where two or three in a row, ten characters at least, stand once in each text,
    word for word, in or beside a stretch that is gone from the old one, and one that came in the
    new one. Of those that overlap the longest counts whole. ``whole`` paragraphs stay where they
    are, and so do long agreements.
    """
    blocks = sorted(blocks)
    gone = _changed([(start, length) for start, _, length in blocks], len(old))
    came = _changed(sorted((start, length) for _, start, length in blocks), len(new))
    if not gone or not came:
        return blocks
    sure = [*whole, *(block for block in blocks if block[2] > _ISLAND)]
    moved = _longest(_matches(old, gone, new, came), sure, old, new)
    return joined([*_without(blocks, moved), *moved]) if moved else blocks


def _changed(kept: Sequence[tuple[int, int]], characters: int) -> list[tuple[int, int]]:
    """Return the stretches outside what is kept, each with what stands close to it."""
    found: list[tuple[int, int]] = []
    at = 0
    for start, length in [*kept, (characters, 0)]:
        if start > at:
            low, high = max(0, at - _ISLAND), min(characters, start + _ISLAND)
            if found and low <= found[-1][1]:
                found[-1] = (found[-1][0], high)
            else:
                found.append((low, high))
        at = start + length
    return found


def _matches(
    old: str, gone: Sequence[tuple[int, int]], new: str, came: Sequence[tuple[int, int]]
) -> list[Block]:
    """Return the stretches of words that something gone and something that came have in common."""
    old_parts = [_tokens(old, start, end) for start, end in gone]
    new_parts = [_tokens(new, start, end) for start, end in came]
    seeds: dict[tuple[str, ...], list[tuple[int, int]]] = defaultdict(list)
    for n, part in enumerate(new_parts):
        words = [word for _, word in part]
        for i in range(len(words) - _SEED + 1):
            seeds[tuple(words[i : i + _SEED])].append((n, i))
    found: list[Block] = []
    for part in old_parts:
        words = [word for _, word in part]
        #: Where a match that is running began: it is not found again at each of its tokens.
        running: set[tuple[int, int]] = set()
        for i in range(len(words) - _SEED + 1):
            places = seeds.get(tuple(words[i : i + _SEED]), ())
            if len(places) > _OFTEN:
                running = set()
                continue
            for n, j in places:
                if (n, j - 1) in running:
                    continue
                found.append(_grown(part, i, new_parts[n], j))
            running = set(places)
    return found


def _tokens(text: str, start: int, end: int) -> list[tuple[int, str]]:
    return [(m.start(), m.group()) for m in TOKEN.finditer(text, start, end)]


def _grown(old: Sequence[tuple[int, str]], i: int, new: Sequence[tuple[int, str]], j: int) -> Block:
    """Return the block of all tokens in a row that are the same from a place on, and before it."""
    low = 0
    while low < min(i, j) and old[i - low - 1][1] == new[j - low - 1][1]:
        low += 1
    high = 0
    while i + high < len(old) and j + high < len(new) and old[i + high][1] == new[j + high][1]:
        high += 1
    last, word = old[i + high - 1]
    start = old[i - low][0]
    return start, new[j - low][0], last + len(word) - start


def _longest(found: Sequence[Block], sure: Sequence[Block], old: str, new: str) -> list[Block]:
    """Return those that stand once in each text; of those that overlap, the longest whole."""
    kept: list[Block] = []
    for block in sorted(set(found), key=lambda one: (-one[2], one[0])):
        for piece in _without([block], [*sure, *kept]):
            core = old[piece[0] : piece[0] + piece[2]].strip()
            if _is_run(core) and old.count(core) == 1 and new.count(core) == 1:
                kept.append(piece)
    return kept


def _is_run(words: str) -> bool:
    return len(words) >= _CHARACTERS or len(TOKEN.findall(words)) >= _TOKENS


def _without(blocks: Sequence[Block], moved: Sequence[Block]) -> list[Block]:
    """Return blocks without what stretches that moved have in either text."""
    found = list(blocks)
    for start, place, length in moved:
        if not found:
            break
        found = [
            piece
            for block in found
            for part in _cut(block, 0, start, start + length)
            for piece in _cut(part, 1, place, place + length)
        ]
    return found


def _cut(block: Block, side: int, low: int, high: int) -> list[Block]:
    """Return what is left of a block outside ``[low, high)`` of the old (0) or new (1) text."""
    at, length = block[side], block[2]
    if high <= at or at + length <= low:
        return [block]
    found: list[Block] = []
    if at < low:
        found.append((block[0], block[1], low - at))
    if high < at + length:
        by = high - at
        found.append((block[0] + by, block[1] + by, length - by))
    return found
