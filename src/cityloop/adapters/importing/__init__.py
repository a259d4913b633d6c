"""What another system holds: a file of records and a map of its columns → adoptions at the desk, files of the city."""

from cityloop.adapters.importing.layout import Layout
from cityloop.adapters.importing.map_file import Map
from cityloop.adapters.importing.map_text import WrongMap
from cityloop.adapters.importing.row import Far, Row, WrongTable
from cityloop.adapters.importing.run import Import
from cityloop.adapters.importing.summary import Refusal, Summary
from cityloop.adapters.importing.table import Opened, open_table

__all__ = [
    "Far",
    "Import",
    "Layout",
    "Map",
    "Opened",
    "Refusal",
    "Row",
    "Summary",
    "WrongMap",
    "WrongTable",
    "open_table",
]
