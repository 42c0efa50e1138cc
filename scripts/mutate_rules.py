#!/usr/bin/env python3
"""Deletes every refusal of the rules, one at a time, and demands that the tests of the rules notice each deletion.

All mutants live in one build (build/mutants): each statement of ledger/rules/*.cpp that refuses becomes one that the environment variable
TANBU_MUTANT can switch off. It changes nothing in the checkout. Usage:
  mutate_rules.py                 builds, runs unit_rules once whole and once a mutant; exit 1 when a mutant survives
  mutate_rules.py --only PATTERN  only mutants whose "file:line text" matches the regular expression
  mutate_rules.py --list          names the mutants and runs nothing
"""
import argparse
import concurrent.futures
import os
import pathlib
import re
import shutil
import subprocess
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
WORK = ROOT / "build" / "mutants"
COPIED = ["CMakeLists.txt", "cmake", "docs/rules.md", "ledger", "tests/unit/rules", "tests/support"]
RUN_SECONDS_MAX = 60
MUTANTS_PER_FILE_MAX = 1000
# Falling off the end of a function that lost its last return must kill the program instead of going on with rubbish. -w because the
# compiler rightly warns of just that.
FLAGS = "-O0 -g0 -w -fsanitize=return -fno-sanitize-recover=return"

HEADER = """#pragma once
#include <cstdlib>
inline bool tanbu_mutant(int number) {
  static const int chosen = [] {
    const char* text = std::getenv("TANBU_MUTANT");
    return text == nullptr ? -1 : std::atoi(text);
  }();
  return number == chosen;
}
"""

# Mutants that no test can kill because an earlier check of the same command leaves them nothing to refuse. The key is the file and the
# statement with its blanks squeezed; the value is the reason. A key that matches no mutant is an error.
EQUIVALENT = {
}

FUNCTION = re.compile(r"^(?P<type>[A-Za-z_][\w:<>,&* ]*?)[ &*]+(?P<name>[\w:]+)\(", re.MULTILINE)
# A refusal leaves a rule through a return or, in a verdict, through its member `refused`.
STATEMENT = re.compile(r"\breturn\b|\b\w+\.refused = ")


class Mutant:
    def __init__(self, number, path, line, text):
        self.number, self.path, self.line, self.text = number, path, line, text

    def __str__(self):
        return f"{self.path}:{self.line}  {self.text}"


def without_comments_and_literals(text):
    """The same length and the same lines, but nothing inside comments and literals can look like code."""
    pattern = re.compile(r'//[^\n]*|/\*.*?\*/|"(?:\\.|[^"\\\n])*"|\'(?:\\.|[^\'\\\n])+\'', re.DOTALL)

    def blank(match):
        token = match.group(0)
        # A digit separator (1'000'000) is no literal.
        if token.startswith("'") and match.start() > 0 and match.string[match.start() - 1].isalnum():
            return token
        return re.sub(r"[^\n]", " ", token)

    return pattern.sub(blank, text)


def functions(code):
    """(begin, end, return type, name) of every function definition; clang-format keeps their heads and their ends in the first column."""
    for match in FUNCTION.finditer(code):
        opening = re.compile(r"[;{]").search(code, match.end())
        if not opening or opening.group(0) == ";":
            continue
        line_end = code.find("\n", opening.end())
        one_line = code[opening.end():line_end].rstrip()
        end = line_end if one_line.endswith("}") else code.find("\n}", opening.end())
        yield match.start(), end, match.group("type").replace("[[nodiscard]]", "").strip(), match.group("name")


def names_of_refusers(sources):
    """Functions whose answer is a refusal: those that return one for certain, and those that may."""
    certain, possible = set(), set()
    for text in sources:
        for match in re.finditer(r"^(?:\[\[nodiscard\]\] )?(std::optional<Refused>|MaybeRefused|Refused) (\w+)\(", text, re.MULTILINE):
            (certain if match.group(1) == "Refused" else possible).add(match.group(2))
    return certain, possible


def may_answer_nothing(return_type):
    return return_type in ("std::optional<Refused>", "MaybeRefused")


def is_refusal(expression, certain, possible):
    if re.search(r"\bRefusal::|\bRefused\s*\{|\brefused\b", expression):
        return True
    called = set(re.findall(r"\b(\w+)\s*\(", expression))
    return bool(called & (certain | possible))


def mutants_of(path, text, first_number, certain, possible):
    """The rewritten text and its mutants."""
    code = without_comments_and_literals(text)
    edits, mutants = [], []
    for begin, end, return_type, _ in functions(code):
        if return_type == "Refused" or return_type.endswith(" Refused"):
            continue  # It words a refusal for others; whether it is made at all is decided where it is called.
        for match in STATEMENT.finditer(code, begin, end):
            stop = end_of_statement(code, match.end())
            expression = code[match.end():stop]
            if not is_refusal(expression, certain, possible):
                continue
            number = first_number + len(mutants)
            line = code.count("\n", 0, match.start()) + 1
            # With its condition, where that stands on the same line.
            shown = " ".join(text[text.rfind("\n", 0, match.start()) + 1:stop + 1].split())
            mutants.append(Mutant(number, path, line, shown))
            # Where the refusal was the last word, or one of two, going on means to refuse nothing.
            last = code[stop + 1:end + 2].strip() == "}" or "std::nullopt" in expression.partition("?")[2].partition(":")[0]
            instead = " return std::nullopt;" if last and may_answer_nothing(return_type) else ""
            edits.append((match.start(), f"{{ if (!tanbu_mutant({number})) "))
            edits.append((stop + 1, f"{instead} }}"))
    for position, addition in sorted(edits, reverse=True):
        text = text[:position] + addition + text[position:]
    return '#include "ledger/tanbu_mutant.hpp"\n' + text, mutants


def end_of_statement(code, position):
    depth = 0
    while True:
        character = code[position]
        if character in "({[":
            depth += 1
        elif character in ")}]":
            depth -= 1
        elif character == ";" and depth == 0:
            return position
        position += 1


def write_if_changed(path, content):
    if not path.exists() or path.read_bytes() != content:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(content)


def sources_of_tree():
    for name in COPIED:
        start = ROOT / name
        for path in [start] if start.is_file() else sorted(start.rglob("*")):
            if path.is_file() and "__pycache__" not in path.parts:
                yield path.relative_to(ROOT)


def make_tree(target):
    """Writes the copy with its switches and returns all mutants. Unchanged files keep their time, so that a second build is short."""
    rules = sorted((ROOT / "ledger" / "rules").glob("*.cpp"))
    certain, possible = names_of_refusers(path.read_text() for path in sorted((ROOT / "ledger" / "rules").glob("*.[ch]pp")))
    mutants, wanted = [], {pathlib.Path("ledger/tanbu_mutant.hpp")}
    for relative in sources_of_tree():
        wanted.add(relative)
        content = (ROOT / relative).read_bytes()
        if ROOT / relative in rules:
            first = rules.index(ROOT / relative) * MUTANTS_PER_FILE_MAX
            text, found = mutants_of(relative.as_posix(), content.decode(), first, certain, possible)
            assert len(found) < MUTANTS_PER_FILE_MAX
            mutants += found
            content = text.encode()
        if target:
            write_if_changed(target / relative, content)
    if target:
        write_if_changed(target / "ledger/tanbu_mutant.hpp", HEADER.encode())
        for path in [p for p in target.rglob("*") if p.is_file() and p.relative_to(target) not in wanted]:
            path.unlink()
    return mutants


def build(source, folder, jobs):
    # The project's own recipes build the copy, so that the table of programmes is made as always; rooms without files stay empty.
    configure = ["cmake", "-S", str(source), "-B", str(folder), "-G", "Ninja", "-DCMAKE_BUILD_TYPE=Debug", "-DCMAKE_CXX_FLAGS_DEBUG=" + FLAGS,
                 "-DTANBU_PRECOMPILED_HEADERS=ON"]
    for command in (configure, ["nice", "ninja", "-C", str(folder), f"-j{jobs}", "unit_rules"]):
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode != 0:
            sys.exit("the mutants do not build:\n" + (done.stdout + done.stderr)[-6000:])
    return folder / "unit_rules"


def run(program, number):
    """(passed, what was printed)"""
    environment = {key: value for key, value in os.environ.items() if key != "TANBU_MUTANT"}
    if number is not None:
        environment["TANBU_MUTANT"] = str(number)
    try:
        done = subprocess.run(["nice", str(program), "--abort"], env=environment, capture_output=True, text=True, errors="replace",
                              timeout=RUN_SECONDS_MAX, check=False)
    except subprocess.TimeoutExpired:
        return False, "took longer than the time limit"
    return done.returncode == 0, done.stdout + done.stderr


def survivors_among(program, mutants, jobs):
    survivors = []
    with concurrent.futures.ThreadPoolExecutor(jobs) as pool:
        for mutant, (passed, _) in zip(mutants, pool.map(lambda one: run(program, one.number), mutants)):
            if passed:
                print(f"survives: {mutant}", flush=True)
                survivors.append(mutant)
    return survivors


def split_equivalent(mutants):
    keys = {f"{pathlib.Path(mutant.path).name}: {mutant.text}" for mutant in mutants}
    unknown = [key for key in EQUIVALENT if key not in keys]
    if unknown:
        sys.exit("named as equivalent, but no such mutant:\n" + "\n".join(unknown))
    return [mutant for mutant in mutants if f"{pathlib.Path(mutant.path).name}: {mutant.text}" not in EQUIVALENT]


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--list", action="store_true")
    parser.add_argument("--only", metavar="PATTERN")
    parser.add_argument("--jobs", type=int, default=2)
    parser.add_argument("--no-build", action="store_true", help="the build of the last time, for mutants of an unchanged tree")
    arguments = parser.parse_args()

    if arguments.list:
        mutants = make_tree(None)
    else:
        mutants = make_tree(None if arguments.no_build else WORK / "source")
    asked = split_equivalent(mutants)
    if arguments.only:
        asked = [mutant for mutant in asked if re.search(arguments.only, str(mutant))]
    if not asked:
        sys.exit("no mutant to try")
    if arguments.list:
        print("\n".join(str(mutant) for mutant in asked))
        print(f"{len(asked)} mutants, {len(EQUIVALENT)} kinds named as equivalent")
        return 0

    folder = WORK / "build"
    program = folder / "unit_rules" if arguments.no_build else build(WORK / "source", folder, arguments.jobs)
    # A copy, because whoever builds again while this runs would change the program under the runs.
    frozen = WORK / "unit_rules"
    shutil.copy2(program, frozen)
    passed, output = run(frozen, None)
    if not passed:
        sys.exit("without any mutant the tests are not green:\n" + output[-4000:])
    survivors = survivors_among(frozen, asked, arguments.jobs)
    print(f"{len(asked)} mutants, {len(asked) - len(survivors)} killed, {len(survivors)} survive, {len(EQUIVALENT)} kinds named as equivalent")
    return 1 if survivors else 0


if __name__ == "__main__":
    sys.exit(main())
