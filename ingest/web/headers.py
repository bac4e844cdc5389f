"""What HTTP header fields say."""


def charset_of(content_type: str) -> str:
    """The charset of a Content-Type, "" where none is named.

    >>> charset_of('text/html; charset="ISO-8859-1"')
    'iso-8859-1'
    """
    for parameter in content_type.split(";")[1:]:
        name, _, value = parameter.partition("=")
        if name.strip().lower() == "charset":
            return value.strip().strip("\"'").lower()
    return ""
