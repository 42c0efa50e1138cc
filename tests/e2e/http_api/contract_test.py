#!/usr/bin/python3
"""Holds a live server to its own description (/openapi.json), both ways: every example is run and answers what it claims, every answer has exactly the
members of its schema and no header that is not described, what is not described does not answer, and every problem has its page.

Usage: contract_test.py TANBU [--write FILE]   with --write: the answers of the examples, short ones alone, as api/http/description/answers.json
"""
import json
import pathlib
import re
import sys
import tempfile
import time
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[2] / "support"))
import json_schema  # noqa: E402
from described_year import DescribedYear  # noqa: E402
from ledger_client import base64url  # noqa: E402
import base64  # noqa: E402

PROBLEM = "application/problem+json"
ANSWER_OCTETS_MAX = 4000
# Of the connection and the message, not of the answer.
TRANSPORT_HEADERS = {"content-length", "connection", "date", "server", "content-type", "keep-alive"}
WRONG = {"integer": "-1", "boolean": "maybe", "string": ""}


class Operation:
    def __init__(self, document, path, method, described):
        self.document, self.path, self.method, self.described = document, path, method.upper(), described
        self.name = f"{self.method} {path}"
        self.parameters = [json_schema.resolved(document, one) for one in described["parameters"]]

    def of_place(self, place):
        return [one for one in self.parameters if one["in"] == place]

    def target(self, places=None, query=None):
        """The example's address; `places` replaces values of the path, `query` the whole query."""
        path = self.path
        for one in self.of_place("path"):
            value = str((places or {}).get(one["name"], one["example"]))
            # A tile's name has slashes, which are written as they are.
            path = path.replace("{" + one["name"] + "}", urllib.parse.quote(value, safe="/" if self.path.startswith("/log/tile") else ""))
        if query is None:
            query = [(one["name"], text(one["example"])) for one in self.of_place("query") if "example" in one]
        return path + ("?" + urllib.parse.urlencode(query) if query else "")


def shape(value):
    """Names of members all the way down; of a list, those of all its elements together."""
    if isinstance(value, dict):
        return {name: shape(one) for name, one in value.items()}
    return sorted({json.dumps(shape(one), sort_keys=True) for one in value}) if isinstance(value, list) else None


def text(value):
    return json.dumps(value) if isinstance(value, bool) else str(value)


class Contract:
    def __init__(self, year):
        self.year, self.ledger, self.server = year, year.ledger, year.server
        self.document = json.loads(self.server.get("/openapi.json")[1])
        self.operations = [Operation(self.document, path, method, described) for path, methods in self.document["paths"].items()
                           for method, described in methods.items()]
        self.places = {}  # values of paths that an earlier answer gave
        self.answers = {}  # what the examples answered, by operation, status and type
        self.types = set()  # of the problems that were answered
        self.faults = []
        self.writes = len(sys.argv) > 2

    def by_id(self, name):
        return next(one for one in self.operations if one.described["operationId"] == name)

    def check(self, holds, *what):
        if not holds:
            self.faults.append(" ".join(str(one)[:600] for one in what))

    def headers(self, operation, **more):
        asked_by = operation.described.get("x-asked-by")
        return {**({"Authorization": "Bearer " + self.ledger.token(asked_by)} if asked_by else {}), **more}

    def ask(self, operation, target, body=None, headers=None, status=None):
        """One request; its answer is held to the description."""
        got, fields, octets = self.server.request(operation.method, target, body, headers or {})
        self.check(status is None or got == status, operation.name, target, "answered", got, "and not", status, octets[:300])
        responses = operation.described["responses"]
        if str(got) not in responses:
            self.check(False, operation.name, target, "answered", got, "which is not described", octets[:300])
            return got, fields, octets
        response = responses[str(got)]
        described = {name.lower() for name in response.get("headers", {})}
        for name, value in fields.items():
            self.check(name.lower() in described | TRANSPORT_HEADERS, operation.name, got, "has a header that is not described:", name)
            if name.lower() in described and name.lower() not in TRANSPORT_HEADERS:
                schema = {"$ref": next(one["$ref"] for known, one in response["headers"].items() if known.lower() == name.lower())}
                for fault in json_schema.faults(self.document, json_schema.resolved(self.document, schema)["schema"], value):
                    self.check(False, operation.name, got, name, fault)
        self.check_body(operation, got, response, fields.get("Content-Type", ""), octets)
        return got, fields, octets

    def check_body(self, operation, got, response, content_type, octets):
        content = response.get("content", {})
        if not octets:
            return self.check(got == 304 or not content, operation.name, got, "has no body")
        if content_type == PROBLEM:
            self.types.add(json.loads(octets)["type"])
        kind = content_type if content_type in content else content_type.split(";")[0]
        if kind not in content:
            return self.check(False, operation.name, got, "has a type that is not described:", content_type)
        described = content[kind]
        if kind.endswith("json") and "ndjson" not in kind:
            found = json_schema.faults(self.document, described["schema"], json.loads(octets))
        elif "x-line" in described:
            found = [fault for line in octets.decode().splitlines() for fault in json_schema.faults(self.document, described["x-line"], json.loads(line))]
        else:
            found = json_schema.faults(self.document, described["schema"], octets.decode(errors="replace"))
        for fault in found:
            self.check(False, operation.name, got, fault)
        return None

    def keep_answer(self, operation, got, fields, octets):
        """The example of this answer in the description must look like it, member by member."""
        kind = fields["Content-Type"].split(";")[0]
        if kind not in ("application/json", "application/x-ndjson", "text/plain", "application/jose"):
            return
        described = operation.described["responses"][str(got)]["content"]
        kind = next(one for one in described if one.split(";")[0] == kind)
        answer = json.loads(octets) if kind == "application/json" else octets.decode()
        if len(octets) <= ANSWER_OCTETS_MAX and operation.path != "/openapi.json":
            self.answers.setdefault(operation.described["operationId"], {}).setdefault(str(got), {})[kind] = answer
        example = described[kind].get("example")
        if example is not None and kind == "application/json" and not self.writes:
            self.check(not json_schema.faults(self.document, described[kind]["schema"], example), operation.name, got, "example and schema differ")
            self.check(shape(example) == shape(answer), operation.name, got, "the example answer does not look like the answer; write it anew with --write")

    # What the description promises.

    def complete(self):
        """Chinese beside every English, an example for every place of a path, and no name used twice."""
        names = [one.described["operationId"] for one in self.operations]
        self.check(len(set(names)) == len(names), "an operationId stands twice")
        for one in self.operations:
            self.check("summary" in one.described["x-zh"], one.name, "has no Chinese")
            self.check(("description" in one.described) == ("description" in one.described["x-zh"]), one.name, "has one language")
            for parameter in one.parameters:
                self.check("x-zh" in parameter, one.name, parameter["name"], "has no Chinese")
                self.check(parameter["in"] == "query" or "example" in parameter, one.name, parameter["name"], "has no example")
                if "example" in parameter:
                    for fault in json_schema.faults(self.document, parameter["schema"], parameter["example"]):
                        self.check(False, one.name, parameter["name"], fault)
        used = set(re.findall(r'"#/components/(\w+/[\w-]+)"', json.dumps(self.document)))
        there = {f"{group}/{name}" for group in ("schemas", "headers", "parameters") for name in self.document["components"][group]}
        self.check(there == used, "components that are not used, or not there:", sorted(there ^ used))
        used_tags = {one.described["tags"][0] for one in self.operations}
        self.check({tag["name"] for tag in self.document["tags"]} == used_tags, "tags", used_tags)

    def run_commands(self):
        """The written examples of commands, signed anew by their issuers: what they say is what the ledger of the examples grants."""
        post, batch = self.by_id("postCommand"), self.by_id("postBatch")
        content = post.described["requestBody"]["content"]
        payload = json.loads(base64.urlsafe_b64decode(content["application/jose"]["example"].split(".")[1] + "=="))
        for told, schema in ((payload, content["application/jose"]["x-payload"]), (content["application/json"]["example"], content["application/json"]["schema"])):
            self.check(not json_schema.faults(self.document, schema, told), post.name, "an example is no command of the description")
        signed = self.signed_anew(content["application/jose"]["example"])
        jose = {"Content-Type": "application/jose"}
        _, _, octets = self.ask(post, "/v1/commands?dry_run=true", signed, jose, 200)
        self.check(json.loads(octets).get("dry_run") is True, post.name, "a dry run tells that it is one")
        _, fields, octets = self.ask(post, "/v1/commands", signed, jose, 201)
        self.keep_answer(post, 201, fields, octets)
        self.check("Location" in fields, post.name, "no Location")
        _, fields, _ = self.ask(post, "/v1/commands", signed, jose, 200)
        self.check(fields.get("Idempotency-Replayed") == "true", post.name, "a repetition is told")
        unsigned = json.dumps(self.renewed(content["application/json"]["example"]))
        unsigned_type = {"Content-Type": "application/json"}
        self.ask(post, "/v1/commands?dry_run=true", unsigned, {**unsigned_type, **self.headers(post)}, 200)
        self.ask(post, "/v1/commands?dry_run=true", unsigned, unsigned_type, 401)
        self.ask(post, "/v1/commands", unsigned, unsigned_type, 415)
        self.ask(post, "/v1/commands", "rubbish", jose, 400)
        self.ask(post, "/v1/commands", signed[:-8] + "AAAAAAAA", jose, 400 if signed.endswith("A" * 8) else 401)
        self.ask(post, "/v1/commands", self.ledger.command(self.ledger.trader, "retire", self.ledger.retire_body(5, 6)), jose, 409)
        self.ask(post, "/v1/commands", self.ledger.command(self.ledger.trader, "retire", {"factory": "6"}), jose, 422)
        lines = batch.described["requestBody"]["content"]["application/jose-seq"]["example"].splitlines()
        body = "".join(self.signed_anew(line) + "\n" for line in lines) + "rubbish\n"
        _, _, octets = self.ask(batch, "/v1/commands:batch", body, {"Content-Type": "application/jose-seq"}, 200)
        self.check([json.loads(line)["status"] for line in octets.splitlines()] == [201, 201, 400], batch.name, octets)
        self.ask(batch, "/v1/commands:batch", body, jose, 415)

    def renewed(self, payload):
        now = int(time.time())
        return {**payload, "jti": self.ledger.next_jti(), "iat": now, "exp": now + 600}

    def signed_anew(self, jws):
        _, payload, _ = jws.split(".")
        payload = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
        assert base64url(b"") == ""
        return self.ledger.keys[payload["iss"]].sign(self.renewed(payload))

    def run_imports(self):
        post, commit = self.by_id("postImport"), self.by_id("commitImport")
        body = post.described["requestBody"]["content"]["text/csv"]["example"]
        headers = self.headers(post, **{"Content-Type": "text/csv"})
        self.ask(post, post.target(), body, {"Content-Type": "text/csv"}, 401)
        self.ask(post, "/v1/imports?delimiter=none", body, headers, 400)
        stranger = {**headers, "Authorization": "Bearer " + self.ledger.token(self.ledger.trader)}
        self.ask(post, post.target(), body, stranger, 403)
        for file, status in ((body.encode(), "ready"), (b"\0\1\2", "failed")):
            _, _, octets = self.ask(post, post.target() if status == "ready" else "/v1/imports", file, headers, 202)
            self.places["import"] = json.loads(octets)["id"]
            read = self.by_id("readImport")
            while json.loads(got := self.ask(read, read.target(self.places), None, headers, 200)[2])["status"] == "reading":
                pass
            self.check(json.loads(got)["status"] == status, post.name, got)
            if status == "failed":
                rows = self.by_id("listImportRows")
                self.ask(rows, rows.target(self.places), None, headers, 409)
                self.ask(commit, commit.target(self.places), b"x", self.headers(commit, **{"Content-Type": "application/jose-seq"}), 409)
        _, _, octets = self.ask(post, post.target(), body.encode(), headers, 202)
        self.places["import"] = json.loads(octets)["id"]
        read = self.by_id("readImport")
        while json.loads(self.ask(read, read.target(self.places), None, headers, 200)[2])["status"] == "reading":
            pass
        line = commit.described["requestBody"]["content"]["application/jose-seq"]["example"].strip()
        type_of_lines = self.headers(commit, **{"Content-Type": "application/jose-seq"})
        signed = self.signed_anew(line) + "\n"
        self.ask(commit, commit.target(self.places) + "?dry_run=true", signed, type_of_lines, 200)
        self.ask(commit, commit.target(self.places), signed + "rubbish\n", type_of_lines, 409)
        self.later = lambda: self.ask(commit, commit.target(self.places), signed, type_of_lines, 200)

    def run_reads(self):
        """Every example of a read, in both languages, as JSON and, where it is a list, as CSV; then what its ETag promises."""
        for one in self.operations:
            if one.method != "GET":
                continue
            target, headers = one.target(self.places), self.headers(one)
            _, fields, english = self.ask(one, target, None, headers, 200)
            self.keep_answer(one, 200, fields, english)
            _, chinese_fields, chinese = self.ask(one, target, None, {**headers, "Accept-Language": "zh-CN"}, 200)
            varies = any("accept-language" in value.lower() for name, value in fields.items() if name.lower() == "vary")
            _, own_fields, _ = self.ask(one, target, None, {**headers, "X-Request-Id": "contract-1"}, 200)
            self.check(own_fields["X-Request-Id"] == "contract-1", one.name, "does not repeat X-Request-Id")
            self.check(english == chinese or varies, one.name, "has words of a language and does not say so under Vary")
            self.check(varies == any("accept-language" in value.lower() for name, value in chinese_fields.items() if name.lower() == "vary"), one.name,
                       "says by the language whether it has one")
            success = one.described["responses"]["200"]
            if "text/csv" in success["content"]:
                _, csv_fields, _ = self.ask(one, target, None, {**headers, "Accept": "text/csv"}, 200)
                self.check(csv_fields["Content-Type"].startswith("text/csv"), one.name, "is a list and no CSV")
                self.ask(one, target, None, {**headers, "Accept": "application/json;q=0"}, 406)
                self.check(self.has_rows(english), one.name, "has an example that shows no row")
            self.check("ETag" not in fields or "ETag" in success["headers"], one.name, "ETag", fields.get("ETag"))
            if "ETag" in fields:
                self.ask(one, target, None, {**headers, "If-None-Match": fields["ETag"]}, 304)
            status, head_fields, head = self.server.request("HEAD", target, None, headers)
            self.check(status == 200 and not head and head_fields["Content-Type"] == fields["Content-Type"], one.name, "HEAD", status)

    @staticmethod
    def has_rows(body):
        return len(json.loads(body)["data"]) > 0

    def required_only(self):
        """With no optional parameter, and as somebody without a token: described statuses, whatever they are."""
        for one in self.operations:
            if one.method == "GET":
                needed = [(parameter["name"], text(parameter["example"])) for parameter in one.of_place("query") if parameter["required"]]
                self.ask(one, one.target(self.places, needed), None, self.headers(one))
                self.ask(one, one.target(self.places, needed))

    # What it does not describe.

    def refused(self):
        for one in self.operations:
            headers = self.headers(one, **({"Content-Type": "application/jose"} if one.method == "POST" else {}))
            body = "x" if one.method == "POST" else None

            def code(query):
                return json.loads(self.ask(one, one.target(self.places, query), body, headers, 400)[2])["code"]

            example = [(parameter["name"], text(parameter["example"])) for parameter in one.of_place("query") if "example" in parameter]
            self.check(code(example + [("undescribed", "1")]) == "unknown_parameter", one.name, "an unknown parameter")
            for name, value in example:
                self.check(code(example + [(name, value)]) == "parameter_repeated", one.name, name, "twice")
            for parameter in one.of_place("query"):
                name = parameter["name"]
                others = [(known, value) for known, value in example if known != name]
                wrong = code(others + [(name, "-" if parameter["schema"].get("enum") else self.wrong(parameter["schema"]))])
                self.check(wrong in ("parameter_invalid", "cursor_invalid"), one.name, name, wrong)
                if parameter["required"]:
                    self.check(code(others) == "parameter_missing", one.name, name, "missing")

    def wrong(self, schema):
        resolved = json_schema.resolved(self.document, schema)
        return "-" if resolved.get("pattern") or resolved.get("format") else WRONG[resolved["type"]]

    def undescribed(self):
        """Other methods, and addresses beside those that are described, have no answer but a problem."""
        for path, methods in self.document["paths"].items():
            one = next(known for known in self.operations if known.path == path)
            for method in ("GET", "POST", "PUT", "PATCH", "DELETE"):
                if method.lower() in methods:
                    continue
                status, fields, octets = self.server.request(method, one.target(self.places, []), b"" if method == "POST" else None,
                                                             {"Content-Length": "0"} if method == "POST" else {})
                allowed = {word for word in re.split(", ", fields.get("Allow", "")) if word != "HEAD"}
                self.check(status == 405 and allowed == {known.upper() for known in methods}, method, path, status, octets)
            status, _ = self.server.get(one.target(self.places, []).rstrip("/") + "/undescribed/undescribed")
            self.check(status == 404, path, "and two segments more:", status)
        for path in ("/v1", "/v2/log", "/log", "/docs/script.js", "/v1/entries/-1", "/metrics.json", "/openapi.yaml"):
            self.check(self.server.get(path)[0] == 404, path, "answers")

    # Problems.

    def problems(self):
        """A page for every code in both languages: those of the document, and what the list of all names."""
        codes = set()
        for one in self.operations:
            for response in one.described["responses"].values():
                schema = response.get("content", {}).get(PROBLEM, {}).get("schema", {"allOf": [{}, {}]})
                codes |= set(schema["allOf"][1].get("properties", {}).get("code", {}).get("enum", []))
        page = self.by_id("readProblem")
        listed = set(re.findall(r'href="/problems/([a-z0-9_]+)"', self.server.get("/problems")[1].decode()))
        self.check(codes <= listed, "codes that the list of all problems does not name:", codes - listed)
        for code in sorted(listed):
            _, fields, english = self.ask(page, f"/problems/{code}", None, {"Accept-Language": "en"}, 200)
            self.check(fields["Content-Language"] == "en" and not re.search("[\u4e00-\u9fff]", english.decode().split("<main>")[1]), code, "in English")
            _, fields, chinese = self.ask(page, f"/problems/{code}", None, {"Accept-Language": "zh-CN,zh"}, 200)
            self.check(fields["Content-Language"] == "zh" and len(re.findall("[\u4e00-\u9fff]", chinese.decode().split("<main>")[1])) > 20, code,
                       "in Chinese")
            self.check(chinese == self.ask(page, f"/problems/{code}?lang=zh", None, {}, 200)[2], code, "by parameter")
            for word in ("发生了什么", "原因"):
                self.check(word in chinese.decode(), code, word)
        self.ask(page, "/problems/none_such", None, {}, 404)
        for uri in sorted(self.types):
            self.check(self.server.get(uri)[0] == 200, "the type of a problem leads nowhere:", uri)

    def every_fault_at_once(self):
        """Missing, unknown and ill-typed members of the envelope, the body and a range, in one answer (RFC 9457 section 3.1)."""
        ledger = self.ledger
        body = ledger.retire_body(30, 31, factory="six", undescribed=1, ranges=[{"batch": "9", "first": 30, "last": 31, "more": True}])
        del body["period"]
        payload = ledger.payload(ledger.trader, "retire", body, extra=1)
        del payload["exp"]
        post = self.by_id("postCommand")
        for language in ("en", "zh"):
            _, _, octets = self.ask(post, "/v1/commands", ledger.keys[ledger.trader].sign(payload),
                                    {"Content-Type": "application/jose", "Accept-Language": language}, 422)
            found = {one["pointer"]: one["code"] for one in json.loads(octets)["errors"]}
            self.check(found == {"/exp": "missing_member", "/extra": "unknown_member", "/body/factory": "wrong_type", "/body/period": "missing_member",
                                 "/body/undescribed": "unknown_member", "/body/ranges/0/batch": "wrong_type", "/body/ranges/0/more": "unknown_member"}, found)
        status, _, octets = self.server.request("POST", "/v1/commands", ledger.command(ledger.trader, "retire", ledger.retire_body(5, 6)),
                                                {"Content-Type": "application/jose"})
        conflict = json.loads(octets)["conflict"]
        self.check(status == 409 and self.server.get(conflict["url"])[0] == 200 and conflict["index"] == 16, octets)

    def pages(self):
        """They load nothing but their style from this server, and every link of theirs leads somewhere."""
        for path in ("/docs", "/docs?lang=zh", "/problems", "/"):
            _, fields, octets = self.server.request("GET", path)
            page = octets.decode()
            self.check(fields["Content-Security-Policy"].startswith("default-src 'none';"), path, fields["Content-Security-Policy"])
            self.check(len(fields.get_all("Content-Security-Policy")) == 1, path, "two policies")
            self.check(not re.search(r"<script|<img|<iframe|javascript:|(src|href)=\"(https?:)?//", page), path, "loads something")
            ids = set(re.findall(r' id="([^"]+)"', page))
            for link in sorted(set(re.findall(r'href="([^"]+)"', page))):
                target, _, fragment = link.partition("#")
                if target.startswith("/problems/") or path == "/" and target.startswith("/v1"):
                    continue  # each has been asked for above
                self.check(not target or self.server.get(target)[0] == 200, path, link)
                self.check(target or fragment in ids, path, link, "leads nowhere")
        docs = self.server.get("/docs")[1].decode()
        for one in self.operations:
            self.check(f'id="{one.described["operationId"]}"' in docs, one.name, "is not on the page")


def main():
    json_schema.self_test()
    with tempfile.TemporaryDirectory() as folder:
        year = DescribedYear(sys.argv[1], pathlib.Path(folder))
        try:
            contract = Contract(year)
            for part in (contract.complete, contract.run_imports, contract.run_reads, contract.required_only, contract.refused, contract.undescribed,
                         contract.every_fault_at_once, contract.run_commands, lambda: contract.later(), contract.problems, contract.pages):
                part()
        finally:
            year.close()
    if contract.writes:
        pathlib.Path(sys.argv[3]).write_text(json.dumps(contract.answers, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
    print(f"{len(contract.operations)} operations, {len(contract.faults)} faults")
    for fault in dict.fromkeys(contract.faults):
        print(fault)
    sys.exit(1 if contract.faults else 0)


main()
