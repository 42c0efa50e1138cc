#!/usr/bin/python3
"""Makes requests from the server's own /openapi.json and holds the answers against it: no 5xx, every status, media type and body is one that
the document describes. Prints how much was asked; ends with 1 and the smallest request that breaks it, with 77 where there is no document or
no python3-hypothesis.

Usage: schema_fuzz.py TANBU [--examples 100] [--seed 1]

A few values of each kind fit their schema, others only look like it. The same seed makes the same requests. asvs: 2.2.1, 16.5.1
"""
import argparse
import collections
import http.client
import json
import pathlib
import sys
import tempfile
import urllib.parse

sys.path.insert(0, str(pathlib.Path(__file__).resolve().parents[1] / "tests" / "support"))
from ledger_client import Ledger, Server  # noqa: E402

SKIPPED = 77
try:
    import hypothesis
    import jsonschema
    from hypothesis import strategies as st
except ImportError as missing:
    print(f"skipped: {missing}; scripts/setup.sh test installs it")
    sys.exit(SKIPPED)

METHODS = ("get", "head", "post", "put", "patch", "delete", "options")
# What a stranger tries where a number, a name or a date is wanted.
HOSTILE = ["", "0", "-1", "1", "00", "1e3", "9007199254740991", "9007199254740992", "18446744073709551616", "null", "true", "NaN", "2022", "2022-13",
           "2023-06-01", "9999-12-31", "x:trader", "uscc:91330100799655058B", "VCS", "..", "%00", "\u0000", "\r\nX: 1", "碳", "'\"<>;--", "a" * 600, "{}", "[]"]


class Document:
    def __init__(self, document):
        self.document = document

    def resolved(self, part):
        while isinstance(part, dict) and "$ref" in part:
            target = self.document
            for step in part["$ref"].lstrip("#/").split("/"):
                target = target[step.replace("~1", "/").replace("~0", "~")]
            part = target
        return part

    def operations(self):
        for path, item in self.document["paths"].items():
            item = self.resolved(item)
            for method in METHODS:
                if method in item:
                    yield method.upper(), path, item.get("parameters", []) + item[method].get("parameters", []), item[method]

    def validator(self, schema):
        # Local references are resolved from the root, so the schema is put where the components are.
        whole = {"components": self.document.get("components", {}), "allOf": [schema]}
        return jsonschema.Draft202012Validator(whole)

    def values(self, schema, depth=0):
        """A strategy for values of a schema, as far as its common words go; hostile ones come beside it."""
        schema = self.resolved(schema or {})
        if depth > 4:
            return st.none()
        if "const" in schema:
            return st.just(schema["const"])
        if "enum" in schema:
            return st.sampled_from(schema["enum"])
        for word in ("oneOf", "anyOf"):
            if word in schema:
                return st.one_of([self.values(one, depth + 1) for one in schema[word]])
        if "allOf" in schema and "type" not in schema:
            return self.values(schema["allOf"][0], depth + 1)
        kinds = schema.get("type", "string")
        if isinstance(kinds, list):
            return st.one_of([self.values({**schema, "type": kind}, depth + 1) for kind in kinds])
        if kinds == "integer":
            return st.integers(schema.get("minimum", -2**53), schema.get("maximum", 2**53))
        if kinds == "number":
            return st.floats(allow_nan=False, allow_infinity=False)
        if kinds == "boolean":
            return st.booleans()
        if kinds == "null":
            return st.none()
        if kinds == "array":
            return st.lists(self.values(schema.get("items"), depth + 1), max_size=3)
        if kinds == "object":
            return self.objects(schema, depth)
        if "pattern" in schema:
            return st.from_regex(schema["pattern"], fullmatch=False)
        if schema.get("format") == "date":
            return st.dates().map(str)
        return st.text(min_size=schema.get("minLength", 0), max_size=min(schema.get("maxLength", 40), 200))

    def objects(self, schema, depth):
        members = {name: self.values(one, depth + 1) for name, one in schema.get("properties", {}).items()}
        required = {name: members[name] for name in schema.get("required", []) if name in members}
        optional = {name: one for name, one in members.items() if name not in required}
        return st.fixed_dictionaries(required, optional=optional)


def text_of(value):
    return {True: "true", False: "false", None: ""}[value] if value is None or isinstance(value, bool) else str(value)


def drawn_parameters(draw, document, parameters, real):
    """Path values by name, the query as pairs, and fields of the head. Values of this ledger come beside those of the schema and hostile ones."""
    path, query, headers = {}, [], {}
    for parameter in map(document.resolved, parameters):
        fitting = document.values(parameter.get("schema")).map(text_of)
        value = draw(st.one_of(fitting, st.sampled_from(real), st.sampled_from(HOSTILE)), label=parameter["name"])
        if parameter["in"] == "path":
            path[parameter["name"]] = value
        elif parameter["in"] == "query" and draw(st.integers(0, 3)) < (3 if parameter.get("required") else 1):
            query.append((parameter["name"], value))
        elif parameter["in"] == "header" and draw(st.integers(0, 3)) == 0:
            # What cannot stand in a field never leaves the client.
            headers[parameter["name"]] = "".join(sign for sign in value if "\x20" <= sign <= "\x7e")
    if draw(st.integers(0, 9)) == 0:
        query.append(draw(st.sampled_from([("surplus", "1"), ("limit", "0"), ("cursor", "AAAA"), ("dry_run", "true")])))
    return path, query, headers


def drawn_body(draw, document, operation, ledger):
    """A media type and octets; nothing where the operation takes no body."""
    body = document.resolved(operation.get("requestBody", {}))
    if not body:
        return None, None
    media = draw(st.sampled_from(sorted(body.get("content", {})) + ["text/plain"]), label="media type")
    fitting = document.values(document.resolved(body.get("content", {}).get(media, {})).get("schema", {"type": "object"}))
    wish = draw(st.one_of(fitting, st.dictionaries(st.text(max_size=8), st.integers() | st.text(max_size=20) | st.none(), max_size=4)))
    party = draw(st.sampled_from(sorted(ledger.keys)), label="signer")
    signed = ledger.keys[party].sign(ledger.payload(party, draw(st.sampled_from(["retire", "transfer", "void", "none"])), wish, jti=draw(
        st.integers(10**8, 10**12).map(lambda number: f"fuzz-{number}"))))
    octets = draw(st.one_of(st.just(signed.encode()), st.binary(max_size=200), st.just(json.dumps(wish, default=str).encode()), st.just(b"")))
    return media, octets


def path_of(pattern, values):
    for name, value in values.items():
        pattern = pattern.replace("{" + name + "}", urllib.parse.quote(value, safe=""))
    return pattern


def asked(server, method, target, headers, body):
    """Status, content type, octets; None for the octets of a stream that has no end."""
    connection = http.client.HTTPConnection("127.0.0.1", server.port, timeout=30)
    try:
        connection.request(method, target, body, headers)
        answer = connection.getresponse()
        media = (answer.headers.get("Content-Type") or "").split(";")[0].strip()
        return answer.status, media, None if media == "text/event-stream" else answer.read()
    finally:
        connection.close()


def described(document, operation, status):
    responses = operation["responses"]
    found = responses.get(str(status)) or responses.get(f"{status // 100}XX") or responses.get("default")
    return None if found is None else document.resolved(found)


def check(document, operation, method, status, media, octets):
    assert status < 500, f"a fault of the server: {status} {octets[:500]!r}"
    response = described(document, operation, status)
    assert response is not None, f"status {status} is not described: {octets[:500]!r}"
    content = {form.split(";")[0].strip(): one for form, one in response.get("content", {}).items()}
    if not octets or method == "HEAD":
        return
    assert media in content, f"media type {media!r} of status {status} is not described"
    schema = content[media].get("schema")
    if schema is not None and (media == "application/json" or media.endswith("+json")):  # lines of JSON are a text
        fault = next(document.validator(schema).iter_errors(json.loads(octets)), None)
        assert fault is None, f"status {status}: {fault.message} at {list(fault.absolute_path)}: {octets[:500]!r}"


class Fuzzer:
    def __init__(self, document, ledger, server, examples, seed):
        self.document, self.ledger, self.server, self.seed = document, ledger, server, seed
        self.settings = hypothesis.settings(max_examples=examples, deadline=None, database=None, print_blob=False, report_multiple_bugs=False,
                                            suppress_health_check=list(hypothesis.HealthCheck))
        self.tokens = [None] + [ledger.token(party) for party in sorted(ledger.keys)]
        self.real = [str(ledger.factory), str(ledger.batch), "2022", "VCS", "929", ledger.trader, ledger.plant, "ceca-g-0171-2022", "5", "100"]
        self.statuses = collections.Counter()

    def ask_once(self, draw, method, pattern, parameters, operation):
        path, query, headers = drawn_parameters(draw, self.document, parameters, self.real)
        media, body = drawn_body(draw, self.document, operation, self.ledger)
        if media:
            headers["Content-Type"] = media
        token = draw(st.sampled_from(self.tokens), label="token")
        if token:
            headers["Authorization"] = "Bearer " + token
        # Everything is encoded, so that what arrives is what was drawn.
        target = path_of(pattern, path) + ("?" + urllib.parse.urlencode(query, quote_via=urllib.parse.quote) if query else "")
        if len(target) > 6000:
            return
        status, given, octets = asked(self.server, method, target, headers, body)
        self.statuses[status] += 1
        try:
            check(self.document, operation, method, status, given, octets)
        except AssertionError as trouble:
            raise AssertionError(f"{method} {target} {headers} {body!r}: {trouble}") from None

    def fault_of(self, method, pattern, parameters, operation):
        """What the smallest request that breaks the description breaks; nothing when none was found."""
        @hypothesis.seed(self.seed)
        @self.settings
        @hypothesis.given(st.data())
        def one_operation(data):
            self.ask_once(data.draw, method, pattern, parameters, operation)

        try:
            one_operation()
        except AssertionError as trouble:
            return f"{method} {pattern}: {trouble}"
        return None


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("tanbu")
    parser.add_argument("--examples", type=int, default=100)
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="tanbu-schema-") as temporary:
        ledger = Ledger(options.tanbu, pathlib.Path(temporary) / "s")
        server = Server(ledger)
        ledger.populate(server, 1_000)
        status, body = server.get("/openapi.json")
        if status == 404:
            server.stop()
            print("skipped: this server has no /openapi.json")
            sys.exit(SKIPPED)
        document = Document(json.loads(body))
        assert document.document["openapi"].startswith("3.1"), document.document["openapi"]
        fuzzer = Fuzzer(document, ledger, server, options.examples, options.seed)
        faults = [fault for operation in document.operations() if (fault := fuzzer.fault_of(*operation))]
        # By a connection of its own: the one from before was idle too long.
        alive = asked(server, "GET", "/healthz", {}, None)[0] == 200
        stopped = server.stop()
        audit = ledger.run("audit", "--dir", ledger.folder / "ledger")
    print(f"{sum(fuzzer.statuses.values())} requests of {len(list(document.operations()))} operations, by status: {dict(sorted(fuzzer.statuses.items()))}")
    if not alive or stopped != 0 or audit.returncode != 0:
        faults.append("the server or its ledger did not come through: " + audit.stdout)
    for fault in faults:
        print("FAULT: " + fault)
    sys.exit(1 if faults else 0)


if __name__ == "__main__":
    main()
