"""Machines: a token does what it is scoped for, where and as long as it says; no cookie, no form token."""

import json
from datetime import timedelta

import pytest
from click.testing import CliRunner

from cityloop.app.cli.token import command
from cityloop.city.principal import Duty
from cityloop.guard.credentials import Token
from cityloop.views.counts import By
from tests.web.browser import Browser, Served

COUNTS = "/v1/counts?by=street"


@pytest.fixture
def token(served: Served) -> Token:
    """A machine of the street that counts."""
    return Token(
        id="wall-screen",
        duties=frozenset({Duty.EVALUATE}),
        scopes=frozenset({"list:evaluation"}),
        jurisdiction="qx-willow",
        end=served.street.now + timedelta(days=1),
    )


def machine(served: Served, token: Token) -> Browser:
    """A program that shows its token."""
    secret = served.kept.tokens.issue(token)
    return served.browser(accept="application/json", authorization=f"Bearer {secret}")


def test_a_token_opens_what_it_is_scoped_for_and_nothing_else(served: Served, token: Token) -> None:
    program = machine(served, token)
    assert program.get(COUNTS).status_code == 200
    assert program.get("/v1/accesses").status_code == 403
    assert program.get("/command").status_code == 403


def test_it_is_over_at_its_end_and_when_it_is_revoked(served: Served, token: Token) -> None:
    program = machine(served, token)
    served.street.now += timedelta(days=1)
    answer = program.get(COUNTS)
    assert (answer.status_code, answer.json()["type"]) == (401, "/problems/bad-token")
    served.street.now -= timedelta(hours=1)
    assert program.get(COUNTS).status_code == 200
    served.kept.tokens.revoke("wall-screen")
    assert program.get(COUNTS).status_code == 401


def test_a_wrong_token_is_not_a_stranger_it_is_refused(served: Served) -> None:
    program = served.browser(accept="application/json", authorization="Bearer cityloop_guessed")
    assert program.get("/healthz").status_code == 401


def test_guessing_tokens_is_slowed_and_counted_on_every_route(served: Served, token: Token) -> None:
    guess = served.browser(accept="application/json", authorization="Bearer cityloop_guessed")
    codes = [guess.get(path).status_code for path in ("/healthz", COUNTS) for _ in range(25)]
    assert codes == [401] * 30 + [429] * 20
    assert machine(served, token).get(COUNTS).status_code == 429
    served.street.now += timedelta(minutes=1)
    assert machine(served, token).get(COUNTS).status_code == 200
    (counted,) = served.kept.tally.take(served.street.now)
    assert {(each.route, each.reason): each.count for each in counted.refusals} == {
        ("health", "bad-token"): 25, ("counts", "bad-token"): 5, ("counts", "too-many"): 21,
    }  # fmt: skip


def test_a_token_that_holds_is_slowed_by_no_bucket_of_those_that_do_not(served: Served, token: Token) -> None:
    program = machine(served, token)
    assert {program.get(COUNTS).status_code for _ in range(60)} == {200}


def test_a_token_of_an_area_that_is_no_more_is_refused(served: Served, token: Token) -> None:
    gone = Token(id="x", duties=token.duties, scopes=token.scopes, jurisdiction="gone", end=token.end)
    assert machine(served, gone).get(COUNTS).status_code == 401


def test_what_a_machine_sends_needs_no_token_of_a_form(served: Served, token: Token) -> None:
    program = machine(served, token)
    assert program.send("POST", "/sign-out").status_code == 303
    assert served.browser().send("POST", "/sign-out").status_code == 403


def test_who_looked_is_told_to_whoever_guards_the_data(served: Served) -> None:
    served.browser("jin").get("/command")
    served.kept.accesses.settle()
    found = served.browser("fang", accept="application/json").get("/v1/accesses").json()
    looks = [(each["who"], each["look"]["dataset"], each["look"]["personal"]) for each in found["looks"]]
    assert looks == [("person:jin", "case", False), ("person:jin", "board", False)]
    assert found["following"] == 2
    answer = served.browser("fang", accept="application/json").get("/v1/accesses?from=x")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad-form")


def test_an_evaluator_reads_who_overrode_the_lists(served: Served) -> None:
    street = served.street
    street.overridden()
    found = served.browser("dai", accept="application/json").get("/v1/counts?by=overridden-by").json()
    assert found["cells"] == [{"of": ["willow-command"], "count": 1}]
    assert found["names"]["overridden-by"]["willow-command"]["zh"] == "柳岸指挥长"


def test_what_an_address_may_ask_is_described(served: Served) -> None:
    said = served.browser().get("/v1/openapi.json").json()["paths"]["/v1/counts"]["get"]
    asked = {each["name"]: each for each in said["parameters"]}
    assert asked["by"]["required"]
    assert asked["by"]["schema"]["items"]["enum"] == list(By)
    assert {"area", *By} <= set(asked)
    assert "401" in said["responses"]


def test_the_interface_is_described(served: Served) -> None:
    said = served.browser().get("/v1/openapi.json").json()
    assert set(said["paths"]) >= {"/v1/counts", "/v1/accesses", "/v1/openapi.json"}
    assert said["openapi"] == "3.1.0"
    assert served.browser().get("/v1/").status_code == 200
    assert json.dumps(said["components"]["schemas"]["Looks"])


def test_a_token_that_handles_does_so_for_a_unit(served: Served) -> None:
    case, run = served.street.dispatched(), CliRunner().invoke
    said = ["issue", "lamps", "--data", str(served.folder), "--duty", "handle", "--in", "qingxi", "--days", "30"]
    said += ["--scope", "read:case", "--scope", "list:case"]
    assert "name it" in run(command, said).output
    secret = run(command, [*said, "--unit", "qx-light"]).output.strip()
    program = served.browser(accept="application/json", authorization=f"Bearer {secret}")
    assert program.get(f"/case/{case}").status_code == 200
    other = run(command, [*said, "--unit", "qx-water"]).output.strip()
    assert served.browser(authorization=f"Bearer {other}").get(f"/case/{case}").status_code == 403


def test_tokens_are_issued_listed_and_revoked_by_hand(served: Served) -> None:
    folder = str(served.folder)
    run = CliRunner().invoke
    said = ["--data", folder, "--duty", "evaluate", "--in", "qx-willow", "--days", "30"]
    secret = run(command, ["issue", "bridge", *said, "--scope", "list:evaluation"]).output.strip()
    program = served.browser(accept="application/json", authorization=f"Bearer {secret}")
    assert program.get(COUNTS).status_code == 200
    assert run(command, ["list", "--data", folder]).output.startswith("bridge\tlist:evaluation\tqx-willow\t-\t")
    idle = run(command, ["issue", "idle", *said, "--scope", "read:case.words"])
    assert idle.exit_code == 2
    assert "no such duty may read:case.words" in idle.output
    assert run(command, ["revoke", "bridge", "--data", folder]).output == "bridge ended\n"
    assert program.get(COUNTS).status_code == 401
