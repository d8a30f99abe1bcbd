"""Works out the cuts that turn a passage into a quotation edited by hand."""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from typing import Any, Literal, NamedTuple

import regex
from rapidfuzz.distance import LCSseq

from qualcode.errors import BadInputError
from qualcode.model.quotation.trim import (
    ELISION,
    INNER,
    LONGEST_INSTEAD,
    Cut,
    Label,
    bracketed,
    check_cuts,
    inside,
    is_word,
    nothing_left,
)

_ALIKE = str.maketrans(
    {**dict.fromkeys("’‘ʼ´`‚‛′", "'"), **dict.fromkeys("“”„‟″«»", '"'),
     **dict.fromkeys("‐‑‒–—―−", "-")}
)  # fmt: skip
_LETTER = r"[\p{L}\p{M}\p{N}_]"
_REST = rf"(?:{_LETTER}|[{INNER}](?={_LETTER}))*"
_BRACKET = regex.compile(r"\[[^\[\]]*\]")
#: Brackets attached to parts of a word: "[T]he", "wait[ed]", "[Name]'s".
_PARTS = (
    rf"(?:{_LETTER}(?:{_LETTER}|[{INNER}](?=\[|{_LETTER}))*(?=\[))?"
    rf"(?:\[[^\[\]]*\](?:[{INNER}]?{_LETTER}(?:{_LETTER}|[{INNER}](?=\[|{_LETTER}))*)?)+"
)
_PLAIN = rf"{_LETTER}{_REST}|\.{{3}}|\S"
_SAID = regex.compile(_PLAIN)
_UNJOINED = regex.compile(rf"\[[^\[\]]*\]|{_PLAIN}")
_EDITED = regex.compile(rf"{_PARTS}|{_PLAIN}")
_MOST_BRACKETS = 3

# The costs of an alignment. Each kind outweighs any number of the next.
_UNMARKED = 10**9  # a cut without a typed bracket
_TORN = 10 * _UNMARKED  # a bracket typed onto a word, but read as separate from it
_MARK_ADDED, _MARK_LOST, _UNLIKE = 30_000, 20_000, 10_000  # punctuation, spacing
_AT_EDGE, _AFTER_SENTENCE = 4, 2  # subtracted: better places for a cut
_NOTHING_CUT, _BRACKETS = 4, 1


class _Token(NamedTuple):
    text: str
    key: str
    kind: Literal["word", "mark", "bracket", "label", "joined"]
    start: int
    end: int
    blank: bool = False


class _Span(NamedTuple):
    """Tokens ``[first, last)`` of the passage that one edited token may stand for."""

    first: int
    last: int
    cost: int = 0
    cuts: tuple[Cut, ...] = ()


#: Tokens of the passage used, and brackets since: 0 none, 1 own words, 2 with an elision.
_Place = tuple[int, int]
#: The cost, and the steps that led to it, as a chain from last to first.
_State = tuple[float, Any]


def _key(text: str) -> str:
    return unicodedata.normalize("NFC", text).translate(_ALIKE).replace("...", "…")


def _bracket_key(text: str) -> str:
    return _key(bracketed(text[1:-1]))


def _tokens(text: str, start: int, end: int, pattern: regex.Pattern[str]) -> Iterator[_Token]:
    for found in pattern.finditer(text, start, end):
        piece, (a, b) = found.group(), found.span()
        blank = a > 0 and text[a - 1].isspace()
        if "[" in piece and len(piece) > 1:
            if _BRACKET.fullmatch(piece):
                yield _Token(piece, _bracket_key(piece), "bracket", a, b, blank)
            else:
                yield _Token(piece, piece, "joined", a, b, blank)
        else:
            kind: Literal["word", "mark"] = "word" if is_word(piece[0]) else "mark"
            yield _Token(piece, _key(piece), kind, a, b, blank)


def cuts_from(
    text: str, start: int, end: int, edited: str, labels: Iterable[Label] = ()
) -> tuple[Cut, ...]:
    """Return the cuts that turn ``text[start:end]`` into a person's edited version of it.

    Words outside brackets must be in the passage, in order, in the same letters; "[…]" and "[own
    words]" stay where they were typed, also inside a word ("[T]he"). Blanks, kinds of quotation
    mark and dash, and punctuation beside a kept word do not matter: they are printed as in the
    passage. If several readings are possible, the one with the fewest cuts without a typed bracket
    is taken.

    Raises:
        BadInputError: words were added without brackets, no words are left, or see ``check_cuts``.
    """
    passage = _Passage(text, start, end, list(inside(start, end, labels)))
    cuts = passage.cuts(edited)
    check_cuts(start, end, cuts)
    return cuts


class _Passage:
    """The spoken passage as tokens, and the cheapest way from it to an edited form."""

    def __init__(self, text: str, start: int, end: int, labels: Sequence[Label]) -> None:
        self.text, self.start, self.end = text, start, end
        self.tokens: list[_Token] = []
        at = start
        for a, b, shown in [*labels, (end, end, "")]:
            self.tokens += _tokens(text, at, a, _SAID)
            # A label matches only the text it is shown as.
            for token in _tokens(shown, 0, len(shown), _UNJOINED):
                self.tokens.append(token._replace(kind="label", start=a, end=b))
            at = b
        self.spans: dict[str, list[_Span]] = defaultdict(list)
        self.words, self.marks = [0], [0]
        opened = -1
        for number, token in enumerate(self.tokens):
            self.words.append(self.words[-1] + (token.kind == "word"))
            self.marks.append(self.marks[-1] + (token.kind == "mark"))
            self.spans[token.key].append(_Span(number, number + 1))
            if token.kind != "mark":
                continue
            if token.text == "]" and opened >= 0:
                # Brackets in the transcript itself: "[laughs]", or a removed name.
                inner = text[self.tokens[opened].start : token.end]
                self.spans[_bracket_key(inner)].append(_Span(opened, number + 1))
            if token.text in "[]":
                opened = number if token.text == "[" else -1
        for spans in self.spans.values():
            spans.sort()

    def cuts(self, edited: str) -> tuple[Cut, ...]:
        states: dict[_Place, _State] = {(0, 0): (0, None)}
        tokens = list(_tokens(edited, 0, len(edited), _EDITED))
        for token in tokens:
            states = self._step(states, token)
            if not states:
                raise self._not_said(tokens)
        last = len(self.tokens)
        states = self._reach(states, [_Span(last, last)], None)
        _, chain = states[last, 0]
        steps = []
        while chain is not None:
            chain, step = chain
            steps.append(step)
        return tuple(self._cuts_of(reversed(steps)))

    # ---- finding the way ----------------------------------------------------------------

    def _step(self, states: dict[_Place, _State], token: _Token) -> dict[_Place, _State]:
        """Return the states after one more edited token."""
        if token.kind == "joined":
            return self._step_joined(states, token)
        found = self._reach(states, self.spans.get(token.key, ()), token)
        if token.kind == "mark":
            _merge(found, {at: (cost + _MARK_ADDED, chain) for at, (cost, chain) in states.items()})
        elif token.kind == "bracket":
            weight = 2 if token.key == ELISION else 1
            # A token that looks like a label or note of the transcript is read as one if possible.
            price = _MARK_ADDED if weight == 1 and token.key in self.spans else _BRACKETS
            for (at, pending), (cost, chain) in states.items():
                step = (cost + price, (chain, token))
                _merge(found, {(at, max(pending, weight)): step})
        return found

    def _step_joined(self, states: dict[_Place, _State], token: _Token) -> dict[_Place, _State]:
        pieces = list(_tokens(token.text, 0, len(token.text), _UNJOINED))
        known = any(piece.kind == "bracket" and piece.key in self.spans for piece in pieces)
        torn = any(
            (one.kind, two.kind) in (("word", "bracket"), ("bracket", "word"))
            for one, two in itertools.pairwise(pieces)
        )
        found = {} if known else self._reach(states, self._fitting(token.text), token)
        for piece in pieces:
            states = self._step(states, piece)
        cost = _TORN if torn and not known else 0
        _merge(found, {at: (before + cost, chain) for at, (before, chain) in states.items()})
        return found

    def _fitting(self, typed: str) -> list[_Span]:
        """Return the words that a token like "[T]he" can stand for, with the cuts inside them."""
        insteads = [found.group() for found in _BRACKET.finditer(typed)]
        if len(insteads) > _MOST_BRACKETS or not any(map(is_word, _BRACKET.sub("", typed))):
            return []
        insteads = [bracketed(one[1:-1])[1:-1] for one in insteads]
        parts = [regex.escape(_key(part)) for part in _BRACKET.split(typed)]
        pattern = parts[0]
        for instead, part in zip(insteads, parts[1:], strict=True):
            pattern += ("(.+?)" if instead == "…" else "(.*?)") + part
        fits = regex.compile(pattern, regex.DOTALL)
        found = []
        for number, token in enumerate(self.tokens):
            match = fits.fullmatch(_key(token.text)) if token.kind == "word" else None
            if match is None or len(match.string) != token.end - token.start:
                continue
            cuts = []
            for group, instead in enumerate(insteads, 1):
                a, b = (token.start + place for place in match.span(group))
                cuts.append(Cut(a, b, "" if instead == "…" else instead, joined=a == b))
            cost = sum(_BRACKETS + cut.end - cut.start for cut in cuts)
            found.append(_Span(number, number + 1, cost, tuple(cuts)))
        return found

    def _reach(
        self, states: dict[_Place, _State], spans: Iterable[_Span], token: _Token | None
    ) -> dict[_Place, _State]:
        """Return the states in which the next token kept is one of ``spans``.

        From each state far enough back to leave words in between, the cost does not depend on the
        span, so only the best state is carried along.
        """
        live = sorted(states)
        taken = 0
        best: tuple[float, _Place | None] = (math.inf, None)
        near: list[_Place] = []
        found: dict[_Place, _State] = {}
        for span in spans:
            while taken < len(live) and live[taken][0] <= span.first:
                near.append(live[taken])
                taken += 1
            for place in near:
                if self.words[place[0]] < self.words[span.first]:
                    best = min(best, (states[place][0] + self._gap(place), place), key=_cost)
            near = [p for p in near if self.words[p[0]] == self.words[span.first]]
            at_end = span.first == len(self.tokens) and best[1] is not None and not best[1][1]
            chosen = (best[0] - _AT_EDGE * at_end, best[1])
            for place in near:
                cost = states[place][0] + self._beside(place, span, token)
                chosen = min(chosen, (cost, place), key=_cost)
            if chosen[1] is not None:
                chain = (states[chosen[1]][1], span)
                cost = chosen[0] + span.cost + self._unlike(span, token)
                _merge(found, {(span.last, 0): (cost, chain)})
        return found

    def _gap(self, place: _Place) -> int:
        """Return the cost of leaving out words after ``place``."""
        at, pending = place
        if pending:
            return 0
        ended = at > 0 and self.tokens[at - 1].text in ".!?"
        return _UNMARKED - _AT_EDGE * (at == 0) - _AFTER_SENTENCE * ended

    def _beside(self, place: _Place, span: _Span, token: _Token | None) -> int:
        """Return the cost of going on at ``span`` when no word lies between."""
        at, pending = place
        if pending:
            return _NOTHING_CUT if pending > 1 else 0
        cost = _MARK_LOST * (self.marks[span.first] - self.marks[at])
        if at == span.first and token is not None and token.kind == "word":
            cost += _UNLIKE * (token.blank != self.tokens[at].blank)
        return cost

    def _unlike(self, span: _Span, token: _Token | None) -> int:
        """Return the cost of a token that is written or spaced differently in the passage."""
        if token is None or self.tokens[span.first].kind != token.kind:
            return 0
        here = self.tokens[span.first]
        spaced = token.kind == "mark" and token.blank != here.blank
        return _UNLIKE * ((token.text != here.text) + spaced)

    # ---- what was found, as cuts --------------------------------------------------------

    def _cuts_of(self, steps: Iterable[_Span | _Token]) -> Iterator[Cut]:
        at, words = 0, 0
        brackets: list[str] = []
        for step in steps:
            if isinstance(step, _Token):
                instead = "" if step.key == ELISION else bracketed(step.text[1:-1])[1:-1]
                # Several "[…]" in a row count as one.
                if instead or brackets[-1:] != [""]:
                    brackets.append(instead)
                continue
            yield from self._left_out(at, step.first, brackets)
            yield from step.cuts
            words += self.words[step.last] - self.words[step.first]
            at, brackets = step.last, []
        if not words and self.words[-1]:
            raise nothing_left()

    def _left_out(self, first: int, last: int, brackets: list[str]) -> Iterator[Cut]:
        """Yield the cuts for the tokens ``[first, last)``, where ``brackets`` were typed."""
        if not brackets and self.words[first] == self.words[last]:
            # Only punctuation was dropped: it is printed as it stands.
            return
        turns: list[list[_Token]] = [[]]
        for token in self.tokens[first:last]:
            if token.kind == "label":
                turns.append([])
            else:
                turns[-1].append(token)
        spans = [(turn[0].start, turn[-1].end) for turn in turns if turn]
        if not spans:
            # Nothing was left out: an insertion, or "[…]" in the place of a blank.
            a = self.tokens[last - 1].end if last else self.start
            b = self.tokens[last].start if last < len(self.tokens) else a
            spans = [(a if "" in brackets else b, b)]
        (a, b), *others = spans
        brackets = brackets or [""]
        # One bracket replaces the words left out; any others are insertions beside it.
        taker = brackets.index("") if "" in brackets else 0
        for number, instead in enumerate(brackets):
            yield Cut(b if number > taker else a, a if number < taker else b, instead)
        for a, b in others:
            yield Cut(a, b)

    def _not_said(self, edited: Sequence[_Token]) -> BadInputError:

        typed = [token for token in edited if token.kind in ("word", "joined")]
        said = [token.key for token in self.tokens if token.kind == "word"]
        operations = LCSseq.opcodes(said, [token.key for token in typed])
        added = [typed[op.dest_start : op.dest_end] for op in operations if op.tag == "insert"]
        plain = [run for run in added if any(token.kind == "word" for token in run)]
        words = " ".join(token.text for token in (plain or added or [typed])[0])
        shown = words if len(words) <= LONGEST_INSTEAD else f"{words[:LONGEST_INSTEAD]}…"
        return BadInputError(
            f"“{shown}” is not what was said here: put words of your own in [brackets]"
        )


def _cost(one: tuple[float, _Place | None]) -> float:
    return one[0]


def _merge(found: dict[_Place, _State], more: dict[_Place, _State]) -> None:
    for place, state in more.items():
        if place not in found or state[0] < found[place][0]:
            found[place] = state
