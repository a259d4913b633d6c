"""Structured logs: one JSON object a line, and no key in it but those that cannot carry personal content."""

import logging
import sys
from typing import TextIO

import structlog
from structlog.typing import EventDict, WrappedLogger

ALLOWED = frozenset({
    "bytes", "channel", "code", "count", "days", "error", "event", "host", "kind", "level", "logger", "method", "ms",
    "name", "port", "position", "request", "route", "seconds", "size", "stage", "status", "system", "timestamp",
    "version", "where",
})  # fmt: skip
"""Everything that a log line may say. A value under any other key is dropped, and the line says that one was."""


def drop_unknown(_logger: WrappedLogger, _method: str, line: EventDict) -> EventDict:
    """The line without keys that are not allowed; an exception's text may quote anything, so it goes as well."""
    kept = {key: value for key, value in line.items() if key in ALLOWED and value is not None}
    dropped = sum(1 for key, value in line.items() if key not in ALLOWED and value is not None)
    return {**kept, "dropped": dropped} if dropped else kept


def configure(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Let our loggers write JSON lines to ``stream`` (standard error)."""
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            drop_unknown,
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(stream or sys.stderr),
        cache_logger_on_first_use=False,
    )


def bridge() -> None:
    """Let the libraries' loggers and warnings, too, write nothing but our lines."""
    logging.captureWarnings(True)
    logging.basicConfig(handlers=[Bridge()], level=logging.WARNING, force=True)


class Bridge(logging.Handler):
    """Lines of libraries: which one, how grave, from where. What they say may quote a request, so it is left out."""

    def emit(self, record: logging.LogRecord) -> None:
        """Pass one record on."""
        log = structlog.get_logger()
        log.log(record.levelno, "library", logger=record.name, where=f"{record.module}:{record.lineno}")
