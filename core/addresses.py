"""Addresses of servers, as settings name them."""

from urllib.parse import SplitResult, urlsplit


def server_address(address: str) -> SplitResult | None:
    """The parts of `address` where it is http or https and names a host and no impossible port, else None.

    >>> server_address("http://127.0.0.1:8000/v1").port
    8000
    >>> server_address("http://[::1"), server_address("http://127.0.0.1:99999"), server_address("127.0.0.1:8000")
    (None, None, None)
    """
    try:
        parts = urlsplit(address)
        _ = parts.port  # read here, since it raises only when it is
    except ValueError:
        return None
    return parts if parts.hostname and parts.scheme in {"http", "https"} else None
