"""What a filled database holds: which life each dossier copies, by how many days it is moved, whose name it has.

Everything follows from the dossier's number by a hash, so that the same size gives the same data.
"""

from collections.abc import Iterator

import psycopg

from procedures.domain.text import search_key

#: Of a thousand dossiers, as a Centre sees them on an ordinary day.
OPEN = 200
LATE_OF_OPEN = 100
#: Of a thousand closed ones: with a flag or a letter in their past.
MARKED_OF_CLOSED = 80
#: Weeks over which what is closed was received.
CLOSED_WEEKS = 156

_FAMILIES = [
    "Nguyễn",
    "Trần",
    "Lê",
    "Phạm",
    "Hoàng",
    "Phan",
    "Vũ",
    "Đặng",
    "Bùi",
    "Đỗ",
    "Hồ",
    "Ngô",
    "Dương",
    "Lý",
    "Cao",
    "Đinh",
    "Mai",
    "Thái",
    "Chu",
    "Trương",
]
_MIDDLES = [
    "Văn",
    "Thị",
    "Hữu",
    "Đình",
    "Thanh",
    "Minh",
    "Ngọc",
    "Quốc",
    "Xuân",
    "Đức",
    "Bá",
    "Công",
    "Kim",
    "Thu",
    "Hồng",
    "Hoài",
    "Khánh",
    "Bảo",
    "Gia",
    "Tuấn",
]
_GIVEN = [
    "An",
    "Anh",
    "Bình",
    "Châu",
    "Chi",
    "Cường",
    "Dũng",
    "Dung",
    "Duy",
    "Đạt",
    "Giang",
    "Hà",
    "Hải",
    "Hạnh",
    "Hiền",
    "Hoa",
    "Hùng",
    "Hương",
    "Huyền",
    "Khoa",
    "Lan",
    "Linh",
    "Long",
    "Mai",
    "Nam",
    "Nga",
    "Phong",
    "Phúc",
    "Quang",
    "Sơn",
    "Tâm",
    "Thảo",
    "Trang",
    "Tùng",
    "Yến",
]
_FIRMS = ("Công ty TNHH", "Công ty cổ phần", "Hợp tác xã")

LIVES = """
CREATE TABLE seed.lives AS
SELECT d.id AS life, kind, coalesce(d.submitted_at, d.received_at, first.at) AS came_at,
       coalesce(greatest(floor(extract(epoch FROM next_due - %(as_of)s) / 604800)::integer, 0), 3)
           AS weeks_left,
       (row_number() OVER (PARTITION BY kind ORDER BY d.id) - 1)::integer AS place,
       count(*) OVER (PARTITION BY kind)::integer AS among
FROM (
    SELECT d.*, least(
        late_from,
        CASE WHEN state = 'submitted' THEN reception_due_at END,
        CASE WHEN state = 'received' THEN transfer_due_at END
    ) AS next_due, CASE
        WHEN state IN ('settled', 'returned', 'withdrawn', 'stopped', 'declined') THEN
            CASE WHEN EXISTS (SELECT FROM notifications_overdueflag f WHERE f.dossier_id = d.id)
                   OR EXISTS (SELECT FROM notifications_apologyletter l WHERE l.dossier_id = d.id)
            THEN 'marked' ELSE 'closed' END
        WHEN late_from <= %(as_of)s THEN 'late'
        ELSE 'open' END AS kind
    FROM dossiers_dossier d
) d
JOIN dossiers_dossierevent first ON first.dossier_id = d.id AND first.sequence = 1
"""

#: `draw` numbers the drawing of a dossier; `id` follows the moment it came in, as in a life lived.
COPIES = """
CREATE UNLOGGED TABLE seed.copies AS
WITH drawn AS MATERIALIZED (
    SELECT draw, kind, seed.below(draw, 4, among) AS place
    FROM (
        SELECT draw, CASE
            WHEN seed.below(draw, 1, 1000) < %(open)s THEN
                CASE WHEN seed.below(draw, 2, 1000) < %(late)s THEN 'late' ELSE 'open' END
            ELSE CASE WHEN seed.below(draw, 2, 1000) < %(marked)s THEN 'marked' ELSE 'closed' END
            END AS kind
        FROM generate_series(1, %(size)s) draw
    ) drawing JOIN seed.kinds USING (kind)
)
SELECT row_number() OVER (ORDER BY came_at + days * interval '1 day', draw) AS id, draw, life, days
FROM (
    SELECT draw, life, came_at, -7 * CASE kind
        WHEN 'open' THEN seed.below(draw, 3, weeks_left + 1)
        WHEN 'late' THEN seed.below(draw, 3, 9)
        ELSE 1 + seed.below(draw, 3, %(weeks)s) END AS days
    FROM drawn JOIN seed.lives USING (kind, place)
) moved
"""

#: A whole number below `most`, drawn by dossier and purpose.
BELOW = """
CREATE FUNCTION seed.below(draw bigint, purpose integer, most integer) RETURNS integer
LANGUAGE sql IMMUTABLE PARALLEL SAFE AS $$
    SELECT ((hashint8extended(draw, purpose) & 9223372036854775807) % most)::integer
$$
"""

#: The day's code at each one-stop unit, in the order of reception.
CODES = """
CREATE UNLOGGED TABLE seed.codes AS
SELECT id, unit_id, day,
       row_number() OVER (PARTITION BY unit_id, day ORDER BY received_at, id)::integer AS number
FROM (
    SELECT c.id, d.receiving_unit_id AS unit_id, d.received_at + c.days * interval '1 day' AS received_at,
           ((d.received_at + c.days * interval '1 day') AT TIME ZONE 'Asia/Ho_Chi_Minh')::date AS day
    FROM seed.copies c JOIN dossiers_dossier d ON d.id = c.life WHERE d.received_at IS NOT NULL
) received
"""


def draw(
    connection: psycopg.Connection, *, size: int, as_of: object, open_share: int = OPEN
) -> None:
    """Decide for each of `size` dossiers whose life it copies and when; `open_share` of a thousand are open."""
    connection.execute(BELOW)
    # `psycopg.ClientCursor` puts the values into the text: a CREATE TABLE AS takes no parameters.
    with psycopg.ClientCursor(connection) as cursor:
        cursor.execute(LIVES, {"as_of": as_of})
        cursor.execute(
            "CREATE TABLE seed.kinds AS SELECT kind, max(among) AS among FROM seed.lives GROUP BY kind"
        )
        cursor.execute("ALTER TABLE seed.lives ADD PRIMARY KEY (life)")
        cursor.execute("ANALYZE seed.lives")
        shares = {"open": open_share, "late": LATE_OF_OPEN, "marked": MARKED_OF_CLOSED}
        cursor.execute(COPIES, {"as_of": as_of, "size": size, "weeks": CLOSED_WEEKS, **shares})
        cursor.execute(CODES)
    for table in ("copies", "codes"):
        connection.execute(f"ALTER TABLE seed.{table} ADD PRIMARY KEY (id)")
        connection.execute(f"ANALYZE seed.{table}")


def write_names(connection: psycopg.Connection) -> int:
    """The names people have, the commonest family first; answers how many there are."""
    connection.execute(
        "CREATE TABLE seed.names (place integer PRIMARY KEY, kind text, name text, search_name text)"
    )
    place = 0
    with connection.cursor().copy("COPY seed.names FROM STDIN") as copied:
        for place, (kind, name) in enumerate(_names()):
            copied.write_row((place, kind, name, search_key(name)))
    connection.execute("ANALYZE seed.names")
    return place + 1


def _names() -> Iterator[tuple[str, str]]:
    for family in _FAMILIES:
        for given in _GIVEN:
            for middle in _MIDDLES:
                # Where the three are the same word twice, nobody bears the name.
                if middle != given:
                    yield "citizen", f"{family} {middle} {given}"
        for given in _GIVEN:
            for form in _FIRMS:
                yield "business", f"{form} {family} {given}"
