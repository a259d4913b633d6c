"""Forms that only our own pages can send: a token bound to the session, or to the visitor who has none.

The token is a keyed digest of the cookie's secret (signed double submit, OWASP), so nothing is stored for it, it holds
as long as the session does, on every part of a page that htmx swaps, and a sign-in makes the old ones void. Beside it,
the headers that browsers add (``Sec-Fetch-Site``, ``Origin``) must not say that another site sends it. ``Origin: null``
is what browsers say on pages that send no referrer: it proves nothing either way, and the token decides.
"""

import hmac
from base64 import urlsafe_b64encode
from hashlib import sha256

from python_multipart.multipart import parse_options_header
from starlette.datastructures import FormData
from starlette.exceptions import HTTPException
from starlette.requests import Request

from cityloop.edge.limits import FIELDS, FORM_BYTES, PHOTOS
from cityloop.edge.problem import BadForm, ForgedForm, WrongType

FIELD = "csrf"
"""The hidden field of a form."""
HEADER = "x-csrf-token"
"""The header that htmx sends (``hx-headers``)."""
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
"""Methods that change nothing (RFC 9110, 9.2.1)."""
UTF_8 = frozenset({b"utf-8", b"utf8", b"us-ascii"})
"""Names of the one code that forms are read in (WHATWG Encoding), and of the part of it that is older."""
DIGITS = 18
"""Digits that a number in a form or an address may have: what has them fits every store."""
FORMS = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
"""How a form is sent."""
OWN = frozenset({"same-origin", "none"})
"""What ``Sec-Fetch-Site`` says of our own pages and of an address typed in."""


class Seals:
    """Keyed digests of this installation: tokens of forms, devices that signed in before, addresses in the tally."""

    def __init__(self, key: bytes) -> None:
        self._key = key

    def of(self, purpose: str, *parts: str) -> str:
        """43 characters that nobody else can make."""
        digest = hmac.new(self._key, "\0".join((purpose, *parts)).encode(), sha256).digest()
        return urlsafe_b64encode(digest).rstrip(b"=").decode()

    @staticmethod
    def alike(one: str, other: str) -> bool:
        """Whether two secrets are the same, in a time that tells nothing."""
        return hmac.compare_digest(one.encode(), other.encode())

    def fits(self, seal: str, purpose: str, *parts: str) -> bool:
        """Whether ``seal`` is of this purpose and these parts, in a time that tells nothing."""
        return self.alike(self.of(purpose, *parts), seal)


def refuse_foreign(request: Request, origin: str) -> None:
    """Raise ``ForgedForm`` where the browser says that another site sends this."""
    site = request.headers.get("sec-fetch-site")
    said = request.headers.get("origin")
    if (site is not None and site not in OWN) or said not in (None, "null", origin):
        raise ForgedForm("Another site sent this form. Nothing was changed.")


async def refuse_forged(request: Request, seals: Seals, binding: str | None) -> None:
    """Raise ``ForgedForm`` where the token is missing or belongs to another session."""
    token = request.headers.get(HEADER) or await token_in_form(request)
    if binding is None or not token or not seals.fits(token, FIELD, binding):
        raise ForgedForm("This form was made before you signed in or out, or by another page. Load the page again.")


def is_stale(request: Request) -> bool:
    """Whether this stands for a form whose token holds no more: it is shown again, and nothing is done."""
    return bool(getattr(request.state, "stale", False))


async def token_in_form(request: Request) -> str:
    """The hidden field, where the body is a form."""
    if media_type(request) not in FORMS:
        return ""
    value = (await read_form(request)).get(FIELD)
    return value if isinstance(value, str) else ""


def media_type(request: Request) -> str:
    """What the request says that its body is; empty where it says nothing."""
    return request.headers.get("content-type", "").partition(";")[0].strip().lower()


def refuse_no_form(request: Request) -> None:
    """Raise ``WrongType`` for a body that is no form: nothing else is read, so nothing else can do harm."""
    kind = media_type(request)
    if kind not in FORMS and (kind or request.headers.get("content-length", "0") != "0"):
        raise WrongType("Send it as a form: application/x-www-form-urlencoded or multipart/form-data.")


async def read_form(request: Request) -> FormData:
    """The fields of the request's form, read once. Raises ``BadForm`` for what is none, or in another code than UTF-8.

    HTML's forms are sent in UTF-8 (HTML, 4.10.21.6); other codes can make letters that are none, kept by nothing.
    """
    refuse_other_code(request)
    try:
        return await request.form(max_files=PHOTOS, max_fields=FIELDS, max_part_size=FORM_BYTES)
    except HTTPException as wrong:
        raise BadForm(f"The form could not be read: {wrong.detail}") from wrong


def refuse_other_code(request: Request) -> None:
    """Raise ``BadForm`` where the form says that it is written in another code."""
    said = parse_options_header(request.headers.get("content-type", ""))[1].get(b"charset", b"utf-8")
    if said.lower() not in UTF_8:
        raise BadForm("The form could not be read: it is not in UTF-8.")


def number(said: str, digits: int = DIGITS) -> int | None:
    """The whole number from 0 on that the words are; None where they are none, or have more digits than may be."""
    return int(said) if said.isdecimal() and len(said) <= digits else None


def word(form: FormData, name: str, most: int = 200) -> str:
    """The words of one field without spaces around them; empty where it is missing. Raises ``BadForm``."""
    values = form.getlist(name)
    value = values[0] if len(values) == 1 else ""
    if len(values) > 1 or not isinstance(value, str) or len(value) > most:
        raise BadForm(f"The field '{name}' is said twice, is a file, or is longer than {most} characters.", field=name)
    return value.strip()
