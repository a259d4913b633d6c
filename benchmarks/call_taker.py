"""By keyboard alone: a new report in ≤ 8 actions, a caller asking after a case in ≤ 3, an emergency handed over in 2.

A call-taker of Linjiang at a real Chromium, in Chinese and in English. Whatever the hands do is counted where they do
it: a field filled is one action however much is typed into it, and so is every key or chord, Tab and arrow; the pointer
is never used, and the page says whether it was. Each task begins on the page where the call-taker waits for a call and
ends when the page shows what is to be told; the record is then asked whether it holds what was done. Afterwards the
number, with the last four digits of the telephone, opens the case on a citizen's page; with other digits it does not.
With the page's own keys taken away a new report has to take more actions than the goal allows.
"""

import shutil
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic
from typing import NamedTuple

from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from benchmarks._doors import Doors, doors
from benchmarks.claim import Show
from cityloop.adapters.chance import seeded_chance
from cityloop.app.demo.play import LINJIANG, read_city
from cityloop.app.node import Node
from cityloop.app.opening import open_node
from cityloop.city.facts.intake import HandedOver, Reported
from cityloop.city.index import Index
from cityloop.city.place import Place
from cityloop.city.words import Language
from cityloop.command import configuration
from cityloop.command.case import Case
from cityloop.command.case_table import load
from cityloop.command.stages import Stage

CHROMIUM = shutil.which("chromium")
NINE = datetime(2026, 5, 12, 9)  # noqa: DTZ001 - in the city's own zone
POST = "city-accept"
REPORT, ASKING, EMERGENCY = 8, 3, 2
"""Actions at most."""
NOISE, LAMP = "request.environment.noise", "grid.component.utility.street-lamp"
SAID = {
    Language.ZH: ("楼下夜里施工噪音太大，睡不着", "门口灯坏了好几天", "路灯", "四单元老人昏倒了"),
    Language.EN: ("Noise from a building site", "It is dark at our door", "street lamp", "An old man fainted here"),
}
"""Words of a call whose category is found by them; of one whose category is typed; those for it; of an emergency."""
READ_BACK = """() => ({
  groups: [...document.querySelectorAll('.number-big span')].map((it) => it.textContent),
  size: parseFloat(getComputedStyle(document.querySelector('.number-big') ?? document.body).fontSize),
  last: [...document.querySelectorAll('.last')].map((it) => it.textContent),
  told: [...document.querySelectorAll('.sentences li')].map((it) => it.textContent),
})"""
POINTED = "addEventListener('pointerdown', () => sessionStorage.setItem('pointed', 'yes'), true)"
PATIENCE_MS = 15_000


@dataclass
class Hands:
    """Two hands on a keyboard; what they do is counted."""

    page: Page
    actions: list[str] = field(default_factory=list)

    def fill(self, words: str) -> None:
        """Type into the field in which one is."""
        self.page.keyboard.type(words)
        self.actions.append("field")

    def press(self, chord: str) -> None:
        """A key, or several at once."""
        self.page.keyboard.press(chord)
        self.actions.append(chord)

    def tab(self, times: int) -> None:
        """Tab by Tab, each an action."""
        for _ in range(times):
            self.press("Tab")

    def wait(self, address: str) -> None:
        """Until the page is there; nothing is done meanwhile."""
        self.page.wait_for_url(address, timeout=PATIENCE_MS)

    def see(self, selector: str) -> None:
        """Until something is to be seen."""
        self.page.wait_for_selector(selector, timeout=PATIENCE_MS)


class Done(NamedTuple):
    """One task: how many actions it took, and what of it did not come out as it should."""

    task: str
    language: Language
    actions: tuple[str, ...]
    wrong: tuple[str, ...]


@dataclass
class Town:
    """Linjiang behind doors, a call-taker on duty, and places that callers name."""

    node: Node
    served: Doors
    browser: Browser
    person: str
    places: tuple[Place, ...]
    calls: int = 0

    @property
    def index(self) -> Index:
        """The city."""
        return self.node.index

    def caller(self) -> str:
        """Somebody who has not called yet."""
        self.calls += 1
        return f"138 0000 {self.calls:04}"

    def place(self, language: Language) -> str:
        """A place that nobody called about yet, by its name."""
        return self.places[self.calls].name.of(language)

    def cases(self) -> list[Case]:
        """Every case, in the order in which they were taken in."""
        ids = [entry.about for entry in self.node.journal.tagged(str(Reported.__struct_config__.tag))]
        with self.node.journal.store.read() as transaction:
            found = load(transaction, ids)
        return [found[each] for each in ids]

    @contextmanager
    def desk(self, language: Language, *, keys: bool = True) -> Iterator[Page]:
        """The page on which the call-taker waits for a call; without the page's own keys where ``keys`` says so."""
        context = self.browser.new_context(base_url=self.served.address, viewport={"width": 1280, "height": 900})
        self._sign_in(context, language)
        context.add_init_script(POINTED)
        if not keys:
            context.route("**/intake.js*", lambda route: route.abort())
        page = context.new_page()
        page.goto("/intake")
        page.wait_for_load_state("networkidle")
        try:
            yield page
        finally:
            context.close()

    def _sign_in(self, context: BrowserContext, language: Language) -> None:
        secret = self.served.kept.sessions.open(self.person)
        cookies = {"language": language.value, "session": secret}
        context.add_cookies([{"name": n, "value": v, "url": self.served.address} for n, v in cookies.items()])


@contextmanager
def town(folder: Path, browser: Browser) -> Iterator[Town]:
    """Linjiang on a Tuesday at nine; its clock goes on as ours does."""
    files = read_city(LINJIANG, NINE.date())
    start, began = NINE.replace(tzinfo=files.zone).astimezone(UTC), monotonic()

    def clock() -> datetime:
        return start + timedelta(seconds=monotonic() - began)

    node = open_node(folder, clock, seeded_chance(7), durable=False)
    configuration.apply(node.journal, *files, configuration.machine(files.city.id))
    node.start()
    with doors(node) as served:
        person = node.index.roster.on_duty(POST, clock())[0].id
        yield Town(node, served, browser, person, tuple(_places(node.index)))
    node.stop()


def _places(index: Index) -> Iterator[Place]:
    """Places that each name means alone, in both languages."""
    find = index.gazetteer.find
    for place in index.places:
        if place.kind != "lamp" and find(place.name.zh) == place == find(place.name.en):
            yield place


# The tasks


def new_report(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """Number, words and place; the category typed by hand."""
    caller, place, words = at.caller(), at.place(language), SAID[language]
    hands.fill(caller)
    hands.press("Enter")
    hands.fill(words[1])
    hands.press("Enter")
    hands.fill(place)
    hands.press("Enter")
    hands.fill(words[2])
    hands.press("Control+Enter")
    hands.wait("**/intake/*done=sent")
    yield from _wrong(at, hands, caller, place, language, LAMP, Stage.ESTABLISH)


def as_suggested(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """The category as it was found by the words, the kind of call said by its key."""
    caller, place = at.caller(), at.place(language)
    hands.fill(caller)
    hands.press("Enter")
    hands.fill(SAID[language][0])
    hands.press("Enter")
    hands.fill(place)
    hands.press("Alt+c")
    hands.press("Control+Enter")
    hands.wait("**/intake/*done=sent")
    yield from _wrong(at, hands, caller, place, language, NOISE, Stage.DISPATCH)


def _wrong(
    at: Town, hands: Hands, caller: str, place: str, language: Language, category: str, stage: Stage
) -> Iterator[str]:
    """What record and page do not say as they should."""
    case, shown = at.cases()[-1], hands.page.evaluate(READ_BACK)
    found = at.index.gazetteer.find(place)
    subject = at.node.journal.keys.find_known(caller.replace(" ", ""))
    reached = case.stage in (stage, Stage.SIGN)
    yield from _told("the record does not hold it", case.category == category and reached and case.subject == subject)
    yield from _told("the place is not the one that was said", found is not None and case.place == found.id)
    yield from _told(
        "the number is not shown to be read back", "-".join(shown["groups"]) == case.id and shown["size"] >= 40
    )
    yield from _told("the last four digits are not shown", shown["last"] == [caller[-4:]])
    yield from _told("what comes next is not said", len(shown["told"]) >= 2)
    yield from _told("the case is not in the caller's language", case.language == language)


def _told(what: str, holds: bool) -> Iterator[str]:
    if not holds:
        yield what


def asking(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """The number of a case into the first field: the page says how it stands."""
    case = at.cases()[0]
    hands.fill(case.id.replace("-", ""))
    hands.press("Enter")
    hands.wait(f"**/intake/{case.id}")
    yield from _stands(hands, case)


def asking_by_command(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """The same from the command line at the top, wherever one is."""
    case = at.cases()[0]
    hands.press("F9")
    hands.fill(case.id)
    hands.press("Enter")
    hands.wait(f"**/intake/{case.id}")
    yield from _stands(hands, case)


def _stands(hands: Hands, case: Case) -> Iterator[str]:
    shown = hands.page.evaluate(READ_BACK)
    yield from _told("the case is not shown", "-".join(shown["groups"]) == case.id)
    yield from _told("how it stands is not said in words", len(shown["told"]) >= 2)


def emergency(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """The key of the service, and yes."""
    before = len(at.cases())
    hands.press("F2")
    hands.see('a[href="tel:119"]')
    hands.press("Enter")
    hands.wait("**/intake/*done=sent")
    yield from _handed(at, before, "119")


def emergency_in_words(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """While it is being written down: the page says whom to call first, and the key does the same from there."""
    before = len(at.cases())
    hands.press("Enter")
    hands.fill(SAID[language][3])
    hands.see('.alarm a[href="tel:120"]')
    hands.actions.clear()
    hands.press("F4")
    hands.see('.read-out a[href="tel:120"]')
    hands.press("Enter")
    hands.wait("**/intake/*done=sent")
    yield from _handed(at, before, "120")


def _handed(at: Town, before: int, service: str) -> Iterator[str]:
    cases = at.cases()
    fact = at.node.journal.about(cases[-1].id)[-1]
    is_fact = isinstance(fact.fact, HandedOver) and fact.fact.to == service and fact.author == f"person:{at.person}"
    yield from _told("the hand-over is not on the record", len(cases) == before + 1 and is_fact)
    yield from _told("the case did not end", cases[-1].stage is Stage.CLOSED)


TASKS: dict[str, tuple[Callable[[Town, Hands, Language], Iterator[str]], int]] = {
    "a new report, the category typed": (new_report, REPORT),
    "a new report, the category as suggested": (as_suggested, REPORT),
    "a caller asks after a case": (asking, ASKING),
    "the same from the command line": (asking_by_command, ASKING),
    "an emergency handed over": (emergency, EMERGENCY),
    "an emergency, once its words are typed": (emergency_in_words, EMERGENCY),
}


# Without the page's own keys


def by_tab(at: Town, hands: Hands, language: Language) -> Iterator[str]:
    """A new report as any page is filled in: from field to field by Tab."""
    words = SAID[language]
    hands.page.focus("#f-caller")
    for typed in (at.caller(), words[1], at.place(language), words[2]):
        hands.fill(typed)
        hands.press("Tab")
    hands.see(f'#beside input[value="{LAMP}"]:checked')
    while hands.page.evaluate("document.activeElement.className") != "action primary send":
        hands.press("Tab")
    hands.press("Enter")
    hands.wait("**/intake/*done=sent")
    yield from ()


# Shown


def run(show: Show) -> None:
    """Take calls, then ask as a citizen."""
    if CHROMIUM is None:
        show.absent("Debian's chromium is not installed: apt-get install chromium")
    with sync_playwright() as playwright, TemporaryDirectory(prefix="cityloop-call-taker-") as folder:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--disable-gpu", "--no-sandbox"])
        with town(Path(folder), browser) as at:
            done = [each for language in Language for each in _take_calls(show, at, language)]
            _judge(show, done)
            _without_keys(show, at)
            _by_number(show, at)
        browser.close()


def _take_calls(show: Show, at: Town, language: Language) -> Iterator[Done]:
    if language is Language.ZH:
        show.row("task".ljust(40), "language", "actions", "at most", "which".ljust(50), "wrong")
    for name, (task, most) in TASKS.items():
        done = _do(at, name, task, language)
        show.row(name, language, len(done.actions), most, " ".join(done.actions), "; ".join(done.wrong) or "nothing")
        yield done


def _do(
    at: Town,
    name: str,
    task: Callable[[Town, Hands, Language], Iterator[str]],
    language: Language,
    *,
    keys: bool = True,
) -> Done:
    """One task from the page of waiting on; a pointer that was used is wrong."""
    with at.desk(language, keys=keys) as page:
        hands = Hands(page)
        wrong = [*task(at, hands, language)]
        if page.evaluate("sessionStorage.getItem('pointed')"):
            wrong.append("the pointer was used")
    return Done(name, language, tuple(hands.actions), tuple(wrong))


def _judge(show: Show, done: list[Done]) -> None:
    for goal, title in ((REPORT, "a new report"), (ASKING, "a caller asks after a case"), (EMERGENCY, "an emergency")):
        counts = [len(each.actions) for each in done if TASKS[each.task][1] == goal]
        show.figure(f"{title}, most actions in either language", max(counts), f"≤ {goal}", max(counts) <= goal)
    wrong = sum(len(each.wrong) for each in done)
    show.figure("wrong on record or page", wrong, 0, wrong == 0)


def _without_keys(show: Show, at: Town) -> None:
    """The same page with its keys taken away: what is counted must then be too much."""
    show.table("without the page's own keys".ljust(40), "language", "actions", "at most")
    counts = []
    for language in Language:
        done = _do(at, "by Tab", by_tab, language, keys=False)
        show.row("a new report, from field to field by Tab", language, len(done.actions), REPORT)
        counts.append(len(done.actions))
    more = min(counts) > REPORT
    show.figure("the same count without the page's keys", min(counts), f"> {REPORT}", more)


def _by_number(show: Show, at: Town) -> None:
    """A citizen's page: the number and the last four digits open the case, other digits do not."""
    show.table("on /follow".ljust(40), "asked", "opened")
    mine = [case for case in at.cases() if case.contact is not None]
    right = sum(_opens(at, case, _last(at, case)) for case in mine)
    wrong = sum(_opens(at, case, f"{(int(_last(at, case)) + 1) % 10_000:04}") for case in mine)
    show.row("with the last four digits", len(mine), right)
    show.row("with others", len(mine), wrong)
    found, goal = f"{right} of {len(mine)}", f"{len(mine)} of {len(mine)}"
    show.figure("found by number and last four digits", found, goal, bool(mine) and right == len(mine))
    show.figure("found by number and other digits", wrong, 0, wrong == 0)


def _last(at: Town, case: Case) -> str:
    content = at.node.journal.payload(case.contact) if case.contact else None
    return (content or b"").decode()[-4:]


def _opens(at: Town, case: Case, last: str) -> bool:
    """Whether somebody who types this sees the case."""
    context = at.browser.new_context(base_url=at.served.address)
    try:
        page = context.new_page()
        page.goto("/follow")
        page.fill("#f-number", case.id)
        page.fill("#f-last", last)
        page.press("#f-last", "Enter")
        page.wait_for_load_state("networkidle")
        return case.id in page.inner_text("main") and "/follow/" in page.url
    finally:
        context.close()
