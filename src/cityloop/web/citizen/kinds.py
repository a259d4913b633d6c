"""What a citizen's report may be, in a citizen's words."""

from cityloop.web.visit import Visit


def kinds(visit: Visit) -> dict[str, tuple[str, str]]:
    """What a report may be, in words for citizens."""
    say = visit.say
    return {
        "fix": (say("Something on the street"), say("broken, blocked, dirty, dangerous")),
        "help": (say("I need help"), say("with something that the city does")),
        "consult": (say("I have a question"), ""),
        "complain": (say("I want to complain"), say("about a service or an office")),
        "denounce": (say("I want to report wrongdoing"), say("who handles it does not learn who you are")),
        "suggest": (say("I have an idea"), ""),
    }
