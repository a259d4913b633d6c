"""``python -m docs`` (``make docs``) writes docs/reference from the code."""

from docs.pages import REFERENCE, reference


def main() -> None:
    """Write every page, and take away those that are no longer there."""
    REFERENCE.mkdir(exist_ok=True)
    pages = reference()
    for old in REFERENCE.glob("*.md"):
        if old.name not in pages:
            old.unlink()
    for name, text in pages.items():
        (REFERENCE / name).write_text(text, "utf-8")


if __name__ == "__main__":
    main()
