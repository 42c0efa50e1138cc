#!/usr/bin/env python3
"""Writes docs/rule-tests.md: every numbered rule, its subject in a line, and the tests that carry its number as a Catch tag.

It reads test sources only and runs nothing; whether the tests pass is the business of CTest. Usage:
  rule_report.py           writes docs/rule-tests.md
  rule_report.py --check   exit 1 when that file is stale, or when a rule of this version has neither a test nor a reason
"""
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
REPORT = ROOT / "docs" / "rule-tests.md"

PARTS = {
    "G": "General", "U": "Units, arithmetic, time", "ID": "Identity", "RT": "Retirement", "CC": "CCER", "GE": "Green certificates",
    "PH": "Regional carbon inclusion", "XM": "Between mechanisms", "CE": "Zero-carbon factory, T/CECA-G 0171", "CB": "Certification bodies",
    "CA": "Zero-carbon factory, T/CACE draft", "BH": "Binhai scheme", "EF": "Grid factors", "PD": "Data", "CR": "Cryptography",
}

SUBJECTS = {
    "G-01": "each decision names the dated rule set it was made under and can be repeated",
    "G-02": "a registry's word about its units prevails; the ledger follows it by new entries",
    "G-03": "one reduced tonne offsets one emitted tonne of one factory and period, whatever labels rest on it",
    "G-04": "a claim is about one period; a certificate of several years offsets none of them",
    "U-01": "emissions are whole kilograms read exactly from one decimal spelling",
    "U-02": "credits are whole tonnes and certificates whole megawatt hours",
    "U-03": "thresholds are compared as integers; shares are shown cut, never rounded up",
    "U-04": "dates are civil days in China; a validity of years ends on the day before",
    "U-05": "bounds are inside or outside as the wording of their source says",
    "ID-01": "unified social credit code: length, alphabet, check character",
    "ID-02": "the legal form is stated apart from the code",
    "ID-03": "the registered place is stated apart from the code",
    "ID-04": "division codes and the names beside them",
    "ID-05": "the letter of an industry owns its division; unusual sections are shown",
    "ID-06": "a factory is an identity with its own boundary, dated operators and one inventory series a standard",
    "RT-01": "only units retired at their registry count; kept units serve nothing else",
    "RT-02": "a unit is recorded once and used once; ranges hold what they state",
    "RT-03": "a retirement names its beneficiary and purpose; a blank text waits, a contrary one refuses",
    "RT-04": "ISO 14068-1: retired within a year of the period's end",
    "RT-05": "PAS 2060: retired within a year of the declaration, and withdrawn in 2025",
    "RT-06": "the guide for large events takes allowances, factories do not",
    "RT-07": "nothing is issued or used before it was reduced; old vintages are shown",
    "RT-08": "labels of international councils are optional tags",
    "RT-09": "invalidated units keep their history and stop counting; a replacement repairs",
    "CC-01": "construction began after 2012-11-08 and a listed methodology applies",
    "CC-02": "no project with a legal duty or under quotas",
    "CC-03": "the project stands in no other mechanism",
    "CC-04": "reduced from 2020-09-23 on",
    "CC-05": "reduced within five years before the application",
    "CC-06": "reduced inside the crediting period",
    "CC-07": "whole tonnes under one name",
    "CC-08": "what was verified is what was applied for",
    "CC-09": "public notices last twenty working days",
    "CC-10": "who validated does not verify",
    "CC-11": "traded in the national system only; a private transfer waits for the registry's word",
    "CC-12": "use means cancellation at the registry",
    "CC-13": "a beneficiary abroad waits for rules of its own",
    "CC-14": "a deregistered project does not come back",
    "CC-15": "records stay ten years after the last issuance",
    "CC-16": "old and new projects are told apart",
    "CC-17": "credits of the old system: out of the national market since 2025, shown when a factory uses them",
    "CC-18": "the national market takes at most five per cent",
    "CC-19": "what settled a quota supports no factory, and the other way round",
    "CC-20": "the methodology is one of the dated list",
    "GE-01": "one certificate is 1,000 kWh and the only proof of them",
    "GE-02": "a certificate's code has 32 characters and begins with its project's file number",
    "GE-03": "certificates of own use are not traded, only handed to the actual user with evidence",
    "GE-04": "a certificate is traded once",
    "GE-05": "valid for two years from the month of production, with a transition for older ones",
    "GE-06": "of the reasons for cancelling only declared consumption supports a claim",
    "GE-07": "from 2026 on certificate and consumption are of the same year",
    "GE-08": "certificates and own supply stay within the electricity used",
    "GE-09": "certificate or credit for one kilowatt hour; few technologies may choose",
    "GE-10": "no foreign certificate for the same power",
    "GE-11": "one certificate serves the mandatory share and the label of the same factory",
    "GE-12": "the T/CACE draft means certificates bought at a power exchange",
    "PH-01": "only reductions that an authority recognises",
    "PH-02": "regional registries and the time for which each is recognised",
    "PH-03": "tonnes count, points of persons do not",
    "PH-04": "declared in one mechanism only",
    "PH-05": "a registry of another province is shown",
    "XM-01": "eleven forms of double use",
    "XM-02": "what was reduced or generated is the key beneath the serials: claims fit into it",
    "XM-03": "one certificate may support several figures of one site and year",
    "CE-01": "type I or type II, by scopes", "CE-02": "three to six stars", "CE-03": "thresholds of the stars",
    "CE-04": "eight indicators", "CE-05": "three years without grave accidents", "CE-06": "a plan of reduction that can be measured",
    "CE-07": "offsets come after own reduction",
    "CE-08": "green electricity lowers the inventory and offsets nothing",
    "CE-09": "which instruments may offset, and who recognised the others",
    "CE-10": "an own project serves its factory alone and is locked from its first use",
    "CE-11": "what a certificate states", "CE-12": "a certificate's number is opaque and unique", "CE-13": "three years under surveillance",
    "CE-14": "coverage in whole tonnes; what is left over is forfeited", "CE-15": "how a claim may be worded",
    "CE-16": "the national policy of 2026 counts for itself",
    "CB-01": "what a body needs before it is authorised", "CB-02": "the authorised list and the days for which it holds",
    "CB-03": "what makes a certificate valid on a day", "CB-04": "validation, verification and advice are apart",
    "CA-00": "the standard is a draft", "CA-01": "four indicators together", "CA-02": "basic requirements",
    "CA-03": "renewable share, in one unit on both sides", "CA-04": "reduction inside the boundary", "CA-05": "inside and outside together",
    "CA-06": "a whole year of data", "CA-07": "a monitoring platform", "CA-08": "undated references mean the edition in force",
    "BH-01": "a level needs all its rows", "BH-02": "five basic requirements", "BH-03": "the table of eighteen rows",
    "BH-04": "the drop from the five-year peak", "BH-05": "classes of measures", "BH-06": "from application to yearly review",
    "BH-07": "a trial of two years", "BH-08": "seven gases",
    "EF-01": "published average factors of the grid", "EF-02": "a stated factor is one of its notice", "EF-03": "the factor of the report's time",
    "EF-04": "location and market figures are apart", "EF-05": "which grid a place belongs to",
    "PD-01": "no person's data in the log", "PD-02": "what was written can be forgotten without breaking the chain",
    "PD-03": "business figures are for those concerned", "PD-04": "nothing leaves the country by itself", "PD-05": "how long records stay",
    "CR-01": "national algorithms", "CR-02": "evidence is a digest with its length and type",
}

# Rules beyond those of units, years and certificates.
LATER = ["PD-02", "PD-03", "PD-04", "PD-05", "CR-01", "CR-02"]
LATER_WORDS = "later, or beyond the rules of units: no test carries the number"

# Why a rule of this version has no test. A reason beside a test would be stale and is an error.
REASONS = {
    "ID-04": "the form of a division code is checked where it is read; no table of divisions is loaded, and names beside codes are not compared",
    "RT-06": "events are no purpose of this ledger, and allowances are none of its programmes",
    "RT-08": "such labels are not recorded",
    "CC-01": "the list of methodologies is CC-20; of the day on which construction began only that it is past is checked",
    "CC-02": "duties and quotas of a project are not recorded; its registry judged them",
    "CC-08": "what was applied for is not recorded; the registry judged it",
    "CC-09": "notices are not recorded; the registry judged them",
    "CC-10": "a project names its verifier and no validator; the registry judged them",
    "CC-14": "deregistrations of projects are not recorded; the registry refuses to repeat one",
    "CC-15": "there is no command that removes a record",
    "CC-18": "quotas are settled elsewhere, and factories have no cap",
    "CE-16": "the national selection of 2026 has no rules that could be read; each scheme counts certificates by its own data",
    "CB-04": "a project names its verifier and no validator; that an operator judges nobody's own year is asked of every word",
}

REQUIRED_PARTS = {"G", "U", "ID", "RT", "CC", "GE", "PH", "XM", "CE", "CB", "CA", "BH", "EF"}
REQUIRED = [rule for rule in SUBJECTS if rule.split("-")[0] in REQUIRED_PARTS]

TEST = re.compile(r'\b(?:TEMPLATE_)?(?:TEST_CASE|SCENARIO)\w*\(\s*((?:"(?:\\.|[^"\\])*"\s*)+),\s*((?:"(?:\\.|[^"\\])*"\s*)+)')
LITERAL = re.compile(r'"((?:\\.|[^"\\])*)"')
TAG = re.compile(r"\[([A-Z]{1,2}-\d\d)\]")


def joined(literals):
    return "".join(LITERAL.findall(literals)).replace('\\"', '"')


def tests_by_rule():
    """{rule: [(file, name)]} and the tags that are no rule."""
    found, strange = {}, []
    for path in sorted((ROOT / "tests").rglob("*.cpp")):
        shown = path.relative_to(ROOT).as_posix()
        for match in TEST.finditer(path.read_text(encoding="utf-8")):
            for rule in TAG.findall(joined(match.group(2))):
                if rule in SUBJECTS:
                    found.setdefault(rule, []).append((shown, joined(match.group(1))))
                else:
                    strange.append(f"{shown}: [{rule}] is no rule")
    return found, strange


def cell(rule, tests):
    if tests:
        return "<br>".join(f"`{path}` {name}".replace("|", "\\|") for path, name in tests)
    if rule in REASONS:
        return "not tested: " + REASONS[rule]
    return LATER_WORDS if rule in LATER else "**neither test nor reason**"


def report(found):
    required = [rule for rule in REQUIRED if rule in found]
    lines = ["# Rules and their tests", "",
             "Generated by `scripts/rule_report.py` from the tags of the tests; do not edit. What each rule decides, and where, stands in",
             "[rules.md](rules.md).", "",
             f"Of {len(REQUIRED)} rules of this version {len(required)} have tests of their own number, {len(REASONS)} have a reason why not.", ""]
    for part, title in PARTS.items():
        lines += [f"## {part} · {title}", "", "| rule | subject | tests |", "|---|---|---|"]
        for rule, subject in SUBJECTS.items():
            if rule.split("-")[0] == part:
                lines.append(f"| {rule} | {subject} | {cell(rule, found.get(rule))} |")
        lines.append("")
    return "\n".join(lines)


def main():
    found, faults = tests_by_rule()
    faults += [f"{rule}: neither test nor reason" for rule in REQUIRED if rule not in found and rule not in REASONS]
    faults += [f"{rule}: has a test, and still a reason why not" for rule in REASONS if rule in found]
    faults += [f"{rule}: a reason for no rule of this version" for rule in REASONS if rule not in REQUIRED]
    text = report(found)
    if sys.argv[1:] == ["--check"]:
        if not REPORT.exists() or REPORT.read_text(encoding="utf-8") != text:
            faults.append("docs/rule-tests.md is stale: run scripts/rule_report.py")
    elif sys.argv[1:]:
        sys.exit(__doc__)
    else:
        REPORT.write_text(text, encoding="utf-8")
    print("\n".join(faults) if faults else f"{len(REQUIRED)} rules: each has a test or a reason")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
