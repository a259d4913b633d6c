"""派员: a team or a person of the unit that leads goes to the spot."""

from cityloop.city.facts.dispatching import Sent
from cityloop.city.organisation import Person, Team
from cityloop.command import orders
from cityloop.command.deeds.registry import does
from cityloop.command.scene import BadOrder, Scene


@does(orders.Send)
def send(order: orders.Send, scene: Scene) -> Sent:
    """Send a team of the lead, or one person who works for it; who assists reports its own part by itself."""
    if not order.team and not order.person:
        raise BadOrder("Name a team or a person to send.")
    team = _own_team(scene, order.team) if order.team else None
    person = _own_person(scene, order.person, team) if order.person else None
    return scene.tells(
        Sent,
        team=team.id if team else None,
        person=person.id if person else None,
        members=team.members if team else (),
    )


def _own_team(scene: Scene, team_id: str) -> Team:
    team = scene.index.teams.get(team_id)
    if team.unit != scene.case.lead:
        raise BadOrder("Only a team of the unit that leads can be sent.", team=team.id, lead=scene.case.lead)
    return team


def _own_person(scene: Scene, person_id: str, team: Team | None) -> Person:
    person = scene.index.person(person_id)
    if team and person.id not in team.members:
        raise BadOrder("This person is not in that team. Name a member, or only one of the two.", team=team.id)
    if not team and not _works_for_lead(scene, person.id):
        raise BadOrder("Only somebody who works for the unit that leads can be sent.", lead=scene.case.lead)
    return person


def _works_for_lead(scene: Scene, person: str) -> bool:
    """Whether the person holds a post of the lead now, or is in one of its teams."""
    lead, index = scene.case.lead, scene.index
    posts = any(claim.unit == lead for claim in index.claims(person, scene.now))
    return posts or any(team.unit == lead and person in team.members for team in index.teams)
