"""What a site's robots.txt lets programs read (RFC 9309), by Protego."""

from dataclasses import dataclass

from protego import Protego

_MAX_ROBOTS_BYTES = 512 * 1024  # RFC 9309, 2.5: at least 500 KiB are to be read


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules of one site."""

    parsed: Protego

    def allows(self, url: str, product: str) -> bool:
        """Whether the program named `product` may read `url`."""
        return self.parsed.can_fetch(url, product)

    def delay_s(self, product: str) -> float:
        """Seconds to leave between two pages; 0 where nothing is asked for."""
        return max(0.0, self.parsed.crawl_delay(product) or 0.0)


def read_rules(content: bytes) -> Rules:
    """The rules in a robots.txt; whatever is no rule in it says nothing."""
    return Rules(Protego.parse(content[:_MAX_ROBOTS_BYTES].decode("utf-8-sig", "replace")))
