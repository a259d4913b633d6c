"""A fake identity provider on loopback: real keys, real HTTP, and every lie that it is told to tell."""

import hmac
import socket
from base64 import urlsafe_b64encode
from hashlib import sha256
from threading import Event, Thread
from types import TracebackType
from typing import Any, Self
from urllib.parse import parse_qs, urlencode, urlsplit

import httpx
import uvicorn
from joserfc import jwt
from joserfc.jwk import ECKey, RSAKey
from starlette.applications import Starlette
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response
from starlette.routing import Route

CLIENT, SECRET = "cityloop", "a secret: of two % parts"
EVENT = "http://schemas.openid.net/event/backchannel-logout"
LIFE_S = 300
NOBODY, SHARED = b'{"alg":"none"}', b'{"alg":"HS256","kid":"first"}'
RSA_KEYS = {name: RSAKey.generate_key(2048, {"kid": name, "use": "sig"}) for name in ("first", "second")}
EC_KEY = ECKey.generate_key("P-256", {"kid": "curve", "use": "sig"})


class Provider:
    """The provider of one city. Whoever comes is signed in as ``person`` at once."""

    def __init__(self) -> None:
        self.socket = socket.create_server(("127.0.0.1", 0))
        self.issuer = f"http://127.0.0.1:{self.socket.getsockname()[1]}"
        self.person = "jin"
        self.now = 0
        """Its clock; the test sets it."""
        self.key: RSAKey | ECKey = RSA_KEYS["first"]
        self.published: list[RSAKey | ECKey] = [RSA_KEYS["first"]]
        self.way = "RS256"
        self.claims: dict[str, Any] = {}
        """What its ID tokens say instead; None leaves a claim out."""
        self.document: dict[str, Any] = {}
        """What its discovery document says instead."""
        self.token: str | None = None
        """An ID token to hand out whatever is asked."""
        self.token_status = 200
        self.asked: dict[str, int] = {}
        """How often each address was asked."""
        self.codes: dict[str, dict[str, str]] = {}
        self.hanging = Event()
        self.is_slow = False
        app = Starlette(routes=[
            Route("/.well-known/openid-configuration", self._document),
            Route("/authorize", self._authorize),
            Route("/token", self._token, methods=["POST"]),
            Route("/keys", self._keys),
        ])  # fmt: skip
        settings = uvicorn.Config(app, log_config=None, access_log=False, lifespan="off", timeout_graceful_shutdown=1)
        self._server = uvicorn.Server(settings)
        self._thread = Thread(target=self._server.run, args=([self.socket],), daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        httpx.get(f"{self.issuer}/keys", trust_env=False)
        self.asked.clear()
        return self

    def __exit__(self, _: type[BaseException] | None, __: BaseException | None, ___: TracebackType | None) -> None:
        self.stop()

    def stop(self) -> None:
        """Be down."""
        self.hanging.set()
        self._server.should_exit = True
        self._thread.join(10)
        self.socket.close()

    # What it answers

    async def _document(self, request: Request) -> Response:
        await self._met(request)
        said = {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "end_session_endpoint": f"{self.issuer}/end",
            "response_types_supported": ["code"],
        }
        return JSONResponse({**said, **self.document})

    async def _keys(self, request: Request) -> Response:
        await self._met(request)
        return JSONResponse({"keys": [key.as_dict(private=False) for key in self.published]})

    async def _authorize(self, request: Request) -> Response:
        asked = dict(request.query_params)
        assert asked["response_type"] == "code"
        assert asked["client_id"] == CLIENT
        assert asked["code_challenge_method"] == "S256"
        code = f"code-{len(self.codes)}"
        self.codes[code] = asked
        return RedirectResponse(f"{asked['redirect_uri']}?{urlencode({'code': code, 'state': asked['state']})}", 302)

    async def _token(self, request: Request) -> Response:
        await self._met(request)
        form = {name: values[0] for name, values in parse_qs((await request.body()).decode()).items()}
        asked = self.codes.pop(form.get("code", ""), None)
        if asked is None or self._challenge(form) != asked["code_challenge"] or self._is_stranger(request):
            return JSONResponse({"error": "invalid_grant"}, 400)
        if form["redirect_uri"] != asked["redirect_uri"]:
            return JSONResponse({"error": "invalid_grant"}, 400)
        token = self.id_token(asked["nonce"]) if self.token is None else self.token
        return JSONResponse({"access_token": "x", "token_type": "Bearer", "id_token": token}, self.token_status)

    async def _met(self, request: Request) -> None:
        self.asked[request.url.path] = self.asked.get(request.url.path, 0) + 1
        if self.is_slow:
            await run_in_threadpool(self.hanging.wait, 30)

    def _challenge(self, form: dict[str, str]) -> str:
        return _code(sha256(form.get("code_verifier", "").encode()).digest())

    def _is_stranger(self, request: Request) -> bool:
        said = httpx.BasicAuth(CLIENT, "a%20secret%3A%20of%20two%20%25%20parts")
        wanted = next(said.auth_flow(httpx.Request("GET", self.issuer))).headers["authorization"]
        return request.headers.get("authorization") != wanted

    # What it signs

    def id_token(self, nonce: str) -> str:
        """An ID token for ``person``, with the lies in ``claims``."""
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": f"sub-{self.person}",
            "sid": "session-1",
            "exp": self.now + LIFE_S,
            "iat": self.now,
            "nonce": nonce,
            "preferred_username": self.person,
        }
        return self.signed({**said, **self.claims})

    def logout_token(self, **lies: Any) -> str:
        """That a session is over."""
        said = {
            "iss": self.issuer,
            "aud": CLIENT,
            "sub": f"sub-{self.person}",
            "sid": "session-1",
            "iat": self.now,
            "exp": self.now + 120,
            "jti": "once",
            "events": {EVENT: {}},
        }
        return self.signed({**said, **lies})

    def signed(self, claims: dict[str, Any]) -> str:
        """The claims, signed with the key of the moment; None leaves one out."""
        told = {name: value for name, value in claims.items() if value is not None}
        return jwt.encode({"alg": self.way, "kid": self.key.kid}, told, self.key, algorithms=[self.way])

    def unsigned(self, nonce: str) -> str:
        """An ID token signed by nobody (``alg: none``)."""
        _, payload, _ = self.id_token(nonce).split(".")
        return f"{_code(NOBODY)}.{payload}."

    def signed_by_its_public_key(self, nonce: str) -> str:
        """An ID token whose secret is the public key: the old confusion of RS256 with HS256."""
        _, payload, _ = self.id_token(nonce).split(".")
        signed = f"{_code(SHARED)}.{payload}"
        secret = RSA_KEYS["first"].as_pem(private=False)
        return f"{signed}.{_code(hmac.digest(secret, signed.encode(), sha256))}"


def _code(said: bytes) -> str:
    return urlsafe_b64encode(said).rstrip(b"=").decode()


def walk(address: str) -> str:
    """A person's browser at the provider: the address to which it is sent back, without our own site."""
    sent = httpx.get(address, trust_env=False).headers["location"]
    found = urlsplit(sent)
    return f"{found.path}?{found.query}"
