"""All that is learnt about a study's codes: probabilities of passages, valence, reasons."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from qualcode.nlp.codes.comparison import Compared
from qualcode.nlp.codes.learner import Learnt, learn
from qualcode.nlp.codes.nearness import CodeText
from qualcode.nlp.codes.reasons import Reasons
from qualcode.nlp.codes.valence import ValenceModel, learn_valence
from qualcode.nlp.embed.base import Embedder
from qualcode.nlp.passages import sampling as large
from qualcode.nlp.passages.passages import Segment

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]


class LearntCodes:
    """Codes learnt from passages and their codings.

    With more than ``sampling.MOST_AT_ONCE`` passages, a part is learnt from: at most 50,000 that
    coders have gone through, and 25,000 others that show what words and nearness are like. The rest
    is then judged in parts, so that memory holds only the words of each passage and, in
    ``probability``, 4 bytes per code.

    ``compared`` has the features of passages, ``learnt`` how well each code is found, and
    ``probability``, shape (passages, codes), the probabilities of all passages.
    """

    def __init__(
        self,
        segments: Sequence[Segment],
        codes: Sequence[CodeText],
        coded: Array,
        labelled: Array,
        judged: Sequence[tuple[int, int, str]],
        embedder: Embedder,
        stops: list[str],
        progress: Callable[[str, int, int], None] = lambda doing, done, total: None,
    ) -> None:
        """Learn; ``judged`` lists codings with a valence: places of passage and code, the valence.

        ``coded``, shape (passages, codes), says which passages have which code, and ``labelled``,
        shape (passages,), which a coder has gone through.
        """
        from threadpoolctl import threadpool_limits

        self._segments, self._coded, self._labelled = segments, coded, labelled
        # One thread: several threads add up in an order that differs from run to run.
        with threadpool_limits(limits=1):
            vectors = large.vectors_of(embedder, segments)
            said = embedder.embed([code.text for code in codes])
            progress("Learning from codings", 0, 1)
            self.compared = Compared(segments, codes, labelled, vectors, said, stops)
            rows = self.compared.rows
            self.learnt: Learnt = learn(
                self.compared.features, self.compared.nearness, coded[rows], labelled[rows],
                [segments[int(at)].document for at in rows],
            )  # fmt: skip
            self.probability = self._probability(progress)
            self.valence = self._valence(judged, len(codes))
        self.reasons = Reasons(segments, codes, self.compared, coded, labelled, stops)

    def _probability(self, progress: Callable[[str, int, int], None]) -> Array:
        import numpy as np

        if self.compared.whole:
            return self.learnt.probability
        found = np.empty(self._coded.shape, dtype=np.float32)
        for part, features, nearness in self.compared.all_parts():
            names = [one.document for one in self._segments[part]]
            found[part] = self.learnt.of(features, nearness, self._labelled[part], names)
            progress("Judging passages", part.stop, len(self._segments))
        # Exactly as when the thresholds were found.
        found[self.compared.rows] = self.learnt.probability
        return found

    def _valence(self, judged: Sequence[tuple[int, int, str]], codes: int) -> ValenceModel:
        import numpy as np

        if not self.compared.whole:
            inside = np.isin([at for at, _, _ in judged], self.compared.rows)
            judged = [one for one, there in zip(judged, inside, strict=True) if there]
            if len(judged) > large.MOST_LABELLED:
                chosen = np.random.default_rng(0).permutation(len(judged))[: large.MOST_LABELLED]
                judged = [judged[n] for n in sorted(chosen.tolist())]
        passages = [at for at, _, _ in judged]
        return learn_valence(
            self.compared.of(passages),
            range(len(judged)),
            [code for _, code, _ in judged],
            [value for _, _, value in judged],
            [self._segments[at].document for at in passages],
            codes,
        )
