"""Problem details (RFC 9457): one answer for every error, as JSON for programs and as a page for people."""

from http import HTTPStatus
from typing import Any

import msgspec
from starlette.requests import Request
from starlette.responses import Response

from cityloop.city.errors import CityloopError
from cityloop.city.words import Language
from cityloop.edge.language import catalogue
from cityloop.edge.limits import KIB, MIB
from cityloop.edge.meanings import meaning_of
from cityloop.guard.answer import Denied, Reason

TYPE = "/problems/"
"""What the type of a problem begins with; the error's code follows."""
JSON_TYPE = "application/problem+json"
FOR_PROGRAMS = ("/v1/", "/open311/")
"""What the addresses begin with that no page stands at."""


class Refused(CityloopError):
    """A request that is not answered: ``status`` says in which way, ``retry_s`` when it may be tried again."""

    status = HTTPStatus.FORBIDDEN

    def __init__(self, what: str, /, *, retry_s: int | None = None, is_told: bool = False, **values: object) -> None:
        super().__init__(what, **values)
        self.retry_s = retry_s
        self.is_told = is_told
        """Its words are in the language of whoever asks already."""


class NotSignedIn(Refused):
    """This page is for those who are signed in."""

    code = "not-signed-in"
    status = HTTPStatus.UNAUTHORIZED


class SessionEnded(Refused):
    """The session was ended, or nobody used it for too long."""

    code = "session-ended"
    status = HTTPStatus.UNAUTHORIZED


class BadToken(Refused):
    """The token is unknown, revoked or past its end."""

    code = "bad-token"
    status = HTTPStatus.UNAUTHORIZED


class ForgedForm(Refused):
    """The form did not come from a page of this house, or from one of an earlier session."""

    code = "forged-form"


class NoAccess(Refused):
    """The guard denied it; ``reason`` is its word for why."""

    code = "no-access"


class NoSuchPage(Refused):
    """There is nothing here, or nothing for the asker."""

    code = "no-such-page"
    status = HTTPStatus.NOT_FOUND


class TooLarge(Refused):
    """More bytes than this route takes."""

    code = "too-large"
    status = HTTPStatus.REQUEST_ENTITY_TOO_LARGE


class TooMany(Refused):
    """Asked too often; ``retry_s`` says when again."""

    code = "too-many"
    status = HTTPStatus.TOO_MANY_REQUESTS


class WrongMethod(Refused):
    """There is something at this address, but not in this way."""

    code = "wrong-method"
    status = HTTPStatus.METHOD_NOT_ALLOWED


class WrongHost(Refused):
    """The request names a host that this program does not answer for."""

    code = "wrong-host"
    status = HTTPStatus.MISDIRECTED_REQUEST


class InClear(Refused):
    """The request came past the proxy that ends TLS: passwords and people's data would go over the wire in clear."""

    code = "in-clear"
    status = HTTPStatus.MISDIRECTED_REQUEST


class BadRequest(Refused):
    """What was sent is no HTTP that can be read."""

    code = "bad-request"
    status = HTTPStatus.BAD_REQUEST


class HeadTooLarge(Refused):
    """The address and the headers of a request are longer than any browser makes them."""

    code = "head-too-large"
    status = HTTPStatus.REQUEST_HEADER_FIELDS_TOO_LARGE


class SlowHead(Refused):
    """The head of a request did not come in time."""

    code = "slow-head"
    status = HTTPStatus.REQUEST_TIMEOUT


class BadForm(Refused):
    """A field is missing, said twice, or not what it should be."""

    code = "bad-form"
    status = HTTPStatus.UNPROCESSABLE_ENTITY


class WrongType(Refused):
    """What was sent is in a form that this address does not read."""

    code = "wrong-type"
    status = HTTPStatus.UNSUPPORTED_MEDIA_TYPE


INNER = "store-refused no-record fold-failed forked bad-note bad-draft configuration-lost".split()
"""Errors of which nobody outside is to blame, and of which nobody outside learns more than that."""
STATUS_OF = {
    "illegal-step": HTTPStatus.CONFLICT,
    "conflict": HTTPStatus.CONFLICT,
    "too-late": HTTPStatus.CONFLICT,
    "not-given-up": HTTPStatus.CONFLICT,
    "no-such-receipt": HTTPStatus.NOT_FOUND,
    "too-late-to-reopen": HTTPStatus.CONFLICT,
    "forbidden": HTTPStatus.FORBIDDEN,
    "no-such-case": HTTPStatus.NOT_FOUND,
    "unknown-id": HTTPStatus.NOT_FOUND,
    "not-in-record": HTTPStatus.NOT_FOUND,
    "key-erased": HTTPStatus.GONE,
    "store-full": HTTPStatus.INSUFFICIENT_STORAGE,
    "store": HTTPStatus.SERVICE_UNAVAILABLE,
    "store-busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "store-gone": HTTPStatus.SERVICE_UNAVAILABLE,
    **dict.fromkeys(INNER, HTTPStatus.INTERNAL_SERVER_ERROR),
    "too-busy": HTTPStatus.SERVICE_UNAVAILABLE,
    "not-configured": HTTPStatus.SERVICE_UNAVAILABLE,
    "identity-down": HTTPStatus.SERVICE_UNAVAILABLE,
    "identity-refused": HTTPStatus.FORBIDDEN,
}
"""What HTTP says to errors of the inner rooms; to the others, that what was sent cannot be carried out (422)."""
AGAIN_S = {HTTPStatus.SERVICE_UNAVAILABLE: 5, HTTPStatus.INSUFFICIENT_STORAGE: 60}
"""After how many seconds it is worth trying again."""

TITLES: dict[str, tuple[str, str]] = {
    "not-signed-in": ("请先登录", "Sign in first"),
    "session-ended": ("登录已失效，请重新登录", "Your session has ended: sign in again"),
    "ticket-ended": ("查询已失效，请重新输入", "The look-up is over: give the number again"),
    "bad-token": ("令牌无效或已过期", "The token is not valid, or no longer"),
    "forged-form": (
        "表单已失效，请刷新页面后再提交",
        "This form is no longer valid: load its page again",
    ),
    "no-access": ("您的岗位无此权限", "Your post does not allow this"),
    "forbidden": ("您的岗位无此权限", "Your post does not allow this"),
    "no-such-page": ("页面不存在", "There is nothing here"),
    "no-such-case": ("没有这个案件", "There is no such case"),
    "too-large": ("提交的内容过大", "What was sent is too large"),
    "too-many": ("请求过于频繁，请稍后再试", "Asked too often: wait a little"),
    "too-busy": ("登录人数过多，请稍后再试", "Too many people are signing in: wait a little"),
    "illegal-step": ("当前环节不能执行此操作", "This step is not possible now"),
    "conflict": ("他人已先处理", "Somebody else was first"),
    "too-late": ("已过办理期限", "It is too late for this"),
    "too-late-to-reopen": ("办结太久，不能重新办理", "It was closed too long ago to be opened again"),
    "unknown-language": ("本市不以这种语言答复", "The city does not answer in this language"),
    "bad-order": ("所填内容与案件或本市不符", "The form does not fit this case or this city"),
    "other-life": ("网格案件与诉求不能并案", "A matter on the street and a request cannot be merged"),
    "bad-form": ("表单内容缺失或有误", "A field is missing or wrong"),
    "wrong-fields": ("字段缺失或有误", "Fields are missing or wrong"),
    "bad-question": ("查询条件有误", "This cannot be counted so"),
    "bad-request": ("请求无法读取", "The request cannot be read"),
    "head-too-large": ("网址或请求头过长", "Address and headers are too long"),
    "slow-head": ("请求超时", "The request took too long to come"),
    "wrong-type": ("不接受这种格式", "This is not read here in that form"),
    "wrong-method": ("此地址不接受这种操作", "This is not possible at this address"),
    "wrong-host": ("网址不是本系统的", "This is not the address of this program"),
    "in-clear": ("请通过加密地址访问", "Come by the address that is encrypted"),
    "wrong-password": ("姓名或密码不正确", "Name or password is wrong"),
    "not-a-photo": ("这不是可以读取的照片", "This is no photo that can be read"),
    "outside-city": ("地点不在本市范围内", "The place lies outside the city"),
    "unknown-place": ("本市没有这个地点", "The city knows no such place"),
    "unknown-id": ("本市没有这一项", "The city knows nothing by that name"),
    "not-on-list": ("该单位不在履职清单之列", "The list excludes this unit"),
    "not-in-record": ("记录中没有这一条", "The record holds no such entry"),
    "not-configured": ("城市尚未配置", "No city is in force yet"),
    "key-erased": ("当事人信息已依法删除", "The person was forgotten on request"),
    "store-full": ("磁盘已满，未作任何更改", "The disk is full; nothing was changed"),
    "store": ("暂时无法写入记录", "The record cannot be written just now"),
    "store-busy": ("暂时无法写入记录", "The record cannot be written just now"),
    "store-gone": ("暂时无法写入记录", "The record cannot be written just now"),
    "not-given-up": ("该通知无需重新发送", "This notice waits for no second try"),
    "no-such-receipt": ("没有这个回执对应的通知", "No letter has this receipt"),
    "weak-password": ("密码太弱", "The password is too weak"),
    "identity-down": ("统一身份认证没有响应", "The city's identity provider does not answer"),
    "identity-refused": ("统一身份认证未通过", "The identity provider did not vouch for you"),
    "not-in-city": ("本市人员名单中没有您", "The city's files do not know you"),
    "password-not-here": ("请用统一身份认证登录", "Sign in by the city's identity provider"),
    "account-locked": ("账号已停用", "This account is locked"),
    "first-password-ended": ("初始密码已失效", "The first password holds no longer"),
    "calendar-ends": ("节假日表未覆盖该日期", "The holiday table ends before this day"),
    "no-such-subject": ("没有这位当事人", "Nobody is known under this number"),
    "configuration-lost": ("城市配置缺失或损坏", "The city's configuration is missing or damaged"),
    "old-news": ("对方已告知过更新的情况", "Something newer was told already"),
    "other-category": ("对方的类别代码在本市没有对应的类别", "Its category code stands for no category here"),
    "unlinked": ("对方的编号与本市案件对不上", "The number there fits no case here"),
    "unreadable": ("对方发来的内容无法读取", "What was sent cannot be read"),
    "other-number": ("对方给出了另一个编号", "Another number was given there"),
    "door-shut": ("对方系统暂时连不上", "The outside system cannot be reached"),
    "door-refused": ("对方系统不接受", "The outside system refuses"),
    "no-door": ("没有通往该系统的接口或密钥", "There is no door to that system, or no secret for it"),
    "error": ("未能完成", "That did not work"),
    "internal": ("系统出错，已记录", "Something went wrong on our side; it was noted"),
}
"""In Chinese and in English; what has none is told as ``error``."""

MEASURED: dict[str, tuple[str, str, str]] = {
    "too-large": (
        "most_bytes",
        "提交的内容太大，此处最多 %s。",
        "What you sent is too large: at most %s can be sent here.",
    ),
    "wrong-method": ("allowed", "此地址只接受 %s。", "This address takes %s alone."),
}
"""What is told with the error's own value, by its code: which value, and the words around it."""


class Problem(msgspec.Struct, frozen=True, kw_only=True, omit_defaults=True):
    """The body of RFC 9457, with what the error carries beside."""

    type: str
    title: str
    status: int
    detail: str = ""
    instance: str = ""
    """The request's number in the logs."""
    retry_s: int | None = None
    values: dict[str, Any] = {}


def problem_of(error: CityloopError, language: str = "zh", instance: str = "") -> Problem:
    """The error as an answer. Of what failed within only that it did is told: paths and states are for the log."""
    status, within = status_of(error), is_within(error)
    code = error.code if error.code in TITLES else "internal" if within else CityloopError.code
    title = title_of(code, language)
    return Problem(
        type=f"{TYPE}{code}",
        title=title,
        status=status,
        detail=title if within else detail_of(error, code, language),
        instance=instance,
        retry_s=getattr(error, "retry_s", None) or AGAIN_S.get(status),
        values={} if within else {name: told(value) for name, value in error.values.items() if value is not None},
    )


def is_within(error: CityloopError) -> bool:
    """Whether it is the house that failed, not what it was asked."""
    return not isinstance(error, Refused) and status_of(error) >= HTTPStatus.INTERNAL_SERVER_ERROR


def status_of(error: CityloopError) -> HTTPStatus:
    """The status that fits the error."""
    if isinstance(error, Refused):
        return error.status
    return STATUS_OF.get(error.code, HTTPStatus.UNPROCESSABLE_ENTITY)


def title_of(code: str, language: str) -> str:
    """The title in ``language``."""
    zh, en = TITLES[code]
    return zh if language == "zh" else en


def detail_of(error: CityloopError, code: str, language: str) -> str:
    """What is wrong, in the language of the title: in the error's own words where they are written in it."""
    measured = measured_words(error, language)
    if measured:
        return measured
    if not error.what or (isinstance(error, Refused) and error.is_told):
        return error.what
    said = catalogue(Language(language)).gettext(error.what)
    return meaning_of(code, language) if said == error.what and language != Language.EN else said


def measured_words(error: CityloopError, language: str) -> str:
    """What is wrong, with what would be right; empty where the error does not say it."""
    name, *said = MEASURED.get(error.code, ("", "", ""))
    right = error.values.get(name)
    return said[language != "zh"] % (size_words(right) if isinstance(right, int) else right) if right else ""


def size_words(size: int) -> str:
    """Bytes as people say them: ``64 KiB``, ``26 MiB``."""
    unit, name = (MIB, "MiB") if size >= MIB else (KIB, "KiB")
    return f"{size // unit} {name}"


def told(value: object) -> Any:
    """A value of an error as JSON can carry it."""
    return value if isinstance(value, bool | int | float | str | list) else str(value)


def no_access(denied: Denied) -> Refused:
    """A denial of the guard as an error; that a link is missing or wrong is told like an address that is not there."""
    if denied.reason is Reason.NO_LINK:
        return NoSuchPage("There is nothing at this address. Check that the link is complete.")
    what = f"'{denied.action}' on {denied.dataset} is denied: {denied.reason}."
    return NoAccess(what, reason=denied.reason, action=denied.action, dataset=denied.dataset, case=denied.case)


def note_code(request: Request, code: str) -> None:
    """Keep what was wrong where the page itself tells it, for the tally and the log; what was noted first stays."""
    if not getattr(request.state, "code", ""):
        request.state.code = code


def wants_page(request: Request) -> bool:
    """Whether a person asks, by a browser."""
    return "text/html" in request.headers.get("accept", "") and not request.url.path.startswith(FOR_PROGRAMS)


def headers_of(problem: Problem) -> dict[str, str]:
    """Headers that belong to the answer."""
    headers = {"Cache-Control": "no-store"}
    if problem.retry_s is not None:
        headers["Retry-After"] = str(problem.retry_s)
    if "allowed" in problem.values:
        headers["Allow"] = problem.values["allowed"]
    if problem.status == HTTPStatus.UNAUTHORIZED:
        headers["WWW-Authenticate"] = 'Bearer realm="cityloop"'
    return headers


def json_answer(problem: Problem) -> Response:
    """The problem as JSON."""
    return Response(msgspec.json.encode(problem), problem.status, headers_of(problem), JSON_TYPE)
