"""Suggested themes on the small study's one document, as ``themes`` would leave them."""

from __future__ import annotations

from typing import Any

from qualcode.store.study import Study

#: What the young person says in ``conftest.INTERVIEW``, the three answers.
SAID = (
    "My mentor. She’d ring – every Monday… and ask how I was.",
    "Moving. We moved in March, and then moved again in May. It was hard.",
    "No. That’s it, really 🙂 thanks.",
)


def passage(text: str, quote: str, *, document: str = "one", typical: bool = False) -> dict:
    start = text.index(quote)
    return {"document": document, "start": start, "end": start + len(quote), "text": quote,
            "person": "YP1", "group": "yp", "typical": typical}  # fmt: skip


def suggested(study: Study) -> dict[str, Any]:
    """Return themes under the keys of the JSON contract: two of them, one part uncoded."""
    text = study.text(study.document("one"))
    said = [passage(text, quote, typical=True) for quote in SAID]
    theme = {
        "id": "T1", "label": "mentor, moving", "terms": ["mentor", "moving"], "size": 3,
        "people": 1, "groups": {"yp": 1}, "leaning": {"yp": 0.03}, "stability": 0.81,
        "covered": True, "nearest": "mentor", "coded": 0.33, "valence": {"works_well": 1},
        "near": [{"code": "mentor", "name": "Mentor", "similarity": 1.2}], "passages": said,
    }  # fmt: skip
    other = {**theme, "id": "T2", "label": "No, thanks", "size": 1, "covered": False, "near": [],
             "leaning": {}, "nearest": "nothing near: not in your codebook", "coded": 0.0,
             "valence": {}, "passages": said[2:]}  # fmt: skip
    return {
        "model": "a-model", "seed": 0, "segments": 3, "outliers": 0, "method": "by hand",
        "covered_from": 0.5, "left_out": 2, "themes": [theme, other],
        "tree": {"label": "", "apart": 0.9, "below": [{"theme": "T2"}, {"theme": "T1"}]},
        "families": [{"label": "help", "themes": ["T2", "T1"]}],
        "codes_without_theme": [
            {"code": "moves", "name": "Moves", "nearest_theme": "T1", "similarity": 0.3}],
        "groups": [{"group": "yp", "people": 1, "passages": 3}],
        "gaps": [{"kind": "uncoded", "document": "one", "start": said[0]["start"],
                  "end": said[1]["end"], "passages": 2, "words": 24, "people": ["YP1"],
                  "themes": ["T1"], "text": " … ".join(SAID[:2])}],
    }  # fmt: skip
