"""How a row of a life becomes a row of its copy: column by column, read from the database's own catalogue.

A table that gains a column needs nothing here unless the column is unique.
"""

from dataclasses import dataclass, field

import psycopg

#: What a life consists of, each table after those it points to.
NAMES = (
    "dossiers_dossier",
    "dossiers_applicant",
    "dossiers_dossierdocument",
    "dossiers_dossierevent",
    "dossiers_eventtext",
    "dossiers_handover",
    "dossiers_issuedform",
    "dossiers_supplementrequest",
    "dossiers_feeline",
    "dossiers_consultation",
    "dossiers_verification",
    "dossiers_violation",
    "dossiers_announcement",
    "notifications_delaynotice",
    "notifications_duewarning",
    "notifications_overdueflag",
    "notifications_escalation",
    "notifications_apologyletter",
    "notifications_message",
)
#: Far above what the books' counters reach: the numbers of copied papers meet no number drawn later.
_FAR = 1_000_000_000
#: Rows that belong to no single dossier, or are still to be done and would be done a thousandfold.
_ONLY = {"notifications_message": "t.event_id IS NOT NULL AND t.state <> 'planned'"}
#: How a table without a column of its own leads to its dossier.
_THROUGH = {
    "dossiers_eventtext": ("dossiers_dossierevent", "event_id"),
    "notifications_escalation": ("notifications_overdueflag", "flag_id"),
}
_NAME = "n.place = floor(%(names)s * power(seed.below(c.draw, 5, 1000000) / 1000000.0, 1.4))"

#: Columns that are not simply moved; `{id}` is the copy's own number.
_SPECIAL = {
    "dossiers_dossier.code": (
        "(SELECT u.code FROM agencies_agency u WHERE u.id = k.unit_id)"
        " || to_char(k.day, '-YYMMDD-') || lpad(k.number::text, greatest(4, length(k.number::text)), '0')"
    ),
    "dossiers_dossier.register_number": (
        f"CASE WHEN t.register_number IS NOT NULL THEN {_FAR} + {{id}} END"
    ),
    "dossiers_dossier.external_id": "CASE WHEN t.external_id = '' THEN '' ELSE 'bench-' || {id} END",
    "dossiers_dossier.lookup_token": "CASE WHEN t.lookup_token = '' THEN '' ELSE md5('token' || {id}) || substr(md5({id}::text), 1, 11) END",
    "dossiers_dossier.leading_id": "NULL",
    "dossiers_dossier.outage_id": "NULL",
    "dossiers_dossier.head_hash": "h.hashes[t.event_count]",
    "dossiers_applicant.kind": "n.kind",
    "dossiers_applicant.name": "n.name",
    "dossiers_applicant.search_name": "n.search_name",
    "dossiers_applicant.identity_number": "lpad(c.id::text, 12, '0')",
    "dossiers_applicant.phone": "'09' || lpad(seed.below(c.draw, 6, 100000000)::text, 8, '0')",
    "dossiers_dossierevent.hash": "h.hashes[t.sequence]",
    "dossiers_dossierevent.previous_hash": "coalesce(h.hashes[t.sequence - 1], '')",
    "dossiers_dossierevent.recorded_at": "t.at + c.days * interval '1 day'",
    "dossiers_issuedform.number": f"CASE WHEN t.number IS NOT NULL THEN {_FAR} + {{id}} END",
    "notifications_apologyletter.number": f"CASE WHEN t.number IS NOT NULL THEN {_FAR} + {{id}} END",
    "notifications_message.occasion": "'event:' || {event}",
}

#: The trigger's canonical text (migration 0002 of dossiers) of a life's events, from the act on, moved
#: by some days: many copies share it, and writing moments is what costs.
TAILS = r"""
CREATE UNLOGGED TABLE seed.tails AS
SELECT life, days, array_agg(concat_ws(E'\n',
    e.act, e.from_state, e.to_state,
    dossiers_moment(e.at + moved), dossiers_moment(e.at + moved),
    coalesce(e.actor_id::text, ''), coalesce(e.machine_id::text, ''),
    coalesce(e.delegation_id::text, ''), coalesce(e.agency_id::text, ''),
    e.run, e.clock, dossiers_moment(e.clock_until + moved), dossiers_moment(e.due_at + moved),
    e.facts::text, e.text_digest
) ORDER BY e.sequence) AS tails
FROM (SELECT DISTINCT life, days, days * interval '1 day' AS moved FROM seed.copies) c
JOIN seed.dossiers_dossierevent e ON e.dossier_id = c.life
GROUP BY life, days
"""

#: The hashes of a copy's events, each with the one before it.
CHAIN = r"""
CREATE FUNCTION seed.chain(copy_id bigint, tails text[]) RETURNS text[]
LANGUAGE plpgsql IMMUTABLE PARALLEL SAFE AS $$
DECLARE
    hashes text[] := '{}';
    previous text := '';
BEGIN
    FOR number IN 1 .. cardinality(tails) LOOP
        previous := encode(sha256(convert_to(
            previous || E'\n' || copy_id || E'\n' || number || E'\n' || tails[number], 'UTF8')), 'hex');
        hashes := hashes || previous;
    END LOOP;
    RETURN hashes;
END $$
"""

CHAINS = """
CREATE UNLOGGED TABLE seed.chains AS
SELECT id, seed.chain(id, tails) AS hashes FROM seed.copies JOIN seed.tails USING (life, days)
"""

COUNTERS = """
INSERT INTO dossiers_codecounter (unit_id, day, last)
SELECT unit_id, day, max(number) FROM seed.codes GROUP BY unit_id, day
"""


@dataclass(frozen=True)
class Column:
    """A column that is written: its name, its type in words, the table it points to."""

    name: str
    type: str
    target: str | None


@dataclass(frozen=True)
class Table:
    """A table of a life; of its rows, `width` numbers are kept for each dossier."""

    name: str
    columns: tuple[Column, ...]
    width: int = field(default=1)


def tables(connection: psycopg.Connection) -> dict[str, Table]:
    """The tables of a life as the database has them, in the order of `NAMES`."""
    return {
        name: Table(name, _columns(connection, name), _width(connection, name)) for name in NAMES
    }


def _columns(connection: psycopg.Connection, table: str) -> tuple[Column, ...]:
    found = connection.execute(
        """
        SELECT a.attname, format_type(a.atttypid, a.atttypmod), f.confrelid::regclass::text
        FROM pg_attribute a
        LEFT JOIN pg_constraint f
            ON f.conrelid = a.attrelid AND f.contype = 'f' AND f.conkey = ARRAY[a.attnum]
        WHERE a.attrelid = %s::regclass AND a.attnum > 0 AND NOT a.attisdropped AND a.attgenerated = ''
        ORDER BY a.attnum
        """,
        [table],
    )
    return tuple(Column(*row) for row in found)


def _life(table: str) -> tuple[str, str]:
    """How to join a row to its dossier, and the expression for the dossier's number."""
    if table == "dossiers_dossier":
        return "", "t.id"
    if table in _THROUGH:
        other, column = _THROUGH[table]
        return f"JOIN {other} o ON o.id = t.{column}", "o.dossier_id"
    return "", "t.dossier_id"


def _width(connection: psycopg.Connection, table: str) -> int:
    join, life = _life(table)
    found = connection.execute(
        f"SELECT coalesce(max(n), 1) FROM (SELECT count(*) n FROM {table} t {join} GROUP BY {life}) x"
    )
    return int(found.fetchone()[0])


def set_aside(connection: psycopg.Connection, tables: dict[str, Table]) -> None:
    """Keep the lives' rows in the schema `seed`, each with its life and its place in it."""
    for table in tables.values():
        join, life = _life(table.name)
        only = _ONLY.get(table.name, "true")
        connection.execute(
            f"CREATE TABLE seed.{table.name} AS SELECT t.*, {life} AS seed_life,"
            f" (row_number() OVER (PARTITION BY {life} ORDER BY t.id) - 1)::integer AS seed_place"
            f" FROM {table.name} t {join} WHERE {only}"
        )
        for column in ("seed_life", "id"):
            connection.execute(f"CREATE INDEX ON seed.{table.name} ({column})")
        connection.execute(f"ANALYZE seed.{table.name}")


def write_chains(connection: psycopg.Connection) -> None:
    """Compute the hashes of every copy's events."""
    connection.execute(TAILS)
    connection.execute("ANALYZE seed.tails")
    connection.execute(CHAIN)
    connection.execute(CHAINS)
    connection.execute("ALTER TABLE seed.chains ADD PRIMARY KEY (id)")
    connection.execute("ANALYZE seed.chains")


def copying(
    connection: psycopg.Connection, table: Table, tables: dict[str, Table]
) -> tuple[str, str]:
    """The two COPY statements of a table: what computes its rows, and what takes them."""
    found = connection.execute("SELECT count(*) FROM seed.names").fetchone()
    values, joins = [], [_NEEDED.get(table.name, "") % {"names": found[0]}]
    own = _own_number(table)
    for column in table.columns:
        if column.target in tables and column.name != "id":
            joins.append(_pointing(column))
        values.append(f"({_value(table, column, tables, own)})::{column.type}")
    names = ", ".join(f'"{column.name}"' for column in table.columns)
    query = (
        f"SELECT {', '.join(values)} FROM seed.copies c"
        f" JOIN seed.{table.name} t ON t.seed_life = c.life {' '.join(joins)} ORDER BY c.id, t.seed_place"
    )
    return (
        f"COPY ({query}) TO STDOUT (FORMAT BINARY)",
        f"COPY {table.name} ({names}) FROM STDIN (FORMAT BINARY, FREEZE)",
    )


_CHAINS = "JOIN seed.chains h ON h.id = c.id"
_NEEDED = {
    "dossiers_dossier": f"{_CHAINS} LEFT JOIN seed.codes k ON k.id = c.id",
    "dossiers_dossierevent": _CHAINS,
    "dossiers_applicant": f"JOIN seed.names n ON {_NAME}",
}


def _own_number(table: Table) -> str:
    if table.width == 1:
        return "c.id"
    return f"(c.id * {table.width} + t.seed_place)"


def _pointing(column: Column) -> str:
    """Join the row pointed to, for its place in its life; what points to the dossier needs none."""
    if column.target == "dossiers_dossier":
        return ""
    return f"LEFT JOIN seed.{column.target} {column.name}_row ON {column.name}_row.id = t.{column.name}"


def _value(table: Table, column: Column, tables: dict[str, Table], own: str) -> str:
    special = _SPECIAL.get(f"{table.name}.{column.name}")
    if special is not None:
        event = _pointed_number("event_id", tables["dossiers_dossierevent"])
        return special.replace("{id}", own).replace("{event}", event)
    if column.name == "id":
        return own
    if column.target == "dossiers_dossier":
        return "c.id"
    if column.target in tables:
        return _pointed_number(column.name, tables[column.target])
    return _moved(column, own)


def _pointed_number(column: str, target: Table) -> str:
    if target.width == 1:
        return f"CASE WHEN {column}_row.id IS NOT NULL THEN c.id END"
    return f"c.id * {target.width} + {column}_row.seed_place"


def _moved(column: Column, own: str) -> str:
    if column.type == "timestamp with time zone":
        return f"t.\"{column.name}\" + c.days * interval '1 day'"
    if column.type == "date":
        return f't."{column.name}" + c.days'
    if column.type == "uuid":
        return f"md5('{column.name}' || {own})::uuid"
    if column.type == "bytea":
        # A letter of 60 kB a thousandfold would fill the disk and tells a benchmark nothing.
        return f'substr(t."{column.name}", 1, 1024)'
    return f't."{column.name}"'


def drop_indexes(connection: psycopg.Connection, tables: dict[str, Table]) -> list[str]:
    """Drop all indexes but the primary keys; answers the statements that make them again."""
    again = []
    found = connection.execute(
        """
        SELECT i.indrelid::regclass::text, i.indexrelid::regclass::text, pg_get_indexdef(i.indexrelid),
               u.conname, pg_get_constraintdef(u.oid)
        FROM pg_index i LEFT JOIN pg_constraint u ON u.conindid = i.indexrelid AND u.contype = 'u'
        WHERE i.indrelid = ANY (%s::regclass[]) AND NOT i.indisprimary
        """,
        [list(tables)],
    ).fetchall()
    for table, index, definition, constraint, constrained in found:
        if constraint:
            connection.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{constraint}"')
            again.append(f'ALTER TABLE {table} ADD CONSTRAINT "{constraint}" {constrained}')
        else:
            connection.execute(f"DROP INDEX {index}")
            again.append(definition)
    return again


def move_sequences(connection: psycopg.Connection, tables: dict[str, Table]) -> None:
    """Let numbers go on above the copied rows."""
    for table in tables.values():
        connection.execute(
            f"SELECT setval(pg_get_serial_sequence('{table.name}', 'id'), (SELECT coalesce(max(id), 1) FROM {table.name}))"
        )
