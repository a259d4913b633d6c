"""A map and sheets of another system, in the words of the city of one street."""

import gzip
from pathlib import Path

from cityloop.adapters.importing import Import, Map, Summary, map_file, open_table
from tests.street import Street

MAP = """\
system = "old"
number = "no"
absent = ["-"]
occurred = { from = "day", zone = "Asia/Shanghai" }
place = { from = ["grid", "street"] }
category = { from = "what", prefix = "", words = { "灯" = "路灯", "吵" = "request.environment.noise" } }
unit = { from = "who" }
outcome = { from = "how", words = { "按期" = "on-time", "逾期" = "overtime" } }
text = { from = "words" }
contact = { from = "phone" }

[life]
from = "what"
words = { "灯" = "grid", "吵" = "request" }

[kind]
from = "kind"
words = { "投诉" = "complain", "举报" = "denounce" }

[until]
from = "state"
words = { "完" = "closed", "办" = "dispatched", "新" = "established" }
"""
HEADER = "no,day,street,grid,what,kind,who,how,state,words,phone"
LAMP = "1,2018-09-01,柳岸街道,-,灯,-,路灯管理所,按期,完,灯坏了,13800138000"
NOISE = "2,2018-10-01,柳岸,柳岸第一网格,吵,投诉,qx-urban,逾期,完,,"
PLACELESS = "3,2018-10-02,-,-,吵,投诉,qx-urban,按期,完,,"
UNIT_UNSAID = "4,2018-10-03,柳岸街道,-,吵,投诉,-,按期,完,,"
OPEN = "5,2018-10-04,柳岸街道,-,灯,-,-,-,新,,"
SHEET = (LAMP, NOISE, PLACELESS, UNIT_UNSAID, OPEN)


def plan(text: str = MAP) -> Map:
    """The map above, or another."""
    return map_file.read(text.encode(), "MAP.toml")


def sheet(folder: Path, *lines: str, packed: bool = False, header: str = HEADER) -> Path:
    """A file of these lines."""
    content = "\n".join((header, *lines, "")).encode()
    path = folder / ("sheet.csv.gz" if packed else "sheet.csv")
    path.write_bytes(gzip.compress(content) if packed else content)
    return path


def bring(street: Street, path: Path, map: Map | None = None, *, dry: bool = False, batch: int = 400) -> Summary:
    """Import the file, then let the loop work."""
    found = map or plan()
    with open_table(path, found) as table:
        summary = Import(found, street.node.index, street.node.desk, batch, now=street.now).run(table.rows(), dry=dry)
    street.node.step()
    return summary
