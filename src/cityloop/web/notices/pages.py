"""What could not be delivered, by channel, with a way to have it tried again."""

from typing import Any
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import Response

from cityloop.edge.forms import number
from cityloop.edge.problem import NoSuchPage
from cityloop.views.notices import Given, GivenUp, Notice
from cityloop.web.notices import words
from cityloop.web.parts.values import KeyHint
from cityloop.web.visit import Visit, form_of, read, safe_way, to, visit_of

HERE = "/notices"
AGAIN = "tried=1"
"""In the address: one was just tried again."""


async def given_up(request: Request) -> Response:
    """What was given up, newest first; of one channel where the address names it."""
    visit, asked = visit_of(request), request.query_params
    channel = asked.get("channel", "")
    found = await read(visit.views.given_up, visit.by, number(asked.get("before", "")), channel)
    return visit.page("notices/given_up.html", values(visit, found, channel))


async def retry(request: Request) -> Response:
    """Let one be tried again, and come back."""
    visit = visit_of(request)
    notice = number(request.path_params["notice"], digits=15)
    if notice is None:
        raise NoSuchPage("There is no such notice.")
    form = await form_of(request)
    await read(visit.desk.try_again, visit.by, notice)
    back = safe_way(form.get("back", ""), HERE)
    return to(back if AGAIN in back else f"{back}{'&' if '?' in back else '?'}{AGAIN}")


async def retry_all(request: Request) -> Response:
    """Let all that a channel gave up be tried again, and come back to what is left."""
    visit, channel = visit_of(request), request.path_params["channel"]
    await form_of(request)
    tried = await read(visit.desk.try_all_again, visit.by, channel)
    return to(f"{HERE}?{urlencode({'channel': channel, 'tried': tried})}")


def values(visit: Visit, found: GivenUp, channel: str) -> dict[str, Any]:
    """What the template shows."""
    query = f"{urlencode({'channel': channel})}&" if channel else ""
    tried = number(visit.request.query_params.get("tried", ""))
    return {
        "said": visit.say_many("%(num)s notice is tried again.", "%(num)s notices are tried again.", tried)
        if tried
        else "",
        "channels": [_channel(visit, each, channel) for each in found.channels],
        "lost": sum(each.given_up for each in found.channels),
        "lines": [line(visit, each) for each in found.notices],
        "chosen": channel,
        "all": HERE,
        "older": f"{HERE}?{query}before={found.older}" if found.older is not None else "",
        "up": "/",
        "hints": (KeyHint("Escape", visit.say("back")),),
    }


def _channel(visit: Visit, given: Given, chosen: str) -> dict[str, Any]:
    name = words.channel(visit, given.channel, given.name)
    return {
        "name": name,
        "href": f"{HERE}?{urlencode({'channel': given.channel})}",
        "again": f"{HERE}/channel/{quote(given.channel, safe='')}" if given.given_up else "",
        "try_again": visit.say("%(channel)s: try all again") % {"channel": name},
        "key": "r" if given.channel == chosen else "",
        "given_up": given.given_up,
        "waiting": given.waiting,
    }


def line(visit: Visit, notice: Notice) -> dict[str, Any]:
    """One notice as a list shows it."""
    return {
        "notice": notice.seq,
        "case": notice.case,
        "to": words.to(visit, notice),
        "event": words.event(visit, notice),
        "channel": words.channel(visit, notice.channel, notice.channel_name),
        "time": notice.ended or notice.since,
        "state": words.state(visit, notice),
        "why": words.why(visit, notice),
    }
