"""Codes suggested for a study's passages, from its codebook and what its coders did so far."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from qualcode.errors import BadInputError
from qualcode.model.codebook import Code
from qualcode.model.table import Table
from qualcode.store.study import Study
from qualcode.store.suggestions import read_suggestions, standing_answers
from qualcode.workbench.blind import Blind
from qualcode.workbench.coded_passages import CodedPassages, in_their_texts
from qualcode.workbench.embedding import study_embedder
from qualcode.workbench.progress import Progress, silent
from qualcode.workbench.theming import ThemeOptions, code_meaning, spoken_turns

if TYPE_CHECKING:
    from qualcode.nlp.code_learning import Learnt, Measured
    from qualcode.nlp.code_reasons import Reasons
    from qualcode.nlp.embedding import Elsewhere, Embedder
    from qualcode.nlp.segments import Segment
    from qualcode.nlp.valence_learning import ValenceModel

#: Less precise than this in transcripts left out, a code is not suggested.
LEAST_PRECISION = 0.3
#: A code known by its definition only is suggested from this probability on.
_BY_DEFINITION = 0.2
#: So sure the model is before it asks a coder to look at a passage again.
_SURE, _UNLIKELY = 0.6, 0.02


@dataclass(frozen=True)
class CodeState:
    """What can be said of one code: ``state`` is "measured", "by definition" or "silent".

    ``why`` says in words what it rests on, or why nothing is suggested.
    """

    code: Code
    state: str
    why: str
    examples: int
    transcripts: int
    measured: Measured | None
    threshold: float


@dataclass(frozen=True)
class Suggestion:
    """A code for a passage, with what speaks for it; not a coding until a person accepts it.

    ``probability`` is calibrated on transcripts left out of learning. ``nearest`` are coded
    passages like it: document, start, end. ``valence`` is how it would be judged, "" where that
    cannot be told.
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
    """One run: passages, what is coded of them, what was learnt. Made once, asked often."""

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
            NotFoundError, BadInputError: there is no speech, or no code that can be used.
            MissingExtraError: the pipeline is not installed.
        """
        self._study, self._coder = study, coder
        self.codes = [code for code in study.codebook if code.can_be_used]
        if not self.codes:
            raise BadInputError(
                "no code can be used", mend="Give codes a definition: qualcode codebook add"
            )
        self._places = {code.id: n for n, code in enumerate(self.codes)}
        turns = spoken_turns(study, ThemeOptions())
        from qualcode.nlp.segments import segment

        self.segments: list[Segment] = segment(turns)[0]
        if not self.segments:
            raise BadInputError("no passage is long enough to be suggested a code")
        seen, self.hidden = Blind(study, coder).seen(study.codings())
        here = in_their_texts(study, seen)
        self.codings = [c for c in here if with_assisted or not c.event.assisted]
        self._learn(study_embedder(study, progress, elsewhere), progress)

    def _learn(self, embedder: Embedder, progress: Progress) -> None:
        import numpy as np
        from threadpoolctl import threadpool_limits

        from qualcode.nlp.code_learning import learn
        from qualcode.nlp.code_reasons import Reasons
        from qualcode.nlp.coverage import CodeText, nearness
        from qualcode.nlp.features import in_context, in_words_and_meaning
        from qualcode.nlp.words import stop_words

        study, segments = self._study, self.segments
        vectors = embedder.embed([s.text for s in segments])
        progress("Learning from codings", 0, 1)
        stops = stop_words(study.config.stop_words)
        texts = [CodeText(c.id, c.name, code_meaning(c)) for c in self.codes]
        self._passages_coded = CodedPassages(segments, self.codings)
        self.coded = np.zeros((len(segments), len(self.codes)), dtype=bool)
        for coding in self.codings:
            place = self._places.get(study.codebook.resolve(coding.code))
            if place is not None:
                self.coded[self._passages_coded.inside(coding), place] = True
        self.labelled = np.array(self._passages_coded.gone_through(study.done_marks()), dtype=bool)
        # One thread: several add up in an order that differs from run to run.
        with threadpool_limits(limits=1):
            near = nearness(texts, segments, in_context(vectors, segments), embedder, stops)
            features = in_context(in_words_and_meaning(segments, vectors, stops, 0), segments)
            self.learnt: Learnt = learn(
                features, near, self.coded, self.labelled, [s.document for s in segments]
            )
            self._features = features
            self.valence = self._learn_valence()
        self.reasons: Reasons = Reasons(segments, texts, features, self.coded, self.labelled, stops)
        self.states = [self._state(n) for n in range(len(self.codes))]

    def _learn_valence(self) -> ValenceModel:
        from qualcode.nlp.valence_learning import learn_valence

        passages: list[int] = []
        codes: list[int] = []
        values: list[str] = []
        for coding in self.codings:
            place = self._places.get(self._study.codebook.resolve(coding.code))
            if coding.event.valence and place is not None:
                for at in self._passages_coded.inside(coding)[:1]:
                    passages.append(at)
                    codes.append(place)
                    values.append(coding.event.valence)
        transcripts = [self.segments[at].document for at in passages]
        return learn_valence(self._features, passages, codes, values, transcripts, len(self.codes))

    def _state(self, place: int) -> CodeState:
        from qualcode.nlp.code_learning import LEAST_MEASURED, LEAST_TRANSCRIPTS

        code, learnt = self.codes[place], self.learnt
        examples, across = int(learnt.examples[place]), int(learnt.transcripts[place])
        found = learnt.measured[place]
        so_far = (
            f"{examples} of {LEAST_MEASURED} examples" if examples < LEAST_MEASURED
            else f"examples in {across} of {LEAST_TRANSCRIPTS} transcripts"
        )  # fmt: skip
        if found is not None:
            state, threshold = "measured", found.threshold
            why = (
                f"found {found.recall:.0%} of what was coded, {found.precision:.0%} of what it "
                "suggests was coded"
            )
            if found.precision < LEAST_PRECISION:
                state = "silent"
                why = f"too weak: only {found.precision:.0%} of what it would suggest was coded"
        elif code.definition:
            state, threshold = "by definition", _BY_DEFINITION
            why = f"from its definition only, not measured: {so_far}"
        else:
            state, threshold = "silent", 1.0
            why = f"no definition, and too few examples: {so_far}"
        return CodeState(code, state, why, examples, across, found, threshold)

    # ---- what is suggested ----------------------------------------------------------------

    def suggestions(
        self, *, documents: Sequence[str] = (), code: str = "", most: int = 0
    ) -> list[Suggestion]:
        """Return codes for passages that the coder has not given them, the surest first.

        ``documents`` and ``code`` narrow; ``most`` is how many at most, 0 for all.
        """
        own = self._own()
        answered = self._answered()
        found = []
        for state in self.states:
            place = self._places[state.code.id]
            if state.state == "silent" or code not in ("", state.code.id):
                continue
            for at in self._passages(documents):
                p = float(self.learnt.probability[at, place])
                if p >= state.threshold and not own[at, place] and (at, place) not in answered:
                    found.append((p, at, place))
        found.sort(key=lambda one: (-one[0], one[1], one[2]))
        return [self._suggestion(*one) for one in (found[:most] if most else found)]

    def _answered(self) -> set[tuple[int, int]]:
        """Return the passages and codes that the coder has answered a suggestion of."""
        if not self._coder:
            return set()
        events, _ = read_suggestions(self._study.root, self._coder)
        found = set()
        for document, start, end, code in standing_answers(events):
            place = self._places.get(self._study.codebook.resolve(code))
            for at in self._passages_coded.of(document) if place is not None else ():
                one = self.segments[at]
                if one.start < end and start < one.end:
                    found.add((at, int(place or 0)))
        return found

    def _passages(self, documents: Sequence[str]) -> Sequence[int]:
        if not documents:
            return range(len(self.segments))
        return [at for name in documents for at in self._passages_coded.of(name)]

    def _own(self) -> Any:
        """Return which passages bear which code by the coder's own hand, assisted or not."""
        import numpy as np

        own = np.zeros_like(self.coded)
        given = self._study.codings(coder=self._coder) if self._coder else self.codings
        for coding in in_their_texts(self._study, given):
            place = self._places.get(self._study.codebook.resolve(coding.code))
            if place is not None:
                own[self._passages_coded.inside(coding), place] = True
        return own

    def _suggestion(self, probability: float, at: int, place: int) -> Suggestion:
        one = self.segments[at]
        near = (self.segments[n] for n in self.reasons.nearest(at, place))
        return Suggestion(
            one.document, one.start, one.end, self.codes[place].id, probability,
            tuple(self.reasons.words(at, place)),
            tuple((n.document, n.start, n.end) for n in near), one.text,
            *self.valence.of(self._features[at], place),
        )  # fmt: skip

    def second_look(self) -> list[tuple[str, Suggestion]]:
        """Return where model and coders disagree most: "not coded" and "coded", with why.

        Only of codes that were measured and found strong enough, in passages gone through.
        """
        found = []
        for state in self.states:
            if state.state != "measured":
                continue
            place = self._places[state.code.id]
            for at in range(len(self.segments)):
                if not self.labelled[at]:
                    continue
                p = float(self.learnt.probability[at, place])
                if not self.coded[at, place] and p >= max(_SURE, state.threshold):
                    found.append((p, "not coded", at, place))
                elif self.coded[at, place] and p <= _UNLIKELY:
                    found.append((1 - p, "coded", at, place))
        found.sort(key=lambda one: (-one[0], one[2], one[3]))
        return [
            (what, self._suggestion(float(self.learnt.probability[at, place]), at, place))
            for _, what, at, place in found
        ]

    def to_learn_most(self, most: int = 10) -> list[Suggestion]:
        """Return passages whose coding would teach most: undecided, and each unlike the others.

        One a turn: the passage not gone through whose most undecided code is nearest to even
        odds (D. D. Lewis and W. A. Gale, "A Sequential Algorithm for Training Text
        Classifiers", 1994), transcripts in turn so that not all are of one.
        """
        import numpy as np

        open_ = np.flatnonzero(~self.labelled)
        if not len(open_):
            return []
        undecided = np.abs(self.learnt.probability[open_] - 0.5)
        best = undecided.argmin(axis=1)
        order = np.argsort(undecided[np.arange(len(open_)), best], kind="stable")
        taken: dict[str, int] = {}
        ranked = []
        for rank, n in enumerate(order):
            document = self.segments[int(open_[n])].document
            ranked.append((taken.get(document, 0), rank, int(open_[n]), int(best[n])))
            taken[document] = taken.get(document, 0) + 1
        ranked.sort()
        return [
            self._suggestion(float(self.learnt.probability[at, place]), at, place)
            for _, _, at, place in ranked[:most]
        ]


# ---- as tables --------------------------------------------------------------------------------


def suggestions_table(found: Sequence[Suggestion], kinds: Sequence[str] = ()) -> Table:
    """Return one row a suggestion; ``kinds`` are of ``second_look``."""
    rows = [
        (*((kinds[n],) if kinds else ()), s.document, s.start, s.end, s.code,
         round(s.probability, 3), s.valence or None,
         round(s.valence_probability, 3) if s.valence else None, list(s.words),
         [f"{d} {a}:{b}" for d, a, b in s.nearest], s.text)
        for n, s in enumerate(found)
    ]  # fmt: skip
    columns = (
        "document",
        "start",
        "end",
        "code",
        "probability",
        "valence",
        "valence_probability",
        "words",
        "nearest",
        "text",
    )
    return Table.of((*(("look",) if kinds else ()), *columns), rows)


def states_table(suggester: Suggester) -> Table:
    """Return one row a code: what is suggested of it and how good that is, as measured."""
    rows = []
    for s in suggester.states:
        m = s.measured
        found = (m.precision, m.recall, m.average_precision, m.chance) if m else ()
        quality = tuple(round(value, 3) for value in found) or (None,) * 4
        rows.append((s.code.id, s.state, s.examples, s.transcripts, *quality, s.why))
    return Table.of(
        ("code", "state", "examples", "transcripts", "precision", "recall", "average_precision",
         "chance", "why"),
        rows,
    )  # fmt: skip
