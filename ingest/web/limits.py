"""How much an address may cost: time, redirects and pages; its size is bounded by the largest file that is read."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class WebLimits:
    """`timeout_s` bounds one address from the first byte sent to the last one read, redirects included.

    `pages` bounds those read for one feed or sitemap. `allow_loopback` lets addresses reach this machine itself: for
    tests, which serve their own pages.
    """

    timeout_s: float = 30.0
    redirects: int = 5
    pages: int = 500
    allow_loopback: bool = False
