"""Compares two versions of a transcript: first whole paragraphs, moved ones too, then words."""

from __future__ import annotations

import bisect
import itertools
from collections import Counter
from collections.abc import Hashable, Iterator, Sequence

from qualcode.model.document.moved_words import TOKEN, with_moved_words
from qualcode.model.document.offset_map import Block, OffsetMap, joined

#: A changed stretch with more tokens is first divided at words that occur once in both texts, since
#: comparing takes the product of both lengths in bits (here 18 MB).
_MOST_TOKENS = 12_000
#: How many tokens in a row make such a dividing point.
_SHINGLE = 5
_SIGNS = frozenset(".,;:!?-–—…'’\"“”")
_SENTENCE_ENDS = frozenset('.!?…"”’)]')
#: How many characters a deletion or insertion may be shifted to a likelier place.
_FARTHEST = 300
_Place = tuple[int, str]
_Run = tuple[int, int, int]


def offset_map(old: str, new: str) -> OffsetMap:
    """Return the map from one text to another, both in the study's turn layout.

    Paragraphs that stand in both are kept, in order by the longest common subsequence
    (rapidfuzz's bit-parallel one, Hyyrö 2004), then out of order where a paragraph is gone from
    one place and stands, word for word and once, at another. What is left is compared word by
    word, and words that stand once in each text, but elsewhere, count as moved there (see
    ``with_moved_words``). Blanks and signs alone, between words that changed, count as changed.
    """
    whole, words = _blocks(old, new)
    blocks = with_moved_words(_filled([*whole, *words], old, new), whole, old, new)
    blocks = _slid(_filled(blocks, old, new), old, new)
    kept = [b for b in blocks if _has_word(old, b)]
    return OffsetMap(kept, (len(old), len(new)))


def _has_word(text: str, block: Block) -> bool:
    start, _, length = block
    return any(
        not c.isspace() and c not in ".,;:!?-–—…'’\"“”" for c in text[start : start + length]
    )


def _filled(blocks: Sequence[Block], old: str, new: str) -> list[Block]:
    """Return blocks, joining those between which both texts say the same."""
    found: list[Block] = []
    follows = _followers(blocks)
    for block in joined(blocks):
        if found:
            before_old, before_new, before = found[-1]
            gap = block[0] - before_old - before
            if 0 <= gap == block[1] - before_new - before:
                at = before_old + before
                free = follows.get(before_new + before, block[1]) == block[1]
                if free and old[at : at + gap] == new[block[1] - gap : block[1]]:
                    found[-1] = (before_old, before_new, before + gap + block[2])
                    continue
        found.append(block)
    return found


def _followers(blocks: Sequence[Block]) -> dict[int, int]:
    """Return, for each end of a block in the new text, where the next block there begins."""
    there = sorted((start, start + length) for _, start, length in blocks)
    return {end: start for (_, end), (start, _) in itertools.pairwise(there)}


def _slid(blocks: list[Block], old: str, new: str) -> list[Block]:
    """Return blocks with each deletion or insertion between them shifted to the likeliest place.

    Between "in May. It was hard." and "in May.", either full stop may be the one that stayed; it is
    likelier that one whole sentence was removed than parts of two.
    """
    found = list(blocks)
    follows = _followers(blocks)
    for n in range(len(found) - 1):
        (start, place, length), (after, there, rest) = found[n], found[n + 1]
        end_old, end_new = start + length, place + length
        if follows.get(blocks[n][1] + blocks[n][2]) != blocks[n + 1][1]:
            # Words that were moved stand between them.
            continue
        if there == end_new and after > end_old:
            by = _slide(old, end_old, after, length, rest)
        elif after == end_old and there > end_new:
            by = _slide(new, end_new, there, length, rest)
        else:
            continue
        found[n] = (start, place, length + by)
        found[n + 1] = (after + by, there + by, rest - by)
    return [block for block in found if block[2]]


def _slide(text: str, low: int, high: int, before: int, after: int) -> int:
    """Return how far ``text[low:high]`` can shift (below 0: back) without changing the result."""
    left = right = 0
    while right < min(after, _FARTHEST) and text[low + right] == text[high + right]:
        right += 1
    while left < min(before, _FARTHEST) and text[low - left - 1] == text[high - left - 1]:
        left += 1
    if not left and not right:
        return 0
    moves = sorted(range(-left, right + 1), key=abs)
    return max(moves, key=lambda by: _likely(text, low + by) + _likely(text, high + by))


def _likely(text: str, at: int) -> int:
    """Return how likely an edit starts or ends here: at turns, sentences, words, or inside them."""
    before, here = text[at - 1 : at], text[at : at + 1]
    if not before or not here or before == "\n" or here == "\n":
        return 4
    if here.isspace() and before in _SENTENCE_ENDS:
        return 3
    if before.isspace() or here.isspace():
        return 2
    return 0 if before.isalnum() and here.isalnum() else 1


def _blocks(old: str, new: str) -> tuple[list[Block], list[Block]]:
    """Return what two texts share: whole paragraphs, and words of others."""
    if old == new:
        return [(0, 0, len(old))] if old else [], []
    whole_old, whole_new = _paragraphs(old), _paragraphs(new)
    kept, gaps = _kept_paragraphs(whole_old, whole_new)
    moved_old, moved_new, moved = _moved(whole_old, whole_new, gaps)
    kept += moved
    words: list[Block] = []
    for old_gap, new_gap in gaps:
        here = [whole_old[i] for i in old_gap if i not in moved_old]
        there = [whole_new[i] for i in new_gap if i not in moved_new]
        if here and there:
            words += _words(here, there)
    if old.endswith("\n") and new.endswith("\n"):
        words.append((len(old) - 1, len(new) - 1, 1))
    return kept, words


def _paragraphs(text: str) -> list[_Place]:
    """Return each paragraph with its offset; the text's final newline belongs to none."""
    at = 0
    found = []
    for piece in text.removesuffix("\n").split("\n\n"):
        found.append((at, piece))
        at += len(piece) + 2
    return found


def _kept_paragraphs(
    old: Sequence[_Place], new: Sequence[_Place]
) -> tuple[list[Block], list[tuple[range, range]]]:
    """Return the paragraphs kept in order, and the gaps between them as ranges of indices."""
    kept: list[Block] = []
    gaps: list[tuple[range, range]] = []
    at_old = at_new = 0
    runs = _common([piece for _, piece in old], [piece for _, piece in new])
    for first, second, count in [*runs, (len(old), len(new), 0)]:
        if at_old < first or at_new < second:
            gaps.append((range(at_old, first), range(at_new, second)))
        if count:
            last, piece = old[first + count - 1]
            start = old[first][0]
            if last + len(piece) > start:
                kept.append((start, new[second][0], last + len(piece) - start))
        at_old, at_new = first + count, second + count
    return kept, gaps


def _moved(
    old: Sequence[_Place], new: Sequence[_Place], gaps: Sequence[tuple[range, range]]
) -> tuple[set[int], set[int], list[Block]]:
    """Return paragraphs that moved as a whole and occur once on each side."""
    left_old = [i for gap, _ in gaps for i in gap]
    left_new = [i for _, gap in gaps for i in gap]
    gone = Counter(old[i][1] for i in left_old)
    come = Counter(new[i][1] for i in left_new)
    where = {new[i][1]: i for i in left_new}
    moved = [
        (i, where[old[i][1]])
        for i in left_old
        if old[i][1].strip() and gone[old[i][1]] == come[old[i][1]] == 1
    ]
    blocks = [(old[i][0], new[j][0], len(old[i][1])) for i, j in moved]
    return {i for i, _ in moved}, {j for _, j in moved}, blocks


def _words(here: Sequence[_Place], there: Sequence[_Place]) -> list[Block]:
    """Return what two stretches of paragraphs share, word by word."""
    old = [(at + m.start(), m.group()) for at, piece in here for m in TOKEN.finditer(piece)]
    new = [(at + m.start(), m.group()) for at, piece in there for m in TOKEN.finditer(piece)]
    blocks: list[Block] = []
    for first, second, count in _common_tokens([w for _, w in old], [w for _, w in new]):
        for n in range(count):
            at, word = old[first + n]
            blocks.append((at, new[second + n][0], len(word)))
    return joined(blocks)


def _common_tokens(old: Sequence[str], new: Sequence[str]) -> Iterator[_Run]:
    """Yield the common tokens of two long sequences, in parts where one comparison is too large."""
    if max(len(old), len(new)) <= _MOST_TOKENS:
        yield from _common(old, new)
        return
    at_old = at_new = 0
    for first, second in [*_fixed_points(old, new), (len(old), len(new))]:
        part_old, part_new = old[at_old:first], new[at_new:second]
        # A stretch that long without five common words in a row was replaced.
        if part_old and part_new and max(len(part_old), len(part_new)) <= _MOST_TOKENS:
            for a, b, count in _common(part_old, part_new):
                yield at_old + a, at_new + b, count
        at_old, at_new = first, second


def _fixed_points(old: Sequence[str], new: Sequence[str]) -> list[tuple[int, int]]:
    """Return places where both have the same run of tokens, once each, in the same order.

    The longest such series of places (patience sorting, Cohen's patience diff).
    """
    where_new = _once(new)
    pairs = [(i, where_new[key]) for key, i in _once(old).items() if key in where_new]
    pairs.sort()
    tops: list[int] = []
    top_pairs: list[int] = []
    before: list[int] = []
    for n, (_, second) in enumerate(pairs):
        pile = bisect.bisect_left(tops, second)
        before.append(top_pairs[pile - 1] if pile else -1)
        if pile == len(tops):
            tops.append(second)
            top_pairs.append(n)
        else:
            tops[pile], top_pairs[pile] = second, n
    found: list[tuple[int, int]] = []
    n = top_pairs[-1] if top_pairs else -1
    while n >= 0:
        found.append(pairs[n])
        n = before[n]
    found.reverse()
    return found


def _once(tokens: Sequence[str]) -> dict[tuple[str, ...], int]:
    keys = [tuple(tokens[i : i + _SHINGLE]) for i in range(len(tokens) - _SHINGLE + 1)]
    counts = Counter(keys)
    return {key: i for i, key in enumerate(keys) if counts[key] == 1}


def _common(old: Sequence[Hashable], new: Sequence[Hashable]) -> list[_Run]:
    """Return the common parts of two sequences, in order: index, index, count."""
    from rapidfuzz.distance import LCSseq

    ids: dict[Hashable, int] = {}
    first = [ids.setdefault(one, len(ids)) for one in old]
    second = [ids.setdefault(one, len(ids)) for one in new]
    return [
        (op.src_start, op.dest_start, op.src_end - op.src_start)
        for op in LCSseq.opcodes(first, second)
        if op.tag == "equal"
    ]
