"""Which language an answer is in."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from starlette.requests import Request

from cityloop.city.words import Language
from cityloop.edge.language import catalogue, language_of, preferred

ZH, EN = Language.ZH, Language.EN


def request(query: str = "", **headers: str) -> Request:
    """A request with these headers."""
    pairs = [(name.replace("_", "-").encode(), value.encode()) for name, value in headers.items()]
    return Request({"type": "http", "query_string": query.encode(), "headers": pairs})


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("en", EN), ("en-GB,en;q=0.9", EN), ("zh-CN,zh;q=0.9,en;q=0.8", ZH), ("zh-Hans-CN", ZH), ("fr,en;q=0.3", EN),
        ("en;q=0.2,zh;q=0.7", ZH), ("fr", None), ("", None), ("en;q=0", None), ("en;q=x", None), ("*", None),
    ],
)  # fmt: skip
def test_what_a_browser_prefers(header: str, language: Language | None) -> None:
    assert preferred(header) is language


def test_address_before_choice_before_browser_before_chinese() -> None:
    assert language_of(request()) is ZH
    assert language_of(request(accept_language="en")) is EN
    assert language_of(request(accept_language="en", cookie="language=zh")) is ZH
    assert language_of(request("language=en", accept_language="zh", cookie="language=zh")) is EN
    assert language_of(request("language=xx", accept_language="en")) is EN


@pytest.mark.parametrize("language", list(Language))
def test_the_catalogue_of_each_language_is_there(language: Language) -> None:
    assert catalogue(language).info()["language"].startswith(language.value)


@given(st.text(max_size=60))
def test_any_header_is_survived(header: str) -> None:
    assert preferred(header) in (ZH, EN, None)
