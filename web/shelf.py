"""The conversations that a browser keeps, as it hands them back and as many as it has room for."""

from collections.abc import Sequence

from pydantic import ValidationError

from web.conversation import Conversation, fitting

MAX_CONVERSATIONS = 50
# Browsers keep about 5 million characters for a page, and Gradio's BrowserState four for every three bytes: with the
# conversation in hand, which is kept a second time, this comes to 4.5 million. What is too much is lost without a word.
SHELF_BYTES = 2_400_000


def read_conversation(kept: object) -> Conversation:
    """The conversation that the browser handed back; a new one where it is missing or not valid."""
    try:
        return _read(kept)
    except ValidationError:
        return Conversation.new()


def read_shelf(kept: object) -> tuple[Conversation, ...]:
    """The valid ones of the conversations that the browser handed back, latest first."""
    if not isinstance(kept, list):
        return ()
    valid = []
    for item in kept[:MAX_CONVERSATIONS]:
        try:
            valid.append(_read(item))
        except ValidationError:
            continue
    return tuple(sorted(valid, key=lambda one: one.changed.timestamp() if one.changed else 0, reverse=True))


def shelve(shelf: Sequence[Conversation], conversation: Conversation) -> tuple[Conversation, ...]:
    """`shelf` with `conversation` in front, in place of its earlier state; the oldest fall off a full shelf.

    The title stays the one on the shelf: the reader may have given it while the conversation was being answered.
    """
    title = next((one.title for one in shelf if one.id == conversation.id), conversation.title)
    conversation = conversation.model_copy(update={"title": title})
    others = tuple(one for one in shelf if one.id != conversation.id)
    every = (conversation, *others) if conversation.turns else others
    kept = every[: min(MAX_CONVERSATIONS, fitting(every, SHELF_BYTES))]
    if len(kept) < len(every):
        kept = (*kept[:-1], kept[-1].model_copy(update={"older_gone": True}))
    return kept


def _read(kept: object) -> Conversation:
    return Conversation.model_validate_json(kept) if isinstance(kept, str) else Conversation.model_validate(kept)
