"""The full-text index: an FTS5 table in SQLite, a tsvector with a GIN index in PostgreSQL; a row a published text.

Both hold the same folded stems (`search_words`), so no language of the database's own is involved. A row says nothing
about who may read it: whoever asks joins the answer with `queries.readable`. `modelsearch` was weighed: it keeps its
index by signals beside an action's transaction, and folds neither Arabic nor Russian.
"""

from django.db import connection
from django.db.models import IntegerField
from django.db.models.expressions import RawSQL

from bonafides.programme.knowledge.search_words import Phrase, asked, indexed, indexed_whole
from bonafides.programme.knowledge.vocabulary import MATCHES_AT_MOST

SQLITE_TABLE = (
    "CREATE VIRTUAL TABLE knowledge_words USING fts5(title, summary, body, tokenize='unicode61', prefix='3 4')",
)
POSTGRESQL_TABLE = (
    "CREATE TABLE knowledge_words (text_id bigint PRIMARY KEY, words tsvector NOT NULL)",
    "CREATE INDEX knowledge_words_gin ON knowledge_words USING gin (words)",
)
SQLITE_SEARCH = (
    "SELECT rowid, bm25(knowledge_words, 10.0, 4.0, 1.0) AS rank FROM knowledge_words WHERE knowledge_words MATCH %s "
    "ORDER BY rank LIMIT %s"
)
POSTGRESQL_SEARCH = (
    "SELECT text_id, ts_rank(words, query) AS rank FROM knowledge_words, to_tsquery('simple', %s) AS query "
    "WHERE words @@ query ORDER BY rank DESC LIMIT %s"
)
POSTGRESQL_PUT = (
    "INSERT INTO knowledge_words (text_id, words) VALUES (%s, setweight(to_tsvector('simple', %s), 'A') || "
    "setweight(to_tsvector('simple', %s), 'B') || setweight(to_tsvector('simple', %s), 'D'))"
)
SQLITE_PUT = "INSERT INTO knowledge_words (rowid, title, summary, body) VALUES (%s, %s, %s, %s)"


def is_sqlite() -> bool:
    return connection.vendor == "sqlite"


def put(text_id: int, *, title: str, summary: str, body: str) -> None:
    """Index a published text, in place of what stood there; in the caller's transaction."""
    take_out(text_id)
    with connection.cursor() as cursor:
        words = [indexed_whole(title), indexed_whole(summary), indexed(body)]
        cursor.execute(SQLITE_PUT if is_sqlite() else POSTGRESQL_PUT, [text_id, *words])


def take_out(text_id: int) -> None:
    key = "rowid" if is_sqlite() else "text_id"
    with connection.cursor() as cursor:
        cursor.execute(f"DELETE FROM knowledge_words WHERE {key} = %s", [text_id])  # noqa: S608  a name of ours


SQLITE_RESOURCES = (
    "SELECT t.resource_id FROM knowledge_words w JOIN knowledge_text t ON t.id = w.rowid WHERE knowledge_words MATCH %s"
)
POSTGRESQL_RESOURCES = (
    "SELECT t.resource_id FROM knowledge_words w JOIN knowledge_text t ON t.id = w.text_id "
    "WHERE w.words @@ to_tsquery('simple', %s)"
)


def resources(question: str) -> RawSQL:
    """The resources that answer a question, as a part of a larger question to the database."""
    parts = asked(question)
    if is_sqlite():
        return RawSQL(SQLITE_RESOURCES, [for_sqlite(parts)], output_field=IntegerField())  # noqa: S611  ours
    return RawSQL(POSTGRESQL_RESOURCES, [for_postgresql(parts)], output_field=IntegerField())  # noqa: S611  ours


def search(question: str) -> list[int]:
    """The ids of the texts that answer a question, the best first; nothing where it holds no word."""
    parts = asked(question)
    if not parts:
        return []
    statement, query = (SQLITE_SEARCH, for_sqlite(parts)) if is_sqlite() else (POSTGRESQL_SEARCH, for_postgresql(parts))
    with connection.cursor() as cursor:
        cursor.execute(statement, [query, MATCHES_AT_MOST])
        return [row[0] for row in cursor.fetchall()]


def for_sqlite(parts: list[tuple[Phrase, ...]]) -> str:
    """FTS5 syntax; stems are letters and digits only, so quoting is all they need."""
    last = len(parts) - 1
    return " AND ".join(
        "(" + " OR ".join(f'"{" ".join(phrase)}"{"*" if n == last else ""}' for phrase in part) + ")"
        for n, part in enumerate(parts)
    )


def for_postgresql(parts: list[tuple[Phrase, ...]]) -> str:
    """The syntax of to_tsquery."""
    last = len(parts) - 1
    return " & ".join(
        "(" + " | ".join(tsquery_of(phrase, unfinished=n == last) for phrase in part) + ")"
        for n, part in enumerate(parts)
    )


def tsquery_of(phrase: Phrase, *, unfinished: bool) -> str:
    words = [f"'{word}'" for word in phrase]
    words[-1] += ":*" if unfinished else ""
    return "(" + " <-> ".join(words) + ")"
