"""Pages of several posts: all of them are the article, and nothing of other articles is."""

import pytest

from ingest.documents import HTML
from ingest.parse.html import parse_html
from tests.ingest.parse import made

# As long as posts are: short ones are read whole in any case.
POSTS = tuple(
    f"<p>{name} said that the pots on the balcony stand in the sun all day. {' '.join([line] * 9)}</p>"
    f"<p>{name} would water them again in the evening, and not on the leaves. {' '.join([line] * 3)}</p>"
    for name, line in (
        ("Ida", "The soil in them is dry an hour after noon, whatever is done about it."),
        ("Rui", "A little shade from the west wall did more for mine than all the feed."),
        ("Osk", "Larger pots hold the water for two days, and the roots stay cool in them."),
    )
)
EXCERPT = "<p>They had been away for two years, and nobody on the island had missed them.</p>"
TEASER = f"<h3><a href='/gulls'>Gulls return to Skarn</a></h3>{EXCERPT}"


def _text(inner: str) -> str:
    page = (
        "<!doctype html><html lang='en'><head><title>Dry pots</title></head><body><nav><a href='/'>Home</a></nav>"
        f"<main><h1>Dry pots</h1>{inner}</main><footer><p>All rights reserved.</p></footer></body></html>"
    )
    return parse_html(made.raw(HTML, page.encode())).text


def _thread(opened: str, closed: str) -> str:
    return "".join(f"<div class='row'>{opened}{post}{closed}<div class='user'>310 points</div></div>" for post in POSTS)


def _read(text: str) -> list[str]:
    return [name for name in ("Ida", "Rui", "Osk") if f"{name} said" in text and f"{name} would" in text]


@pytest.mark.parametrize(
    ("opened", "closed"),
    [
        ('<div class="post">', "</div>"),
        ('<div class="entry">', "</div>"),
        ('<div class="s-prose js-post-body" itemprop="text">', "</div>"),
        ('<div itemprop="articleBody">', "</div>"),
        ("<article>", "</article>"),
        ('<div class="relative"><article class="update">', "</article></div>"),
        ('<article class="message-17"><div class="post-content">', "</div></article>"),
    ],
)
def test_every_post_of_a_page_is_read(opened: str, closed: str) -> None:
    assert _read(_text(_thread(opened, closed))) == ["Ida", "Rui", "Osk"]


def test_answers_are_read_as_the_question_is() -> None:
    question = f"<div class='question'><div class='post'>{POSTS[0]}</div></div><h2>2 answers</h2>"
    accepted = f"<div class='answer'><div class='post accepted'>{POSTS[1]}</div></div>"
    other = f"<div class='answer'><div class='post'>{POSTS[2]}</div></div>"

    assert _read(_text(question + accepted + other)) == ["Ida", "Rui", "Osk"]


def test_what_a_live_blog_says_between_its_entries_is_read() -> None:
    entries = "".join(
        f"<div><h2>At {hour}:00</h2><div class='post-content'>{post}</div></div>" for hour, post in enumerate(POSTS, 10)
    )

    text = _text(f"<p>The storm has passed, and this is how the day went.</p><div>{entries}</div>")

    assert [text.count(f"At {hour}:00") for hour in (10, 11, 12)] == [1, 1, 1]


@pytest.mark.parametrize(
    "teasers",
    [
        f"<article class='card'>{TEASER}</article>" * 3,
        f"<article>{TEASER}</article>" * 3,
        f"<div class='grid'><article><b>Gulls return to Skarn</b>{EXCERPT}</article></div>" * 3,
        f"<section class='related'><article class='story'>{TEASER.replace('h3', 'b')}</article></section>" * 3,
    ],
)
def test_teasers_below_an_article_are_no_posts(teasers: str) -> None:
    name = " class='story'" if "story" in teasers else ""
    text = _text(f"<article{name}>{''.join(POSTS)}</article><h2>More</h2>{teasers}")

    assert _read(text) == ["Ida", "Rui", "Osk"]
    assert "missed them" not in text


def test_teasers_among_and_below_posts_are_left_out() -> None:
    first, *others = (f"<article class='entry'>{post}</article>" for post in POSTS)
    teaser = f"<article class='card'>{TEASER}</article>"
    text = _text(f"{first}{teaser}{''.join(others)}<h2>More</h2><div class='grid'><p>{TEASER}</p></div>")

    assert _read(text) == ["Ida", "Rui", "Osk"]
    assert "missed them" not in text


@pytest.mark.parametrize("name", ["comment-body", ""])
def test_comments_under_an_article_are_no_posts(name: str) -> None:
    comments = "".join(f"<article class='{name}'>{post}</article>" for post in POSTS[1:])
    text = _text(
        f"<section><article>{POSTS[0]}</article></section><section class='readers-comments'>{comments}</section>"
    )

    assert _read(text) == ["Ida"]


def test_the_next_article_of_an_endless_page_is_no_post() -> None:
    following = f"<h1>Gulls return</h1><div class='article-body'>{POSTS[1]}</div>"

    assert _read(_text(f"<div class='article-body'>{POSTS[0]}</div>{following}")) == ["Ida"]
