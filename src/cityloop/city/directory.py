"""Who is reached where: the city's channels, the addresses on them, and the rules of what is told to whom."""

from collections.abc import Iterator

from cityloop.city.channel import REPORTER, Audience, Channel, NoticeRule
from cityloop.city.city import City
from cityloop.city.words import Language, Name, page_language

PARTS: dict[str, frozenset[Audience]] = {
    REPORTER: frozenset({Audience.REPORTER}),
    "unit": frozenset({Audience.LEAD, Audience.ASSISTING}),
    "team": frozenset({Audience.TEAM}),
    "person": frozenset({Audience.TEAM}),
    "post": frozenset({Audience.ABOVE}),
}
"""As what somebody is told, by what a notice says that it is to."""
NUMBER = Name(zh="{number}", en="{number}")


class Directory:
    """The look-ups of one version of a city."""

    def __init__(self, city: City) -> None:
        self.channels = {channel.id: channel for channel in city.channels}
        self._addresses = {(each.channel, each.to): each.address for each in city.addresses}
        self._rules = city.notices
        self._own = page_language(city.languages[0])
        self._spoken = {f"person:{person.id}": person.language for person in city.persons}

    def rules(self, event: str, audience: Audience) -> Iterator[NoticeRule]:
        """What the city says of this event and these people."""
        return (rule for rule in self._rules if rule.event == event and rule.to is audience)

    def channels_for(self, audience: Audience, by: tuple[str, ...]) -> Iterator[Channel]:
        """The channels for these people, the city's first choice first; of ``by`` alone, where it names any."""
        named = (self.channels[id] for id in by if id in self.channels) if by else iter(self.channels.values())
        return (channel for channel in named if by or audience in channel.audience)

    def address(self, channel: str, to: str) -> str:
        """Where ``to`` is reached on the channel; empty where the city says nothing."""
        return self._addresses.get((channel, to), "")

    def reaches(self, channel: Channel, to: str) -> bool:
        """Whether a letter to ``to`` can go by the channel, as far as the city's files say."""
        return not channel.needs_address or to == REPORTER or bool(self.address(channel.id, to))

    def text(self, event: str, to: str, rule: str | None = None) -> Name:
        """What the rule says of the event; the bare number where the city says nothing any more.

        Where the rule is not known, or not there any more, another one for such people speaks.
        """
        parts = PARTS.get(to.partition(":")[0], frozenset())
        fitting = [each for each in self._rules if each.event == event and each.to in parts]
        named = [each for each in fitting if each.id == rule]
        return next((each.text for each in (*named, *fitting)), NUMBER)

    def language_of(self, to: str) -> Language:
        """In which language somebody who works here is told."""
        return self._spoken.get(to, self._own)
