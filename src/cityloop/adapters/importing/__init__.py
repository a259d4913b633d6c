"""Another system's cases: a file of records and a map of its columns → adoptions at the desk."""

from cityloop.adapters.importing.map_file import Map, WrongMap
from cityloop.adapters.importing.run import Import
from cityloop.adapters.importing.summary import Refusal, Summary
from cityloop.adapters.importing.table import WrongTable, open_table

__all__ = ["Import", "Map", "Refusal", "Summary", "WrongMap", "WrongTable", "open_table"]
