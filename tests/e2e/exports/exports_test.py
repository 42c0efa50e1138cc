"""Whole lists as files, by the real binary and read by strangers: Python's csv module and Debian's openpyxl. What is exported is imported again into
another ledger; a file is complete or not there; nothing in it is a formula. Usage: exports_test.py TANBU"""
import csv
import json
import os
import pathlib
import resource
import stat
import sys
import tempfile

import openpyxl

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

OK, FAILURE, USAGE = 0, 1, 2
TITLES = ["=cmd|'/c calc'!A1", "+1", "-1", "@SUM(A1)", "|x", "'quoted", "a,b", 'say "so"', "碳簿，风电", "＝1+1", "a;=1", "1e31", "TRUE", "00123",
          "10000000000000001", "http://example.org/x", "<&>"]


def expect(condition, what):
    if not condition:
        raise AssertionError(what)


class People:
    """The command line as a party uses it."""

    def __init__(self, ledger, server):
        self.ledger, self.server = ledger, server
        for party in (ledger.registrar, ledger.trader):
            ledger.keys[party].write(ledger.folder / (party.replace(":", "-") + ".jwk"))

    def run(self, *arguments, party=None, code=OK, **more):
        key = ["--key", self.ledger.folder / (party.replace(":", "-") + ".jwk"), "--as", party] if party else []
        done = self.ledger.run(*arguments, "--url", self.server.url, *key, **more)
        expect(done.returncode == code, f"{arguments}: {done.returncode} instead of {code}\n{done.stdout}{done.stderr}")
        return done

    def rows(self, *arguments, party=None):
        return json.loads(self.run("list", *arguments, "--json", party=party).stdout)["data"]


def put(cells, columns, prefix, value):
    """A row of JSON as the cells of its columns: members of members under dotted names, lists as JSON."""
    for name, member in value.items():
        column = prefix + name
        if isinstance(member, dict) and column not in columns:
            put(cells, columns, column + ".", member)
        elif isinstance(member, (dict, list)):
            cells[column] = json.dumps(member, ensure_ascii=False, separators=(",", ":"))
        elif member is not None:
            cells[column] = {True: "true", False: "false"}.get(member, str(member)) if isinstance(member, bool) else str(member)


def expected(columns, rows):
    out = []
    for row in rows:
        cells = dict.fromkeys(columns, "")
        put(cells, columns, "", row)
        expect(list(cells) == list(columns), f"a member has no column: {set(cells) - set(columns)}")
        out.append(list(cells.values()))
    return out


def original(cell):
    """What formats section 34 says about apostrophes, by somebody who has only read it."""
    out = []
    for at, character in enumerate(cell):
        begins = at == 0 or cell[at - 1] in ";\t\r\n"
        if not (begins and character == "'"):
            out.append(character)
    return "".join(out)


def read_csv(path):
    raw = path.read_bytes()
    expect(raw.startswith(b"\xef\xbb\xbf"), "no byte order mark")
    expect(raw.count(b"\r\n") == raw.count(b"\n"), "a line ends without CR LF")
    with open(path, encoding="utf-8-sig", newline="") as file:
        header, *rows = list(csv.reader(file))
    for row in rows:
        for cell in row:
            digits = cell[1:] if cell.startswith("-") else cell
            expect(digits.isdigit() or not cell.lstrip(" \u3000").startswith(tuple("=+-@|＝＋－＠\t")), f"runs as a formula: {cell!r}")
    return header, [[original(cell) for cell in row] for row in rows]


def read_xlsx(path, sheet=0):
    book = openpyxl.load_workbook(path)
    tab = book.worksheets[sheet]
    header, *rows = [list(row) for row in tab.iter_rows()]
    for row in rows:
        for cell in row:
            expect(cell.data_type in ("n", "s", "inlineStr") and cell.hyperlink is None, f"{cell.coordinate} is {cell.data_type}")
            expect(cell.data_type != "n" or cell.value is None or len(str(cell.value)) <= 15, f"{cell.coordinate} loses digits")
    return [cell.value for cell in header], [["" if cell.value is None else str(cell.value) for cell in row] for row in rows], book


def populate(ledger, server):
    ledger.populate(server)
    for number, title in enumerate(TITLES, 1000):
        server.grant(ledger.command(ledger.registrar, "register_project", {"programme": "VCS", "project_id": str(number), "title": title, "country": "CA",
                                                                           "technology": "wind, \"big\"", "methodology": "=ACM"}))
        serial = f"15312-{number}000-{number}099-VCS-VCU-208-VER-CA-3-{number}-01012022-31122022-0"
        body = {"programme": "VCS", "serial": serial, "quantity": 100, "project": str(number), "vintage_from": "2022-01-01",
                "vintage_until": "2022-12-31", "issued_on": "2023-02-01", "registry_status": {"status": "active"}}
        if number % 3 == 0:
            body["registry_status"] = {"status": "retired", "on": "2024-05-06", "beneficiary_text": "=Plant, \"One\" Ltd", "reason_text": title}
        server.grant(ledger.command(ledger.registrar, "record_batch", body))
    for at in range(1, 8):
        server.grant(ledger.command(ledger.trader, "retire", ledger.retire_body(at * 10, at * 10 + 4)))


def lists_are_read_by_strangers(people, root):
    trader = people.ledger.trader
    asked = [("batches",), ("projects",), ("parties",), ("factories",), ("retirements",), ("entries",), ("programmes",), ("schemes",), ("conflicts",),
             ("certificates",), ("anchors",), ("bodies", "--scheme", "ceca-g-0171-2022"), ("batches", "--programme", "VCS", "--project", "1005"),
             ("retirements", "--beneficiary", people.ledger.plant)]
    for number, what in enumerate([*asked, ("holdings",), ("pending",)]):
        party = trader if what[0] in ("holdings", "pending") else None
        rows = people.rows(*what, party=party)
        as_csv, as_xlsx = root / f"{number}.csv", root / f"{number}.xlsx"
        people.run("list", *what, "--csv", "--out", as_csv, party=party)
        people.run("list", *what, "--xlsx", as_xlsx, party=party)
        header, cells = read_csv(as_csv)
        expect(cells == expected(header, rows), f"{what}: CSV differs")
        sheet_header, sheet_cells, _ = read_xlsx(as_xlsx)
        expect(sheet_header == header and sheet_cells == cells, f"{what}: XLSX differs from CSV")
        expect(stat.S_IMODE(os.stat(as_csv).st_mode) == stat.S_IMODE(os.stat(as_xlsx).st_mode) == 0o600, "readable by others")
        printed = people.run("list", *what, "--csv", party=party).stdout
        expect(printed == as_csv.read_bytes().decode().replace("\r\n", "\n"), "stdout and file differ")
    expect(len(people.rows("batches")) == len(TITLES) + 1, "pages are missing")
    holdings = root / "held.xlsx"
    people.run("holdings", "--xlsx", holdings, party=trader)
    expect(read_xlsx(holdings)[1] == read_xlsx(root / f"{len(asked)}.xlsx")[1], "holdings and list holdings differ")


def files_are_whole_or_absent(people, root):
    path = root / "kept.csv"
    path.write_text("mine")
    refused = people.run("list", "batches", "--csv", "--out", path, code=USAGE)
    expect("--replace" in refused.stderr and path.read_text() == "mine", refused.stderr)
    refused = people.run("list", "batches", "--xlsx", path, code=USAGE)
    expect(path.read_text() == "mine", "written over")
    people.run("list", "batches", "--csv", "--out", path, "--replace")
    expect(read_csv(path)[0][0] == "batch", "not replaced")
    people.run("list", "batches", "--xlsx", path, "--replace")
    expect(read_xlsx_bytes(path), "not replaced")
    for wrong in (["--csv", "--xlsx", root / "a.xlsx"], ["--out", root / "a.csv"], ["--replace"], ["--csv", "--json"]):
        people.run("list", "batches", *wrong, code=USAGE)
    people.run("list", "batches", "--party", "x:trader", "--csv", code=USAGE)
    people.run("list", "holdings", "--csv", "--programme", "VCS", party="x:trader", code=USAGE)
    people.run("list", "engagements", "--csv", code=USAGE)
    expect(sorted(file.name for file in root.iterdir()) == ["kept.csv"], "something is left behind")


def read_xlsx_bytes(path):
    return path.read_bytes().startswith(b"PK")


def a_full_disk_gives_no_workbook(people, root):
    """libxlsxwriter does not notice writes that fail; reading the file back does."""
    def no_room():
        resource.setrlimit(resource.RLIMIT_FSIZE, (4096, 4096))
    # Python ignores SIGXFSZ, and its children go on ignoring it: writes fail as on a full disk.
    done = people.ledger.run("list", "batches", "--url", people.server.url, "--xlsx", root / "cut.xlsx", preexec_fn=no_room, restore_signals=False)
    expect(done.returncode == FAILURE, f"{done.returncode} {done.stdout}{done.stderr}")
    done = people.ledger.run("list", "batches", "--url", people.server.url, "--csv", "--out", root / "cut.csv", preexec_fn=no_room, restore_signals=False)
    expect(done.returncode == FAILURE, f"{done.returncode} {done.stdout}{done.stderr}")
    expect(list(root.iterdir()) == [], f"left behind: {list(root.iterdir())}")


def register(people, root):
    path = root / "register.xlsx"
    people.run("export", "register", "--year", "2023", "--xlsx", path)
    header, rows, book = read_xlsx(path)
    expect(len(rows) == 7 and book.sheetnames == ["register-retirements", "totals"], book.sheetnames)
    names, totals, _ = read_xlsx(path, 1)
    expect([dict(zip(names, row)) for row in totals] == [{"programme": "VCS", "metric": "t CO2 eq", "units_per_metric": "1", "status": "declared",
                                                         "rows": "7", "quantity": "35"}], totals)
    people.run("export", "register", "--year", "2023", "--csv", "--out", root / "register.csv")
    expect(read_csv(root / "register.csv") == (header, rows), "CSV differs")
    people.run("export", "register", "--year", "2022", "--csv", "--out", root / "none.csv")
    expect(read_csv(root / "none.csv")[1] == [], "another year")
    people.run("export", "register", "--year", "22", "--csv", code=USAGE)
    expect("serial" in people.run("export", "register", "--year", "2023").stdout, "no table")
    people.run("export", code=USAGE)


def what_was_exported_is_imported(people, other, root):
    """Into a ledger that has none of it."""
    def batches(of):
        rows = of.rows("batches")
        for row in rows:
            del row["batch"]
        return sorted(rows, key=lambda row: row["serial"])

    for form in ("csv", "xlsx"):
        file = root / f"batches.{form}"
        people.run("list", "batches", *(["--csv", "--out"] if form == "csv" else ["--xlsx"]), file)
        other.run("import", file, "--yes", party=other.ledger.registrar)
        expect(batches(other) == batches(people), f"{form}: other batches")
    expect(len(batches(other)) == len(TITLES) + 1, "too few")


def main():
    with tempfile.TemporaryDirectory() as folder:
        root = pathlib.Path(folder)
        ledgers = [Ledger(sys.argv[1], root / name) for name in ("first", "second")]
        servers = [Server(ledger) for ledger in ledgers]
        try:
            first, second = (People(*pair) for pair in zip(ledgers, servers))
            populate(*[ledgers[0], servers[0]])
            ledgers[1].populate(servers[1])
            for step in (lists_are_read_by_strangers, files_are_whole_or_absent, a_full_disk_gives_no_workbook, register):
                place = root / step.__name__
                place.mkdir()
                step(first, place)
                print("ok", step.__name__)
            place = root / "imported"
            place.mkdir()
            what_was_exported_is_imported(first, second, place)
            print("ok imported")
        finally:
            for server in servers:
                server.stop()


main()
