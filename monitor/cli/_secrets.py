"""Takes secrets out of whatever is printed, logged or written about the work: passwords in addresses, tokens in queries."""

from __future__ import annotations

import re

HIDDEN = "***"
_IN_ADDRESS = re.compile(r"(?P<scheme>[A-Za-z][A-Za-z0-9+.\-]*://)(?P<user>[^:/@\s]*):\S+@")
_AS_SETTING = re.compile(r"(?i)\b(?P<name>password|passwd|pwd|token|secret|api_?key|sig|access_key)(?P<is>=|%3D|: ?)[^\s&;,'\"]+")


def without_secrets(text: str) -> str:
    """The text with passwords of addresses (scheme://user:password@…) and values of password=, token= and the like hidden."""
    text = _IN_ADDRESS.sub(rf"\g<scheme>\g<user>:{HIDDEN}@", text)
    return _AS_SETTING.sub(rf"\g<name>\g<is>{HIDDEN}", text)
