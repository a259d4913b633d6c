"""The sentences in which the door says how a request stands: approved once for all, nothing that anybody wrote."""

from cityloop.command.stages import Stage


def _(words: str) -> str:
    """Marks words for the catalogues where they are said later."""
    return words


STANDS: dict[Stage, str] = {
    Stage.ESTABLISH: _("We have it"),
    Stage.ACCEPT: _("We have it"),
    Stage.DISPATCH: _("It is taken on"),
    Stage.SIGN: _("It was sent on"),
    Stage.CONTACT: _("The unit has it"),
    Stage.HANDLE: _("It is being worked on"),
    Stage.FEEDBACK: _("The work is done"),
    Stage.ANSWER: _("It is being answered"),
    Stage.CHECK: _("It is being checked"),
    Stage.REVIEW: _("The answer is being checked"),
    Stage.REVISIT: _("The one who reported is asked whether it is solved"),
    Stage.CLOSE: _("It is almost closed"),
    Stage.ARBITRATE: _("It is being decided who does it"),
    Stage.CLOSED: _("It is closed"),
    Stage.REFUSED: _("It was not accepted"),
    Stage.MERGED: _("Others reported the same"),
}
"""How a request stands, for anybody."""

NOTICES: dict[Stage, str] = {
    Stage.ESTABLISH: _("Somebody goes and looks whether it is so."),
    Stage.ACCEPT: _("Somebody reads it, then answers or sends it to the right place."),
}
"""What happens next to a report that came in."""

STEPS: dict[str, str] = {
    "taken-on": _("It is taken on"),
    "refused": _("It was not accepted"),
    "answered": _("It was answered"),
    "handed-over": _("It was handed over to whoever comes out at once"),
    "sent-on": _("It was sent on"),
    "done": _("The work is done"),
    "closed": _("It is closed"),
    "merged": _("Others reported the same"),
    "reopened": _("It is open again"),
    "undone": _("The last step was taken back"),
    "published": _("The answer was published"),
}
"""What the city did, by the names of ``command.public_table``."""
