#!/usr/bin/env python3
"""Holds tanbu-verify to what it is: a program for a stick, without database, network client, server or the rooms that write a ledger, and small.

Usage: check_verifier.py VERIFIER [--bytes-max N] [--refuses PROGRAM]
  --bytes-max N       the file may not be larger
  --refuses PROGRAM   another program that has all of it, which this check must refuse, or it sees nothing

Exit 0, or 1 with one line for each thing that does not belong there. Read: the names in the file's symbol table (nm) and the libraries that it is
linked with, directly or through another (ldd). A file without names is refused, because nothing could be seen in it.
"""
import argparse
import pathlib
import re
import subprocess
import sys

FOREIGN_NAMES = {
    "SQLite": re.compile(r"\bsqlite3_\w+"),
    "curl": re.compile(r"\bcurl_\w+"),
    "Beast or Asio": re.compile(r"\bboost::(?:beast|asio)::"),
    "the rooms that write or serve a ledger": re.compile(r"\btanbu::(?:store|engine|http|wire|witnesses|importers)::"),
    "the audit that reads a database": re.compile(r"\btanbu::audit::"),
}
FOREIGN_LIBRARIES = re.compile(r"^\s*(lib(?:sqlite3|curl|spdlog|zip|expat|xlsxwriter|ssl|boost_url)[^ ]*)")
OWN_NAME = re.compile(r"\btanbu::offline::")


def output_of(*command):
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False)
    return done.returncode, done.stdout, done.stderr


def faults_of(program, bytes_max):
    status, names, words = output_of("nm", "-C", str(program))
    if status != 0 or not OWN_NAME.search(names):
        return [f"{program}: its names cannot be read, so nothing can be said of it: {words.strip()}"]
    faults = []
    for what, pattern in FOREIGN_NAMES.items():
        found = sorted({match.group(0) for match in pattern.finditer(names)})
        if found:
            faults.append(f"{program}: holds {what}: {', '.join(found[:3])} ({len(found)} names)")
    status, libraries, words = output_of("ldd", str(program))
    if status != 0 and "not a dynamic executable" not in words + libraries:
        faults.append(f"{program}: ldd: {words.strip()}")
    for line in libraries.splitlines():
        found = FOREIGN_LIBRARIES.match(line)
        if found:
            faults.append(f"{program}: is linked with {found.group(1)}")
        if "not found" in line:
            faults.append(f"{program}: {line.strip()}")
    size = pathlib.Path(program).stat().st_size
    if bytes_max is not None and size > bytes_max:
        faults.append(f"{program}: {size} bytes, and at most {bytes_max} belong on a stick")
    return faults


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("verifier")
    parser.add_argument("--bytes-max", type=int)
    parser.add_argument("--refuses")
    given = parser.parse_args()
    faults = faults_of(given.verifier, given.bytes_max)
    if given.refuses:
        found = " ".join(faults_of(given.refuses, None))
        for word in ("SQLite", "curl", "Beast", "rooms that write", "the audit", "linked with"):
            if word not in found:
                faults.append(f"{given.refuses}: the check does not see that it holds: {word}")
        if not faults_of(given.verifier, 1):
            faults.append("the check does not see the file's size")
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"{given.verifier}: {pathlib.Path(given.verifier).stat().st_size} bytes, no database, no network")
    return 1 if faults else 0


sys.exit(main())
