"""Suggested themes as one HTML page that needs no network and no script."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import jinja2

from qualcode.report.cleaning import one_line

#: How many passages of a theme stand open; the rest are folded away.
_OPEN = 3
# What a theme's nearest code must reach, for data that do not say it themselves.
_COVERED_FROM = 0.5
#: What a stability is called, after Hennig 2007, from the highest down.
_FIRMNESS = ((0.75, "stable"), (0.5, "fair"), (0.0, "hint"))


def themes_html(
    data: dict[str, Any], *, study: str, group_names: dict[str, str], language: str = "en"
) -> str:
    """Return an accessible page of suggested themes.

    ``data`` has the keys of ``themes --json``, of which only ``themes`` must be there;
    ``group_names`` maps group ids to their names. ``language`` is that of what was said: the
    page's own words are English. Everything from transcripts is escaped.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qualcode.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    groups = _groups(data["themes"], group_names)
    themes = [_shown(number, theme, groups) for number, theme in enumerate(data["themes"], 1)]
    model = data.get("model", "")
    return environment.get_template("themes.html.j2").render(
        study=one_line(study),
        said="" if language.startswith("en") else language,
        themes=themes,
        groups=[name for _, name in groups],
        new=[theme for theme in themes if not theme["covered"]],
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
    passages = [_passage(p, names) for p in theme.get("passages") or []]
    typical = [p for p in passages if p["typical"]][:_OPEN] or passages[:_OPEN]
    counts = theme.get("groups") or {}
    near = [_near(code) for code in theme.get("near") or []]
    stability = theme.get("stability")
    return {
        "anchor": f"theme-{number}",
        "label": one_line(str(theme.get("label") or theme.get("id") or f"Theme {number}")),
        "terms": [one_line(str(term)) for term in theme.get("terms") or []],
        "size": theme.get("size", len(passages)),
        "people": theme.get("people", len({p["person"] for p in passages if p["person"]})),
        "counts": [counts.get(group, 0) for group, _ in groups],
        "speakers": [(name, counts[group]) for group, name in groups if counts.get(group)],
        "covered": bool(near) and bool(theme.get("covered", near[0]["number"] >= _COVERED_FROM)),
        "near": near,
        "stability": "" if stability is None else f"{stability:.2f}, {firmness(stability)}",
        "firm": "" if stability is None else firmness(stability),
        "typical": typical,
        "others": [p for p in passages if not any(p is t for t in typical)],
    }


def firmness(stability: float) -> str:
    """Return a stability in words: stable, fair or a hint."""
    return next(word for least, word in _FIRMNESS if stability >= least)


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
    # Adding nothing makes "-0.00" a plain nought.
    similarity = round(float(code.get("similarity") or 0), 2) + 0.0
    name = one_line(str(code.get("name") or code.get("code", "")))
    shown = f"{similarity:.2f}".replace("-", "−")
    return {"name": name, "number": similarity, "similarity": shown}
