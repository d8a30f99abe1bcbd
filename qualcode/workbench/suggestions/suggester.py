"""Suggests codes for a study's passages, from its codebook and its coders' work so far."""

from __future__ import annotations

import heapq
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError
from qualcode.model.coding.coding import Coding
from qualcode.store.records.suggestions import read_suggestions, standing_answers
from qualcode.store.study import Study
from qualcode.workbench.coding.blind import Blind
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.suggestions.code_states import state_of
from qualcode.workbench.themes.coded_passages import CodedPassages, in_their_texts
from qualcode.workbench.themes.embedder import study_embedder
from qualcode.workbench.themes.run import ThemeOptions, code_meaning, spoken_turns

if TYPE_CHECKING:
    import numpy as np

    from qualcode.nlp.codes.suggester import LearntCodes
    from qualcode.nlp.codes.valence import ValenceModel
    from qualcode.nlp.embed.base import Elsewhere, Embedder
    from qualcode.nlp.passages.passages import Segment

    Array = np.ndarray[Any, Any]

#: How sure the model must be to ask a coder to look at a passage again.
_SURE, _UNLIKELY = 0.6, 0.02
#: Reasons for suggestions are found for this many at a time.
_EXPLAINED = 1000


@dataclass(frozen=True)
class Suggestion:
    """A code suggested for a passage, with reasons; not a coding until a person accepts it.

    ``probability`` is calibrated on transcripts left out of learning. ``nearest`` are coded
    passages like it: document, start, end. ``valence`` is its likely valence, "" if unknown.
    """

    document: str
    start: int
    end: int
    code: str
    probability: float
    words: tuple[str, ...]
    nearest: tuple[tuple[str, int, int], ...]
    text: str = field(repr=False)
    valence: str = ""
    valence_probability: float = 0.0


class Suggester:
    """One run: passages, their codings, and what was learnt. Made once, asked often.

    For a study of a million passages a part is learnt from (``nlp.passages.sampling``), and the
    others are judged in parts; reasons for a suggestion are worked out when it is shown.
    """

    def __init__(
        self,
        study: Study,
        coder: str,
        *,
        with_assisted: bool = False,
        progress: Progress = silent,
        elsewhere: Elsewhere | None = None,
    ) -> None:
        """Learn from the codings that ``coder`` may see; ``elsewhere`` embeds for this machine.

        Raises:
            NotFoundError, BadInputError: there is no speech, or no usable code.
            MissingExtraError: the pipeline is not installed.
        """
        self._study, self._coder = study, coder
        self.codes = [code for code in study.codebook if code.can_be_used]
        if not self.codes:
            raise BadInputError(
                "no code can be used", mend="Give codes a definition: qualcode codebook add"
            )
        self._places = {code.id: n for n, code in enumerate(self.codes)}
        self._explained: dict[tuple[int, int], Suggestion] = {}
        from qualcode.nlp.passages.passages import segment

        self.segments: list[Segment] = segment(spoken_turns(study, ThemeOptions()))[0]
        if not self.segments:
            raise BadInputError("no passage is long enough to be suggested a code")
        seen, self.hidden = Blind(study, coder).seen(study.codings())
        here = in_their_texts(study, seen)
        self.codings = [c for c in here if with_assisted or not c.event.assisted]
        self._learn(study_embedder(study, progress, elsewhere), progress)

    def _learn(self, embedder: Embedder, progress: Progress) -> None:
        import numpy as np

        from qualcode.nlp.codes.nearness import CodeText
        from qualcode.nlp.codes.suggester import LearntCodes
        from qualcode.nlp.passages.stop_words import stop_words

        self._passages = CodedPassages(self.segments, self.codings)
        self.coded = self._bearing(self.codings)
        self.labelled = np.array(self._passages.gone_through(self._study.done_marks()), dtype=bool)
        self._learnt: LearntCodes = LearntCodes(
            self.segments,
            [CodeText(c.id, c.name, code_meaning(c)) for c in self.codes],
            self.coded, self.labelled, self._judged(), embedder,
            stop_words(self._study.config.stop_words), progress,
        )  # fmt: skip
        self.states = [state_of(code, self._learnt.learnt, n) for n, code in enumerate(self.codes)]

    @property
    def valence(self) -> ValenceModel:
        """What was learnt about the valences of coded passages."""
        return self._learnt.valence

    def _place(self, code: str) -> int | None:
        """Return the place of the present code of an id; ``None`` if not used."""
        return self._places.get(self._study.codebook.resolve(code))

    def _judged(self) -> list[tuple[int, int, str]]:
        """Return passage, code and valence of each coding that has one, for its first passage."""
        found = []
        for coding in self.codings:
            place, inside = self._place(coding.code), self._passages.inside(coding)
            if coding.event.valence and place is not None and inside:
                found.append((inside[0], place, coding.event.valence))
        return found

    def _bearing(self, codings: Iterable[Coding]) -> Array:
        """Return which passages have which code, shape (passages, codes)."""
        import numpy as np

        found = np.zeros((len(self.segments), len(self.codes)), dtype=bool)
        for coding in codings:
            place = self._place(coding.code)
            if place is not None:
                found[self._passages.inside(coding), place] = True
        return found

    # ---- what is suggested ----------------------------------------------------------------

    def suggestions(
        self, *, documents: Sequence[str] = (), code: str = "", most: int = 0
    ) -> list[Suggestion]:
        """Return codes for passages that the coder has not given them, the surest first.

        ``documents`` and ``code`` narrow; ``most`` is how many at most, 0 for all.
        """
        import numpy as np

        taken, among = self._taken(), self._of(documents)
        pairs, values = _Pairs(), []
        for place, state in enumerate(self.states):
            if state.state == "silent" or code not in ("", state.code.id):
                continue
            sure = self._learnt.probability[among, place]
            wanted = (sure >= state.threshold) & ~taken[among, place]
            pairs.add(among[wanted], place)
            values.append(sure[wanted])
        return self._suggestions(*pairs.surest(np.concatenate([*values, []]), most))

    def _taken(self) -> Array:
        """Return which passages and codes the coder has coded so, by hand or not, or answered."""
        given = self._study.codings(coder=self._coder) if self._coder else self.codings
        taken = self._bearing(in_their_texts(self._study, given))
        events = read_suggestions(self._study.root, self._coder)[0] if self._coder else []
        for document, start, end, code in standing_answers(events):
            place = self._place(code)
            if place is not None:
                taken[self._passages.overlapping(document, start, end), place] = True
        return taken

    def _of(self, documents: Sequence[str]) -> Array:
        import numpy as np

        if not documents:
            return np.arange(len(self.segments))
        return np.array([at for name in documents for at in self._passages.of(name)], int)

    def _suggestions(self, rows: Array, places: Array) -> list[Suggestion]:
        """Return suggestions of these codes for these passages, with reasons.

        Each is explained only once: a screen asks for nearly the same ones after every answer.
        """
        pairs = list(zip(rows.tolist(), places.tolist(), strict=True))
        new = [pair for pair in pairs if pair not in self._explained]
        for first in range(0, len(new), _EXPLAINED):
            some = new[first : first + _EXPLAINED]
            features = self._learnt.compared.of([at for at, _ in some])
            for (at, place), own in zip(some, features, strict=True):
                self._explained[at, place] = self._suggestion(at, place, own)
        return [self._explained[pair] for pair in pairs]

    def _suggestion(self, at: int, place: int, features: Array) -> Suggestion:
        one, reasons = self.segments[at], self._learnt.reasons
        near = (self.segments[n] for n in reasons.nearest(at, place, features))
        return Suggestion(
            one.document, one.start, one.end, self.codes[place].id,
            float(self._learnt.probability[at, place]),
            tuple(reasons.words(at, place)),
            tuple((n.document, n.start, n.end) for n in near), one.text,
            *self.valence.of(features, place),
        )  # fmt: skip

    def second_look(
        self, *, documents: Sequence[str] = (), code: str = "", most: int = 0
    ) -> list[tuple[str, Suggestion]]:
        """Return where model and coders disagree most: "not coded" and "coded", with reasons.

        Only codes that were measured and found good enough, in passages gone through. ``documents``
        and ``code`` narrow; ``most`` is how many at most, 0 for all.
        """
        import numpy as np

        among = self._of(documents)
        among = among[self.labelled[among]]
        pairs, doubts = _Pairs(), []
        for place, state in enumerate(self.states):
            if state.state != "measured" or code not in ("", state.code.id):
                continue
            sure, coded = self._learnt.probability[among, place], self.coded[among, place]
            missed = ~coded & (sure >= max(_SURE, state.threshold))
            odd = missed | (coded & (sure <= _UNLIKELY))
            pairs.add(among[odd], place)
            doubts.append(np.where(coded, 1 - sure, sure)[odd])
        rows, places = pairs.surest(np.concatenate([*doubts, []]), most)
        kinds = ("coded" if coded else "not coded" for coded in self.coded[rows, places])
        return list(zip(kinds, self._suggestions(rows, places), strict=True))

    def to_learn_most(self, most: int = 10) -> list[Suggestion]:
        """Return passages that would teach most if coded: undecided, and different from each other.

        In turn: the passage not gone through whose most undecided code is nearest to even odds (D.
        D. Lewis and W. A. Gale, "A Sequential Algorithm for Training Text Classifiers", 1994),
        transcripts in turn so that not all are of one.
        """
        import numpy as np

        open_ = np.flatnonzero(~self.labelled)
        least, best = np.full(len(open_), np.inf), np.zeros(len(open_), dtype=int)
        for place in range(len(self.codes)):
            away = np.abs(self._learnt.probability[open_, place] - 0.5)
            best[away < least] = place
            least = np.minimum(away, least)
        taken: Counter[str] = Counter()
        ranked = []
        for rank, n in enumerate(np.argsort(least, kind="stable").tolist()):
            document = self.segments[int(open_[n])].document
            ranked.append((taken[document], rank, n))
            taken[document] += 1
        chosen = [n for _, _, n in heapq.nsmallest(most, ranked)]
        return self._suggestions(open_[chosen], best[chosen])


class _Pairs:
    """Passages and codes, gathered code by code."""

    def __init__(self) -> None:
        self._rows: list[Array] = []
        self._places: list[Array] = []

    def add(self, rows: Array, place: int) -> None:
        import numpy as np

        self._rows.append(rows)
        self._places.append(np.full(len(rows), place))

    def surest(self, values: Array, most: int) -> tuple[Array, Array]:
        """Return passages and codes, those with the largest values first; ``most`` 0 for all."""
        import numpy as np

        rows, places = (np.concatenate([*x, []]).astype(int) for x in (self._rows, self._places))
        order = np.lexsort((places, rows, -values))
        order = order[:most] if most else order
        return rows[order], places[order]
