#!/usr/bin/env python3
"""Writes the table of docs/importers.md from real files of the registries.

Usage: import_table.py PROGRAM FOLDER [--write | --check]

PROGRAM is the build's import_table, FOLDER the files. Each file is read by a process of its own, whose processor seconds and peak
memory are measured. Without --write the table is printed; with --check it is compared with the document's, all but seconds and memory.
Exit 1 when rows of a file are unaccounted for, a process fails or the document says something else; 77 where there are no files.
"""
import json
import os
import pathlib
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs" / "importers.md"
BEGIN, END = "<!-- table -->", "<!-- end of table -->"
ENDINGS = {".csv", ".xlsx", ".json", ".ndjson", ".html"}
CONFLICTS = ("serial_overlap", "serial_repeated")


def measured(program, file):
    """The program's line for a file, the seconds of its processor and its peak memory in MiB."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        os.dup2(writing, 1)
        os.close(reading)
        os.execv(program, [program, str(file)])
    os.close(writing)
    with os.fdopen(reading) as output:
        text = output.read()
    _, status, usage = os.wait4(child, 0)
    if status != 0:
        sys.exit(f"{file}: the program ended with {status}")
    return json.loads(text), usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def row(name, line, seconds, mebibytes):
    if "fault" in line:
        return f"| `{name}` | refused as a whole: `{line['fault']}` | | | | | | {seconds:.2f} | {mebibytes:.0f} |"
    codes = line["refused_by_code"]
    reasons = ", ".join(f"`{code}` {rows}" for code, rows in sorted(codes.items()) if code not in CONFLICTS)
    conflicts = sum(codes.get(code, 0) for code in CONFLICTS)
    refused = f"{line['refused']:,}" + (f": {reasons}" if reasons else "")
    return (f"| `{name}` | `{line['profile']}` | {line['rows']:,} | {line['recorded']:,} | {line['known']:,} | {refused} | {conflicts} "
            f"| {seconds:.2f} | {mebibytes:.0f} |")


def compared(table):
    """Lines without their last two columns, which are another machine's."""
    return [line.rsplit("|", 3)[0].rstrip() for line in table.strip().splitlines()]


def check(table):
    text = DOCUMENT.read_text(encoding="utf-8")
    documented, found = compared(text.split(BEGIN)[1].split(END)[0]), compared(table)
    for line in sorted(set(documented) - set(found)):
        print("only in the document: " + line)
    for line in sorted(set(found) - set(documented)):
        print("only in the files:    " + line)
    if documented != found:
        sys.exit(f"{DOCUMENT.name} says something else than the code: import_table.py PROGRAM FOLDER --write")


def main():
    arguments = [argument for argument in sys.argv[1:] if argument not in ("--write", "--check")]
    if len(arguments) != 2:
        sys.exit(__doc__)
    program, folder = str(pathlib.Path(arguments[0]).resolve()), pathlib.Path(arguments[1])
    if "--check" in sys.argv and not (folder / "INDEX.md").exists():
        print(f"skipped: the files are not in {folder}")
        sys.exit(77)
    lines = ["| file | profile | rows | recorded | known | refused, by reason | conflicts | seconds | MiB |", "|---|---|--:|--:|--:|---|--:|--:|--:|"]
    lost = []
    for file in sorted(path for path in folder.rglob("*") if path.suffix in ENDINGS):
        line, seconds, mebibytes = measured(program, file)
        name = file.relative_to(folder).as_posix()
        lines.append(row(name, line, seconds, mebibytes))
        if not line.get("whole", True):
            lost.append(name)
    table = "\n".join(lines) + "\n"
    if "--check" in sys.argv:
        check(table)
    elif "--write" in sys.argv:
        text = DOCUMENT.read_text(encoding="utf-8")
        before, rest = text.split(BEGIN)
        DOCUMENT.write_text(f"{before}{BEGIN}\n{table}{END}{rest.split(END)[1]}", encoding="utf-8")
    else:
        print(table, end="")
    if lost:
        sys.exit("rows are unaccounted for: " + ", ".join(lost))


if __name__ == "__main__":
    main()
