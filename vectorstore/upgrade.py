"""Libraries made by earlier versions, brought up to date in place when they are opened.

Format 1 knew no earlier revisions, no sketches, and less of an article; format 2 kept earlier revisions without their
chunks, so that those can be read and never searched. Every step can be cut short and is done again by the next opening;
the new format is recorded last.
"""

import logging
import shutil

from sqlalchemy import Connection, delete, insert, inspect, select, text
from sqlalchemy.schema import CreateColumn

from vectorstore.catalogue import Catalogue
from vectorstore.layout import Layout
from vectorstore.meta import FORMAT, read_meta, write_meta
from vectorstore.rows import INDEXED, sketch_row
from vectorstore.schema import articles, metadata, sketches
from vectorstore.sketch import METHOD, sketch
from vectorstore.statements import groups

log = logging.getLogger(__name__)

_GROUP = 200


def upgrade(layout: Layout, catalogue: Catalogue) -> None:
    """Make the catalogue what this version writes, with a sketch of every article; the lexical index is built anew."""
    with catalogue.engine.connect() as connection:
        values = read_meta(connection)
    if int(values["format"]) == FORMAT and values.get("sketches") == METHOD:
        return
    log.warning("library is brought up to date: path=%s format=%s->%d", layout.root, values["format"], FORMAT)
    layout.begin_write()
    with catalogue.engine.begin() as connection:
        metadata.create_all(connection)
        _add_columns(connection)
        if values.get("sketches", METHOD) != METHOD:
            connection.execute(delete(sketches))
    _sketch_all(catalogue)
    if values["format"] == "1" or values.get("sketches") != METHOD:
        # Its articles lack the bands of their signatures; it is a cache, and opening builds it anew.
        shutil.rmtree(layout.lexical, ignore_errors=True)
    with catalogue.engine.begin() as connection:
        write_meta(connection, format=str(FORMAT), sketches=METHOD)


def _add_columns(connection: Connection) -> None:
    there = {column["name"] for column in inspect(connection).get_columns(articles.name)}
    for column in articles.c:
        if column.name not in there:
            declared = CreateColumn(column).compile(dialect=connection.dialect)
            connection.execute(text(f"ALTER TABLE {articles.name} ADD COLUMN {declared}"))


def _sketch_all(catalogue: Catalogue) -> None:
    lacking = select(articles.c.key).outerjoin(sketches).where(sketches.c.article_key.is_(None))
    with catalogue.engine.connect() as connection:
        keys = sorted(connection.execute(lacking.where(articles.c.state == INDEXED)).scalars())
    for group in groups(keys, _GROUP):
        texts = select(articles.c.key, articles.c.text).where(articles.c.key.in_(group))
        with catalogue.engine.begin() as connection:
            rows = [sketch_row(row.key, sketch(row.text)) for row in connection.execute(texts)]
            connection.execute(insert(sketches), rows)
