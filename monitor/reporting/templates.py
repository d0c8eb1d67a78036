"""Templates: loaded through monitor.resources, so that they are found in a wheel, a checkout and a zip; everything is escaped.

An organisation's own template goes before the built-in one of its name, which it may extend as `builtin/<name>`.
"""

from __future__ import annotations

import hashlib
from base64 import b64encode
from collections.abc import Mapping
from functools import cache

from jinja2 import Environment, FunctionLoader, StrictUndefined, TemplateError
from jinja2.sandbox import ImmutableSandboxedEnvironment
from markupsafe import Markup

from monitor import resources
from monitor.errors import Place, Problem, ProjectError
from monitor.model.words import Language
from monitor.reporting import dates
from monitor.reporting.look import SEE, Look
from monitor.reporting.voice import Voice

LANGUAGES: Mapping[Language, str] = {
    Language.EN: "English",
    Language.DA: "Dansk",
    Language.NB: "Norsk",
    Language.SV: "Svenska",
}
"""What each language calls itself."""

PLAIN = Look()


def page(template: str, voice: Voice, look: Look = PLAIN, evidence: str = "controller.html", **views: object) -> str:
    """A whole HTML page in a language, with its style and script inside.

    `evidence` is the controller's page that statements lead to; empty where none is written. Raises ProjectError where a template
    of the organisation's own asks for something that is not there.
    """
    style, script = style_of(look), script_of()
    inside = {"policy": policy(style, script), "style": Markup(style), "script": Markup(script), "logo": look.logo}
    return Printer(voice, look).printed(template, **inside, evidence=evidence, to=_inside, **views)


class Printer:
    """The templates of one voice and look: compiled once, for as many pages as there are."""

    def __init__(self, voice: Voice, look: Look = PLAIN) -> None:
        self._look, self._environment, self._facts = look, _environment(voice, look), _facts(voice)

    def printed(self, template: str, **views: object) -> str:
        """A whole page. Raises ProjectError where a template of the organisation's own asks for something that is not there."""
        try:
            return self._environment.get_template(template).render(**self._facts, **views)
        except (TemplateError, TypeError, AttributeError) as error:
            if not self._look.templates:
                raise
            raise ProjectError([_told(error, self._look)]) from error


def _inside(anchor: str) -> str:
    """Where all is on one page, a link leads to the anchor."""
    return f"#{anchor}"


def _facts(voice: Voice) -> dict[str, object]:
    return {
        "voice": voice,
        "language": str(voice.language),
        "languages": LANGUAGES,
        "picture": _picture,
        "week": dates.WEEK.get(voice.language, dates.WEEK_ELSE),
        "quarter": dates.QUARTER.get(voice.language, dates.QUARTER_ELSE),
    }


def policy(style: str, script: str) -> str:
    """Nothing is loaded or sent; only our style and our script apply, by their hashes; pictures are inside the page."""
    return (
        f"default-src 'none'; script-src '{_hash(script)}'; style-src '{_hash(style)}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


def _hash(text: str) -> str:
    return f"sha256-{b64encode(hashlib.sha256(text.encode()).digest()).decode()}"


@cache
def script_of() -> str:
    """The pages' script."""
    return resources.text("reports/static/report.js")


def style_of(look: Look) -> str:
    """The pages' stylesheet, and the organisation's own after it."""
    ours = resources.text("reports/static/report.css")
    return f"{ours}\n{look.style}".replace("\r\n", "\n") if look.style else ours


def _environment(voice: Voice, look: Look = PLAIN) -> Environment:
    kind = ImmutableSandboxedEnvironment if look.templates else Environment
    environment = kind(
        loader=FunctionLoader(lambda name: _source(name, look)),
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


def _source(name: str, look: Look) -> tuple[str, str | None, None] | str | None:
    if name in look.templates:
        return look.templates[name], look.files[name], None
    try:
        return resources.text(f"reports/templates/{name.removeprefix('builtin/')}")
    except FileNotFoundError:
        return None


def _told(error: Exception, look: Look) -> Problem:
    """Where in the organisation's own templates a page failed, from the deepest of them on the way."""
    place, trace = Place("report: templates:"), error.__traceback__
    while trace is not None:
        file = trace.tb_frame.f_code.co_filename
        if file in look.files.values():
            place = Place(file, trace.tb_lineno)
        trace = trace.tb_next
    return Problem(place, f"the template asks for something that is not there: {error}", "", SEE)


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
