"""Every rate of 综合评价 once more: plain SQL (DuckDB) over the facts of a journal, written from the rates' words.

Nothing here reads what the house folds, counts or calls a rate: facts go in as they stand in the record, stages are
told from the facts that end them, and each rate is a query of its own.
"""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import Any, TypeAlias

import duckdb
import msgspec
import pyarrow

from cityloop.app.node import Node
from cityloop.city.facts.fact import CaseFact

COLUMNS = (
    "seq BIGINT", "id VARCHAR", "t TIMESTAMPTZ", "tag VARCHAR", "life VARCHAR", "category VARCHAR", "channel VARCHAR",
    "subject VARCHAR", "place VARCHAR", "ground VARCHAR", "run VARCHAR", "occurred TIMESTAMPTZ", "due TIMESTAMPTZ",
    "finding VARCHAR", "to_unit VARCHAR", "passed BOOLEAN", "word VARCHAR", "reached BOOLEAN", "granted BOOLEAN",
    "how VARCHAR", "outcome VARCHAR", "step VARCHAR", "arbiter VARCHAR", "recalled BOOLEAN", "sensitive BOOLEAN",
    "stays BOOLEAN", "directed BOOLEAN",
)  # fmt: skip
FIELDS = (
    *("life", "category", "channel", "subject", "place", "where", "at", "occurred", "due", "finding", "to", "passed"),
    *("word", "reached", "granted", "how", "outcome", "step", "arbiter", "recalled", "sensitive"),
    *("stays", "directed"),
)


POSTS = ("id VARCHAR", "place INT", "path VARCHAR", "unit VARCHAR", "named BOOLEAN", "duty VARCHAR")
Fact: TypeAlias = tuple[Any, ...]


def facts_of(node: Node) -> Iterator[Fact]:
    """The facts about cases, entry by entry, as columns; a field that a fact does not have is empty."""
    for entry in node.journal.read(0, node.journal.size()):
        if isinstance(entry.fact, CaseFact):
            said = msgspec.to_builtins(entry.fact, builtin_types=(datetime,))
            at = None if isinstance(said.get("at"), datetime) else said.get("at")
            values = (at if name == "at" else said.get(name) for name in FIELDS)
            yield entry.seq, entry.about, entry.time, said["fact"], *values


def posts_of(node: Node) -> Iterator[Fact]:
    """Each post and duty, in the order of the files, with the path of where it sits."""
    for place, post in enumerate(node.index.posts):
        for duty in post.duties:
            yield post.id, place, node.index.path(post.jurisdiction), post.unit, post.named, duty.value


PREPARE = """
-- A step that was taken back, and the taking back, never were.
CREATE TABLE gone AS SELECT u.seq AS undo, max(s.seq) AS step FROM facts u JOIN facts s
  ON s.id = u.id AND s.seq < u.seq AND u.tag = 'case.undone' AND s.tag IN (CASE u.step
    WHEN 'establish' THEN 'case.established' WHEN 'accept' THEN 'case.accepted' WHEN 'dispatch' THEN 'case.dispatched'
    WHEN 'refuse' THEN 'case.refused' WHEN 'merge' THEN 'case.merged' END) GROUP BY u.seq;
CREATE VIEW said AS SELECT f.*, first(life) OVER (PARTITION BY id ORDER BY seq) AS of_life FROM facts f
  WHERE seq NOT IN (SELECT undo FROM gone) AND seq NOT IN (SELECT step FROM gone);
CREATE TABLE walk AS SELECT *, sum((tag = 'case.reopened')::INT) OVER (PARTITION BY id ORDER BY seq) + 1 AS round,
  CASE tag
    WHEN 'case.reported' THEN CASE of_life WHEN 'grid' THEN 'establish' ELSE 'accept' END
    WHEN 'case.established' THEN 'dispatch' WHEN 'case.accepted' THEN 'dispatch' WHEN 'case.reopened' THEN 'dispatch'
    WHEN 'case.dispatched' THEN CASE of_life WHEN 'grid' THEN 'handle' ELSE 'sign' END
    WHEN 'case.arbitrated' THEN CASE of_life WHEN 'grid' THEN 'handle' ELSE 'sign' END
    WHEN 'case.signed' THEN CASE of_life WHEN 'request' THEN 'contact' END
    WHEN 'case.contacted' THEN 'handle'
    WHEN 'case.handled' THEN CASE of_life WHEN 'grid' THEN 'feedback' ELSE 'answer' END
    WHEN 'case.reported-back' THEN 'check' WHEN 'case.answered' THEN 'review'
    WHEN 'case.checked' THEN CASE WHEN passed THEN 'close' ELSE 'handle' END
    WHEN 'case.reviewed' THEN CASE WHEN passed THEN 'revisit' ELSE 'handle' END
    WHEN 'case.revisited' THEN CASE WHEN word = 'unsolved' THEN 'handle' ELSE 'close' END
    WHEN 'case.returned' THEN CASE WHEN arbiter IS NULL THEN 'dispatch' ELSE 'arbitrate' END
    WHEN 'case.classified' THEN CASE WHEN recalled THEN 'dispatch' END
    WHEN 'case.handed-over' THEN CASE WHEN NOT stays THEN 'over' END
    WHEN 'case.closed' THEN 'over' WHEN 'case.answered-directly' THEN 'over'
    WHEN 'case.refused' THEN 'over' WHEN 'case.merged' THEN 'over' END AS stage FROM said;
CREATE TABLE stays AS SELECT id, round, of_life, seq, stage, t AS began, due AS first_due, next_seq, ended, by_tag,
    by_word, by_passed, by_reached, by_directed, next_stage FROM (SELECT *, lead(seq) OVER w AS next_seq,
    lead(t) OVER w AS ended, lead(tag) OVER w AS by_tag, lead(word) OVER w AS by_word, lead(passed) OVER w AS by_passed,
    lead(reached) OVER w AS by_reached, lead(directed) OVER w AS by_directed, lead(stage) OVER w AS next_stage
    FROM walk WHERE stage IS NOT NULL
    WINDOW w AS (PARTITION BY id ORDER BY seq)) WHERE stage <> 'over';
CREATE TABLE befell AS SELECT s.id, s.seq AS stay, f.seq, f.t, f.tag, f.due, f.granted, f.run, f.to_unit
  FROM stays s JOIN said f ON f.id = s.id AND f.seq >= s.seq AND (s.next_seq IS NULL OR f.seq < s.next_seq);
CREATE TABLE clocks AS SELECT stay,
    count(*) FILTER (tag = 'case.extension-decided' AND granted) AS extensions,
    count(*) FILTER (tag = 'case.held-over') AS holds, count(*) FILTER (tag = 'case.paused') AS pauses,
    max_by(due, seq) FILTER (due IS NOT NULL AND (tag IN ('case.resumed', 'case.hold-ended', 'case.reckoned')
      OR (tag = 'case.extension-decided' AND granted))) AS moved_to,
    max_by(tag, seq) FILTER (tag IN ('case.paused', 'case.held-over', 'case.resumed', 'case.hold-ended')) AS last_stop,
    max_by(t, seq) FILTER (tag IN ('case.paused', 'case.held-over')) AS stopped,
    min(seq) FILTER (tag IN ('case.paused', 'case.held-over')
      OR (tag = 'case.extension-decided' AND granted)) AS first_touch FROM befell GROUP BY stay;
CREATE TABLE reckoned AS SELECT b.stay, max_by(b.due, b.seq) AS due FROM befell b JOIN clocks c USING (stay)
  WHERE b.tag = 'case.reckoned' AND b.due IS NOT NULL AND (c.first_touch IS NULL OR b.seq < c.first_touch) GROUP BY 1;
CREATE TABLE known AS SELECT id, max_by(category, seq) FILTER (tag IN ('case.reported', 'case.classified',
    'case.established', 'case.accepted') AND category IS NOT NULL) AS category,
    max_by(sensitive, seq) FILTER (tag IN ('case.reported', 'case.classified', 'case.established', 'case.accepted'))
      AS sensitive,
    max_by(ground, seq) FILTER (tag IN ('case.reported', 'case.located')) AS ground,
    max_by(coalesce(place, CASE WHEN ground <> run THEN ground END, ''), seq)
      FILTER (tag IN ('case.reported', 'case.located')) AS spot,
    any_value(channel) FILTER (tag = 'case.reported') AS channel, any_value(subject) FILTER (tag = 'case.reported')
      AS subject, any_value(of_life) AS life, min(coalesce(occurred, t)) FILTER (tag = 'case.reported') AS told,
    bool_or(tag = 'case.linked' AND how = 'split-from') AS is_split FROM walk GROUP BY id;
CREATE TABLE ends AS SELECT id, round, max_by(tag, seq) AS how, max(t) AS ended, max(seq) AS seq FROM walk
  WHERE stage = 'over' GROUP BY 1, 2;
CREATE TABLE by_round AS SELECT id, round, min(t) AS began,
    min(t) FILTER (tag IN ('case.established', 'case.accepted', 'case.reopened')) AS opened,
    max_by(finding, seq) FILTER (tag = 'case.verified') AS finding,
    max_by(outcome, seq) FILTER (tag = 'case.recorded') AS outcome,
    min_by(word, seq) FILTER (tag = 'case.revisited') AS first_word,
    max_by(word, seq) FILTER (tag = 'case.revisited') AS last_word,
    count(*) FILTER (tag = 'case.revisited') AS calls,
    nullif(max_by(CASE tag WHEN 'case.returned' THEN '' WHEN 'case.classified' THEN '' ELSE to_unit END, seq) FILTER
      (tag IN ('case.dispatched', 'case.arbitrated', 'case.returned') OR (tag = 'case.classified' AND recalled)), '')
    AS unit, max(seq) AS last_seq FROM walk GROUP BY 1, 2;
CREATE TABLE turns AS SELECT s.*, coalesce(r.due, s.first_due) AS granted_till,
    coalesce(c.moved_to, r.due, s.first_due) AS till, extensions, holds, pauses,
    coalesce(last_stop IN ('case.paused', 'case.held-over')
      AND NOT coalesce(coalesce(c.moved_to, s.first_due) <= stopped, false), false) AS stood,
    (SELECT nullif(arg_max(CASE WHEN w.tag IN ('case.returned', 'case.classified') THEN '' ELSE w.to_unit END,
      w.seq), '') FROM walk w WHERE w.id = s.id AND w.round = s.round AND w.seq <= s.seq AND (w.tag IN
      ('case.dispatched', 'case.arbitrated', 'case.returned') OR (w.tag = 'case.classified' AND w.recalled))) AS unit,
    (SELECT arg_max(w.run, w.seq) FROM walk w WHERE w.id = s.id AND w.run IS NOT NULL
      AND (s.next_seq IS NULL OR w.seq < s.next_seq)) AS run,
    k.life, k.category, k.channel, k.ground, k.sensitive, b.outcome
  FROM stays s JOIN clocks c ON c.stay = s.seq LEFT JOIN reckoned r ON r.stay = s.seq JOIN known k USING (id)
  JOIN by_round b ON b.id = s.id AND b.round = s.round;
CREATE TABLE came_back AS SELECT DISTINCT max(h.seq) AS seq FROM walk b JOIN stays h ON h.id = b.id
    AND h.round = b.round AND h.by_tag = 'case.handled' AND h.next_seq < b.seq
  WHERE (b.tag IN ('case.checked', 'case.reviewed') AND NOT b.passed)
    OR (b.tag = 'case.revisited' AND b.word = 'unsolved') GROUP BY b.seq;
CREATE TABLE promised AS SELECT id, round, coalesce(min_by(granted_till, seq) FILTER (stage = 'handle'),
    CASE WHEN count(*) FILTER (stage = 'handle') = 0 THEN max_by(coalesce(granted_till, '1900-01-01'), seq) END)
    AS owed, sum(extensions) AS extensions, sum(holds) AS holds,
    bool_or(coalesce(ended >= till AND NOT stood, false)) AS late,
    bool_or(coalesce(ended >= granted_till, false)) AS late_at_first
  FROM turns WHERE stage NOT IN ('establish', 'accept') GROUP BY 1, 2;
CREATE TABLE rounds AS SELECT b.*, k.life, k.category, k.channel, k.ground, k.sensitive, nullif(k.spot, '') AS spot,
    k.subject, k.told, k.is_split, e.how, e.ended, nullif(p.owed, '1900-01-01') AS owed,
    coalesce(p.extensions, 0) AS extensions, coalesce(p.holds, 0) AS holds, coalesce(p.late, false) AS late,
    coalesce(p.late_at_first, false) AS late_at_first, n.began AS next_began,
    regexp_replace(k.category, '\\.[^.]*$', '') AS family, 'handle' AS stage,
    (SELECT arg_max(w.run, w.seq) FROM walk w WHERE w.id = b.id AND w.run IS NOT NULL AND w.seq <= b.last_seq) AS run
  FROM by_round b JOIN known k USING (id) LEFT JOIN ends e ON e.id = b.id AND e.round = b.round
  LEFT JOIN promised p ON p.id = b.id AND p.round = b.round
  LEFT JOIN by_round n ON n.id = b.id AND n.round = b.round + 1;
CREATE TABLE heads AS SELECT * FROM rounds WHERE round = 1;
CREATE TABLE again AS SELECT DISTINCT r.id, r.round FROM rounds r JOIN heads o ON o.id <> r.id AND o.told > r.ended
    AND o.told <= r.ended + INTERVAL 30 DAY AND o.subject = r.subject AND o.family = r.family
  UNION SELECT DISTINCT r.id, r.round FROM rounds r JOIN heads o ON o.id <> r.id AND o.told > r.ended
    AND o.told <= r.ended + INTERVAL 30 DAY AND o.spot = r.spot AND o.category = r.category;
CREATE TABLE beside AS SELECT DISTINCT r.id FROM heads r JOIN heads o ON o.id <> r.id
    AND o.told >= r.told - INTERVAL 30 DAY AND (o.told < r.told OR (o.told = r.told AND o.id < r.id))
    AND (o.ended IS NULL OR o.ended > r.told) AND coalesce(o.how, '') <> 'case.merged'
    AND ((o.subject = r.subject AND o.family = r.family) OR (o.spot = r.spot AND o.category = r.category))
  WHERE coalesce(r.how, '') <> 'case.merged';
"""
"""From facts to stays in a stage and to rounds."""

_WORK = "FROM turns WHERE outcome IS NULL AND stage = 'handle' AND coalesce(by_tag, '') <> 'case.returned'"
_DUE = "FROM rounds WHERE outcome IS NULL AND opened IS NOT NULL"
_ASKED = f"{_DUE} AND life = 'request'"
_ENDS = "('case.closed', 'case.answered-directly', 'case.handed-over', 'case.refused')"
_ANSWERS = "('satisfied', 'unsatisfied', 'unsolved')"
_PATROL = "life = 'grid' AND channel = 'field'"
_HEADS = "FROM rounds WHERE outcome IS NULL AND round = 1"


def _turns(stages: str) -> str:
    return f"FROM turns WHERE outcome IS NULL AND stage IN ({stages})"


_INTAKE = _turns("'establish', 'accept'")
_SENT_RIGHT = "by_tag = 'case.handed-over' OR (by_tag = 'case.refused' AND by_directed)"
RATES: Mapping[str, tuple[str, str, str]] = {
    "report": ("told", f"{_HEADS} AND life = 'grid' AND opened IS NOT NULL", "channel = 'field'"),
    "absent": (
        "told",
        f"{_HEADS} AND {_PATROL} AND finding IS NOT NULL",
        "finding = 'absent'",
    ),
    "establish": ("granted_till", _turns("'establish'"), f"by_tag = 'case.established' OR {_SENT_RIGHT}"),
    "establish-on-time": ("granted_till", _turns("'establish'"), "ended < till"),
    "accept": (
        "granted_till",
        _turns("'accept'"),
        f"by_tag IN ('case.accepted', 'case.answered-directly') OR {_SENT_RIGHT}",
    ),
    "refused": ("granted_till", _INTAKE, "by_tag = 'case.refused' AND NOT by_directed"),
    "directed": ("granted_till", _INTAKE, "by_tag = 'case.refused' AND by_directed"),
    "handed-over": ("granted_till", _INTAKE, "by_tag = 'case.handed-over'"),
    "handed-over-again": (
        "ended",
        f"{_HEADS} AND how = 'case.handed-over'",
        "(id, round) IN (SELECT id, round FROM again)",
    ),
    "refused-again": ("ended", f"{_HEADS} AND how = 'case.refused'", "(id, round) IN (SELECT id, round FROM again)"),
    "merged": ("granted_till", _INTAKE, "by_tag = 'case.merged'"),
    "dispatch": ("granted_till", _turns("'dispatch'"), "by_tag = 'case.dispatched'"),
    "dispatch-on-time": ("granted_till", _turns("'dispatch'"), "by_tag = 'case.dispatched' AND ended < till"),
    "returned": ("granted_till", _turns("'sign', 'contact', 'handle'"), "by_tag = 'case.returned'"),
    "handle": ("granted_till", _WORK, "by_tag = 'case.handled'"),
    "handle-on-time": (
        "granted_till",
        _WORK,
        "(by_tag = 'case.handled' AND (ended < till OR stood)) OR (ended IS NULL AND (stood OR till > $now))",
    ),
    "handle-first": ("granted_till", _WORK, "by_tag = 'case.handled' AND ended < granted_till"),
    "handle-plain": (
        "granted_till",
        f"{_WORK} AND extensions = 0 AND holds = 0",
        "by_tag = 'case.handled' AND ended < granted_till",
    ),
    "rework": ("granted_till", f"{_WORK} AND by_tag = 'case.handled'", "seq IN (SELECT seq FROM came_back)"),
    "close": ("owed", _DUE, "how = 'case.closed'"),
    "close-on-time": ("owed", _DUE, "how = 'case.closed' AND NOT late"),
    "close-first": ("owed", _DUE, "how = 'case.closed' AND NOT late_at_first"),
    "close-plain": ("owed", f"{_DUE} AND extensions = 0 AND holds = 0", "how = 'case.closed' AND NOT late_at_first"),
    "response": (
        "granted_till",
        _turns("'contact'"),
        "by_tag = 'case.contacted' AND by_reached AND ended < granted_till",
    ),
    "not-reached": ("granted_till", _turns("'contact'") + " AND by_tag = 'case.contacted'", "NOT by_reached"),
    "solved": ("owed", _ASKED, "last_word IN ('satisfied', 'unsatisfied')"),
    "satisfied": ("owed", _ASKED, "last_word = 'satisfied'"),
    "unsatisfied": ("owed", _ASKED, "last_word = 'unsatisfied'"),
    "unsolved": ("owed", _ASKED, "last_word = 'unsolved'"),
    "no-answer": ("owed", _ASKED, "last_word = 'no-answer'"),
    "not-asked": ("owed", _ASKED, "last_word IS NULL"),
    "solved-of-answers": ("owed", f"{_ASKED} AND last_word IN {_ANSWERS}", "last_word IN ('satisfied', 'unsatisfied')"),
    "first-unsolved": ("owed", f"{_ASKED} AND last_word IS NOT NULL", "first_word = 'unsolved'"),
    "asked-again": ("owed", f"{_ASKED} AND last_word IS NOT NULL", "calls > 1"),
    "extended": ("granted_till", _WORK, "extensions > 0"),
    "held": ("granted_till", _WORK, "holds > 0"),
    "still-held": ("granted_till", _WORK, "holds > 0 AND stood AND ended IS NULL"),
    "paused": ("granted_till", _WORK, "pauses > 0"),
    "untimed": ("opened", _DUE, "owed IS NULL"),
    "reopened": (
        "ended",
        "FROM rounds WHERE outcome IS NULL AND how = 'case.closed'",
        "next_began <= ended + INTERVAL 30 DAY",
    ),
    "again": (
        "ended",
        f"FROM rounds WHERE outcome IS NULL AND how IN {_ENDS}",
        "(id, round) IN (SELECT id, round FROM again)",
    ),
    "beside": ("told", _HEADS, "id IN (SELECT id FROM beside)"),
    "split": ("told", _HEADS, "is_split"),
    "recorded-on-time": (
        "told",
        "FROM rounds WHERE outcome IS NOT NULL AND outcome <> 'not-recorded'",
        "outcome = 'on-time'",
    ),
}
"""By rate: when it must lie within the span, over what it is, and what of that it counts."""

POST = """(SELECT arg_min(p.id, p.named::INT * 1000000 - length(p.path) * 1000 + p.place) FROM posts p
  WHERE starts_with(run, p.path) AND p.duty = CASE stage WHEN 'establish' THEN 'accept' WHEN 'accept' THEN 'accept'
    WHEN 'dispatch' THEN 'dispatch' WHEN 'check' THEN 'check' WHEN 'review' THEN 'check' WHEN 'revisit' THEN 'accept'
    WHEN 'close' THEN 'close' WHEN 'arbitrate' THEN 'arbitrate' ELSE 'handle' END
  AND (stage NOT IN ('sign', 'contact', 'handle', 'feedback', 'answer') OR p.unit = {table}.unit))"""
"""The nearest post with the duty: at the place that runs it, or above; of the lead, while it lies with one."""
GROUPS: Mapping[str, str] = {
    "whole": "''",
    "street": "split_part(ground, '/', {street})",
    "lead": "unit",
    "post": POST,
    "week": "strftime(date_trunc('week', {when} AT TIME ZONE '{zone}'), '%Y-%m-%d')",
    "month": "strftime({when} AT TIME ZONE '{zone}', '%Y-%m')",
    "category": "category",
    "subject": "regexp_extract(category, '^[^.]*\\.[^.]*')",
    "channel": "channel",
    "life": "life",
}
"""By what rates are compared, out of what stands in both tables."""


class Judge:
    """One journal's facts in DuckDB."""

    def __init__(self, node: Node, facts: Sequence[Fact], *, street: int, named: bool) -> None:
        self._street, self._zone, self._named = street, node.index.city.zone, named
        self._connection = duckdb.connect()
        self._connection.execute("SET TimeZone = 'UTC'")
        self._fill("facts", COLUMNS, facts)
        self._fill("posts", POSTS, list(posts_of(node)))
        self._connection.execute(PREPARE)

    def _fill(self, table: str, columns: Sequence[str], rows: Sequence[Fact]) -> None:
        names = [column.partition(" ")[0] for column in columns]
        told = pyarrow.table(dict(zip(names, map(list, zip(*rows, strict=True)), strict=True)))
        self._connection.execute(f"CREATE TABLE {table} ({', '.join(columns)})")
        self._connection.register("told", told)
        self._connection.execute(f"INSERT INTO {table} SELECT * FROM told")

    def counts(
        self, rate: str, group: str, start: datetime, end: datetime, now: datetime
    ) -> dict[str, tuple[int, int]]:
        """How much of what, by group; sensitive matters for whoever is named for them alone."""
        when, over, counted = RATES[rate]
        table = "turns" if "FROM turns" in over else "rounds" if "FROM rounds" in over else "heads"
        by = GROUPS[group].format(street=self._street, zone=self._zone, when=when, table=table)
        sql = (
            f"SELECT coalesce({by}, ''), count(*) FILTER ({counted}), count(*) {over} AND (NOT sensitive OR $named) "
            f"AND {when} >= $start AND {when} < $end GROUP BY 1"
        )
        said = {"start": start, "end": min(end, now), "named": self._named, **({"now": now} if "$now" in sql else {})}
        return {row[0]: (row[1], row[2]) for row in self._connection.execute(sql, said).fetchall()}

    def close(self) -> None:
        """Let go of it."""
        self._connection.close()
