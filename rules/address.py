"""A published address, in the forms in which people copy it."""

from urllib.parse import urlsplit, urlunsplit


def is_address(text: str) -> bool:
    """Does the text look like the address of a page?"""
    return text.strip().lower().startswith(("http://", "https://"))


def spellings(url: str) -> tuple[str, ...]:
    """The address itself first, then with http or https, with or without the slash at its end, its host in
    small letters, without the place within the page. One that cannot be read stands alone.
    """
    bare = url.strip()
    try:
        parts = urlsplit(bare)
    except ValueError:
        return (bare,)
    path = parts.path.rstrip("/")
    found = [
        urlunsplit((scheme, parts.netloc.lower(), place, parts.query, ""))
        for scheme in (parts.scheme.lower(), "https", "http")
        for place in (parts.path, path, f"{path}/")
    ]
    return tuple(dict.fromkeys([bare, *found]))
