#!/usr/bin/env python3
"""Measures which branches of the core its own tests take: ledger/*.cpp, ledger/rules and ledger/programmes.

It builds and runs every test that links nothing but the core, with gcc's instrumentation, in build/coverage; not the models, which reach a
branch without asking what it does. What counts as uncovered: a line that never ran, and a condition that was asked but always answered one
way. Edges that only an exception takes are left out, as are the claims (HOLDS), whose other side ends the process, and the guards of local
statics. What else remains must be named with its reason in docs/branch-coverage.md, or the exit status is 1. Usage:
  branch_coverage.py [--no-build] [--all]     --no-build: the counts of the last run; --all: also lists what the document excuses
"""
import argparse
import collections
import gzip
import json
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
FOLDER = ROOT / "build" / "coverage"
DOCUMENT = ROOT / "docs" / "branch-coverage.md"
ROOMS = ["ledger", "ledger/rules", "ledger/programmes"]
# Only the rooms themselves are instrumented; the tests that run them need not be.
FLAGS = "-O0 -g0 --coverage -fprofile-filter-files=ledger/"
RUN_SECONDS_MAX = 1800
EXCEPTION = re.compile(r"^\| `(?P<path>[^`]+)` \| `(?P<text>.+)` \| (?P<reason>[^|]+) \|$")


def tests_of_the_core():
    """Names of the executables that link the core alone."""
    for links in sorted((ROOT / "tests").glob("*/*/links.txt")):
        is_model = links.parent.parent.name == "model"
        if not is_model and set(links.read_text().split()) <= {"tanbu_core", "tanbu_world"} and list(links.parent.glob("*.cpp")):
            yield "_".join(links.parent.relative_to(ROOT / "tests").parts)


def must(command, **more):
    done = subprocess.run([str(word) for word in command], capture_output=True, text=True, errors="replace", check=False, **more)
    if done.returncode != 0:
        sys.exit(" ".join(str(word) for word in command) + " failed:\n" + (done.stdout + done.stderr)[-4000:])


def build_and_run(jobs):
    names = list(tests_of_the_core())
    must(["cmake", "-S", ROOT, "-B", FOLDER, "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=" + FLAGS,
          "-DTANBU_PRECOMPILED_HEADERS=ON"])
    # Counts of an older program would be added to those of this one.
    for old in FOLDER.rglob("*.gcda"):
        old.unlink()
    must(["nice", "ninja", "-C", FOLDER, f"-j{jobs}", *names])
    for old in FOLDER.rglob("*.gcda"):
        old.unlink()
    for name in names:
        must(["nice", FOLDER / name], timeout=RUN_SECONDS_MAX)
        print(f"ran {name}", flush=True)


def counted_files():
    """gcov's words about each source file of the rooms, object by object."""
    scratch = FOLDER / "gcov"
    shutil.rmtree(scratch, ignore_errors=True)
    scratch.mkdir(parents=True)
    objects = sorted((FOLDER / "CMakeFiles" / "tanbu_core.dir").rglob("*.gcno"))
    for number, notes in enumerate(objects):
        place = scratch / str(number)
        place.mkdir()
        must(["gcov", "--json-format", "--branch-probabilities", "--object-directory", notes.parent, notes], cwd=place)
        for path in place.glob("*.gcov.json.gz"):
            with gzip.open(path, "rt", encoding="utf-8") as stream:
                yield from json.load(stream)["files"]
    shutil.rmtree(scratch)


def is_wanted(path):
    return path.suffix == ".cpp" and path.parent.as_posix() in ROOMS


def relative_path(name):
    path = pathlib.Path(name)
    path = path if path.is_absolute() else FOLDER / path
    try:
        return path.resolve().relative_to(ROOT)
    except ValueError:
        return None


def without_arguments(name):
    """A function's name without template arguments, so that the instances of one template are one function."""
    while True:
        shorter = re.sub(r"<[^<>]*>", "", name)
        if shorter == name:
            return name.partition("[with")[0]
        name = shorter


def gather():
    """{path: {line: {function: [count, [branches]]}}}; instances of one template are added up."""
    lines = collections.defaultdict(lambda: collections.defaultdict(dict))
    for file in counted_files():
        path = relative_path(file["file"])
        if path is None or not is_wanted(path):
            continue
        names = {one["name"]: without_arguments(one["demangled_name"]) for one in file["functions"]}
        for line in file["lines"]:
            mangled = line.get("function_name", "")
            function = names.get(mangled, mangled)
            known = lines[path][line["line_number"]].get(function)
            if known is None or len(known[1]) != len(line["branches"]):
                if known is not None:
                    function = mangled
                lines[path][line["line_number"]][function] = [line["count"], [dict(branch) for branch in line["branches"]]]
                continue
            known[0] += line["count"]
            for old, new in zip(known[1], line["branches"]):
                old["count"] += new["count"]
    return lines


def conditions(branches):
    """Lists of the counts of one condition's sides, without calls and their exceptions."""
    position = 0
    while position < len(branches):
        pair = branches[position:position + 2]
        if any(branch["throw"] for branch in pair):
            position += 2
        elif len(pair) == 2 and pair[0]["fallthrough"] != pair[1]["fallthrough"]:
            yield [branch["count"] for branch in pair]
            position += 2
        else:
            end = position
            while end < len(branches) and not branches[end]["throw"]:
                end += 1
            yield [branch["count"] for branch in branches[position:max(end, position + 1)]]
            position = max(end, position + 1)


def exempt_lines(source):
    """Lines of claims and of local statics, with their continuations."""
    exempt, inside = set(), False
    for number, text in enumerate(source, 1):
        if re.match(r"\s*(HOLDS\(|static (const )?\w)", text) or re.search(r"\bHOLDS\(", text):
            inside = True
        if inside:
            exempt.add(number)
        if inside and text.rstrip().endswith((";", "}", "{")):
            inside = False
    return exempt


def is_covered(sides, text):
    """A switch over an enumeration has an edge that no enumerator takes; a label that is never reached shows as a line of its own."""
    missed = sum(side == 0 for side in sides)
    return missed <= 1 if text.startswith("switch (") and len(sides) > 2 else missed == 0


class Tally:
    def __init__(self):
        self.lines = self.lines_run = self.sides = self.sides_taken = 0


def uncovered(lines):
    """([(path, line, what, text)], {room: Tally})"""
    found, tallies = [], collections.defaultdict(Tally)
    for path in sorted(lines):
        source = (ROOT / path).read_text(encoding="utf-8").splitlines()
        exempt = exempt_lines(source)
        tally = tallies[path.parent.as_posix()]
        for number, functions in sorted(lines[path].items()):
            text = " ".join(source[number - 1].split()) if number <= len(source) else ""
            count = max(entry[0] for entry in functions.values())
            tally.lines += 1
            tally.lines_run += count > 0
            # gcc counts the members of an aggregate with its first line.
            if number in exempt or text in ("}", "};") or re.match(r"\.\w+ = ", text):
                continue
            # The head of a lambda has no code of its own.
            body = lines[path].get(number + 1, {}).values()
            if count == 0 and text.endswith("{") and any(entry[0] for entry in body):
                continue
            if count == 0:
                found.append((path.as_posix(), number, "never runs", text))
                continue
            for _, branches in functions.values():
                # A condition that was never asked stands behind another one that always answered one way, or on an exception's path.
                asked = [sides for sides in conditions(branches) if sum(sides) > 0]
                tally.sides += sum(len(sides) for sides in asked)
                tally.sides_taken += sum(side > 0 for sides in asked for side in sides)
                if any(not is_covered(sides, text) for sides in asked):
                    counts = " ".join("/".join(str(side) for side in sides) for sides in asked)
                    found.append((path.as_posix(), number, f"one side only ({counts})", text))
    return found, tallies


def exceptions():
    """{(path, text): reason} of the document's table; a reason for a line stands as long as its text does."""
    if not DOCUMENT.exists():
        return {}
    named = {}
    for line in DOCUMENT.read_text(encoding="utf-8").splitlines():
        match = EXCEPTION.match(line)
        if match:
            named[(match.group("path"), match.group("text").replace("\\|", "|"))] = match.group("reason")
    return named


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--no-build", action="store_true")
    parser.add_argument("--all", action="store_true")
    parser.add_argument("--jobs", type=int, default=2)
    arguments = parser.parse_args()
    if not arguments.no_build:
        build_and_run(arguments.jobs)
    found, tallies = uncovered(gather())
    named = exceptions()
    rest = [one for one in found if (one[0], one[3]) not in named]
    for path, number, what, text in found if arguments.all else rest:
        print(f"{path}:{number}  {what}: {text}")
    stale = [key for key in named if key not in {(one[0], one[3]) for one in found}]
    for path, text in stale:
        print(f"docs/branch-coverage.md excuses what is covered or gone: {path}: {text}")
    for room, tally in sorted(tallies.items()):
        print(f"{room}: {tally.lines_run} of {tally.lines} lines, {tally.sides_taken} of {tally.sides} sides of conditions")
    print(f"{len(found)} places uncovered, {len(found) - len(rest)} with a reason, {len(rest)} without")
    if not tallies:
        sys.exit("gcov found nothing")
    return 1 if rest or stale else 0


if __name__ == "__main__":
    sys.exit(main())
