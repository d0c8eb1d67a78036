"""Templates: loaded through monitor.resources, so that they are found in a wheel, a checkout and a zip; everything is escaped."""

from __future__ import annotations

from jinja2 import Environment, FunctionLoader, StrictUndefined
from markupsafe import Markup

from monitor import resources
from monitor.reporting.voice import Voice

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Nothing is loaded, nothing is run, nothing is sent."""


def page(template: str, voice: Voice, **views: object) -> str:
    """A whole HTML page in a language, with its stylesheet inside."""
    environment = _environment(voice)
    style = Markup(resources.text("reports/static/report.css"))
    return environment.get_template(template).render(
        voice=voice, language=str(voice.language), policy=POLICY, style=style, picture=_picture, **views
    )


def _environment(voice: Voice) -> Environment:
    environment = Environment(
        loader=FunctionLoader(lambda name: resources.text(f"reports/templates/{name}")),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
    )
    environment.install_gettext_callables(  # type: ignore[attr-defined]
        voice.translator.gettext, lambda one, many, number: voice.translator.ngettext(one, many, number), newstyle=True
    )
    return environment


def _picture(drawn: str) -> Markup:
    """SVG of our own, in which every text was escaped when it was drawn (charts.marks)."""
    return Markup(drawn)


def mail_page(view: object, voice: Voice) -> str:
    """A mail in a language: every rule stands in its element, as mail clients need it; those for narrow and dark stay beside."""
    from css_inline import CSSInliner

    style = Markup(resources.text("reports/static/mail.css"))
    page = _environment(voice).get_template("mail/mail.html").render(view=view, language=str(voice.language), style=style)
    inliner = CSSInliner(keep_at_rules=True, keep_style_tags=False, load_remote_stylesheets=False)
    return str(inliner.inline(page))
