"""A folder of city files → a checked ``City`` value, or the list of every mistake in it."""

from cityloop.adapters.catalogue.load import Checked, archive, check, load, unpack
from cityloop.adapters.catalogue.mistake import Mistake, WrongCity

__all__ = ["Checked", "Mistake", "WrongCity", "archive", "check", "load", "unpack"]
