"""Pages that do not say when their article was published, whatever days stand on them."""

from collections.abc import Callable, Mapping

from tests.ingest.pages import templates as manner
from tests.ingest.pages.stories import Story


def no_day(story: Story, url: str) -> str:
    """A page without any day but the footer's."""
    return manner.address_only(story, url)


def dateline_without_year(story: Story, url: str) -> str:
    """An archive whose dateline names day and month only."""
    return (
        manner.dateline(story, url)
        .replace(f", {story.published.year} (", " (")
        .replace(f" {story.published.year} (", " (")
    )


def changed_only(story: Story, url: str) -> str:
    """Only the day of the last change is stated."""
    page = manner.wordpress_classic(story, url)
    start, end = page.index('<time class="entry-date published"'), page.index('<time class="updated"')
    return page[:start] + page[end:]


def ambiguous_figures(story: Story, url: str) -> str:
    """A day in figures that may be read in two ways."""
    page = manner.bare(story, url)
    start = page.index("<p><i>")
    return f"{page[:start]}<p>03/04/2021</p>{page[page.index('</p>', start) + 4 :]}"


def month_only(story: Story, url: str) -> str:
    """A magazine's issue: month and year."""
    page = manner.bare(story, url)
    start = page.index("<p><i>")
    return f"{page[:start]}<p>Issue of March 2021</p>{page[page.index('</p>', start) + 4 :]}"


def other_days_only(story: Story, url: str) -> str:
    """Days of related articles, comments and events, in the text too."""
    first = story.blocks[0][1]
    page = manner.address_only(story, url).replace("</h1>", "</h1>" + manner._comments(), 1)
    return page.replace(f"<p>{manner._e(first)}", f"<p>On 6 March 2019 it all began. {manner._e(first)}", 1)


def placeholder(story: Story, url: str) -> str:
    """A system that writes the beginning of its calendar where it knows no day."""
    meta = '<meta property="article:published_time" content="1970-01-01T00:00:00Z">'
    return manner.address_only(story, url).replace("</head>", f"{meta}</head>")


UNDATED: Mapping[str, Callable[[Story, str], str]] = {
    "no-day": no_day,
    "dateline-without-year": dateline_without_year,
    "changed-only": changed_only,
    "ambiguous-figures": ambiguous_figures,
    "month-only": month_only,
    "other-days-only": other_days_only,
    "placeholder": placeholder,
}
