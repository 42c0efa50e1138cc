#!/usr/bin/env python3
"""Imports long files into a real ledger and prints rows a second and peak memory, side by side, so that growth can be seen.

Usage: import_speed.py BUILD [FOLDER] [--rows 30000,300000] [--growth-max 1.3] [--json FILE] [--write "what was measured"]

BUILD is a build folder with the program tanbu; a release build gives the figures of what is shipped. FOLDER holds files of registries (by
default the data beside the source tree): its verra/transactions_2026-04_sample.csv is repeated, each time with fresh serials, until the
file has as many rows as asked for. One row in a hundred repeats the serial of the row before it and has to be refused. Each file goes
into a fresh ledger: a preview, the import, a preview of the same file again (all of it known), then an audit. Exit 77 where the file of
the registry is absent, 1 when a row is lost, when a count is wrong, or when the audit finds anything; with --growth-max also when the
command line's peak memory for the longest file is more than so many times that for the shortest. With --write the figures go into docs/importers.md, under a line that says on which build and machine they were measured.
"""
import argparse
import csv
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time

ROOT = pathlib.Path(__file__).resolve().parent.parent
SOURCE = "verra/transactions_2026-04_sample.csv"
ORIGIN = "speed.ledger.example/tanbu/1"
PARTIES = {"association": "x:speed-association", "registrar": "x:speed-registrar"}
SERIAL = re.compile(r"^(\d+)-(\d+)-(\d+)-(.*)$")
REFUSED_EVERY = 100
SKIPPED = 77
DOCUMENT = ROOT / "docs" / "importers.md"
BEGIN, END = "<!-- speed -->", "<!-- end of speed -->"


def make_file(source, target, rows):
    """The rows of the source again and again, each with numbers that no other has; how many of them repeat the row before."""
    with open(source, encoding="utf-8", newline="") as file:
        header, *real = list(csv.reader(file))
    serial_at, quantity_at = header.index("Serial Number"), header.index("Quantity Issued")
    refused, next_number = 0, 1
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(header)
        for at in range(rows):
            if at % REFUSED_EVERY == REFUSED_EVERY - 1:
                refused += 1
                writer.writerow(row)
                continue
            row = list(real[at % len(real)])
            batch, _, _, rest = SERIAL.match(row[serial_at]).groups()
            quantity = int(row[quantity_at].replace(",", ""))
            row[serial_at] = f"{batch}-{next_number}-{next_number + quantity - 1}-{rest}"
            next_number += quantity
            writer.writerow(row)
    return refused


class Trouble(Exception):
    """A count that is wrong or a program that failed."""


class Ledger:
    def __init__(self, tanbu, folder):
        self.tanbu, self.folder, self.url, self.server = tanbu, folder, None, None
        self.environment = {"PATH": os.environ.get("PATH", "/usr/bin:/bin"), "LANG": "C.UTF-8", "TANBU_HOME": str(folder / "home")}
        for name in ("ASAN_OPTIONS", "UBSAN_OPTIONS", "TSAN_OPTIONS"):
            if name in os.environ:
                self.environment[name] = os.environ[name]

    def call(self, *arguments, actor=None, allowed=(0,)):
        """The answer, the seconds by the wall and the peak memory in MiB of one call of the command line."""
        command = [str(self.tanbu), *map(str, arguments), "--json", "--yes"]
        if self.url and arguments[0] not in ("keygen", "init", "audit"):
            command += ["--url", self.url]
        if actor:
            command += ["--key", str(self.folder / "keys" / f"{actor}.jwk"), "--as", PARTIES[actor]]
        with open(self.folder / "stdout", "w+b") as output, open(self.folder / "stderr", "w+b") as messages:
            begun = time.monotonic()
            child = subprocess.Popen(command, env=self.environment, stdin=subprocess.DEVNULL, stdout=output, stderr=messages)
            _, status, usage = os.wait4(child.pid, 0)
            seconds = time.monotonic() - begun
            child.returncode = os.waitstatus_to_exitcode(status)
            output.seek(0)
            messages.seek(0)
            text, told = output.read().decode(), messages.read().decode()
        if child.returncode not in allowed:
            raise Trouble(f"{' '.join(map(str, arguments))} ended with {child.returncode}\n{text[:2000]}{told[:4000]}")
        return (json.loads(text) if text else None), seconds, usage.ru_maxrss / 1024

    def prepare(self):
        (self.folder / "keys").mkdir(parents=True)
        for actor in PARTIES:
            self.call("keygen", "--out", self.folder / "keys" / f"{actor}.jwk")
        self.call("init", "--dir", self.folder / "ledger", "--origin", ORIGIN, "--association", PARTIES["association"], "--name", "Speed Association",
                  "--association-key", self.folder / "keys" / "association.jwk")
        log = open(self.folder / "server.log", "w", encoding="utf-8")
        self.server = subprocess.Popen([str(self.tanbu), "serve", "--dir", str(self.folder / "ledger"), "--listen", "127.0.0.1:0"], env=self.environment,
                                       stdout=subprocess.PIPE, stderr=log, text=True)
        line = self.server.stdout.readline()
        self.url = next((word.rstrip("/") for word in line.split() if word.startswith("http://")), None)
        if self.url is None:
            raise Trouble("the server did not start: " + line + (self.folder / "server.log").read_text(encoding="utf-8"))
        party = PARTIES["registrar"]
        private = json.loads((self.folder / "keys" / "registrar.jwk").read_text(encoding="utf-8"))
        public = self.folder / "keys" / "registrar.public.jwk"
        public.write_text(json.dumps({name: private[name] for name in ("kty", "crv", "x")}), encoding="utf-8")
        made = self.call("key", "prove", "--key", self.folder / "keys" / "registrar.jwk", "--party", party, "--aud", ORIGIN)[0]
        proof = self.folder / "keys" / "registrar.proof"
        proof.write_text(made["proof"], encoding="utf-8")
        self.call("party", "enroll", party, "--name", "Speed Registrar", "--jwk", public, "--proof", proof, actor="association")
        self.call("registrar", "appoint", party, "--programme", "VCS", "--from", "2020-01-01", "--until", "2099-12-31", actor="association")

    def server_peak(self):
        for line in pathlib.Path(f"/proc/{self.server.pid}/status").read_text(encoding="utf-8").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) / 1024
        return None

    def stop(self):
        if self.server is not None and self.server.poll() is None:
            self.server.terminate()
            self.server.wait(timeout=120)


def expect(what, found, wanted):
    if found != wanted:
        raise Trouble(f"{what}: {found}, expected {wanted}")


def totals_of(answer, rows, refused):
    """The totals of one reading, after every row was found in one of them."""
    totals = answer["report"]["totals"]
    recorded = sum(totals[name]["rows"] for name in ("active", "retired", "cancelled", "events_retired", "events_cancelled"))
    expect("rows", totals["rows"], rows)
    expect("refused rows", totals["refused_rows"], refused)
    expect("recorded + known + refused", recorded + totals["known"]["rows"] + totals["refused_rows"], rows)
    return totals, recorded


def measure(tanbu, source, rows):
    with tempfile.TemporaryDirectory(prefix="import-speed-") as name:
        folder = pathlib.Path(name)
        file = folder / "rows.csv"
        refused = make_file(source, file, rows)
        figures = {"rows": rows, "file_mib": file.stat().st_size / 2**20}
        ledger = Ledger(tanbu, folder)
        try:
            ledger.prepare()
            answer, seconds, memory = ledger.call("import", file, "--dry-run", actor="registrar", allowed=(1,))
            totals, recorded = totals_of(answer, rows, refused)
            expect("rows to record", recorded, rows - refused)
            figures |= {"preview_rows_s": rows / seconds, "preview_mib": memory}

            answer, seconds, memory = ledger.call("import", file, "--report", folder / "report.jsonl", actor="registrar", allowed=(1,))
            totals_of(answer, rows, refused)
            outcome = answer["outcome"]
            expect("commands recorded", outcome["recorded"], rows - refused + totals["projects"])
            expect("commands refused", outcome["refused_lines"], 0)
            with open(folder / "report.jsonl", encoding="utf-8") as report:
                expect("rows refused in the report", sum(line.startswith('{"what":"refused"') for line in report), refused)
            figures |= {"import_rows_s": rows / seconds, "import_mib": memory}

            answer, seconds, memory = ledger.call("import", file, "--dry-run", actor="registrar", allowed=(1,))
            totals, recorded = totals_of(answer, rows, refused)
            expect("rows to record again", recorded, 0)
            figures |= {"known_rows_s": rows / seconds, "known_mib": memory, "server_mib": ledger.server_peak()}
        finally:
            ledger.stop()
        ledger.call("audit", "--dir", folder / "ledger")
        return figures


LINES = (("rows", "rows", "{:,.0f}"), ("file", "file_mib", "{:.1f} MiB"), ("preview", "preview_rows_s", "{:,.0f} rows/s"), ("preview, peak memory", "preview_mib", "{:.0f} MiB"),
         ("import (preview, sign, send)", "import_rows_s", "{:,.0f} rows/s"), ("import, peak memory", "import_mib", "{:.0f} MiB"),
         ("preview of what is known", "known_rows_s", "{:,.0f} rows/s"), ("preview of what is known, peak memory", "known_mib", "{:.0f} MiB"),
         ("server, peak memory", "server_mib", "{:.0f} MiB"))


GROWING = ("preview_mib", "import_mib", "known_mib")


def check_growth(measured, growth_max):
    """A file of four times as many rows must not need much more memory: rows go by one at a time, and of each only its units stay."""
    shortest, longest = min(measured, key=lambda one: one["rows"]), max(measured, key=lambda one: one["rows"])
    if longest["rows"] < 4 * shortest["rows"]:
        raise Trouble("to see memory grow, the longest file needs four times the rows of the shortest")
    for name in GROWING:
        if longest[name] > growth_max * shortest[name]:
            raise Trouble(f"{name}: {longest[name]:.0f} MiB for {longest['rows']} rows, {shortest[name]:.0f} MiB for {shortest['rows']}: "
                          f"more than {growth_max} times as much")


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("build", type=pathlib.Path)
    parser.add_argument("folder", type=pathlib.Path, nargs="?", default=ROOT.parent / "shared" / "data")
    parser.add_argument("--rows", default="30000,300000")
    parser.add_argument("--growth-max", type=float)
    parser.add_argument("--json", type=pathlib.Path)
    parser.add_argument("--write")
    arguments = parser.parse_args()
    tanbu = (arguments.build / "tanbu").resolve()
    if not tanbu.exists():
        sys.exit(f"there is no program {tanbu}")
    source = arguments.folder / SOURCE
    if not source.exists():
        print(f"skipped: {source} is not on this machine")
        sys.exit(SKIPPED)
    measured = []
    try:
        for rows in map(int, arguments.rows.split(",")):
            measured.append(measure(tanbu, source, rows))
        if arguments.growth_max is not None:
            check_growth(measured, arguments.growth_max)
    except Trouble as trouble:
        sys.exit(f"import_speed: {trouble}")
    first, *rest = [f"| {name} | " + " | ".join(form.format(one[key]) for one in measured) + " |" for name, key, form in LINES]
    table = "\n".join([first, "|---|" + "--:|" * len(measured), *rest]) + "\n"
    print(table, end="")
    if arguments.write:
        before, after = DOCUMENT.read_text(encoding="utf-8").split(BEGIN)
        text = f"{before}{BEGIN}\n{arguments.write}\n\n{table}{END}{after.split(END)[1]}"
        DOCUMENT.write_text(text, encoding="utf-8")
    if arguments.json:
        arguments.json.write_text(json.dumps(measured, indent=1) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()
