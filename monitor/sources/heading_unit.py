"""The unit that a heading carries: Svartid (timer), Kundetilfredshed (%), Omsætning i mio. kr."""

from __future__ import annotations

import re

_KNOWN = {
    "%": "% pct pct. procent prosent percent",
    "hours": "timer hours hrs timmar",
    "minutes": "minutter min min. minutes minuter",
    "seconds": "sekunder sek sek. seconds",
    "days": "dage dager dagar days døgn dygn",
    "points": "point points poeng poäng",
    "count": "antal antall stk stk. st count",
}
_MEANS = {word: unit for unit, words in _KNOWN.items() for word in words.split()}
_MONEY = re.compile(
    r"(?:(?:t|m|mio\.?|mill\.?|mkr|tkr|1000|1\.000|mdr\.?)\s*)?(?:kr\.?|dkk|nok|sek|eur|€|usd|gbp)", re.IGNORECASE
)
_IN_BRACKETS = re.compile(r"[(\[]\s*(?:i\s+)?([^()\[\]]{1,14}?)\s*[)\]]\s*$")
_AT_THE_END = re.compile(r"[\s,](?:i\s+)?(%|pct\.?|tkr\.?|mkr\.?|(?:mio\.?|mill\.?)\s?kr\.?)\s*$", re.IGNORECASE)


def unit_of(heading: str) -> str | None:
    """The unit at the end of a heading; None where nothing there is a unit that we know."""
    found = _IN_BRACKETS.search(heading) or _AT_THE_END.search(heading)
    if found is None:
        return None
    text = " ".join(found[1].split())
    if _MONEY.fullmatch(text) or text.casefold().rstrip(".") in ("tkr", "mkr"):
        return text
    return _MEANS.get(text.casefold())
