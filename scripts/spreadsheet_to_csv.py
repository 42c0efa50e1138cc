#!/usr/bin/env python3
"""Writes the first sheet of an Excel workbook as comma-separated values (RFC 4180, UTF-8), for tests that read registries' own files.

Dates become YYYY-MM-DD; empty cells stay empty. Needs Debian's python3-openpyxl. Exit 77 (skipped) when the workbook is not there.
Usage: spreadsheet_to_csv.py WORKBOOK.xlsx OUT.csv
"""
import csv
import datetime
import pathlib
import sys

import openpyxl


def text_of(value):
    if value is None:
        return ""
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.strftime("%Y-%m-%d")
    return str(value)


def main():
    source, target = map(pathlib.Path, sys.argv[1:])
    if not source.exists():
        print("skipped: there is no", source.name)
        return 77
    book = openpyxl.load_workbook(source, read_only=True)
    target.parent.mkdir(parents=True, exist_ok=True)
    with open(target, "w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        for row in book.worksheets[0].iter_rows(values_only=True):
            writer.writerow([text_of(value) for value in row])
    return 0


if __name__ == "__main__":
    sys.exit(main())
