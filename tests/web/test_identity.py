"""Signing in by the city's identity provider: a fake one with real keys, with every lie that it may tell, and down."""

from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import pytest
from httpx import Response

from cityloop.adapters.identity import discovery
from cityloop.city.facts.accounts import LockGround, SignInsEnded
from tests.identity import CLIENT, EC_KEY, RSA_KEYS, SECRET, Provider, walk
from tests.web.browser import Browser, Served

OWN = "the lamps of willow street"


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as made:
        yield made


@pytest.fixture
def secret(tmp_path: Path) -> Path:
    path = tmp_path / "oidc-secret"
    path.write_text(f"{SECRET}\n", "utf-8")
    path.chmod(0o600)
    return path


def settings(provider: Provider, secret: Path, **more: Any) -> dict[str, Any]:
    """The settings of a city with this provider."""
    said = {"oidc_issuer": provider.issuer, "oidc_client_id": CLIENT, "oidc_client_secret": secret}
    said["oidc_claim"] = "preferred_username"
    return {**said, "oidc_password_posts": ("willow-duty",), **more}


@pytest.fixture
def served(tmp_path: Path, provider: Provider, secret: Path) -> Iterator[Served]:
    with Served(tmp_path / "var", **settings(provider, secret)) as made:
        provider.now = int(made.street.now.timestamp())
        yield made
        close(made)


def close(served: Served) -> None:
    """Let go of the provider's lines."""
    served.kept.identity.close()  # type: ignore[union-attr]


def come_in(browser: Browser, onward: str = "") -> Response:
    """The whole way: out, through the provider, back."""
    out = browser.get(f"/sign-in/identity?{urlencode({'next': onward})}")
    assert out.status_code == 303, out.text
    return browser.get(walk(out.headers["location"]))


def test_whoever_the_provider_vouches_for_comes_in_and_goes_on(served: Served) -> None:
    browser = served.browser()
    page = browser.get("/sign-in").text
    assert page.index("/sign-in/identity") < page.index('name="password"')
    answer = come_in(browser, "/street")
    assert (answer.status_code, answer.headers["location"]) == (303, "/street")
    assert browser.get("/command").status_code == 200
    assert "journey" not in browser.client.cookies
    (session,) = served.kept.accounts.list_sign_ins("jin")
    assert (session.sign_in.subject, session.sign_in.provider_session) == ("sub-jin", "session-1")


def test_what_is_asked_of_the_provider_is_bound_to_the_browser(served: Served) -> None:
    browsers = served.browser(), served.browser()
    asked = [parse_qs(urlsplit(each.get("/sign-in/identity").headers["location"]).query) for each in browsers]
    assert all(each["response_type"] == ["code"] and each["code_challenge_method"] == ["S256"] for each in asked)
    for name in ("state", "nonce", "code_challenge"):
        one, other = (each[name][0] for each in asked)
        assert one != other
        assert len(one) >= 43
    assert asked[0]["redirect_uri"] == ["http://localhost/sign-in/identity/back"]
    (line,) = browsers[0].get("/sign-in/identity").headers.get_list("set-cookie")
    assert all(word in line for word in ("HttpOnly", "SameSite=lax", "Max-Age=600"))


@pytest.mark.parametrize(
    "wanted", ["https://evil.example/", "//evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_nobody_is_led_to_another_site(served: Served, wanted: str) -> None:
    assert come_in(served.browser(), wanted).headers["location"] == "/"


# What the provider may lie

LIES: dict[str, Callable[[Provider], None]] = {
    "wrong-nonce": lambda it: it.claims.update(nonce="of another sign-in"),
    "missing-nonce": lambda it: it.claims.update(nonce=None),
    "wrong-aud": lambda it: it.claims.update(aud="another-program"),
    "wrong-azp": lambda it: it.claims.update(aud=[CLIENT, "another-program"], azp="another-program"),
    "wrong-iss": lambda it: it.claims.update(iss="https://evil.example"),
    "expired": lambda it: it.claims.update(exp=it.now - 61),
    "missing-exp": lambda it: it.claims.update(exp=None),
    "wrong-iat": lambda it: it.claims.update(iat=it.now + 61),
    "missing-sub": lambda it: it.claims.update(sub=None),
    "missing-preferred_username": lambda it: it.claims.update(preferred_username=None),
    "unknown-key": lambda it: setattr(it, "key", RSA_KEYS["second"]),
    "no-token": lambda it: setattr(it, "token", "no.token"),
    "code-not-taken": lambda it: setattr(it, "token_status", 400),
}


@pytest.mark.parametrize("lie", LIES)
def test_a_proof_that_does_not_hold_lets_nobody_in(served: Served, provider: Provider, lie: str) -> None:
    LIES[lie](provider)
    browser = served.browser(**{"accept-language": "en"})
    answer = come_in(browser)
    assert answer.status_code == 403
    assert "You are not signed in" in answer.text
    assert browser.get("/command").status_code == 303
    assert f'"code": "{lie}"' in served.log.getvalue()
    assert "sub-jin" not in served.log.getvalue()


@pytest.mark.parametrize("forge", [Provider.unsigned, Provider.signed_by_its_public_key])
def test_a_proof_that_nobody_signed_is_none(
    served: Served, provider: Provider, forge: Callable[[Provider, str], str]
) -> None:
    browser = served.browser()
    out = browser.get("/sign-in/identity").headers["location"]
    provider.token = forge(provider, parse_qs(urlsplit(out).query)["nonce"][0])
    assert browser.get(walk(out)).status_code == 403
    assert browser.get("/command").status_code == 303


def test_a_signature_by_another_s_key_of_the_same_name_is_none(served: Served, provider: Provider) -> None:
    provider.key = type(RSA_KEYS["second"]).import_key({**RSA_KEYS["second"].as_dict(private=True), "kid": "first"})
    assert come_in(served.browser()).status_code == 403
    assert '"code": "bad-signature"' in served.log.getvalue()


def test_a_code_is_taken_once(served: Served) -> None:
    browser = served.browser()
    out = browser.get("/sign-in/identity")
    back = walk(out.headers["location"])
    journey = browser.client.cookies["journey"]
    assert browser.get(back).status_code == 303
    browser.post("/sign-out")
    other = served.browser()
    other.client.cookies.set("journey", journey, domain="localhost.local")
    assert other.get(back).status_code == 403


def test_an_answer_that_was_not_asked_for_is_refused(served: Served) -> None:
    attacker, victim = served.browser(), served.browser(**{"accept-language": "en"})
    planted = walk(attacker.get("/sign-in/identity").headers["location"])
    assert victim.get(planted).status_code == 403
    victim.get("/sign-in/identity")
    answer = victim.get(planted)
    assert answer.status_code == 403
    assert "another window" in answer.text
    assert victim.get("/command").status_code == 303


def test_what_the_browser_holds_is_ours_and_for_ten_minutes(served: Served) -> None:
    browser = served.browser()
    back = walk(browser.get("/sign-in/identity").headers["location"])
    held = browser.client.cookies["journey"]
    for spoilt in (held[:-1], held[1:], f"{held.partition('.')[0]}.", "", "x.y"):
        browser.client.cookies.set("journey", spoilt, domain="localhost.local")
        assert browser.get(back).status_code == 403
    browser.client.cookies.set("journey", held, domain="localhost.local")
    served.street.now += timedelta(minutes=10)
    assert browser.get(back).status_code == 403


def test_an_answer_in_the_name_of_another_provider_is_refused(served: Served) -> None:
    browser = served.browser()
    back = walk(browser.get("/sign-in/identity").headers["location"])
    assert browser.get(f"{back}&iss=https%3A%2F%2Fevil.example").status_code == 403


def test_who_is_not_let_in_there_is_told_so_here(served: Served) -> None:
    browser = served.browser(**{"accept-language": "en"})
    asked = parse_qs(urlsplit(browser.get("/sign-in/identity").headers["location"]).query)
    answer = browser.get(f"/sign-in/identity/back?error=access_denied&state={asked['state'][0]}")
    assert answer.status_code == 403
    assert "did not let you in" in answer.text


# Whom the city knows


@pytest.mark.parametrize(("language", "words"), [("zh", "本市人员名单中没有这个人"), ("en", "City IT can add you")])
def test_nobody_gets_an_account_by_being_vouched_for(
    served: Served, provider: Provider, language: str, words: str
) -> None:
    provider.person = "somebody-new"
    browser = served.browser(**{"accept-language": language})
    answer = come_in(browser)
    assert answer.status_code == 403
    assert "somebody-new" in answer.text
    assert words in answer.text
    assert browser.get("/command").status_code == 303


def test_a_lock_holds_whoever_vouches(served: Served) -> None:
    served.kept.accounts.lock("machine:shell", "jin", LockGround.LEFT)
    answer = come_in(served.browser(**{"accept-language": "en"}))
    assert answer.status_code == 403
    assert "locked" in answer.text


def test_another_name_is_translated_by_a_file_that_may_change(tmp_path: Path, provider: Provider, secret: Path) -> None:
    persons = tmp_path / "who.csv"
    persons.write_text("identity,person\n000417,pan\n", "utf-8")
    said = settings(provider, secret, oidc_claim="employee_number", oidc_persons=persons)
    provider.claims["employee_number"] = "000417"
    with Served(tmp_path / "var", **said) as served:
        provider.now = int(served.street.now.timestamp())
        browser = served.browser()
        assert come_in(browser).status_code == 303
        assert [each.person for each in served.kept.accounts.list_sign_ins("pan")] == ["pan"]
        provider.claims["employee_number"] = 500
        assert come_in(served.browser()).status_code == 403
        persons.write_text("identity,person\n000417,pan\n500,ning\n", "utf-8")
        assert come_in(served.browser()).status_code == 303
        persons.write_text("spoilt", "utf-8")
        assert come_in(served.browser()).status_code == 303, "what was read before still holds"
        close(served)


def test_a_mail_address_counts_only_where_the_provider_has_proved_it(
    tmp_path: Path, provider: Provider, secret: Path
) -> None:
    persons = tmp_path / "who.csv"
    persons.write_text("identity,person\njin@city.example,jin\n", "utf-8")
    said = settings(provider, secret, oidc_claim="email", oidc_persons=persons)
    provider.claims["email"] = "jin@city.example"
    with Served(tmp_path / "var", **said) as served:
        provider.now = int(served.street.now.timestamp())
        assert come_in(served.browser()).status_code == 403
        provider.claims["email_verified"] = True
        assert come_in(served.browser()).status_code == 303
        close(served)


# Keys


@pytest.mark.parametrize(("way", "key"), [("PS256", RSA_KEYS["first"]), ("ES256", EC_KEY)])
def test_other_ways_of_the_list_are_taken(served: Served, provider: Provider, way: str, key: Any) -> None:
    provider.way, provider.key, provider.published = way, key, [key]
    assert come_in(served.browser()).status_code == 303


def test_keys_that_were_changed_are_read_anew(
    served: Served, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert come_in(served.browser()).status_code == 303
    provider.key, provider.published = RSA_KEYS["second"], [RSA_KEYS["second"]]
    assert come_in(served.browser()).status_code == 403, "read a moment ago: not again for every forged name"
    assert provider.asked["/keys"] == 1
    monkeypatch.setattr("cityloop.adapters.identity.provider.AGAIN_S", 0.0)
    assert come_in(served.browser()).status_code == 303
    assert provider.asked["/keys"] == 2


def test_secret_keys_that_it_publishes_count_for_nothing(served: Served, provider: Provider) -> None:
    provider.document["jwks_uri"] = f"{provider.issuer}/authorize?response_type=x"
    assert come_in(served.browser()).status_code == 503


# Down


@pytest.mark.parametrize(
    ("language", "words"),
    [("zh", "统一身份认证暂时连不上"), ("en", "The identity provider cannot be reached just now")],
)
def test_a_provider_that_is_down_is_said_and_the_other_way_offered(
    served: Served, provider: Provider, language: str, words: str
) -> None:
    provider.stop()
    served.kept.passwords.set("jin", OWN)
    browser = served.browser(**{"accept-language": language})
    answer = browser.get("/sign-in/identity?next=/street")
    assert answer.status_code == 503
    assert words in answer.text
    assert '<details class="otherwise" open>' in answer.text
    sent = {"person": "jin", "password": OWN, "next": "/street"}
    assert browser.post("/sign-in", sent).headers["location"] == "/street"


def test_a_provider_that_hangs_keeps_nobody_waiting_twice(
    served: Served, provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    provider.is_slow = True
    assert [served.browser().get("/sign-in/identity").status_code for _ in range(5)] == [503] * 5
    assert provider.asked == {"/.well-known/openid-configuration": 1}
    provider.is_slow = False
    monkeypatch.setattr(discovery, "DOWN_S", 0.0)
    assert served.browser().get("/sign-in/identity").status_code == 303


def test_what_it_said_of_itself_is_asked_once_in_a_while(served: Served, provider: Provider) -> None:
    for _ in range(3):
        assert come_in(served.browser()).status_code == 303
    assert provider.asked == {"/.well-known/openid-configuration": 1, "/token": 3, "/keys": 1}


@pytest.mark.parametrize(
    "document",
    [
        {"issuer": "https://evil.example"},
        {"token_endpoint": "http://id.example.org/token"},
        {"authorization_endpoint": None},
        {"authorization_endpoint": "javascript:alert(1)"},
    ],
)
def test_a_document_that_says_otherwise_is_not_followed(
    served: Served, provider: Provider, document: dict[str, Any]
) -> None:
    provider.document = document
    assert served.browser().get("/sign-in/identity").status_code == 503


def test_a_provider_that_breaks_between_is_said(served: Served, provider: Provider) -> None:
    browser = served.browser()
    back = walk(browser.get("/sign-in/identity").headers["location"])
    provider.token_status = 502
    assert browser.get(back).status_code == 503


# Passwords beside it


def test_only_named_posts_come_in_by_a_password(served: Served) -> None:
    served.kept.passwords.set("jin", OWN)
    served.kept.passwords.set("pan", OWN)
    browser = served.browser(**{"accept-language": "en"})
    browser.get("/sign-in")
    assert browser.post("/sign-in", {"person": "jin", "password": OWN}).status_code == 303
    other = served.browser(**{"accept-language": "en"})
    other.get("/sign-in")
    answer = other.post("/sign-in", {"person": "pan", "password": OWN})
    assert answer.status_code == 403
    assert "identity provider" in answer.text
    assert other.post("/sign-in", {"person": "pan", "password": "wrong wrong wrong"}).status_code == 403


@pytest.mark.parametrize(("posts", "shown"), [((), False), (("*",), True)])
def test_where_no_post_has_one_no_password_is_asked_for(
    tmp_path: Path, provider: Provider, secret: Path, posts: tuple[str, ...], shown: bool
) -> None:
    with Served(tmp_path / "var", **settings(provider, secret, oidc_password_posts=posts)) as served:
        assert ('name="password"' in served.browser().get("/sign-in").text) is shown
        close(served)


# Out


def test_signing_out_here_leads_to_signing_out_there(served: Served, provider: Provider) -> None:
    browser = served.browser(**{"accept-language": "en"})
    come_in(browser)
    browser.get("/command")
    assert browser.post("/sign-out").headers["location"] == "/signed-out"
    page = browser.get("/signed-out").text
    assert f"{provider.issuer}/end?client_id=cityloop&amp;post_logout_redirect_uri=http%3A%2F%2Flocalhost" in page
    assert browser.get("/command").status_code == 303


def test_a_provider_that_is_down_keeps_nobody_from_signing_out(served: Served, provider: Provider) -> None:
    browser = served.browser()
    come_in(browser)
    provider.stop()
    served.street.now += timedelta(minutes=5)
    browser.get("/command")
    assert browser.post("/sign-out").status_code == 303
    assert browser.get("/signed-out").status_code == 200


def say_over(served: Served, token: str) -> int:
    """The provider calls by itself, without any cookie."""
    program = served.browser(accept="application/json")
    return program.send("POST", "/sign-in/identity/over", data={"logout_token": token}).status_code


def test_the_provider_itself_ends_what_it_vouched_for(served: Served, provider: Provider) -> None:
    vouched, by_password = served.browser(), served.browser("jin")
    come_in(vouched)
    assert say_over(served, provider.logout_token()) == 200
    assert vouched.get("/command").status_code == 303
    assert by_password.get("/command").status_code == 200
    assert say_over(served, provider.logout_token()) == 200, "twice is no more than once"
    facts = [entry.fact for entry in served.street.node.access.read(0, 1_000)]
    assert [fact for fact in facts if isinstance(fact, SignInsEnded)] == [SignInsEnded(person="jin", count=1)]


@pytest.mark.parametrize(
    "lies",
    [
        {"events": {}},
        {"events": None},
        {"nonce": "an ID token"},
        {"aud": "another-program"},
        {"iss": "https://evil.example"},
        {"sub": None, "sid": None},
        {"jti": None},
        {"iat": 1},
        {"exp": 1},
    ],
)
def test_what_is_no_logout_token_ends_nothing(served: Served, provider: Provider, lies: dict[str, Any]) -> None:
    browser = served.browser()
    come_in(browser)
    assert say_over(served, provider.logout_token(**lies)) == 400
    assert say_over(served, provider.id_token("x")) == 400
    assert say_over(served, "") == 400
    assert browser.get("/command").status_code == 200


def test_without_a_provider_there_is_no_such_way(tmp_path: Path) -> None:
    with Served(tmp_path) as served:
        browser = served.browser()
        ways = ("/sign-in/identity", "/sign-in/identity/back?code=x&state=y")
        assert [browser.get(way).status_code for way in ways] == [404, 404]
        assert "/sign-in/identity" not in browser.get("/sign-in").text
