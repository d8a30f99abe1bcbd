"""Learns the valence of coded passages: works well, works less well, mixed, neutral.

It learns from the codings that have a valence: from what the passage says, and from its code (some
codes are nearly always judged alike). The method is that for codes: ridge regression, measured on
transcripts left out, and calibrated. It says nothing if it does no better than guessing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from qualcode.nlp.codes.ridge import ridge

if TYPE_CHECKING:
    import numpy as np

    Array = np.ndarray[Any, Any]

#: A valence with fewer codings is not suggested; with fewer in all, or in fewer transcripts, none
#: is.
LEAST_OF_EACH, LEAST_CODINGS, LEAST_TRANSCRIPTS = 10, 40, 4
#: How sure the model must be to suggest a valence for a passage.
SURE = 0.6
#: How much more often than the commonest valence alone it must be right to suggest any.
BETTER = 0.1


@dataclass(frozen=True)
class ValenceModel:
    """The valence model: ``speaks`` says whether any valence is suggested, ``why`` for what reason.

    ``right`` is the share of its judgements on transcripts left out that agree with the coder's;
    ``said`` the share of codings it would have judged; ``commonest`` the share of the commonest
    valence.
    """

    speaks: bool
    why: str
    right: float = 0.0
    said: float = 0.0
    commonest: float = 0.0
    codings: int = 0
    _names: tuple[str, ...] = ()
    _weights: Array | None = None
    _centre: Array | None = None
    _calibration: Any = None

    def of(self, features: Array, code: int) -> tuple[str, float]:
        """Return the likely valence of a passage if it had a code, and how sure that is.

        ``features``, shape (features,), are those of the passage, ``code`` is the code's place.
        Returns ("", 0.0) if it is not sure enough.
        """
        if not self.speaks or self._weights is None or self._centre is None:
            return "", 0.0
        import numpy as np

        given = np.zeros(len(self._centre))
        given[: len(features)] = features
        given[len(features) + code] = 1
        scores = (given - self._centre) @ self._weights
        sure = self._calibration.predict_proba(scores[None])[0]
        best = int(sure.argmax())
        return (self._names[best], float(sure[best])) if sure[best] >= SURE else ("", 0.0)


def learn_valence(
    features: Array,
    passages: Sequence[int],
    codes: Sequence[int],
    values: Sequence[str],
    transcripts: Sequence[str],
    code_count: int,
) -> ValenceModel:
    """Learn from codings that have a valence.

    ``features`` has shape (passages, features); the others give for each coding the places of its
    passage and code, its valence and its transcript.
    """
    import numpy as np
    from sklearn.linear_model import LogisticRegression

    given = np.array(values)
    names = [v for v in sorted(set(values)) if (given == v).sum() >= LEAST_OF_EACH]
    kept = np.flatnonzero(np.isin(given, names))
    across = np.array(transcripts)[kept]
    if len(kept) < LEAST_CODINGS or len(set(across)) < LEAST_TRANSCRIPTS or len(names) < 2:
        why = (
            f"too few: {len(values)} codings with a valence; {LEAST_CODINGS} are needed, of "
            f"{LEAST_TRANSCRIPTS} transcripts, and {LEAST_OF_EACH} of each of two valences"
        )
        return ValenceModel(False, why, codings=len(values))
    of_code = np.eye(code_count)[np.array(codes)[kept]]
    points = np.hstack([features[np.array(passages)[kept]], of_code])
    truth = (given[kept][:, None] == np.array(names)).astype(float)
    scores, weights = ridge(points, truth, np.arange(len(kept)), across)
    right = given[kept]
    calibration = LogisticRegression(C=1.0, max_iter=500).fit(scores, right)
    sure = calibration.predict_proba(scores)
    said = sure.max(axis=1) >= SURE
    hits = (
        float((calibration.classes_[sure.argmax(axis=1)] == right)[said].mean())
        if said.any()
        else 0.0
    )
    # Valences too rare to be suggested count as errors too.
    commonest = float(max((given == v).mean() for v in names))
    speaks = hits >= commonest + BETTER
    share = float(said.mean())
    why = (
        f"{hits:.0%} of its judgements were the coder's, where always the commonest would be "
        f"{commonest:.0%}; it judges {share:.0%} of codings"
    )
    return ValenceModel(
        speaks, why if speaks else f"too weak: {why}", hits, share, commonest, len(values),
        tuple(str(name) for name in calibration.classes_), weights, points.mean(axis=0),
        calibration,
    )  # fmt: skip
