#!/usr/bin/python3
"""Writes into docs/security.md which requirements of OWASP ASVS 5.0 have tests of their own number, from the tags of the tests.

A test names them as Catch tags, [asvs:4.2.1], a script in its opening lines, "asvs: 4.2.1, 15.2.2". It reads sources only and runs nothing;
whether the tests pass is the business of CTest. Subjects are in our words; the requirement's own are OWASP's. Usage:
  asvs.py           writes the table between the two markers of docs/security.md
  asvs.py --check   exit 1 when that table is stale, or a tag names a requirement that has no subject here
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
PAGE = ROOT / "docs" / "security.md"
BEGIN, END = "<!-- asvs.py writes from here -->\n", "<!-- to here -->\n"

SUBJECTS = {
    "1.2.1": "what is echoed is encoded for the place where it stands",
    "1.2.10": "no cell of an export runs as a formula",
    "1.4.2": "sums and products of integers never wrap",
    "1.5.1": "XML brings in nothing from outside and names no entities",
    "1.5.2": "bytes from outside become values of known types only",
    "1.5.3": "one reading of a document, whoever reads it",
    "2.2.1": "input is what a positive description says, or it is refused",
    "2.3.3": "a command takes effect as a whole or not at all",
    "2.3.4": "what there is once is used once, whoever races for it",
    "4.1.5": "each command carries its signer's signature",
    "4.2.1": "a request ends at one place for every reader",
    "5.2.3": "packed files are bounded before they are unpacked",
    "5.3.2": "no request names a file",
    "8.2.1": "each act only by those who may do it",
    "8.2.2": "each object only to those whom it concerns",
    "8.2.3": "each member of an answer only to those whom it concerns",
    "9.1.1": "a token counts after its signature was verified",
    "9.1.2": "the registered key fixes the algorithm; `none` is none",
    "9.1.3": "keys come from the ledger, never from the token",
    "9.2.1": "a token counts between its two times",
    "9.2.2": "a token of one type is none of another",
    "9.2.3": "a token is for one ledger",
    "11.5.1": "what must not be guessed has 128 bits of the system's randomness",
    "12.1.1": "only the versions of TLS that are sound are spoken",
    "15.2.2": "what costs time or memory is bounded and cannot take the service away",
    "15.4.2": "nothing changes between the check and the use",
    "16.2.5": "logs hold no token, key or body",
    "16.4.1": "nobody writes lines of his own into the log",
    "16.5.1": "an error tells its code and nothing of the inside",
}


def titles_of(path):
    """Pairs of a requirement and the test's name."""
    text = path.read_text(encoding="utf-8")
    place = path.relative_to(ROOT).as_posix()
    if path.suffix == ".py":
        opening = text[:text.find('"""', text.find('"""') + 3)]
        numbers = re.findall(r"\basvs: ([0-9., ]+)", opening)
        return [(number, place) for listed in numbers for number in re.findall(r"\d+\.\d+\.\d+", listed)]
    found = []
    for case in re.finditer(r'TEST_CASE\(\s*((?:"(?:[^"\\]|\\.)*"\s*)+),\s*"((?:\[[^"]*\])+)"\s*\)', text):
        for number in re.findall(r"\[asvs:([0-9.]+)\]", case.group(2)):
            found.append((number, place))
    return found


def places_by_requirement():
    places = {}
    sources = sorted((ROOT / "tests").rglob("*.cpp")) + sorted((ROOT / "tests").rglob("*.py")) + sorted((ROOT / "scripts").glob("*.py"))
    for path in sources:
        if path.name == pathlib.Path(__file__).name:
            continue
        for number, place in titles_of(path):
            places.setdefault(number, {}).setdefault(place, 0)
            places[number][place] += 1
    return places


def table(places):
    lines = ["| ASVS 5.0 | what is tested here | where |", "|---|---|---|"]
    for number in sorted(places, key=lambda text: [int(part) for part in text.split(".")]):
        where = ", ".join(f"`{place}`" + (f" ({count})" if count > 1 else "") for place, count in sorted(places[number].items()))
        lines.append(f"| {number} | {SUBJECTS.get(number, '')} | {where} |")
    return "\n".join(lines) + "\n"


def main():
    places = places_by_requirement()
    faults = [f"{number}: has tests, but no subject in scripts/asvs.py" for number in sorted(places) if number not in SUBJECTS]
    page = PAGE.read_text(encoding="utf-8")
    begin, end = page.index(BEGIN) + len(BEGIN), page.index(END)
    written = page[:begin] + table(places) + page[end:]
    if sys.argv[1:] == ["--check"]:
        if written != page:
            faults.append("docs/security.md is stale: run scripts/asvs.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        PAGE.write_text(written, encoding="utf-8")
    print("\n".join(faults) if faults else f"{len(places)} requirements have tests of their own number")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
