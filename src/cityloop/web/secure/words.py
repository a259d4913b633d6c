"""The guard's terms in words: datasets, purposes, actions, duties, forms, routes and reasons."""

from collections.abc import Mapping

from cityloop.city.facts.accounts import AnyAccountFact, FirstPasswordGiven, Locked, SignInsEnded, Unlocked
from cityloop.command.configuration import machine
from cityloop.command.lifecycle import STEPS
from cityloop.edge.problem import TITLES
from cityloop.web.shown import moment_long
from cityloop.web.visit import Visit


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


DATASETS: Mapping[str, str] = {
    "case": _("cases, without words"),
    "case.words": _("what was said and written"),
    "case.answer": _("the answer to the reporter"),
    "case.contact": _("who reported, and how to reach them"),
    "case.place": _("the exact place"),
    "case.photos": _("photos"),
    "board": _("boards"),
    "evaluation": _("figures"),
    "city": _("the city's own files"),
    "journal": _("the record"),
    "access": _("who looked"),
    "configuration": _("configuration"),
    "subject": _("all about one person"),
    "session": _("one's own sign-in"),
    "service": _("the program itself"),
    "notices": _("notices"),
    "public-case": _("what is public"),
}
PURPOSES: Mapping[str, str] = {
    "casework": _("to work on the case"),
    "oversight": _("to see to it that others do"),
    "evaluation": _("to judge how it was done"),
    "following": _("to follow one's own report"),
    "publication": _("because anybody may know"),
    "audit": _("to see who looked"),
    "upkeep": _("to keep the program running"),
    "lawful-request": _("at a person's own request by law"),
}
ACTIONS: Mapping[str, str] = {
    "read": _("read"),
    "list": _("went through"),
    "search": _("searched"),
    "export": _("took out"),
    "follow": _("followed"),
    "report": _("reported"),
    "retry": _("had tried again"),
    "confirm": _("brought a receipt"),
    "verify": _("verified"),
    "apply": _("applied"),
    "copy-keys": _("copied the keys"),
    "erase": _("erased"),
    "hold": _("put a hold on"),
    "lift": _("lifted a hold on"),
    "open": _("opened"),
    "close": _("closed"),
}
DUTIES: Mapping[str, str] = {
    "accept": _("takes reports in"),
    "dispatch": _("dispatches"),
    "handle": _("handles"),
    "check": _("checks"),
    "close": _("closes"),
    "arbitrate": _("arbitrates"),
    "supervise": _("supervises"),
    "command": _("commands"),
    "field": _("works on the spot"),
    "evaluate": _("evaluates"),
    "secure": _("guards the data"),
    "configure": _("keeps the program"),
    "translate": _("translates"),
    "citizen": _("came with a link"),
    "nobody": _("anybody"),
}
FORMS: Mapping[str, str] = {
    "page": "",
    "export": _("as a file"),
    "body": _("by a program"),
    "opened": _("live, begun"),
    "changed": _("live, changed"),
    "closed": _("live, ended"),
    "step": _("a step"),
}
ROUTES: Mapping[str, str] = {
    "": _("many routes"),
    "-": _("an address that is none"),
    "call": _("calls taken down"),
    "take call": _("calls taken down"),
    "look up call": _("calls taken down"),
    "emergency": _("calls taken down"),
    "told": _("calls taken down"),
    "reconciliation": _("outside systems"),
    "health": _("health"),
    "static": _("styles and scripts"),
    "style": _("the style page"),
    "openapi": _("description of the interface"),
    "interface": _("description of the interface"),
    "home": _("first page"),
    "language": _("choice of language"),
    "sign-in page": _("sign-in"),
    "sign-in": _("sign-in"),
    "choose": _("choosing a password"),
    "my sign-ins": _("one's own sign-ins"),
    "end sign-ins": _("one's own sign-ins"),
    "my password page": _("one's own password"),
    "my password": _("one's own password"),
    "sign-out": _("sign-out"),
    "signed out": _("sign-out"),
    "identity": _("sign-in by the identity provider"),
    "identity back": _("sign-in by the identity provider"),
    "identity over": _("sign-out by the identity provider"),
    "come-in page": _("come in as somebody"),
    "come-in": _("come in as somebody"),
    "report": _("a report: what"),
    "report where": _("a report: where"),
    "report map": _("a report: on the map"),
    "report photo": _("a report: photo"),
    "report reach": _("a report: contact"),
    "report check": _("a report: last look"),
    "report send": _("a report: sent off"),
    "report sent": _("a report: receipt"),
    "find report": _("finding one's report"),
    "follow": _("a follow-up link"),
    "follow act": _("a follow-up link"),
    "problem": _("the meaning of an error"),
    "public": _("the public list"),
    "public case": _("a published answer"),
    "queue": _("the queue"),
    "find": _("the search"),
    "case": _("a case"),
    "photo": _("a photo"),
    "step page": _("a step of a case"),
    "step": _("a step of a case"),
    "to translate": _("what awaits a translation"),
    "translate": _("what awaits a translation"),
    "board": _("a board"),
    "next job": _("jobs on the spot"),
    "job": _("jobs on the spot"),
    "job page": _("jobs on the spot"),
    "job act": _("jobs on the spot"),
    "notices": _("notices"),
    "notice retry": _("notices"),
    "notices retry": _("notices"),
    "receipts": _("receipts of notices"),
    "counts": _("figures"),
    "evaluation": _("rates"),
    "evaluation export": _("rates"),
    "rate": _("rates"),
    "rate cases": _("the cases behind a rate"),
    "rate cases export": _("the cases behind a rate"),
    "evaluation rates": _("rates"),
    "accesses": _("who looked"),
    "looks": _("who looked"),
    "refusals": _("who was refused"),
    "account events": _("what befell accounts"),
    "live": _("live lines"),
    "open311 discovery": _("Open311: services"),
    "open311 services": _("Open311: services"),
    "open311 service": _("Open311: services"),
    "open311 requests": _("Open311: requests"),
    "open311 request": _("Open311: requests"),
    "open311 report": _("Open311: a report"),
    "open311 token": _("Open311: a token"),
    "open311 updates": _("Open311: updates"),
    "open311 update": _("Open311: updates"),
    "open311 photo": _("Open311: a photo"),
}
SHELL = machine("").id
"""The author of what is done on the command line."""
VERBS = {step.verb: step.name for step in STEPS}


def said(visit: Visit, words: Mapping[str, str], term: str) -> str:
    """The term in words; as it stands where it has none."""
    return visit.say(words[term]) if words.get(term) else term if term not in words else ""


def action(visit: Visit, verb: str) -> str:
    """What was done: an action of the guard, or a step of a case by its name."""
    return said(visit, ACTIONS, verb) if verb in ACTIONS else visit.name(VERBS.get(verb), verb)


def reason(visit: Visit, code: str) -> str:
    """Why it was refused."""
    if code == "":
        return visit.say("many reasons")
    zh, en = TITLES.get(code, (code, code))
    return zh if visit.is_zh else en


def who(visit: Visit, author: str) -> str:
    """A person by name; the command line, a machine, a citizen or a network address by what it is."""
    kind, _colon, rest = author.partition(":")
    if kind == "person":
        found = visit.index.persons.find(rest)
        return visit.name(found.name if found else None, rest)
    if author == SHELL:
        return visit.say("city IT, by the command line")
    kinds = {
        "": visit.say("many sources"),
        "nobody": visit.say("somebody unknown"),
        "citizen": visit.say("somebody with a link"),
        "machine": visit.say("the program %(name)s") % {"name": rest},
        "identity-provider": visit.say("the identity provider"),
        "net": visit.say("a network address (%(digest)s)") % {"digest": rest[:6]},
    }
    return kinds.get(kind, author)


GROUNDS: Mapping[str, str] = {
    "left": _("has left"),
    "away": _("is away"),
    "lost-device": _("a device was lost"),
    "misuse": _("suspected misuse"),
    "other": _("for another ground"),
}


def befallen(visit: Visit, fact: AnyAccountFact) -> str:
    """What was done with an account."""
    if isinstance(fact, FirstPasswordGiven):
        until = moment_long(fact.until, visit.now, visit.zone, visit.language)
        return visit.say("was given a first password, until %(time)s") % {"time": until}
    if isinstance(fact, Locked):
        return visit.say("was locked out: %(ground)s") % {"ground": said(visit, GROUNDS, fact.ground)}
    if isinstance(fact, SignInsEnded):
        return visit.say_many("%(num)s sign-in was ended", "%(num)s sign-ins were ended", fact.count)
    return visit.say("may sign in again") if isinstance(fact, Unlocked) else visit.say("has a new password")


def rows(visit: Visit, predicate: str) -> str:
    """Which rows it was narrowed to: ``path=qingxi/qx-east/ or unit=qx-light``, by their names."""
    reaches, _within, area = predicate.partition(" within ")
    parts = [_area(visit, area)] if area else [_reach(visit, each) for each in reaches.split(" or ")]
    return ("、" if visit.is_zh else "; ").join(dict.fromkeys(filter(None, parts)))


def _reach(visit: Visit, reach: str) -> str:
    told = dict(part.partition("=")[::2] for part in reach.split("&"))
    unit = visit.index.units.find(told.get("unit", ""))
    parts = {
        "everything": visit.say("the whole city"),
        "path": _area(visit, told.get("path", "")),
        "unit": visit.name(unit.name if unit else None, told.get("unit", "")),
        "sent": visit.say("own jobs"),
        "linked": visit.say("the report of the link"),
        "sensitive": visit.say("sensitive ones too"),
    }
    return ("，" if visit.is_zh else ", ").join(parts[name] for name in parts if name in told)


def _area(visit: Visit, path: str) -> str:
    node = visit.index.tree.find(path.rstrip("/").rpartition("/")[2])
    return visit.name(node.name) if node else path
