"""Logs say nothing of persons, whoever tries to make them."""

import json
import logging
from io import StringIO

import structlog

from cityloop.app.logs import Bridge


def lines(log: StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in log.getvalue().splitlines()]


def test_only_allowed_keys_are_written_and_the_rest_is_counted(log: StringIO) -> None:
    structlog.get_logger().info("request", route="case", words="王小明 13812341234", phone="13812341234", status=200)
    (line,) = lines(log)
    assert {name: line[name] for name in ("event", "route", "status", "level", "dropped")} == {
        "event": "request", "route": "case", "status": 200, "level": "info", "dropped": 2,
    }  # fmt: skip
    assert "138" not in log.getvalue()


def test_which_channel_is_down_is_said(log: StringIO) -> None:
    structlog.get_logger().warning("channel is down", channel="sms", code="http-500")
    (line,) = lines(log)
    assert (line["channel"], line["code"], line.get("dropped")) == ("sms", "http-500", None)


def test_an_exception_s_text_is_not_written(log: StringIO) -> None:
    try:
        raise ValueError("王小明 13812341234")
    except ValueError:
        structlog.get_logger().exception("failed")
    assert "王小明" not in log.getvalue()
    assert "138" not in log.getvalue()


def test_what_a_library_says_is_not_quoted(log: StringIO) -> None:
    Bridge().emit(logging.LogRecord("uvicorn.error", logging.ERROR, "x.py", 7, "GET /follow/secret", (), None))
    (line,) = lines(log)
    assert (line["event"], line["logger"], line["level"]) == ("library", "uvicorn.error", "error")
    assert "secret" not in log.getvalue()
