"""In which language the commands speak."""

import os


def language() -> str:
    """``zh`` unless ``CREDITBANK_LANGUAGE`` says ``en``."""
    return "en" if os.environ.get("CREDITBANK_LANGUAGE", "zh").startswith("en") else "zh"
