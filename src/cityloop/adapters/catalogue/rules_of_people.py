"""What must hold of units, posts and persons."""

from cityloop.adapters.catalogue.draft import Draft
from cityloop.city.organisation import Post, Unit
from cityloop.city.principal import Duty

NEEDED = (Duty.ACCEPT, Duty.DISPATCH, Duty.CHECK, Duty.CLOSE, Duty.ARBITRATE, Duty.SUPERVISE, Duty.CONFIGURE)
"""Duties without which a case could come to a halt; without the arbiter's, a second return has nowhere to go."""
APART = ((Duty.HANDLE, Duty.CHECK), (Duty.HANDLE, Duty.CLOSE))
"""Duties that one post should not join: who handles may neither check nor close (GB/T 30428.8)."""


def no_further_than_the_unit(draft: Draft) -> None:
    """A post's work lies within the jurisdiction of its unit, and a child unit's within its parent's."""
    units: dict[str, Unit] = {unit.id: unit for unit in draft.things("units")}
    for table, column in (("posts", "unit"), ("units", "parent")):
        for placed in draft.of(table):
            unit = units.get(getattr(placed.thing, column) or "")
            if unit is not None and not draft.reaches(unit.jurisdiction, placed.thing.jurisdiction):
                what = (
                    f"“{placed.thing.id}” works for “{placed.thing.jurisdiction}”, but its {column} “{unit.id}” only "
                )
                what += f"for “{unit.jurisdiction}”."
                placed.row.wrong("beyond-jurisdiction", what, "Correct the jurisdiction of one of them.")


def a_post_that_handles_has_a_unit(draft: Draft) -> None:
    """Whoever handles does so for a unit."""
    for placed in draft.of("posts"):
        if Duty.HANDLE in placed.thing.duties and placed.thing.unit is None:
            what = f"The post “{placed.thing.id}” handles, but for no unit."
            placed.row.wrong("handler-without-unit", what, "Name its unit.")


def apart(draft: Draft) -> None:
    """No post joins what the law keeps apart."""
    for placed in draft.of("posts"):
        for one, other in APART:
            if not placed.thing.named and {one, other} <= placed.thing.duties:
                what = f"The post “{placed.thing.id}” joins {one} and {other}."
                remedy = "Divide it: who handles may neither check nor close."
                placed.row.wrong("joined-duties", what, remedy, grave=False)


def every_post_is_held(draft: Draft) -> None:
    """A post has somebody; a person has a post."""
    held = {post for person in draft.things("persons") for post in person.posts}
    held |= {shift.post for shift in draft.things("rota")}
    for placed in draft.of("posts"):
        if placed.thing.id not in held:
            what = f"Nobody holds the post “{placed.thing.id}”."
            placed.row.wrong("vacant-post", what, "Give it to somebody in the persons or the rota.", grave=False)
    busy = {span.person for table in ("rota", "stand-ins") for span in draft.things(table)}
    for placed in draft.of("persons"):
        if not placed.thing.posts and placed.thing.id not in busy:
            what = f"“{placed.thing.id}” holds no post."
            placed.row.wrong("idle-person", what, "Give a post, or take the row out.", grave=False)


def every_duty_is_there(draft: Draft) -> None:
    """The duties without which cases stop are carried by some post at the city's own level."""
    posts: tuple[Post, ...] = draft.things("posts")
    carried = {duty for post in posts if post.jurisdiction == draft.settings.id for duty in post.duties}
    for duty in NEEDED:
        if duty not in carried:
            what = f"No post of the city itself carries the duty {duty}."
            draft.note("missing-duty", what, "Add it to a post.", grave=duty is Duty.ARBITRATE)


def sensitive_matters_have_a_post(draft: Draft) -> None:
    """Where categories are sensitive, some post is named for them."""
    named = any(post.named for post in draft.things("posts"))
    for placed in draft.of("categories"):
        if placed.thing.sensitive and not named:
            what = f"“{placed.thing.id}” is sensitive, but no post is named for such matters."
            placed.row.wrong("no-named-post", what, "Set named = yes on a post.", grave=False)


def sensitive_matters_have_an_arbiter(draft: Draft) -> None:
    """Where a named post handles sensitive matters, a named post of the city itself decides about their returns."""
    named: list[Post] = [post for post in draft.things("posts") if post.named]
    handled = any(Duty.HANDLE in post.duties for post in named)
    decided = any(Duty.ARBITRATE in post.duties and post.jurisdiction == draft.settings.id for post in named)
    if handled and not decided:
        what = "Sensitive matters are handled, but no post of the city named for them carries the duty arbitrate."
        draft.note("no-named-arbiter", what, "Add arbitrate to a post of the city with named = yes.")


def what_nobody_reads_is_translated(draft: Draft) -> None:
    """A city that answers in several languages has somebody who translates."""
    posts: tuple[Post, ...] = draft.things("posts")
    if len(draft.settings.languages) > 1 and not any(Duty.TRANSLATE in post.duties for post in posts):
        what = "The city answers in several languages, but no post carries the duty translate."
        draft.note("no-translator", what, "Add it to a post.", grave=False)


RULES = (
    no_further_than_the_unit,
    a_post_that_handles_has_a_unit,
    apart,
    every_post_is_held,
    every_duty_is_there,
    sensitive_matters_have_a_post,
    sensitive_matters_have_an_arbiter,
    what_nobody_reads_is_translated,
)
