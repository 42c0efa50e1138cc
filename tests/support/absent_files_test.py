#!/usr/bin/python3
"""Tests that read the registries' files are no tests without them, and may not look like some.

Usage: absent_files_test.py SOURCE BUILD

Each is run with a folder of files that is not there, and must end with 77 and name what it did not examine; and with one in which a
file has other contents than the known answers, and must fail. ctest must take 77 for skipped in every test of Catch2.
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

SKIPPED = 77
# A program, and the test of it that is run; without one the program is the test.
READERS = [
    ("unit_importers_shared", None),
    ("unit_importers_tables", None),
    ("unit_profiles", "every row of every file is recorded or refused*"),
    ("unit_profiles", "the CDM's report holds 12,533 rows*"),
    ("unit_profiles", "every file that is there is counted one by one*"),
    ("unit_programmes", "the old and the new series of Verra*"),
    ("unit_reconcile", "real lists of one registry of two dates*"),
    ("scenarios_registries", "a thousand real cancellations*"),
    ("e2e_import", "cancellations of the CDM are recorded on the blocks*"),
    ("e2e_http_api", "A real list of a registry is posted*"),
]


def ended(program, test, folder):
    arguments = [test.replace(",", "\\,")] if test else []  # a comma ends a name for Catch2
    done = subprocess.run([str(program), *arguments], env={**os.environ, "TANBU_REGISTRY_FILES": str(folder)}, capture_output=True,
                          text=True, check=False, timeout=300)
    return done.returncode, done.stdout + done.stderr


def every_catch_test_can_be_skipped(build):
    shown = subprocess.run(["ctest", "--show-only=json-v1"], cwd=build, capture_output=True, text=True, check=True).stdout
    tests = [test for test in json.loads(shown)["tests"] if "--warn" in test.get("command", [])]
    assert len(tests) > 100, len(tests)
    deaf = [test["name"] for test in tests if {"name": "SKIP_RETURN_CODE", "value": SKIPPED} not in test["properties"]]
    assert not deaf, f"ctest would show a skipped test as failed: {deaf[:5]}"


def nobody_looks_elsewhere(source):
    """A path made by hand would pass in silence where nothing is there."""
    for file in (source / "tests").rglob("*.[ch]pp"):
        if file.name != "registry_files.hpp":
            assert '"shared"' not in file.read_text(encoding="utf-8"), f"{file} asks for files without registry_file()"


def main():
    source, build = map(pathlib.Path, sys.argv[1:])
    nobody_looks_elsewhere(source)
    every_catch_test_can_be_skipped(build)
    with tempfile.TemporaryDirectory() as temporary:
        folder = pathlib.Path(temporary)
        for program, test in READERS:
            status, text = ended(build / program, test, folder / "nothing")
            assert status == SKIPPED, (program, test, status, text[-2000:])
            assert "not examined, because it is not there: " in text, (program, test, text[-2000:])
        other = folder / "other"
        for name in ("verra/vcus_singapore_2024-12.csv", "verra/vcus_australia_2024-12.csv", "cdm/CDM_Retired_November_erickch.xlsx"):
            (other / name).parent.mkdir(parents=True, exist_ok=True)
            (other / name).write_text("Serial Number,Quantity Issued\n1-1-2-VCS-VCU-1-VER-US-1-01012020-31122020-0,2\n", encoding="utf-8")
        # Others are absent too: a failure is a failure all the same.
        for program, test in (READERS[0], READERS[1], READERS[3], READERS[5]):
            status, text = ended(build / program, test, other)
            assert status not in (0, SKIPPED), (program, test, status, text[-2000:])
    print(f"{len(READERS)} readers are skipped without their files, and fail where those differ")


if __name__ == "__main__":
    main()
