"""Makes HTML pages from the templates of this package."""

from __future__ import annotations

import functools

import jinja2

from qualcode.model.plural import counted, plural


def page_template(name: str) -> jinja2.Template:
    """Return a template that escapes every value, and in which no value may be missing."""
    return _environment().get_template(name)


@functools.cache
def _environment() -> jinja2.Environment:
    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("qualcode.report.html", "templates"),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=jinja2.StrictUndefined,
    )
    environment.globals.update(counted=counted, plural=plural)
    return environment
