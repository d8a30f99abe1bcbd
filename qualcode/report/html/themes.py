"""Suggested themes as one HTML page that needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from qualcode.model.coding.valence import VALENCE_NAMES, VALENCE_SIGNS
from qualcode.report.html.pages import page_template
from qualcode.report.printable import one_line
from qualcode.report.theme_stability import firmness
from qualcode.report.wording import WORDS_SAID

#: How many passages of a theme are visible; the rest are folded away.
_OPEN = 3
#: How many passages of a theme the page has: no browser opens a hundred thousand.
_MOST = 300
#: How many of the parts that no code covers are shown, the longest first.
_GAPS = 15
#: How much of such a part is shown, in characters.
_GAP_TEXT = 420
# The nearness that a covering code must reach, for data that do not say so themselves.
_COVERED_FROM = 0.5


def themes_html(
    data: dict[str, Any], *, study: str, group_names: dict[str, str], language: str = "en"
) -> str:
    """Return an accessible page of suggested themes.

    ``data`` has the keys of ``themes --json``; only ``themes`` is required. ``group_names`` maps
    group ids to their names. ``language`` is that of the transcripts: the page's own words are
    English. Everything from transcripts is escaped.
    """
    groups = _groups(data["themes"], group_names)
    themes = [_shown(number, theme, groups) for number, theme in enumerate(data["themes"], 1)]
    model = data.get("model", "")
    labels = {
        str(theme.get("id", "")): (shown["anchor"], shown["label"])
        for theme, shown in zip(data["themes"], themes, strict=True)
    }
    return page_template("themes.html.j2").render(
        study=one_line(study),
        team_only=WORDS_SAID,
        said="" if language.startswith("en") else language,
        themes=themes,
        groups=[name for _, name in groups],
        families=_families(data, themes),
        new=[theme for theme in themes if not theme["covered"]],
        leaning=_leaning(themes, groups, data),
        signs={name: VALENCE_SIGNS[valence] for valence, name in VALENCE_NAMES.items()},
        legend=", ".join(f"{VALENCE_SIGNS[v]} {name.lower()}" for v, name in VALENCE_NAMES.items()),
        judged=any(theme["judged"] for theme in themes),
        without=[_without(code, labels) for code in data.get("codes_without_theme") or []],
        gaps=[_gap(gap, labels) for gap in (data.get("gaps") or [])[:_GAPS]],
        more_gaps=max(0, len(data.get("gaps") or []) - _GAPS),
        segments=data.get("segments", sum(theme["size"] for theme in themes)),
        outliers=data.get("outliers", 0),
        left_out=data.get("left_out", 0),
        seed=data.get("seed"),
        method=one_line(data.get("method") or model),
        covered_from=data.get("covered_from", _COVERED_FROM),
        largest=max((theme["size"] for theme in themes), default=1) or 1,
    )


def _groups(themes: Iterable[dict[str, Any]], group_names: dict[str, str]) -> list[tuple[str, str]]:
    """Return the groups that speak in any theme, as ids and names, in the study's order."""
    met = {group for theme in themes for group in theme.get("groups") or {}}
    known = [group for group in group_names if group in met]
    order = [*known, *sorted(met - set(known), key=lambda group: (group == "", group))]
    return [
        (group, one_line(group_names.get(group) or group) or "Group not given") for group in order
    ]


def _shown(number: int, theme: dict[str, Any], groups: list[tuple[str, str]]) -> dict[str, Any]:
    names = dict(groups)
    given = theme.get("passages") or []
    passages = [_passage(p, names) for p in given[:_MOST]]
    typical = [p for p in passages if p["typical"]][:_OPEN] or passages[:_OPEN]
    counts = theme.get("groups") or {}
    near = [_near(code) for code in theme.get("near") or []]
    stability = theme.get("stability")
    return {
        "id": str(theme.get("id", "")),
        "anchor": f"theme-{number}",
        "label": one_line(str(theme.get("label") or theme.get("id") or f"Theme {number}")),
        "terms": [one_line(str(term)) for term in theme.get("terms") or []],
        "size": theme.get("size", len(passages)),
        "people": theme.get("people", len({p["person"] for p in passages if p["person"]})),
        "counts": [counts.get(group, 0) for group, _ in groups],
        "speakers": [(name, counts[group]) for group, name in groups if counts.get(group)],
        "leaning": list(theme.get("leaning") or {}),
        "coded": None if theme.get("coded") is None else round(100 * theme["coded"]),
        "judged": [
            (name, (theme.get("valence") or {})[valence])
            for valence, name in VALENCE_NAMES.items()
            if (theme.get("valence") or {}).get(valence)
        ],
        "covered": bool(near) and bool(theme.get("covered", near[0]["number"] >= _COVERED_FROM)),
        "near": near,
        "stability": "" if stability is None else f"{stability:.2f}, {firmness(stability)}",
        "firm": "" if stability is None else firmness(stability),
        "typical": typical,
        "left": len(given) - len(passages),
        "others": [p for p in passages if not any(p is t for t in typical)],
    }


def _families(data: dict[str, Any], themes: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the themes by family, similar ones together; one family without a name if none."""
    by_id = {theme["id"]: theme for theme in themes}
    found = []
    for family in data.get("families") or []:
        own = [by_id.pop(name) for name in family.get("themes") or [] if name in by_id]
        if own:
            found.append({"label": one_line(str(family.get("label") or "")), "themes": own})
    if by_id:
        found.append({"label": "Other themes" if found else "", "themes": list(by_id.values())})
    return found


def _leaning(
    themes: list[dict[str, Any]], groups: list[tuple[str, str]], data: dict[str, Any]
) -> list[dict[str, Any]]:
    """Return for each group the themes it speaks more of, and those it does not speak of."""
    sizes = {one["group"]: one["people"] for one in data.get("groups") or []}
    found = []
    for place, (group, name) in enumerate(groups):
        more = [theme for theme in themes if group in theme["leaning"]]
        none = [theme for theme in themes if not theme["counts"][place]]
        if group and (more or none):
            found.append({"name": name, "people": sizes.get(group), "more": more, "none": none})
    return found


def _without(code: dict[str, Any], labels: dict[str, tuple[str, str]]) -> dict[str, Any]:
    return {**_near(code), "theme": labels.get(str(code.get("nearest_theme", "")))}


def _gap(gap: dict[str, Any], labels: dict[str, tuple[str, str]]) -> dict[str, Any]:
    text = one_line(str(gap.get("text", "")))
    if len(text) > _GAP_TEXT:
        text = text[:_GAP_TEXT].rsplit(" ", 1)[0] + " …"
    return {
        "text": text,
        "where": f"{one_line(str(gap.get('document', '')))}, characters "
        f"{gap.get('start')} to {gap.get('end')}",
        "uncoded": gap.get("kind") == "uncoded",
        "words": gap.get("words", 0),
        "people": ", ".join(one_line(str(person)) for person in gap.get("people") or []),
        "themes": [labels[name] for name in gap.get("themes") or [] if name in labels],
    }


def _passage(passage: dict[str, Any], group_names: dict[str, str]) -> dict[str, Any]:
    person = one_line(str(passage.get("person") or ""))
    group = group_names.get(passage.get("group") or "", "") if passage.get("group") else ""
    start = passage.get("start")
    where = one_line(str(passage.get("document", "")))
    if start is not None:
        where = f"{where}, from character {start}"
    return {
        "text": one_line(str(passage.get("text", ""))),
        "person": person,
        "signed": ", ".join(part for part in (person, group, where) if part),
        "typical": bool(passage.get("typical")),
    }


def _near(code: dict[str, Any]) -> dict[str, Any]:
    # Adding zero turns "-0.00" into "0.00".
    similarity = round(float(code.get("similarity") or 0), 2) + 0.0
    name = one_line(str(code.get("name") or code.get("code", "")))
    shown = f"{similarity:.2f}".replace("-", "−")
    return {"name": name, "number": similarity, "similarity": shown}
