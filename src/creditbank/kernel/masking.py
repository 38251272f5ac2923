"""What strangers may read of a name."""


def mask_name(name: str, /) -> str:
    """The first character of each word stays: ``李**``."""
    return " ".join(word[:1] + "*" * (len(word) - 1) for word in name.split())
