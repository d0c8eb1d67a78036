"""One page in several languages: the first stands there, the others lie in it, compressed, and the page's script swaps them.

What is the same in all of them (the lines of charts, their values, the logo) is written once: the others refer to it by number.
"""

from __future__ import annotations

import json
import re
import zlib
from base64 import b64encode
from collections.abc import Mapping
from html import unescape

from monitor.model.words import Language

HEAVY = re.compile(r' (d|data-v|src)="([^"]*)"')
BODY = re.compile(r"<body[^>]*>(.*)</body>", re.DOTALL)
TITLE = re.compile(r"<title>(.*?)</title>", re.DOTALL)
LEAST = 12
"""Shorter texts are not worth a reference."""


def with_languages(page: str, others: Mapping[Language, str]) -> str:
    """The page with the others inside, before the end of its head; as it is where there are none."""
    if not others:
        return page
    heavy: dict[str, int] = {}
    for number, (_, text) in enumerate(HEAVY.findall(_body(page))):
        heavy.setdefault(text, number)
    packed = {str(language): _packed(text, heavy) for language, text in others.items()}
    content = json.dumps(packed, ensure_ascii=True).replace("<", "\\u003c")
    return page.replace("</head>", f'<script type="application/json" id="languages">{content}</script></head>', 1)


def _packed(page: str, heavy: Mapping[str, int]) -> dict[str, str]:
    body = HEAVY.sub(lambda found: _referred(found[1], found[2], heavy), _body(page))
    squeezer = zlib.compressobj(9, zlib.DEFLATED, -15)
    squeezed = squeezer.compress(body.encode()) + squeezer.flush()
    title = TITLE.search(page)
    return {"title": unescape(title[1]) if title else "", "body": b64encode(squeezed).decode()}


def _referred(name: str, text: str, heavy: Mapping[str, int]) -> str:
    number = heavy.get(text) if len(text) >= LEAST else None
    return f' {name}="{text}"' if number is None else f' {name}="@{number}"'


def _body(page: str) -> str:
    found = BODY.search(page)
    return found[1] if found else page
