"""Codebooks written in every style a person might use, each text with words of its own."""

from __future__ import annotations

import random
from dataclasses import dataclass, field

TEXTS = ("name", "name_cy", "definition", "colour", "status", "source")
LISTS = ("include", "exclude", "examples")
NASTY = ["a: b", "it's", '"so"', "# no", "- x", "ŵ ŷ", "🙂", "[x", "{y", "& z", "*", "| p", "yes", "1.0", "~", "\\", "%", "a #b", "…:"]  # fmt: skip


@dataclass
class Writer:
    """Writes one random codebook; ``comments`` are all it holds, ``owners`` whose each is."""

    chance: random.Random
    lines: list[str] = field(default_factory=list)
    comments: list[str] = field(default_factory=list)
    owners: dict[str, str] = field(default_factory=dict)
    ids: int = 0
    words: int = 0

    def odds(self, of: float) -> bool:
        return self.chance.random() < of

    def comment(self, owner: str = "") -> str:
        made = f"# note{len(self.comments)}{self.chance.choice(['', ' ŵ', ': x', ' - id: z'])}"
        self.comments.append(made)
        self.owners[made] = owner
        return made

    def maybe_lines(self, column: int, owner: str, odds: float = 0.15) -> None:
        """Perhaps a comment of the owner's, and perhaps blank lines."""
        if self.odds(odds):
            self.lines.append(" " * column + self.comment(owner))
        if self.odds(0.05):
            self.lines.append(self.chance.choice(["", "   "]))

    def text(self, code: str, name: str, *, short: bool = False) -> str:
        parts = []
        for _ in range(1 if short else self.chance.choice([1, 2, 3, 30])):
            self.words += 1
            parts.append(f"tok_{code}_{name}_{self.words}")
            if self.odds(0.2):
                parts.append(self.chance.choice(NASTY))
        self.chance.shuffle(parts)
        return " ".join(parts)

    def scalar(self, head: str, value: str, indent: int, owner: str) -> None:
        """Write a value in a style that can hold it."""
        end = "  " + self.comment(owner) if self.odds(0.15) else ""
        plain = value[0] not in "-?:,[]{}#&*!|>'\"%@`~" and not value.endswith(":")
        plain = plain and ": " not in value and " #" not in value
        words = value.split(" ")
        style = self.chance.choice(["plain", "plain", "single", "double", ">", "|", "below", "far"])
        if style in ("plain", "below", "far") and not plain:
            style = "double"
        pad = " " * indent
        if style == "plain":
            self.lines.append(f"{head} {value}{end}")
        elif style == "below":
            self.lines += [head + end, pad + value]
        elif style == "far":
            middle = len(words) // 2
            kept = [" ".join(words[:middle]), " ".join(words[middle:])]
            kept = [part for part in kept if part]
            if any(part[0] in "#-" for part in kept[1:]):
                kept = [value]
            self.lines += [f"{head} {kept[0]}", *(pad + part for part in kept[1:])]
            self.lines[-1] += end
        elif style == "single":
            self.lines.append(f"{head} '{value.replace(chr(39), chr(39) * 2)}'{end}")
        elif style == "double":
            quoted = value.replace("\\", "\\\\").replace('"', '\\"')
            self.lines.append(f'{head} "{quoted}"{end}')
        else:
            header = style + self.chance.choice(["", "-", "+"])
            self.lines.append(f"{head} {header}{end}")
            self.lines += [pad + word for word in words] if self.odds(0.5) else [pad + value]
            if self.odds(0.3):
                self.lines += [""]

    def code(self, dash: int, depth: int) -> None:
        self.ids += 1
        code = f"c{self.ids}"
        gap = self.chance.choice([2, 2, 2, 4])
        column = dash + gap
        if self.odds(0.2):
            self.lines += self.chance.choice([[], [""]])
            self.lines.append(" " * dash + self.comment(code))
        names = ["name", *(n for n in (*TEXTS[1:], *LISTS) if self.odds(0.4))]
        if self.odds(0.2):
            names.append("mine")
        if self.odds(0.3):
            self.chance.shuffle(names)
        names.insert(0 if self.odds(0.8) else self.chance.randrange(len(names)), "id")
        if depth < 3 and self.odds(0.5):
            names.insert(
                len(names) if self.odds(0.8) else self.chance.randrange(1, len(names) + 1),
                "children",
            )
        for number, name in enumerate(names):
            head = " " * column if number else " " * dash + "-" + " " * (gap - 1)
            if number:
                self.maybe_lines(column, code, 0.08)
            self.key(head, name, code, column, depth)
        self.maybe_lines(dash + 1, code, 0.15)

    def key(self, head: str, name: str, code: str, column: int, depth: int) -> None:
        if name == "id":
            self.lines.append(
                f"{head}id: {code}" + ("  " + self.comment(code) if self.odds(0.1) else "")
            )
        elif name == "children":
            self.children(head, code, column, depth)
        elif name in LISTS:
            self.lines.append(f"{head}{name}:")
            dash = column + self.chance.choice([0, 2, 4])
            for _ in range(self.chance.randrange(1, 4)):
                self.maybe_lines(dash, code, 0.08)
                self.scalar(" " * dash + "-", self.text(code, name), dash + 2, code)
        elif name == "status":
            self.lines.append(f"{head}status: {self.chance.choice(['active', 'draft', 'retired'])}")
        elif name == "colour":
            self.lines.append(f'{head}colour: "#12AB{self.words % 90 + 10}"')
        elif name == "name_cy" and self.odds(0.3):
            self.lines.append(f"{head}name_cy:" + self.chance.choice(["", ' ""', "  # none"][:2]))
        else:
            self.scalar(
                f"{head}{name}:", self.text(code, name, short=name == "name"), column + 2, code
            )

    def children(self, head: str, code: str, column: int, depth: int) -> None:
        if self.odds(0.15):
            end = "  " + self.comment(code) if self.odds(0.5) else ""
            self.lines.append(f"{head}children:{self.chance.choice(['', ' []'])}{end}")
            return
        self.lines.append(
            f"{head}children:" + ("  " + self.comment(code) if self.odds(0.1) else "")
        )
        dash = column + self.step
        for _ in range(self.chance.randrange(1, 3)):
            self.code(dash, depth + 1)

    def book(self) -> str:
        self.step = self.chance.choice([0, 2, 2, 4])
        bare = self.odds(0.2)
        self.maybe_lines(0, "", 0.6)
        if not bare:
            if self.odds(0.5):
                self.lines += ["", "title: 'A title'"]
            self.lines.append("codes:" + ("  " + self.comment() if self.odds(0.2) else ""))
        for _ in range(self.chance.randrange(1, 4)):
            self.code(0 if bare else self.step, 0)
        if self.odds(0.3):
            self.lines += ["", self.comment()]
        if not bare and self.odds(0.2):
            self.lines += ["language: en"]
        return "\n".join(self.lines) + self.chance.choice(["\n", "\n", "", "\n\n"])
