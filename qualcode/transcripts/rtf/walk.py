"""Walks once through a rich-text file's groups and control words, from first byte to last.

No recursion and no look-back: a file of braces costs its length.
"""

from __future__ import annotations

import re

from qualcode.errors import BadInputError
from qualcode.transcripts.rtf.code_pages import FILE_WORDS, LETTERS, SYMBOLS
from qualcode.transcripts.rtf.control_words import CONTROLS, Rules, State
from qualcode.transcripts.rtf.destinations import (
    COUNTED,
    ENTERED,
    SILENT,
    STORIES,
    holds_words,
    is_blank,
)
from qualcode.transcripts.rtf.stories import Story
from qualcode.transcripts.typed.paragraphs import flattened, text_of

#: Nesting depth of groups: Word writes a few dozen.
DEEPEST = 1_000
#: Words, control words and braces: a focus group of 100,000 words has some 200,000.
MOST_TOKENS = 1_000_000
_TOKEN = re.compile(
    rb"([^\\{}\r\n\x00]+)|([{}])|\\([a-zA-Z]{1,32})(-?\d{1,10})? ?|\\'([0-9a-fA-F]{2})"
    rb"|\\([^a-zA-Z])|[\r\n\x00]+|\\",
    re.DOTALL,
)
_EDGE = re.compile(rb"\\bin(\d{1,10}) ?|\\.|[{}]", re.DOTALL)
#: How much of a field's code is read.
_FIELD = 2_000
_LINK_FIELD = re.compile(rb'HYPERLINK\s{1,9}"')
_SYMBOL_FIELD = re.compile(rb"SYMBOL\s")
#: Words that end a paragraph; cells of nested tables become paragraphs of the outer cell.
_ENDS = frozenset((b"par", b"sect", b"cell", b"nestcell", b"row"))


class Walk:
    """One pass over a file, and what it found.

    ``page`` is the story of the page, ``texts`` the words of other stories by kind, ``counts`` the
    numbers of other content, ``hidden`` the hidden words, which are in the page too, and
    ``unknown`` the names of groups with words of an unknown kind.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self._data = data
        self._name = name
        self._rules = Rules()
        self.letters, self.counts = self._rules.letters, self._rules.counts
        self.page = Story("page", self.letters.joined)
        self._state = State(self.page)
        self._stack: list[State] = []
        self._bytes: list[bytes] = []
        self.texts: dict[str, list[str]] = {}
        self.hidden: list[str] = []
        self.unknown: list[str] = []
        self.utf8 = not data.isascii() and _is_utf8(data)
        self._tokens = 0
        #: Letters to come that only stand for a character given before, for older programs.
        self._to_skip = 0
        #: Whether a group was opened just before, and whether a star stood in it.
        self._fresh = self._starred = False

    def run(self) -> None:
        """Walk the file.

        Raises:
            BadInputError: more or deeper groups than any word processor writes.
        """
        self._walk()
        self.counts["brace"] += len(self._stack)
        while self._stack:
            self._pop()
        self._flush()
        self.page.end(heading=self._rules.heading(self._state), in_table=self._state.level > 0)

    # ---- the walk ---------------------------------------------------------------------------

    def _walk(self) -> None:
        """Deal with one token after the other, by the group of ``_TOKEN`` that it is."""
        data, match_at, size = self._data, _TOKEN.match, len(self._data)
        at = 0
        while at < size:
            match = match_at(data, at)
            assert match is not None
            at = match.end()
            self._count()
            kind = match.lastindex
            if kind in (3, 4):
                at = self._control(match.group(3), match.group(4), at)
                done = True
            elif kind == 1:
                done = self._plain(match.group(1))
            elif kind == 2:
                done = self._brace(match.group(2))
            elif kind == 5:
                done = self._byte(match.group(5))
            else:
                done = kind == 6 and self._sign(match.group(6))
            if done:
                self._fresh = self._starred = False

    def _plain(self, text: bytes) -> bool:
        """Take letters, but for those that stand for a character beyond them.

        This and what takes other tokens return whether the group has begun, if one was opened
        just before: its name can only be its first word.
        """
        if self._to_skip:
            text, self._to_skip = text[self._to_skip :], max(0, self._to_skip - len(text))
        self._text(text)
        # "{ \\fonttbl": some writers put a space there.
        return not (self._fresh and text.isspace())

    def _brace(self, brace: bytes) -> bool:
        self._to_skip = 0
        if brace == b"{":
            self._push()
            self._fresh, self._starred = True, False
            return False
        self._pop()
        return True

    def _control(self, word: bytes, number: bytes | None, at: int) -> int:
        """Follow a control word that ends at ``at``; return where to go on."""
        instead, self._to_skip = self._to_skip, 0
        if instead and word in LETTERS:
            self._to_skip = instead - 1
        elif self._fresh and (skipped := self._group(word, self._starred, at)) is not None:
            return skipped
        elif word == b"u" and number is not None:
            self._put(self.letters.unicode(int(number)))
            self._to_skip = self._state.skip
        elif word == b"bin" and number is not None:
            return self._past_binary(at, int(number))
        else:
            self._word(word, number)
        return at

    def _byte(self, digits: bytes) -> bool:
        if self._to_skip:
            self._to_skip -= 1
        elif self._state.mode == "text":
            self._bytes.append(bytes([int(digits, 16)]))
        return True

    def _sign(self, symbol: bytes) -> bool:
        if symbol == b"*" and self._fresh:
            self._starred = True
            return False
        if self._to_skip and symbol in SYMBOLS:
            self._to_skip -= 1
        else:
            self._symbol(symbol)
        return True

    def _count(self) -> None:
        self._tokens += 1
        if self._tokens > MOST_TOKENS:
            raise self._too_much(f"holds more than {MOST_TOKENS:,} pieces of formatting")

    def _push(self) -> None:
        if len(self._stack) >= DEEPEST:
            raise self._too_much(f"has groups more than {DEEPEST:,} deep")
        self._flush()
        self._stack.append(self._state)
        self._state = self._state.copy()

    def _pop(self) -> None:
        self._flush()
        if not self._stack:
            self.counts["brace"] += 1
            return
        ended, self._state = self._state, self._stack.pop()
        if ended.story is not self._state.story:
            self._end_story(ended)

    def _too_much(self, what: str) -> BadInputError:
        return BadInputError(
            f"{what}, far more than a transcript can; it was not opened",
            where=self._name,
            mend="Open it in Word or LibreOffice and save it again as .docx",
        )

    # ---- groups -----------------------------------------------------------------------------

    def _group(self, word: bytes, starred: bool, at: int) -> int | None:
        """Begin a group by its first word; return its end if it is not to be read."""
        state = self._state
        if word in STORIES:
            if state.mode == "text":
                state.story, state.level = Story(STORIES[word], self.letters.joined), 0
            return at
        if word in COUNTED:
            end = self._left_out(at)
            if state.mode == "text" and not (
                COUNTED[word] == "list" and is_blank(self._data[at:end])
            ):
                self.counts[COUNTED[word]] += 1
            return end
        if word in (b"fonttbl", b"stylesheet"):
            state.mode = word.decode()
            return at
        if word in (b"upr", b"ud"):
            # The same words twice: for readers without Unicode, and in Unicode.
            before, after = ("text", "mute") if word == b"upr" else ("mute", "text")
            state.mode = after if state.mode == before else state.mode
            return at
        if word in ENTERED:
            return at
        if word == b"object":
            self.counts["object"] += 1
            return None
        if word not in SILENT and not starred:
            return None
        end = self._left_out(at)
        if word == b"fldinst":
            self._field(self._data[at : min(end, at + _FIELD)])
        elif word not in SILENT and holds_words(self._data[at:end]):
            self.unknown.append(word.decode())
        return end

    def _field(self, code: bytes) -> None:
        if _SYMBOL_FIELD.search(code):
            self.letters.symbols += 1
            self._put("\ufffd")
        elif _LINK_FIELD.search(code):
            self.counts["link"] += 1

    def _left_out(self, at: int) -> int:
        """Return the end of the group that is open at a place, and leave it."""
        depth = 1
        while depth:
            match = _EDGE.search(self._data, at)
            if match is None:
                return len(self._data)
            self._count()
            at = match.end()
            edge = match.group()
            if edge == b"{":
                depth += 1
            elif edge == b"}":
                depth -= 1
            elif match.lastindex:
                at = self._past_binary(at, int(match.group(1)))
        # The brace that ends the group is left for the walk.
        return at - 1

    def _past_binary(self, at: int, length: int) -> int:
        if at + length > len(self._data):
            self.counts["binary"] += 1
            return at
        return at + length

    def _end_story(self, ended: State) -> None:
        story = ended.story
        story.end(heading=self._rules.heading(ended), in_table=ended.level > 0)
        if story.kind == "box":
            self.counts["box"] += bool(story.blocks)
            self._state.story.add_box(flattened(story.blocks))
        elif not self._state.deleted and (text := text_of(story.blocks)):
            self.texts.setdefault(story.kind, []).append(text)

    # ---- words ------------------------------------------------------------------------------

    def _text(self, text: bytes) -> None:
        mode = self._state.mode
        if mode == "text":
            if self.utf8 and not text.isascii():
                self._put(text.decode("utf-8", "replace"))
            else:
                self._bytes.append(text)
        elif mode == "stylesheet":
            self._rules.name_style(self._state.style, text[:100].decode("latin-1"))

    def _flush(self) -> None:
        if self._bytes:
            data = b"".join(self._bytes)
            self._bytes.clear()
            self._add(self.letters.decode(data, self._state.font))

    def _put(self, text: str) -> None:
        self._flush()
        self._add(text)

    def _add(self, text: str) -> None:
        state = self._state
        if state.mode != "text" or state.deleted:
            return
        if state.hidden and state.story.kind == "page":
            self.hidden.append(text)
        elif self.hidden and self.hidden[-1] != "\n":
            self.hidden.append("\n")
        if not self._stack and text.strip():
            self.counts["outside"] += 1
        state.story.add(text, state.bold)

    def _symbol(self, symbol: bytes) -> None:
        if symbol in SYMBOLS:
            self._put(SYMBOLS[symbol])
        elif symbol in (b"\n", b"\r"):
            self._flush()
            self._end(b"par")

    def _word(self, word: bytes, number: bytes | None) -> None:
        if word in LETTERS:
            self._put(LETTERS[word])
            return
        if word in _ENDS:
            self._flush()
            self._end(word)
        elif (control := CONTROLS.get(word)) is not None:
            self._flush()
            control(self._rules, self._state, 1 if number is None else int(number))
        elif word in FILE_WORDS:
            self.letters.page = FILE_WORDS[word]

    def _end(self, word: bytes) -> None:
        state = self._state
        if state.mode != "text":
            return
        heading = self._rules.heading(state)
        if word == b"cell":
            state.story.end_cell(heading=heading)
        elif word == b"row":
            state.story.end_row()
        elif not state.deleted:
            # If its deletion is accepted, a paragraph's end joins it to the next.
            state.story.end_paragraph(heading=heading, in_table=state.level > 0)


def _is_utf8(data: bytes) -> bool:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError:
        return False
    return True
