"""What the page's script asks for by itself: passages of older turns, whole articles, answers to take along.

All of it only reads. Every body is validated; every reply is HTML or text that the templates have escaped.
"""

from typing import Literal

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, PlainTextResponse
from pydantic import BaseModel, Field

from core.errors import ArticleNotFoundError, RevisionNotFoundError
from vectorstore.interface import Library
from web import share, views
from web.conversation import MAX_TURNS, StoredTurn
from web.i18n import Language, preferred
from web.places import StoredPassage


class ArticleWanted(BaseModel):
    """A whole article in the revision `state`, with the quotes of `turn` marked in it."""

    article_id: str = Field(max_length=2_000)
    state: str = Field("", max_length=64)
    turn: StoredTurn | None = None


class ExportWanted(BaseModel):
    """Turns to take along as Markdown with footnotes or as a self-contained page."""

    form: Literal["markdown", "page"]
    title: str = Field("", max_length=300)
    turns: tuple[StoredTurn, ...] = Field(max_length=MAX_TURNS)


def routes(library: Library) -> APIRouter:
    """The routes under `/desk/` over `library`."""
    router = APIRouter(prefix="/desk")

    @router.post("/passages", response_class=HTMLResponse)
    def passages(turn: StoredTurn, request: Request, key: str = "") -> str:
        return views.turn_panel(turn, library, language_of(request), key[:100])

    @router.post("/article", response_class=HTMLResponse)
    def article(wanted: ArticleWanted, request: Request) -> str:
        language = language_of(request)
        cited = wanted.turn.citations if wanted.turn else ()
        mine = [one for one in cited if one.article_id == wanted.article_id and one.state in ("", wanted.state)]
        try:
            return views.article_panel(wanted.article_id, mine, library, language, state=wanted.state)
        except ArticleNotFoundError as error:
            return _not_found(error, language)

    @router.post("/place", response_class=HTMLResponse)
    def place(wanted: StoredPassage, request: Request) -> str:
        language = language_of(request)
        try:
            return views.place_panel(wanted, library, language)
        except ArticleNotFoundError as error:
            return _not_found(error, language)

    @router.post("/export", response_class=PlainTextResponse)
    def export(wanted: ExportWanted, request: Request) -> str:
        language = language_of(request)
        if wanted.form == "markdown":
            return share.as_markdown(wanted.turns, language)
        return share.as_page(wanted.turns, language, title=wanted.title)

    return router


def language_of(request: Request) -> Language:
    """The language of the browser that asks."""
    return preferred(request.headers.get("accept-language", ""))


def _not_found(error: ArticleNotFoundError, language: Language) -> str:
    known = isinstance(error, RevisionNotFoundError)
    return views.problem_panel(language.text("revision_not_found" if known else "not_found"), language)
