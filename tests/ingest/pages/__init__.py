"""The pages on which extraction is tested and measured, each with what is to be found in it."""

import datetime as dt
from collections.abc import Iterator
from dataclasses import dataclass

from ingest.documents import HTML, RawFile
from tests.ingest.pages.stories import Story, story
from tests.ingest.pages.templates import DATED
from tests.ingest.pages.undated import UNDATED

_STORIES = 6


@dataclass(frozen=True, slots=True)
class Page:
    """`published_from` is "" where the page does not say when it was published."""

    name: str
    raw: RawFile
    story: Story
    published: dt.date | None
    published_from: str


def pages() -> Iterator[Page]:
    """Fourteen manners of dated pages and seven of undated ones, of six stories each."""
    number = 0
    for name, (template, place) in DATED.items():
        for index in range(_STORIES):
            written = story(number % 8 + 8 * (number // 8 % 3))
            url = (
                f"https://echo.example/{written.published:%Y/%m/%d}/{written.slug}"
                if place == "url"
                else _address(written)
            )
            encoding = "cp1252" if name == "wrong-encoding" else "utf-8"
            raw = _raw(f"{name}-{index}", template(written, url).encode(encoding), url)
            yield Page(f"{name}-{index}", raw, written, written.published, place)
            number += 1
    for name, undated in UNDATED.items():
        for index in range(_STORIES):
            written = story(number % 8)
            raw = _raw(f"{name}-{index}", undated(written, _address(written)).encode(), _address(written))
            yield Page(f"{name}-{index}", raw, written, None, "")
            number += 1


def _address(written: Story) -> str:
    return f"https://echo.example/news/{written.slug}"


def _raw(name: str, content: bytes, url: str) -> RawFile:
    return RawFile(f"{name}.html", name, name, HTML, content, url=url)
