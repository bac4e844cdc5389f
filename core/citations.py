"""Citations of what an article says."""

from core.sentences import Span
from core.types import Citation, Passage


def citation(number: int, passage: Passage, quote: Span) -> Citation:
    """The citation of `quote`, a span of the passage's article."""
    article = passage.article
    return Citation(
        number=number,
        article_id=article.id,
        title=article.title,
        source=article.source,
        published=article.published,
        url=article.url,
        start=quote[0],
        end=quote[1],
        quote=article.text[quote[0] : quote[1]],
        copies=passage.copies,
        content_hash=article.content_hash,
        page=article.page_at(quote[0]),
        published_from=article.published_from,
    )
