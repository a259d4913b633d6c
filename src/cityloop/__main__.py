"""``python -m cityloop`` is the ``cityloop`` command."""

from cityloop.app.cli import main

if __name__ == "__main__":
    main()
