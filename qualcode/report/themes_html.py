"""Suggested themes as one HTML page that needs no network and no script."""

from __future__ import annotations

from typing import Any

import jinja2


def themes_html(
    data: dict[str, Any], *, study: str, group_names: dict[str, str], language: str = "en"
) -> str:
    """Return an accessible page of suggested themes.

    ``data`` has the keys of ``themes --json``; ``group_names`` maps group ids to their names.
    Everything from transcripts is escaped.
    """
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qualcode.report", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    themes = [_shown(theme, group_names) for theme in data["themes"]]
    return environment.get_template("themes.html.j2").render(
        study=study,
        language=language,
        themes=themes,
        new=[theme for theme in themes if not theme["covered"]],
        segments=data["segments"],
        outliers=data["outliers"],
        left_out=data.get("left_out", 0),
        seed=data["seed"],
        method=data.get("method", data["model"]),
        largest=max((theme["size"] for theme in themes), default=1),
    )


def _shown(theme: dict[str, Any], group_names: dict[str, str]) -> dict[str, Any]:
    groups = theme.get("groups") or {}
    passages = [{**p, "who": p.get("person") or p["document"]} for p in theme["passages"]]
    return {
        "id": theme["id"],
        "label": theme["label"],
        "terms": theme["terms"],
        "size": theme["size"],
        "people": theme["people"],
        "groups": [
            (group_names.get(group) or group or "Group not given", people)
            for group, people in groups.items()
        ],
        "covered": theme.get("covered", False),
        "near": [n for n in theme.get("near", []) if n["similarity"] > 0],
        "typical": [p for p in passages if p["typical"]],
        "others": [p for p in passages if not p["typical"]],
    }
