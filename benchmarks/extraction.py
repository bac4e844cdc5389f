"""What is found in web pages, beside trafilatura on its defaults.

    python -m benchmarks.extraction

The pages are those of the tests (`tests/ingest/pages`): invented articles in the manner of content systems, whose
title, day and words are known. F1 counts words of the body; a day is right where it is exact, and on pages that do not
state one, where none is given. Prints a row for each manner and, last, all pages; exit code 1 where a floor is missed.
"""

import logging
import re
import statistics
import sys
import time
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

from ingest.parse.html import parse_html
from tests.ingest.pages import Page, pages

EXACT_TITLES = 0.95


@dataclass(frozen=True, slots=True)
class Found:
    """What one of the two found in one page, against what is there; `seconds` for all of it."""

    f1: float
    title: bool
    day: bool
    seconds: float


def ours(page: Page) -> Found:
    begun = time.perf_counter()
    article = parse_html(page.raw)
    seconds = time.perf_counter() - begun
    return Found(
        f1(article.text, page.story.body),
        article.title == page.story.title,
        article.published == page.published,
        seconds,
    )


def theirs(page: Page) -> Found:
    from trafilatura import bare_extraction

    begun = time.perf_counter()
    found = bare_extraction(page.raw.content, url=page.raw.url, with_metadata=True)
    seconds = time.perf_counter() - begun
    if found is None or isinstance(found, dict):
        return Found(0, title=False, day=page.published is None, seconds=seconds)
    day = page.published.isoformat() if page.published else None
    return Found(
        f1(found.text or "", page.story.body), found.title == page.story.title, (found.date or None) == day, seconds
    )


def f1(found: str, expected: str) -> float:
    """F1 of the words of `found` against those of `expected`, each as often as it stands there.

    >>> f1("It rained a lot", "It rained")
    0.6666666666666666
    """
    words, wanted = Counter(re.findall(r"\w+", found)), Counter(re.findall(r"\w+", expected))
    return 2 * (words & wanted).total() / max(1, words.total() + wanted.total())


def row(name: str, found: Sequence[tuple[Found, Found]]) -> str:
    cells = []
    for side in zip(*found, strict=True):
        cells += [f"{statistics.mean(one.f1 for one in side):.3f}"]
        cells += [f"{sum(one.title for one in side)}/{len(side)}", f"{sum(one.day for one in side)}/{len(side)}"]
    ours_f1, ours_title, ours_day, their_f1, their_title, their_day = cells
    return f"| {name} | {ours_f1} / {their_f1} | {ours_title} / {their_title} | {ours_day} / {their_day} |"


def main() -> int:
    logging.disable(logging.CRITICAL)
    by_manner: dict[str, list[tuple[Found, Found]]] = defaultdict(list)
    listed = list(pages())
    for side in (ours, theirs):
        side(listed[0])  # what is loaded once is not counted
    for page in listed:
        by_manner[page.name.rpartition("-")[0]].append((ours(page), theirs(page)))
    print("| manner | F1 of the body, ours / trafilatura | title exact | day right |\n|---|---|---|---|")
    for manner, found in by_manner.items():
        print(row(manner, found))
    everything = [pair for found in by_manner.values() for pair in found]
    print(row(f"all {len(everything)} pages", everything))
    our_side, their_side = zip(*everything, strict=True)
    our_ms, their_ms = (1000 * statistics.median(one.seconds for one in side) for side in (our_side, their_side))
    print(f"median a page: ours {our_ms:.1f} ms, trafilatura {their_ms:.1f} ms")
    good = (
        all(one.day for one in our_side)
        and sum(one.title for one in our_side) >= EXACT_TITLES * len(our_side)
        and statistics.mean(one.f1 for one in our_side) >= statistics.mean(one.f1 for one in their_side)
    )
    print("floors: " + ("all reached" if good else "MISSED"))
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
