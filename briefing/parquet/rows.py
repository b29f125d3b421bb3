"""What a partition holds for each document: an article, or why there is none."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from sys import intern
from typing import Any

import pyarrow as pa

from briefing.encoding import decode, encode
from briefing.model import Article, Drop, Findings, Reason, Sentence, Summary
from briefing.parquet.prepared import Prepared

_TEXT = pa.string()
SCHEMA = pa.schema(
    [
        ("id", _TEXT),
        ("uri", _TEXT),
        ("source", _TEXT),
        ("url", _TEXT),
        ("headline", _TEXT),
        ("site", _TEXT),
        ("outlet", _TEXT),
        ("published", pa.timestamp("us", tz="UTC")),
        ("day_only", pa.bool_()),  # of `published`, which is midnight in UTC then
        ("language", _TEXT),
        ("digest", _TEXT),
        ("characters", pa.int32()),
        ("words", pa.int32()),
        ("sample", pa.list_(pa.uint64())),  # the shingles by which copies are found
        ("terms", pa.list_(_TEXT)),  # the stems by which stories are told apart, weighed
        ("weights", pa.list_(pa.float64())),
        ("opening", _TEXT),  # of the text, where an agency is credited
        ("text", _TEXT),
        ("sentences", pa.list_(pa.int32())),  # start, end and paragraph of each
        ("article", _TEXT),  # JSON: what else is known of it
        ("scores", pa.list_(pa.float64())),
        ("summary", _TEXT),  # JSON: what else the summarizer said
        ("findings", _TEXT),  # JSON
        ("problem", _TEXT),  # why it was not summarized
        ("stage", _TEXT),  # where a document was left out, with reason and detail
        ("reason", _TEXT),
        ("detail", _TEXT),
    ]
)
# Enough to group articles, and no more: a window of ten thousand is held in memory.
FULL = (
    "id", "words", "sample", "terms", "weights", "text", "sentences", "article", "scores",
    "summary", "findings", "problem",
)  # fmt: skip
LIGHT = ("article", "opening", "terms", "weights")
_OPENING = 160  # code points
_NUMBERS = 3  # for each sentence
_OWN = ("text", "sentences", "removed")  # of an article, which have columns of their own, or none

Row = Mapping[str, Any]


def table(rows: Iterable[Prepared | Drop]) -> pa.Table:
    """Make a table of some rows of a partition."""
    plain = [_of_drop(one) if isinstance(one, Drop) else _of_article(one) for one in rows]
    columns = [
        pa.array([row.get(column.name) for row in plain], type=column.type) for column in SCHEMA
    ]
    return pa.Table.from_arrays(columns, schema=SCHEMA)


def _of_drop(drop: Drop) -> Row:
    return {
        "uri": _clean(drop.uri),
        "stage": drop.stage,
        "reason": drop.reason.value,
        "detail": _clean(drop.detail),
    }


def _of_article(one: Prepared) -> Row:
    article, summary = one.article, one.summary
    places = [(each.start, each.end, each.paragraph) for each in article.sentences]
    rest = encode(replace(article, text="", sentences=(), removed=()))
    return {
        "id": article.id,
        "uri": _clean(article.uri),
        "source": _clean(article.source),
        "url": article.url,
        "headline": article.headline,
        "site": article.site,
        "outlet": article.outlet,
        "published": article.published,
        "day_only": article.published_day_only,
        "language": article.language,
        "digest": article.digest,
        "characters": len(article.text),
        "words": one.words,
        "sample": one.sample,
        "terms": list(one.terms),
        "weights": list(one.terms.values()),
        "opening": article.text[:_OPENING],
        "text": article.text,
        "sentences": [number for place in places for number in place],
        "article": _json({name: value for name, value in rest.items() if name not in _OWN}),
        "scores": summary.scores if summary else None,
        "summary": _json(_packed(summary)) if summary else None,
        "findings": _json(encode(one.findings)),
        "problem": one.problem or None,
    }


def _clean(text: str) -> str:
    # The name of a file may hold bytes that are no UTF-8.
    return text.encode("utf-8", "replace").decode()


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=True, separators=(",", ":"))


def _packed(summary: Summary) -> dict[str, Any]:
    needs = [None if one is None else sorted(one) for one in summary.needs]
    return {"chosen": summary.chosen, "method": summary.method, "needs": needs}


def drop(row: Row) -> Drop:
    """Read a row that holds why a document was left out."""
    return Drop(
        stage=row["stage"], uri=row["uri"], reason=Reason(row["reason"]), detail=row["detail"]
    )


def article(row: Row) -> Article:
    """Read the article of a row, but for what cleaning took away."""
    rest = {**json.loads(row["article"]), "text": row["text"], "sentences": [], "removed": []}
    return replace(decode(Article, rest), sentences=tuple(_sentences(row)))


def _sentences(row: Row) -> Iterator[Sentence]:
    text, numbers = row["text"], row["sentences"]
    places = zip(*(numbers[at::_NUMBERS] for at in range(_NUMBERS)), strict=True)
    for position, (start, end, paragraph) in enumerate(places):
        yield Sentence(
            text=text[start:end], start=start, end=end, paragraph=paragraph, position=position
        )


def light(row: Row) -> Article:
    """Read of an article what tells stories apart; its text is the opening alone."""
    return article({**row, "text": row["opening"], "sentences": []})


def _summary(row: Row) -> Summary:
    rest = json.loads(row["summary"])
    return Summary(
        article_id=row["id"],
        scores=tuple(row["scores"]),
        chosen=tuple(rest["chosen"]),
        method=rest["method"],
        needs=tuple(None if one is None else frozenset(one) for one in rest["needs"]),
    )


def prepared(row: Row) -> Prepared:
    """Read a row that holds an article."""
    own = article(row)
    return Prepared(
        article=own,
        summary=_summary(row) if row["summary"] else None,
        problem=row["problem"] or "",
        findings=decode(Findings, json.loads(row["findings"])),
        terms=terms(row),
        words=row["words"],
        sample=tuple(row["sample"]),
    )


def terms(row: Row) -> dict[str, float]:
    """Read the weighed stems of a row, in their order."""
    # One string for each stem, or those of ten thousand texts would take a hundred megabytes.
    return dict(zip(map(intern, row["terms"]), row["weights"], strict=True))
