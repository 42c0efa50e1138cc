#!/usr/bin/python3
"""Redocly's linter judges the description that a real server gives: no error under its recommended rules, and an error when a path loses its parameter.

Usage: lint.py TANBU FOLDER-WITH-THE-PACKAGE
"""
import json
import os
import pathlib
import subprocess
import sys
import tempfile

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
from ledger_client import Ledger, Server  # noqa: E402

TANBU, PACKAGE = sys.argv[1], pathlib.Path(sys.argv[2])
CONFIGURATION = "extends: [recommended]\n"


def lint(folder, document):
    (folder / "openapi.json").write_text(json.dumps(document), encoding="utf-8")
    environment = {**os.environ, "REDOCLY_TELEMETRY": "off", "REDOCLY_SUPPRESS_UPDATE_NOTICE": "true", "CI": "true"}
    done = subprocess.run(["node", str(next(PACKAGE.glob("node_modules/@redocly/cli/bin/cli.js"))), "lint", "--format=json", "openapi.json"], cwd=folder,
                          env=environment, capture_output=True, text=True, check=False)
    found = json.loads(done.stdout)
    return done.returncode, found["problems"]


def main():
    with tempfile.TemporaryDirectory() as name:
        folder = pathlib.Path(name)
        (folder / "redocly.yaml").write_text(CONFIGURATION, encoding="utf-8")
        ledger = Ledger(TANBU, folder / "ledger")
        server = Server(ledger)
        try:
            document = json.loads(server.get("/openapi.json")[1])
        finally:
            server.stop()
        status, problems = lint(folder, document)
        for one in problems:
            print(one["severity"], one["ruleId"], one["message"], one["location"][0].get("pointer"))
        assert status == 0 and not [one for one in problems if one["severity"] == "error"], status
        del document["paths"]["/v1/entries/{index}"]["get"]["parameters"]
        status, problems = lint(folder, document)
        assert status != 0 and any(one["ruleId"] == "path-parameters-defined" for one in problems), (status, problems)
    print(f"linted: {len(document['paths'])} paths")


main()
