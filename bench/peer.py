#!/usr/bin/env python3
"""The core set in DuckDB, from the same CSV files as Derwent: something to measure Derwent against, in speed and in
numbers.

It reads the files of a folder of the Standard Safeguarding Dataset and of a folder of local tables, resolves duplicates
(the last in file order stands), applies merged ids, leaves out rows that end before they start, makes the tables of a
run as docs/SQL.md says, and runs the text of indicators/*.sql and indicators/steps/*.sql as it stands. So it shows, too,
that the catalogue's SQL runs in more than one engine.

What it shares with Derwent are the declarations (crates/standard/data/*.csv) and the catalogue. What it does not do:
findings, hashes, keeping what was received, statuses and breakdowns.
"""

import argparse
import codecs
import csv
import json
import re
import sys
import time
import tomllib
from concurrent.futures import ThreadPoolExecutor
from datetime import date, timedelta
from pathlib import Path

import duckdb

ROOT = Path(__file__).resolve().parent.parent
STANDARD = ROOT / "crates" / "standard"
INDICATORS = ROOT / "indicators"

# Ways in which extracts write that there is nothing.
NULLS = ["", "NULL", "null", "#N/A", "N/A", "n/a", "<blank>", "None", "nan", "NaT", "-", "\u00a0"]

# crates/standard/src/parameter.rs: the defaults.
PARAMETERS = [
    ("cp_visit_interval", 10, "WD"),
    ("cin_visit_interval", 20, "WD"),
    ("cic_first_visit", 7, "days"),
    ("cic_visit_interval", 42, "days"),
    ("cic_visit_interval_long_term", 3, "months"),
    ("cic_visit_interval_interim_order_at_home", 7, "days"),
    ("cic_visit_interval_interim_order_at_home_reviewed", 28, "days"),
    ("cp_review_first", 3, "months"),
    ("cp_review_next", 6, "months"),
    ("cic_review_first", 20, "WD"),
    ("cic_review_second", 3, "months"),
    ("cic_review_next", 6, "months"),
    ("assessment_limit", 45, "WD"),
    ("icpc_limit", 15, "WD"),
    ("rereferral_window", 12, "months"),
    ("long_term_absence", 28, "days"),
    ("settling_period", 10, "WD"),
]

TYPES = {"date": "DATE", "integer": "BIGINT", "decimal": "DECIMAL(18, 4)", "number": "DOUBLE"}


# ---------------------------------------------------------------------------------------------------- declarations


def declared(name):
    with open(STANDARD / "data" / name, encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


class Tables:
    """The standard tables as declared."""

    def __init__(self):
        self.tables = {row["table"]: row | {"columns": []} for row in declared("tables.csv")}
        for row in declared("columns.csv"):
            self.tables[row["table"]]["columns"].append(row)
        self.codes = {}
        for row in declared("codes.csv"):
            self.codes.setdefault(row["list"], []).append(row)

    def spellings(self, name):
        """Spelling, folded → code: codes before labels before aliases."""
        rows = self.codes[name]
        out = {}
        for spelling in (
            lambda row: [row["code"]],
            lambda row: [row["label"], f"{row['code']} - {row['label']}"],
            lambda row: row["aliases"].split("|"),
        ):
            for row in rows:
                for text in spelling(row):
                    if text.strip():
                        out.setdefault(folded(text), row["code"])
        return out


def folded(text):
    return " ".join(text.lower().split())


def is_person(column):
    return column["column"] == "pers_person_id" or column["references"].startswith("ssd_person.")


def quoted(text):
    return "'" + text.replace("'", "''") + "'"


# ------------------------------------------------------------------------------------------------------ reading


def read_value(column, name):
    """The SQL that reads the text column `name` as what the standard's column holds."""
    kind = column["type"]
    if kind == "date":
        # ISO first, with or without a time; then day first; then Excel's day numbers. What is none of these is null.
        day = (
            f"COALESCE(TRY_CAST(left({name}, 10) AS DATE), CAST(TRY_STRPTIME({name}, '%d/%m/%Y') AS DATE), "
            f"CAST(DATE '1899-12-30' + to_days(TRY_CAST({name} AS INTEGER)) AS DATE))"
        )
        return f"CASE WHEN {name} IS NULL THEN NULL WHEN {day} BETWEEN DATE '1901-01-01' AND DATE '2100-12-31' THEN {day} END"
    if kind in TYPES:
        return f"TRY_CAST({name} AS {TYPES[kind]})"
    if kind == "json":
        return name
    # Trimming every value would take most of the time of reading.
    text = (
        f"CASE WHEN prefix({name}, ' ') OR suffix({name}, ' ') OR contains({name}, chr(160)) "
        f"THEN NULLIF(trim({name}, ' ' || chr(160) || chr(9)), '') ELSE {name} END"
    )
    if column["references"].startswith("ssd_professionals."):
        return f"CASE WHEN lower({name}) = 'unknown' THEN NULL ELSE {text} END"
    return text


def encoding_of(path):
    """UTF-16 by its mark, else UTF-8 if it is, else Windows-1252, which DuckDB reads nearly right as Latin-1."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    with open(path, "rb") as file:
        block = file.read(1 << 20)
        if block.startswith((codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)):
            return "utf-16"
        try:
            while block:
                decode(block)
                block = file.read(1 << 20)
        except UnicodeDecodeError:
            return "latin-1"
    return "utf-8"


def read_table(con, table, path, tables):
    """Reads a file into a table of the standard's columns and types."""
    encoding = encoding_of(path)
    with open(path, encoding="utf-8-sig" if encoding == "utf-8" else encoding, newline="") as file:
        headings = [heading.strip() for heading in next(csv.reader(file))]
    names = {heading.lower(): heading for heading in headings}
    wanted = []
    for column in table["columns"]:
        spellings = [column["column"], *column["aliases"].split("|")]
        heading = next((names[s.lower()] for s in spellings if s.lower() in names), None)
        if heading is None:
            kind = TYPES.get(column["type"], "VARCHAR")
            wanted.append(f'CAST(NULL AS {kind}) AS "{column["column"]}"')
        else:
            wanted.append(f'{read_value(column, chr(34) + heading + chr(34))} AS "{column["column"]}"')
    columns = ", ".join(f"{quoted(heading)}: 'VARCHAR'" for heading in headings)
    nulls = ", ".join(quoted(null) for null in NULLS)
    # Rows that are too short keep what they have, and what is beyond the header is left out. DuckDB reads such files
    # with one thread; two files are read at a time instead.
    con.execute(
        f"""
        CREATE OR REPLACE TABLE "{table["table"]}" AS
        SELECT {", ".join(wanted)}, 0 AS source_delivery, 0 AS source_file, row_number() OVER () + 1 AS source_row
        FROM read_csv({quoted(str(path))}, header = true, auto_detect = false, columns = {{{columns}}}, delim = ',',
            quote = '"', escape = '"', nullstr = [{nulls}], null_padding = true, strict_mode = false, parallel = false,
            encoding = {quoted(encoding)})
        """
    )
    # A code in another style is read; one that is not known is nothing.
    for column in table["columns"]:
        if column["type"] == "code" and column["codes"] in tables.codes and column["column"].lower() in names:
            plain = ", ".join(quoted(row["code"]) for row in tables.codes[column["codes"]])
            name, spellings = column["column"], None
            odd = con.execute(
                f'SELECT DISTINCT "{name}" FROM "{table["table"]}" WHERE "{name}" NOT IN ({plain})'
            ).fetchall()
            for (text,) in odd:
                spellings = spellings or tables.spellings(column["codes"])
                con.execute(
                    f'UPDATE "{table["table"]}" SET "{name}" = ? WHERE "{name}" = ?', [spellings.get(folded(text)), text]
                )


def keys(table):
    return [column["column"] for column in table["columns"] if column["key"] == "Y"]


def first_day(con, table):
    starts = [name for name in table["start"].split("|") if name]
    if not starts:
        return None
    first = ", ".join(f'"{name}"' for name in starts)
    (day,) = con.execute(f'SELECT min(COALESCE({first})) FROM "{table["table"]}"').fetchone()
    return day


def merge_people(con, tables, present):
    """Merged ids become one, chains followed to their end. Returns the ids that were renamed."""
    if "person_merges" not in present:
        return {}
    merges = dict(con.execute("SELECT old_id, new_id FROM person_merges WHERE old_id IS NOT NULL").fetchall())
    ends = {}
    for old in merges:
        new, seen = old, set()
        while new in merges and new not in seen:
            seen.add(new)
            new = merges[new]
        if new != old and new is not None:
            ends[old] = new
    if not ends:
        return {}
    con.execute("CREATE OR REPLACE TEMP TABLE merged (old VARCHAR, new VARCHAR)")
    con.executemany("INSERT INTO merged VALUES (?, ?)", list(ends.items()))
    for name in present:
        table = tables.tables[name]
        for column in table["columns"]:
            if name != "person_merges" and is_person(column):
                if column["key"] == "Y":
                    con.execute(f'ALTER TABLE "{name}" ADD COLUMN IF NOT EXISTS renamed BOOLEAN DEFAULT false')
                    con.execute(
                        f'UPDATE "{name}" SET renamed = true WHERE "{column["column"]}" IN (SELECT old FROM merged)'
                    )
                con.execute(
                    f'UPDATE "{name}" SET "{column["column"]}" = new FROM merged WHERE "{column["column"]}" = old'
                )
    return ends


def one_row_a_key(con, table):
    """Rows without a key go; of those with the same key the last in file order stands, a renamed one last of all."""
    name, key = table["table"], keys(table)
    if not key:
        return
    con.execute(f'DELETE FROM "{name}" WHERE "{key[0]}" IS NULL')
    columns = ", ".join(f'"{column}"' for column in key)
    has_renamed = con.execute(
        "SELECT count(*) FROM duckdb_columns() WHERE table_name = ? AND column_name = 'renamed'", [name]
    ).fetchone()[0]
    order = ("renamed, " if has_renamed else "") + "source_row DESC"
    (repeated,) = con.execute(
        f'SELECT count(*) FROM (SELECT 1 FROM "{name}" GROUP BY {columns} HAVING count(*) > 1)'
    ).fetchone()
    if repeated:
        con.execute(
            f"""
            DELETE FROM "{name}" WHERE source_row IN (
                SELECT source_row FROM (
                    SELECT source_row, row_number() OVER (PARTITION BY {columns} ORDER BY {order}) AS place
                    FROM "{name}"
                    WHERE ({columns}) IN (SELECT ({columns}) FROM "{name}" GROUP BY {columns} HAVING count(*) > 1)
                ) WHERE place > 1
            )
            """
        )
    if has_renamed:
        con.execute(f'ALTER TABLE "{name}" DROP COLUMN renamed')


def read(con, tables, folders, only, threads):
    """Reads all tables; what no file carries is a table without rows. Returns the first day that each has."""
    paths = [path for folder in folders for path in Path(folder).glob("*.csv") if path.stem in tables.tables]
    # The largest first, so that the last to end is a small one.
    paths = sorted((path for path in paths if only is None or path.stem in only), key=lambda p: -p.stat().st_size)
    present = [path.stem for path in paths]

    def one(path):
        own = con.cursor()
        read_table(own, tables.tables[path.stem], path, tables)
        return path.stem, first_day(own, tables.tables[path.stem])

    with ThreadPoolExecutor(max_workers=threads) as pool:
        firsts = dict(pool.map(one, paths))
    merge_people(con, tables, present)
    for name in present:
        table = tables.tables[name]
        one_row_a_key(con, table)
        start = table["start"].split("|")[0]
        if table["shape"] == "span" and start and table["end"]:
            con.execute(f'DELETE FROM "{name}" WHERE "{table["end"]}" < "{start}"')
    for name, table in tables.tables.items():
        if name not in present:
            columns = [f'"{c["column"]}" {TYPES.get(c["type"], "VARCHAR")}' for c in table["columns"]]
            columns += ["source_delivery INTEGER", "source_file INTEGER", "source_row INTEGER"]
            con.execute(f'CREATE OR REPLACE TABLE "{name}" ({", ".join(columns)})')
    return firsts


# ---------------------------------------------------------------------------------------- the tables of a run


def easter(year):
    """Easter Sunday (Meeus/Jones/Butcher)."""
    a, b, c = year % 19, year // 100, year % 100
    d, e = divmod(b, 4)
    f = (b + 8) // 25
    g = (b - f + 1) // 3
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    m = (32 + 2 * e + 2 * i - h - k) % 7
    n = (a + 11 * h + 22 * m) // 451
    month, day = divmod(h + m - 7 * n + 114, 31)
    return date(year, month, day + 1)


# Days moved (from, to) and days added (None, to), as proclaimed.
PROCLAIMED = [
    (date(2002, 5, 27), date(2002, 6, 4)), (None, date(2002, 6, 3)), (None, date(2011, 4, 29)),
    (date(2012, 5, 28), date(2012, 6, 4)), (None, date(2012, 6, 5)), (date(2020, 5, 4), date(2020, 5, 8)),
    (date(2022, 5, 30), date(2022, 6, 2)), (None, date(2022, 6, 3)), (None, date(2022, 9, 19)),
    (None, date(2023, 5, 8)),
]  # fmt: skip


def bank_holidays(year):
    """The bank holidays of England."""

    def monday(day, step):
        while day.weekday() != 0:
            day += timedelta(days=step)
        return day

    days = {easter(year) - timedelta(days=2), easter(year) + timedelta(days=1)}
    days |= {monday(date(year, 5, 1), 1), monday(date(year, 5, 31), -1), monday(date(year, 8, 31), -1)}
    new_year = date(year, 1, 1)
    days.add(new_year if new_year.weekday() < 5 else monday(new_year, 1))
    # Christmas and Boxing Day by the weekday of Christmas: Friday, Saturday and Sunday have substitutes.
    christmas = {4: (25, 28), 5: (27, 28), 6: (26, 27)}.get(date(year, 12, 25).weekday(), (25, 26))
    days |= {date(year, 12, day) for day in christmas}
    for moved, to in PROCLAIMED:
        if to.year == year:
            days.discard(moved)
            days.add(to)
    return days


def months(first, last):
    """First and last day of each month."""
    year, month = map(int, first.split("-"))
    while f"{year:04}-{month:02}" <= last:
        after = date(year + month // 12, month % 12 + 1, 1)
        yield date(year, month, 1), after - timedelta(days=1)
        year, month = after.year, after.month


def covered_from(tables, firsts, name, data_date):
    """From when a table is complete: six years of the dataset, or its first row if that is later."""
    first = firsts.get(name)
    if tables.tables[name]["standard"] == "ssd" and first is not None:
        return max(first, date(data_date.year - 6, data_date.month, data_date.day) + timedelta(days=1))
    return first


def run_tables(con, tables, firsts, data_date, first, last):
    """`run`, `calendar`, `parameters`, `periods`, `snapshot_dates` and `coverage`, as docs/SQL.md says."""
    con.execute("CREATE TEMP TABLE run AS SELECT CAST(? AS DATE) AS data_date", [data_date])
    end = date(data_date.year + 3, data_date.month, min(data_date.day, 28) if data_date.month == 2 else data_date.day)
    holidays = sorted(day for year in range(2000, end.year + 1) for day in bank_holidays(year))
    con.execute(
        """
        CREATE TEMP TABLE calendar AS
        SELECT day, working AS is_working_day,
            CAST(sum(CAST(working AS INTEGER)) OVER (ORDER BY day) AS INTEGER) AS working_day_number
        FROM (
            SELECT CAST(day AS DATE) AS day,
                isodow(day) < 6 AND NOT list_contains(CAST(? AS DATE[]), CAST(day AS DATE)) AS working
            FROM generate_series(TIMESTAMP '2000-01-01', CAST(? AS TIMESTAMP), INTERVAL 1 DAY) AS days (day)
        )
        """,
        [holidays, end],
    )
    con.execute(
        "CREATE TEMP TABLE parameters (name VARCHAR, from_date DATE, to_date DATE, count INTEGER, unit VARCHAR)"
    )
    con.executemany("INSERT INTO parameters VALUES (?, DATE '1900-01-01', NULL, ?, ?)", PARAMETERS)
    con.execute("CREATE TEMP TABLE periods (period VARCHAR, start_date DATE, end_date DATE, as_at DATE)")
    rows = [(start.isoformat()[:7], start, end, min(end, data_date)) for start, end in months(first, last)]
    con.executemany("INSERT INTO periods VALUES (?, ?, ?, ?)", rows)
    con.execute(
        "CREATE TEMP TABLE snapshot_dates AS SELECT DISTINCT as_at AS snapshot_date FROM periods WHERE start_date <= as_at"
    )
    con.execute("CREATE TEMP TABLE coverage (table_name VARCHAR, from_date DATE, to_date DATE)")
    covered = [(name, covered_from(tables, firsts, name, data_date), data_date) for name in sorted(firsts)]
    con.executemany("INSERT INTO coverage VALUES (?, ?, ?)", [row for row in covered if row[1] is not None])


# ---------------------------------------------------------------------------------------------------- measuring


def entry(path):
    """The header and the query of a file of the catalogue."""
    header, sql = path.read_text(encoding="utf-8").split("/*", 1)[1].split("*/", 1)
    return tomllib.loads(header), sql.strip()


def catalogue():
    """The core indicators, and the steps that they need, each after those that it reads."""
    indicators = [entry(path) for path in sorted(INDICATORS.glob("*.sql"))]
    core = [(header, sql) for header, sql in indicators if header.get("core")]
    all_steps = {path.stem: entry(path) for path in sorted((INDICATORS / "steps").glob("*.sql"))}
    order = []

    def visit(name):
        if name not in order:
            for needed in all_steps[name][0].get("steps", []):
                visit(needed)
            order.append(name)

    for header, _ in core:
        for name in header.get("steps", []):
            visit(name)
    return core, [(name, all_steps[name][1]) for name in order]


def tables_read(core, steps, tables):
    words = set()
    for _, sql in core:
        words |= set(re.findall(r"\w+", sql))
    for _, sql in steps:
        words |= set(re.findall(r"\w+", sql))
    return (words & set(tables.tables)) | {"person_merges", "population"}


def population(con, geographies):
    """Children aged 0 to 17, by mid-year."""
    places = ", ".join(quoted(code) for code in geographies)
    rows = con.execute(
        f"SELECT mid_year, sum(persons) FROM population WHERE geography_code IN ({places}) AND age_to <= 17 "
        "AND sex IN ('F', 'M') GROUP BY mid_year"
    ).fetchall()
    return {year: persons for year, persons in rows}


def persons_on(by_year, day):
    reporting = day.year + (1 if day.month > 3 else 0)
    years = [year for year in by_year if year < reporting]
    return by_year[max(years)] if years else None


def measure_one(con, header, sql, covered):
    """(period, category, numerator, denominator) of an indicator."""
    given = con.sql(sql).columns
    column = {name: name if name in given else default for name, default in [
        ("counts_on", "CAST(NULL AS DATE)"), ("state", "'counted'"), ("category", "NULL"), ("part", "'both'"),
        ("amount", "CAST(1 AS DECIMAL(12, 4))"), ("period", "NULL"), ("since", "CAST(NULL AS DATE)"),
    ]}  # fmt: skip
    amount = f"COALESCE(CAST({column['amount']} AS DECIMAL(18, 4)), 1)"
    part = f"COALESCE({column['part']}, 'both')"
    kind, evaluated = header["kind"], header["evaluated"]
    if kind in ("count", "rate", "amount"):
        numerator, denominator = amount, "0"
    else:
        met = "true" if kind == "shares" else f"COALESCE({column['state']}, 'counted') <> 'missed'"
        numerator = f"CASE WHEN {part} = 'numerator' OR ({part} = 'both' AND {met}) THEN {amount} ELSE 0 END"
        denominator = f"CASE WHEN {part} <> 'numerator' THEN {amount} ELSE 0 END"
    where = f"COALESCE({column['state']}, 'counted') IN ('met', 'missed', 'counted')"
    if covered is not None:
        # An obligation counts only if its own interval lies where the table that would show it done is complete.
        since = f"LEAST(COALESCE({column['since']}, {column['counts_on']}), {column['counts_on']})"
        where += f" AND ({column['state']} = 'counted' OR {since} >= DATE '{covered}')"
    if evaluated == "period":
        on, rows = "periods.period = rows.period", f"{column['period']} AS period"
    elif evaluated == "snapshot":
        on, rows = "periods.as_at = rows.counts_on", f"{column['counts_on']} AS counts_on"
    else:
        on, rows = "rows.counts_on BETWEEN periods.start_date AND periods.as_at", f"{column['counts_on']} AS counts_on"
    # Days are few: rows are added up by day before the day is placed in its month.
    key = rows.split(" AS ")[1]
    category = f"CAST({column['category']} AS VARCHAR)" if kind == "shares" else "NULL"
    return con.execute(
        f"""
        WITH rows AS (
            SELECT {rows}, {category} AS category, sum({numerator}) AS n, sum({denominator}) AS d
            FROM ({sql}) AS query WHERE {where} GROUP BY {key}, 2
        )
        SELECT periods.period, rows.category, sum(rows.n), sum(rows.d)
        FROM rows JOIN periods ON {on} GROUP BY periods.period, rows.category
        """
    ).fetchall()


def measure(con, tables, firsts, core, steps, data_date, geographies):
    """All core numbers, and how long each step and indicator took."""
    took, numbers = {}, []
    for name, sql in steps:
        began = time.perf_counter()
        con.execute(f'CREATE TEMP TABLE "{name}" AS {sql}')
        took[f"step {name}"] = time.perf_counter() - began
    periods = con.execute("SELECT period, start_date, as_at FROM periods ORDER BY period").fetchall()
    children = population(con, geographies)
    for header, sql in core:
        began = time.perf_counter()
        covered = covered_from(tables, firsts, header["done_in"], data_date) if "done_in" in header else None
        found = {(row[0], row[1]): row[2:] for row in measure_one(con, header, sql, covered)}
        took[header["id"]] = time.perf_counter() - began
        categories = sorted({category for _, category in found if category})
        for period, start, as_at in periods:
            if header["kind"] == "shares":
                total = sum((found[key][1] for key in found if key[0] == period), 0)
                name = header.get("category", "category")
                for category in categories:
                    n = found.get((period, category), (0, 0))[0]
                    numbers.append((header["id"], period, f"{name}:{category}", n, total))
                continue
            n, d = found.get((period, None), (0, 0))
            if header["kind"] == "rate":
                d = persons_on(children, as_at)
            elif header.get("per_week"):
                d = round(((as_at - start).days + 1) / 7, 4)
            elif header["kind"] in ("count", "amount"):
                d = None
            numbers.append((header["id"], period, "", n, d))
    return numbers, took


def plain(amount):
    if amount is None:
        return ""
    text = f"{amount:.4f}"
    return text.rstrip("0").rstrip(".")


def main():
    parse = argparse.ArgumentParser(description=__doc__.split("\n\n")[0])
    parse.add_argument("folders", nargs="+", help="folders with CSV files called after the tables")
    parse.add_argument("--data-date", required=True, type=date.fromisoformat)
    parse.add_argument("--authority", default="831", help="DfE code, for the population")
    parse.add_argument("--from", dest="first", default="2017-08", metavar="MONTH")
    parse.add_argument("--to", dest="last", default="2023-07", metavar="MONTH")
    parse.add_argument("--threads", type=int, default=2)
    parse.add_argument("--core-tables", action="store_true", help="read only the tables that the core set reads")
    parse.add_argument("--out", help="where the numbers go, as CSV; standard output if not given")
    parse.add_argument("--timings", help="where the seconds go, as JSON; standard error if not given")
    args = parse.parse_args()

    con = duckdb.connect()
    con.execute(f"SET threads = {args.threads}")
    con.execute("SET preserve_insertion_order = true")
    # As the standard says and DataFusion does: nulls are the greatest.
    con.execute("SET default_null_order = 'nulls_last_on_asc_first_on_desc'")
    tables = Tables()
    core, steps = catalogue()
    began = time.perf_counter()
    firsts = read(con, tables, args.folders, tables_read(core, steps, tables) if args.core_tables else None, args.threads)
    read_in = time.perf_counter()
    run_tables(con, tables, firsts, args.data_date, args.first, args.last)
    geographies = [row["ons_code"] for row in declared("authorities.csv") if row["dfe_code"] == args.authority]
    numbers, took = measure(con, tables, firsts, core, steps, args.data_date, [*geographies, args.authority])
    done = time.perf_counter()

    out = open(args.out, "w", encoding="utf-8", newline="") if args.out else sys.stdout
    write = csv.writer(out, lineterminator="\n")
    write.writerow(["indicator", "period", "breakdown", "numerator", "denominator"])
    write.writerows((i, p, b, plain(n), plain(d)) for i, p, b, n, d in numbers)
    if args.out:
        out.close()
    seconds = {"read": read_in - began, "measure": done - read_in, "each": took}
    if args.timings:
        Path(args.timings).write_text(json.dumps(seconds, indent=1), encoding="utf-8")
    else:
        print(json.dumps(seconds, indent=1), file=sys.stderr)


if __name__ == "__main__":
    main()
