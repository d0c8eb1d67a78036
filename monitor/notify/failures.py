"""What may go wrong on the way to a receiver, and whether trying again can help."""

from __future__ import annotations


class DeliveryFailed(Exception):  # noqa: N818 - reads as what happened
    """A message did not reach its receiver. `what` and `mend` are for people and hold no secret.

    `for_good`: trying again cannot help. `all`: it is the channel that failed, not this message: the rest need not be tried.
    """

    def __init__(self, what: str, mend: str = "", *, for_good: bool = False, all: bool = False) -> None:
        self.what, self.mend, self.for_good, self.all = what, mend, for_good, all
        super().__init__(f"{what}; {mend}" if mend else what)


def without(text: str, *secrets: str) -> str:
    """What somebody else said, on one line, short, and without the secrets that it may repeat."""
    said = " ".join(text.split())
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        said = said.replace(secret, "…")
    return said[:160]
