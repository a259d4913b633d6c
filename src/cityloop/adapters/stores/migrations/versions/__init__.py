"""The steps, each named for what it brings. A step that has been released is never edited."""
