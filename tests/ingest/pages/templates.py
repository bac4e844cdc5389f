"""Pages in the manner of content systems, with what stands around articles there: menus, teasers, comments, banners.

Each function returns a whole page for a story. Days that are not the article's own are everywhere on purpose.
"""

import datetime as dt
import html
import json
from collections.abc import Callable, Mapping

from tests.ingest.pages.stories import Story

OTHER_DAY = dt.date(2026, 11, 20)  # of other articles, comments, and the day on which the page was made


def _iso(day: dt.date, time: str = "09:12:45+02:00") -> str:
    return f"{day.isoformat()}T{time}"


def _long(day: dt.date) -> str:
    return f"{day:%B} {day.day}, {day.year}"


def _british(day: dt.date) -> str:
    return f"{day.day} {day:%B} {day.year}"


def _e(text: str) -> str:
    return html.escape(text)


def _content(story: Story, paragraph: str = "<p>{}</p>") -> str:
    parts: list[str] = []
    for kind, text in story.blocks:
        if kind == "li":
            opened = parts and parts[-1].endswith("</ul>")
            before = parts.pop().removesuffix("</ul>") if opened else "<ul>"
            parts.append(f"{before}<li>{_e(text)}</li></ul>")
        elif kind == "quote":
            parts.append(f"<blockquote><p>{_e(text)}</p></blockquote>")
        elif kind == "h2":
            parts.append(f"<h2>{_e(text)}</h2>")
        else:
            parts.append(paragraph.format(_e(text)))
    return "\n".join(parts)


def _teasers() -> str:
    return "".join(
        f'<li class="related-item"><a href="/{name}">{title}</a> <time datetime="{_iso(OTHER_DAY)}">{_long(OTHER_DAY)}</time></li>'
        for name, title in (("gulls", "Gulls return to Skarn"), ("ferry", "Ferry timetable changes"))
    )


def _comments() -> str:
    return (
        '<div id="comments" class="comments-area"><h2>2 comments</h2><ol class="comment-list"><li class="comment">'
        f'<div class="comment-meta">Anna K. <time datetime="{_iso(OTHER_DAY)}">{_long(OTHER_DAY)} at 8:03 pm</time></div>'
        "<p>About time that somebody wrote this down, thank you.</p></li></ol></div>"
    )


def _ld(values: object) -> str:
    return f'<script type="application/ld+json">{json.dumps(values)}</script>'


def _news_article(story: Story, url: str, kind: str = "NewsArticle") -> dict[str, object]:
    return {
        "@context": "https://schema.org",
        "@type": kind,
        "mainEntityOfPage": {"@type": "WebPage", "@id": url},
        "headline": story.title,
        "datePublished": _iso(story.published),
        "dateModified": _iso(story.modified, "17:40:00+02:00"),
        "author": [{"@type": "Person", "name": name} for name in story.authors],
        "publisher": {"@type": "NewsMediaOrganization", "name": story.outlet, "logo": {"@type": "ImageObject"}},
        "articleSection": story.section,
    }


def _menu() -> str:
    return '<nav class="menu"><ul><li><a href="/">Home</a></li><li><a href="/local">Local</a></li><li><a href="/sport">Sport</a></li></ul></nav>'


def _footer(story: Story) -> str:
    return (
        f'<footer class="site-footer"><p>© 1998–2026 {_e(story.outlet)}. All rights reserved.</p>'
        f"<p>Last built {_british(OTHER_DAY)}</p></footer>"
    )


def wordpress_yoast(story: Story, url: str) -> str:
    """A block theme with an SEO plugin: a graph of page, article, site, breadcrumbs."""
    graph = [
        {
            "@type": "Article",
            "@id": f"{url}#article",
            **{k: v for k, v in _news_article(story, url).items() if k != "@type"},
        },
        {
            "@type": "WebPage",
            "@id": url,
            "url": url,
            "name": f"{story.title} - {story.outlet}",
            "datePublished": _iso(story.published),
        },
        {"@type": "BreadcrumbList", "@id": f"{url}#breadcrumb", "itemListElement": []},
        {"@type": "WebSite", "@id": "https://echo.example/#website", "name": story.outlet},
    ]
    return f"""<!DOCTYPE html><html lang="en-US"><head><meta charset="UTF-8" /><title>{_e(story.title)} - {_e(story.outlet)}</title>
<link rel="canonical" href="{url}" /><meta property="og:title" content="{_e(story.title)} - {_e(story.outlet)}" />
<meta property="og:site_name" content="{_e(story.outlet)}" /><meta property="article:published_time" content="{_iso(story.published)}" />
<meta property="article:modified_time" content="{_iso(story.modified)}" /><meta name="generator" content="WordPress 6.6" />
{_ld({"@context": "https://schema.org", "@graph": graph})}</head>
<body class="post-template-default single single-post"><header class="wp-block-template-part">{_menu()}</header>
<main class="wp-block-group"><h1 class="wp-block-post-title">{_e(story.title)}</h1>
<div class="wp-block-post-date"><time datetime="{_iso(story.published)}">{_long(story.published)}</time></div>
<div class="entry-content wp-block-post-content">{_content(story)}</div>
<div class="jp-relatedposts"><h3>Related</h3><ul>{_teasers()}</ul></div>{_comments()}</main>{_footer(story)}</body></html>"""


def wordpress_classic(story: Story, url: str) -> str:
    """A classic theme without any plugin: only the times of the entry's head say when."""
    return f"""<!DOCTYPE html><html lang="en-US"><head><meta charset="UTF-8"><title>{_e(story.title)} | {_e(story.outlet)}</title></head>
<body class="single"><div id="page"><header id="masthead" class="site-header"><p class="site-title">{_e(story.outlet)}</p>
<span class="today">{OTHER_DAY:%A}, {_long(OTHER_DAY)}</span>{_menu()}</header><div id="content"><article class="post hentry">
<header class="entry-header"><h1 class="entry-title">{_e(story.title)}</h1><div class="entry-meta"><span class="posted-on">Posted on
<a href="#"><time class="entry-date published" datetime="{_iso(story.published)}">{_long(story.published)}</time>
<time class="updated" datetime="{_iso(story.modified)}">{_long(story.modified)}</time></a></span>
<span class="byline"> by <span class="author vcard"><a class="url fn n" href="#">{_e(story.authors[0])}</a></span></span></div></header>
<div class="entry-content">{_content(story)}</div></article>{_comments()}
<aside id="secondary" class="widget-area"><section class="widget widget_recent_entries"><h2>Recent posts</h2><ul>{_teasers()}</ul></section>
</aside></div>{_footer(story)}</div></body></html>"""


def arc(story: Story, url: str) -> str:
    """A newspaper's system: JSON-LD beside a large script of its own, promotions between the paragraphs."""
    state = json.dumps({"globalContent": {"display_date": _iso(OTHER_DAY), "type": "story"}})
    promo = f'<div class="promo-block related"><a href="/x">Also of interest: {_long(OTHER_DAY)}</a></div>'
    content = _content(story, '<p class="default__BodyParagraph b-article-body__text">{}</p>').replace(
        "<h2>", promo + "<h2>", 1
    )
    return f"""<!DOCTYPE html><html lang="en"><head><title>{_e(story.title)} – {_e(story.outlet)}</title>
<meta property="og:title" content="{_e(story.title)}"/><meta property="og:type" content="article"/><meta property="og:site_name" content="{_e(story.outlet)}"/>
<link rel="canonical" href="{url}"/>{_ld(_news_article(story, url))}
<script id="fusion-metadata">window.Fusion=window.Fusion||{{}};Fusion.globalContent={state};</script></head>
<body><div id="fusion-app" class="layout-section"><header class="b-header">{_menu()}<div class="ticker">Latest: Gulls return to Skarn</div></header>
<main class="b-right-rail__main"><h1 class="b-headline">{_e(story.title)}</h1>
<div class="b-byline"><span class="b-byline__by">By</span> <span class="b-byline__names">{_e(" and ".join(story.authors))}</span></div>
<time as="time" class="c-date b-date" datetime="{_iso(story.published, "07:12:45.112Z")}">{_long(story.published)} at 9:12 a.m.</time>
<article class="b-article-body">{content}</article></main>
<aside class="b-right-rail"><h2>Most read</h2><ol>{_teasers()}</ol></aside>{_footer(story)}</div></body></html>"""


def drupal(story: Story, url: str) -> str:
    """Fields as blocks; the metatag module writes the day, a field shows it."""
    return f"""<!DOCTYPE html><html lang="en" dir="ltr"><head><meta charset="utf-8" /><meta name="Generator" content="Drupal 10" />
<title>{_e(story.title)} | {_e(story.outlet)}</title><link rel="canonical" href="{url}" />
<meta name="dcterms.title" content="{_e(story.title)}" /><meta property="article:published_time" content="{story.published.isoformat()} 09:12:45" />
<meta property="article:modified_time" content="{story.modified.isoformat()} 10:00:00" /></head>
<body class="path-node page-node-type-article"><div class="dialog-off-canvas-main-canvas"><header role="banner">{_menu()}</header>
<div class="block-page-title-block"><h1 class="page-header"><span class="field field--name-title">{_e(story.title)}</span></h1></div>
<div class="region region-content"><article class="node node--type-article"><div class="field field--name-field-author">By {_e(story.authors[0])}</div>
<div class="field field--name-field-date">{story.published:%a, %m/%d/%Y} - 09:12</div>
<div class="field field--name-body field--type-text-with-summary">{_content(story)}</div></article></div>
<div class="views-element-container block-views-blocklatest-news"><ul>{_teasers()}</ul></div>{_footer(story)}</div></body></html>"""


def drupal_rdf(story: Story, url: str) -> str:
    """An older Drupal: RDFa in the body, no meta tags."""
    return f"""<!DOCTYPE html PUBLIC "-//W3C//DTD XHTML+RDFa 1.0//EN" "http://www.w3.org/MarkUp/DTD/xhtml-rdfa-1.dtd"><html xml:lang="en" version="XHTML+RDFa 1.0">
<head><title>{_e(story.title)} | {_e(story.outlet)}</title></head><body class="html not-front node-type-story"><div id="page">
<div id="header">{_menu()}</div><div id="main"><h1 class="title" id="page-title">{_e(story.title)}</h1>
<div class="node node-story" typeof="sioc:Item foaf:Document"><div class="submitted"><span property="dc:date dc:created" content="{_iso(story.published)}"
datatype="xsd:dateTime">Submitted by {_e(story.authors[0])} on {story.published:%a, %d/%m/%Y} - 09:12</span></div>
<div class="content"><div class="field field-name-body"><div class="field-items"><div class="field-item even" property="content:encoded">{_content(story)}</div></div></div></div></div>
<div class="block block-views related"><ul>{_teasers()}</ul></div></div>{_footer(story)}</div></body></html>"""


def amp(story: Story, url: str) -> str:
    """The mobile copy of a page: styles and scripts of its own, the day in JSON-LD only."""
    return f"""<!doctype html><html amp lang="en"><head><meta charset="utf-8"><script async src="https://cdn.example/v0.js"></script>
<title>{_e(story.title)}</title><link rel="canonical" href="{url}"><meta name="viewport" content="width=device-width">
{_ld([_news_article(story, url), {"@context": "https://schema.org", "@type": "BreadcrumbList", "itemListElement": []}])}
<style amp-boilerplate>body{{visibility:hidden}}</style><style amp-custom>h1{{font-size:2rem}}</style></head>
<body><amp-sidebar id="menu" layout="nodisplay"><ul><li><a href="/">Home</a></li></ul></amp-sidebar>
<header class="amp-header"><a href="/">{_e(story.outlet)}</a></header><article class="amp-article"><header><h1>{_e(story.title)}</h1>
<div class="amp-byline">{_e(", ".join(story.authors))}</div></header><amp-img src="a.jpg" width="900" height="500"></amp-img>
<div class="amp-content">{_content(story)}</div></article>
<amp-list class="related" src="/more.json"></amp-list><section class="related"><h3>More</h3><ul>{_teasers()}</ul></section>{_footer(story)}</body></html>"""


def microdata(story: Story, url: str) -> str:
    """schema.org as attributes, as several European newspapers write it."""
    return f"""<!DOCTYPE html><html lang="en-GB"><head><meta charset="utf-8"><title>{_e(story.section)}: {_e(story.title)} – {_e(story.outlet)}</title>
<meta property="og:title" content="{_e(story.title)}"><meta property="og:site_name" content="{_e(story.outlet)}"></head>
<body itemscope itemtype="http://schema.org/WebPage">{_menu()}<article itemscope itemtype="http://schema.org/NewsArticle">
<h1 itemprop="headline">{_e(story.title)}</h1><p class="meta">By <span itemprop="author">{_e(story.authors[0])}</span>,
<time itemprop="datePublished" datetime="{_iso(story.published)}">{_british(story.published)}, 9.12am</time>
<time itemprop="dateModified" datetime="{_iso(story.modified)}">Updated {_british(story.modified)}</time></p>
<div itemprop="articleBody">{_content(story)}</div></article>
<section class="more-stories">{_teasers()}</section>{_footer(story)}</body></html>"""


def address_only(story: Story, url: str) -> str:
    """A page that shows no day at all and is filed under one: the address is all there is."""
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"><title>{_e(story.title)}</title>
<meta property="og:title" content="{_e(story.title)}"><meta name="author" content="{_e(story.authors[0])}"></head><body>{_menu()}
<div class="story"><h1>{_e(story.title)}</h1>{_content(story)}</div>
<div class="sidebar"><h3>Most popular</h3><ul>{_teasers()}</ul></div>{_footer(story)}</body></html>"""


def bare(story: Story, url: str) -> str:
    """Written by hand: a heading, a line with name and day, paragraphs."""
    return f"""<html><head><title>{_e(story.title)}</title></head><body bgcolor="#ffffff"><table width="100%"><tr><td><a href="index.html">{_e(story.outlet)}</a></td></tr></table>
<h1>{_e(story.title)}</h1><p><i>By {_e(story.authors[0])}, {_british(story.published)}</i></p>
{_content(story)}<hr><p><small>Copyright 2026 {_e(story.outlet)}</small></p></body></html>"""


def bare_breaks(story: Story, url: str) -> str:
    """Written by hand before there were paragraphs: line breaks in a table, the day under the headline."""
    lines = "<br><br>\n".join(_e(text) for _, text in story.blocks)
    return f"""<HTML><HEAD><TITLE>{_e(story.outlet)}: {_e(story.title)}</TITLE></HEAD><BODY><CENTER><IMG SRC="logo.gif"></CENTER>
<TABLE WIDTH=600><TR><TD VALIGN=top><A HREF="local.html">Local</A><BR><A HREF="sport.html">Sport</A></TD><TD>
<H1>{_e(story.title)}</H1><B>{_long(story.published)}</B><BR>by {_e(story.authors[0])}<BR><BR>
{lines}</TD></TR></TABLE><FONT SIZE=1>(c) 1999-2026 {_e(story.outlet)}</FONT></BODY></HTML>"""


def dateline(story: Story, url: str) -> str:
    """An agency's archive: nothing but the dateline says when."""
    place = ("PORT ANSEL", "AVERTON", "SKARN, Hallin")[story.number % 3]
    day = (
        f"{story.published:%b} {story.published.day}, {story.published.year}"
        if story.number % 2
        else _british(story.published)
    )
    text = _content(story).replace("<p>", f"<p>{place}, {day} (Hallin Wire) - ", 1)
    return f"""<html><head><title>{_e(story.title)}</title></head><body><div class="archive"><h1>{_e(story.title)}</h1>
<div class="text">{text}</div></div><div class="archive-list related">{_teasers()}</div><p>Archive © 2026</p></body></html>"""


def static_site(story: Story, url: str) -> str:
    """A static generator: one unmarked time beside the headline."""
    return f"""<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{_e(story.title)} · {_e(story.outlet)}</title>
<meta name="author" content="{_e(story.authors[0])}"></head><body><header><a href="/">{_e(story.outlet)}</a></header>
<main><article><h1>{_e(story.title)}</h1><p><time datetime="{story.published.isoformat()}">{_british(story.published)}</time> · 6 min read</p>
{_content(story)}<p class="tags"><a href="/t/harbour">harbour</a></p></article></main>{_footer(story)}</body></html>"""


def ghost(story: Story, url: str) -> str:
    """A blogging system with several JSON-LD articles: its own, and those that it links to."""
    other = {
        **_news_article(story, "https://echo.example/gulls"),
        "headline": "Gulls return to Skarn",
        "datePublished": _iso(OTHER_DAY),
    }
    return f"""<!DOCTYPE html><html lang="en"><head><meta charset="utf-8"/><title>{_e(story.title)}</title><link rel="canonical" href="{url}"/>
<meta property="og:site_name" content="{_e(story.outlet)}"/><meta property="og:title" content="{_e(story.title)}"/>
{_ld(other)}{_ld(_news_article(story, url, "Article"))}</head><body class="post-template"><div class="site-wrapper">
<header class="site-header">{_menu()}</header><main><article class="article post"><header class="article-header gh-canvas">
<h1 class="article-title">{_e(story.title)}</h1><section class="article-byline"><h4 class="author-name">{_e(story.authors[0])}</h4>
<div class="byline-meta-content"><time class="byline-meta-date" datetime="{story.published.isoformat()}">{story.published:%b %d, %Y}</time> • 5 min read</div></section></header>
<section class="gh-content gh-canvas">{_content(story)}</section></article></main>
<aside class="read-next-wrap"><div class="read-next">{_teasers()}</div></aside>{_footer(story)}</div></body></html>"""


def wrong_encoding(story: Story, url: str) -> str:
    """Declared as Latin-1, with entities; the day is in an old meta name. To be encoded as Windows-1252."""
    return f"""<html><head><meta http-equiv="Content-Type" content="text/html; charset=iso-8859-1"><title>{_e(story.title)}</title>
<meta name="pubdate" content="{story.published:%a, %d %b %Y} 08:00:00 GMT"><meta name="author" content="{_e(story.authors[0])}"></head>
<body><div id="nav"><a href="/">Start</a></div><div id="article"><h1>{_e(story.title)}</h1>{_content(story)}</div>
<div id="footer">Impressum &copy; 2026</div></body></html>"""


DATED: Mapping[str, tuple[Callable[[Story, str], str], str]] = {
    "wordpress-yoast": (wordpress_yoast, "json-ld"),
    "wordpress-classic": (wordpress_classic, "time-tag"),
    "arc": (arc, "json-ld"),
    "drupal": (drupal, "meta"),
    "drupal-rdf": (drupal_rdf, "meta"),
    "amp": (amp, "json-ld"),
    "microdata": (microdata, "meta"),
    "address-only": (address_only, "url"),
    "bare": (bare, "header"),
    "bare-breaks": (bare_breaks, "header"),
    "dateline": (dateline, "dateline"),
    "static-site": (static_site, "header"),
    "ghost": (ghost, "json-ld"),
    "wrong-encoding": (wrong_encoding, "meta"),
}
