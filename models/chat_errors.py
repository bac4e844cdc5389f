"""What went wrong with a chat model, in our own words: which setting, package or server to look at.

Each provider's package raises errors of its own; they are told apart by HTTP status and by the standard names of
their classes, so that no provider's package has to be installed for it. No message carries a key.
"""

import json
import re
from collections.abc import Sequence

import httpx

from core.errors import DatelineError, ModelError, ModelKeyError, ModelNotFoundError, ModelUnreachableError

_DETAIL_CHARS = 300
_INSTALLING = "(Here, pip is `.venv/bin/python -m pip install --constraint constraints.txt`.)"
# Anything that looks like a credential, whoever echoes it: bearer tokens, key parameters, long random words.
_CREDENTIAL = re.compile(
    r"(?i)\b(?:bearer\s+\S+|(?:api[-_]?)?key\s*[=:]\s*\S+|(?:sk|pk|gsk|xai|hf)[-_][\w*-]+)"
    r"|\b(?=\w*\d)(?=\w*[A-Za-z])[\w-]{24,}\b"
)


def explain_opening(error: Exception, name: str) -> DatelineError:
    """Why the model `name` could not be opened."""
    if isinstance(error, ImportError):
        return ModelNotFoundError(f"{name}: {_detail(error, ())} {_INSTALLING}")
    text = str(error)
    if "Unsupported provider" in text or "Unsupported model_provider" in text:
        return ModelNotFoundError(f"{name}: unknown provider. {_detail(error, (), chars=2000)}")
    if re.search(r"(?i)api[-_ ]?key|credential|token", text):
        return ModelKeyError(
            f"{name}: a key is missing. Set DATELINE_CHAT_API_KEY or the provider's own variable, like OPENAI_API_KEY"
        )
    return ModelError(f"{name} cannot be opened: {_detail(error, ())}")


def explain(error: BaseException, name: str, *, timeout_s: float = 60, secrets: Sequence[str] = ()) -> ModelError:
    """Why the model `name` failed to reply, or stopped replying; `secrets` are kept out of the message."""
    if isinstance(error, ModelError):
        return error
    status = _status(error)
    if status is not None:
        return _explain_status(status, error, name, secrets)
    if _is_timeout(error):
        return timed_out(name, timeout_s)
    if _is_connection(error):
        return ModelUnreachableError(
            f"{name}: no connection, or it broke off. Is its server running, and DATELINE_CHAT_BASE_URL right?"
        )
    if isinstance(error, json.JSONDecodeError):
        return ModelError(
            f"{name}: its server sent something that is not a chat reply. Is DATELINE_CHAT_BASE_URL right?"
        )
    return ModelError(f"{name} failed: {type(error).__name__}: {_detail(error, secrets)}")


def timed_out(name: str, timeout_s: float) -> ModelUnreachableError:
    """No further words within `timeout_s`."""
    return ModelUnreachableError(
        f"{name}: no output for {timeout_s:g} s. Raise DATELINE_CHAT_TIMEOUT_S, or use a faster model"
    )


def broke_off(name: str) -> ModelUnreachableError:
    """The reply ended without saying that it was complete."""
    return ModelUnreachableError(f"{name}: the reply broke off before its end. Ask again")


def _explain_status(status: int, error: BaseException, name: str, secrets: Sequence[str]) -> ModelError:
    if status in {401, 403}:
        # Providers repeat parts of the key in this message: it is left out whole.
        return ModelKeyError(
            f"{name}: the key was refused (HTTP {status}). Check DATELINE_CHAT_API_KEY or the provider's own variable"
        )
    detail = _detail(error, secrets)
    if status == 404:
        return ModelNotFoundError(
            f"{name}: its server knows no such model or path (HTTP 404). Check DATELINE_CHAT_MODEL and "
            f"DATELINE_CHAT_BASE_URL. It said: {detail}"
        )
    if status == 429:
        return ModelError(
            f"{name}: too many requests, or the quota is used up (HTTP 429). Wait, then ask again. It said: {detail}"
        )
    if status in {408, 502, 503, 504, 529}:
        return ModelUnreachableError(
            f"{name}: its server is overloaded or still starting (HTTP {status}). Ask again later"
        )
    if status >= 500:
        return ModelError(f"{name}: its server failed (HTTP {status}). Ask again, or look at the server's log")
    return ModelError(f"{name}: its server refused the request (HTTP {status}): {detail}{_hint(detail)}")


def _hint(detail: str) -> str:
    lowered = detail.lower()
    if "temperature" in lowered:
        return ". Set DATELINE_CHAT_TEMPERATURE=1"
    if "context" in lowered or "too long" in lowered:
        return ". Lower DATELINE_CONTEXT_CHARS, or use a model with a larger context"
    return ""


def _status(error: BaseException) -> int | None:
    """HTTP status, where the openai, anthropic, groq, mistral, google and ollama clients and httpx keep it."""
    for holder in (error, getattr(error, "response", None)):
        for attribute in ("status_code", "code"):
            value = getattr(holder, attribute, None)
            if isinstance(value, int) and 400 <= value < 600:
                return value
    return None


def _is_timeout(error: BaseException) -> bool:
    return any(
        isinstance(one, TimeoutError | httpx.TimeoutException) or "Timeout" in type(one).__name__
        for one in _chain(error)
    )


def _is_connection(error: BaseException) -> bool:
    return any(
        isinstance(one, ConnectionError | httpx.TransportError) or "ConnectionError" in type(one).__name__
        for one in _chain(error)
    )


def _chain(error: BaseException) -> list[BaseException]:
    chain: list[BaseException] = []
    current: BaseException | None = error
    while current is not None and current not in chain:
        chain.append(current)
        current = current.__cause__
    return chain


def _detail(error: BaseException, secrets: Sequence[str], *, chars: int = _DETAIL_CHARS) -> str:
    text = " ".join(str(error).split())
    for secret in secrets:
        text = text.replace(secret, "***")
    return _CREDENTIAL.sub("***", text)[:chars]
