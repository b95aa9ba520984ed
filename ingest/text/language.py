"""The language of a text that came without a record."""


def detect_language(text: str) -> str:
    """The ISO 639-1 code of the language that most of `text` is in, judged from its beginning and middle."""
    from py3langid.langid import classify  # loads its model at import

    middle = len(text) // 2
    code, _ = classify(f"{text[:3000]} {text[middle : middle + 3000]}")
    return str(code)
