"""Whether a JSON value is what a schema of an OpenAPI 3.1 document says, for tests. Knows the words that our own document uses and stops at any other,
so that a word which nobody checks cannot stand in it. Not a whole JSON Schema 2020-12.
"""
import datetime
import json
import re

WORDS = {"description", "x-zh", "title", "default", "contentEncoding", "contentMediaType", "example"}  # say nothing that could be checked
CHECKED = {"$ref", "type", "enum", "const", "pattern", "format", "minimum", "maximum", "minLength", "maxLength", "items", "properties", "required",
           "additionalProperties", "allOf", "anyOf", "oneOf", "minItems", "maxItems", "uniqueItems", "dependentRequired", "if", "then", "discriminator"}
TYPES = {"null": lambda value: value is None, "boolean": lambda value: isinstance(value, bool), "object": lambda value: isinstance(value, dict),
         "array": lambda value: isinstance(value, list), "string": lambda value: isinstance(value, str),
         "integer": lambda value: isinstance(value, int) and not isinstance(value, bool),
         "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool)}


def resolved(document, schema):
    while "$ref" in schema:
        place = document
        for name in schema["$ref"].removeprefix("#/").split("/"):
            place = place[name]
        schema = place
    return schema


def faults(document, schema, value, place=""):
    """Every fault, as "pointer: what is wrong"."""
    schema = resolved(document, schema)
    unknown = set(schema) - WORDS - CHECKED
    assert not unknown, f"{place}: words that nobody checks: {unknown}"
    return list(_faults(document, schema, value, place))


def _faults(document, schema, value, place):
    types = schema.get("type", [])
    types = [types] if isinstance(types, str) else types
    if types and not any(TYPES[one](value) for one in types):
        yield f"{place}: {str(value)[:80]!r} is no {types}"
        return
    if "enum" in schema and value not in schema["enum"]:
        yield f"{place}: {str(value)[:80]!r} is none of {schema['enum'][:12]}"
    if "const" in schema and value != schema["const"]:
        yield f"{place}: {str(value)[:80]!r} is not {schema['const']!r}"
    if isinstance(value, str):
        yield from _faults_of_text(schema, value, place)
    if TYPES["integer"](value):
        if value < schema.get("minimum", value) or value > schema.get("maximum", value):
            yield f"{place}: {value} is out of bounds"
    if isinstance(value, list):
        if not schema.get("minItems", 0) <= len(value) <= schema.get("maxItems", len(value)):
            yield f"{place}: has {len(value)} elements"
        if schema.get("uniqueItems") and len({json.dumps(one, sort_keys=True) for one in value}) < len(value):
            yield f"{place}: has an element twice"
        for at, one in enumerate(value):
            yield from faults(document, schema.get("items", {}), one, f"{place}/{at}")
    if isinstance(value, dict):
        yield from _faults_of_object(document, schema, value, place)
    for part in schema.get("allOf", []):
        yield from faults(document, part, value, place)
    if "if" in schema and not faults(document, schema["if"], value, place):
        yield from faults(document, schema["then"], value, place)
    if "discriminator" in schema:
        yield from _faults_of_choice(document, schema, value, place)
        return  # what the member names is the one that counts, and it was asked
    for word, most in (("anyOf", None), ("oneOf", 1)):
        if word not in schema:
            continue
        tried = [faults(document, part, value, place) for part in schema[word]]
        fitting = sum(not one for one in tried)
        if fitting == 0:
            yield f"{place}: fits nothing of {word}; nearest: {min(tried, key=len)}"
        elif most and fitting > most:
            yield f"{place}: fits {fitting} of {word}"


def _faults_of_text(schema, value, place):
    if not schema.get("minLength", 0) <= len(value) <= schema.get("maxLength", len(value)):
        yield f"{place}: has {len(value)} characters"
    # In a pattern of ECMA-262 the sign $ is the very end.
    if "pattern" in schema and not re.search(re.sub(r"\$$", r"\\Z", schema["pattern"]), value):
        yield f"{place}: {value[:80]!r} does not match {schema['pattern']}"
    form = schema.get("format")
    if form == "date":
        try:
            datetime.date.fromisoformat(value)
        except ValueError:
            yield f"{place}: {value!r} is no date"
    elif form == "date-time":
        if not re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?Z", value):
            yield f"{place}: {value!r} is no instant"
    elif form is not None:
        raise AssertionError(f"{place}: a format that nobody checks: {form}")


def _faults_of_choice(document, schema, value, place):
    """The named one must be among the alternatives and fit; that the others do not is for their constants to say."""
    told = schema["discriminator"]
    named = told["mapping"].get(value.get(told["propertyName"]) if isinstance(value, dict) else None)
    if {"$ref": named} not in schema["oneOf"]:
        yield f"{place}: {told['propertyName']} names none of the alternatives"
    else:
        yield from faults(document, {"$ref": named}, value, place)


def _faults_of_object(document, schema, value, place):
    members = schema.get("properties", {})
    for name in schema.get("required", []):
        if name not in value:
            yield f"{place}: {name} is missing"
    for name, wanted in schema.get("dependentRequired", {}).items():
        for other in wanted if name in value else ():
            if other not in value:
                yield f"{place}: {name} stands without {other}"
    for name, one in value.items():
        if name in members:
            yield from faults(document, members[name], one, f"{place}/{name}")
        elif schema.get("additionalProperties") is False:
            yield f"{place}: {name} is not described"
        elif isinstance(schema.get("additionalProperties"), dict):
            yield from faults(document, schema["additionalProperties"], one, f"{place}/{name}")


def self_test():
    """Every word that the validator knows refuses something; called by the tests that use it."""
    for schema, good, bad in (({"type": ["string", "null"]}, None, 1), ({"type": "integer", "minimum": 0, "maximum": 9}, 9, 10), ({"type": "integer"}, 1, True),
                              ({"enum": [1, 2]}, 2, 3), ({"const": "a"}, "a", "b"), ({"pattern": "^a$"}, "a", "a\n"), ({"format": "date"}, "2024-02-29", "2023-02-29"),
                              ({"format": "date-time"}, "2024-01-01T00:00:00.000Z", "2024-01-01"), ({"minLength": 1, "maxLength": 2}, "ab", "abc"),
                              ({"items": {"type": "null"}}, [None], [1]), ({"properties": {"a": {"type": "null"}}}, {"a": None}, {"a": 1}),
                              ({"required": ["a"]}, {"a": 1}, {}), ({"properties": {}, "additionalProperties": False}, {}, {"a": 1}),
                              ({"additionalProperties": {"type": "string"}}, {"a": ""}, {"a": 1}), ({"allOf": [{"type": "null"}, {}]}, None, 1),
                              ({"anyOf": [{"type": "null"}, {"const": 1}]}, 1, 2), ({"oneOf": [{"type": "integer"}, {"const": 1}]}, 2, 1),
                              ({"minItems": 1, "maxItems": 2}, [1], [1, 2, 3]), ({"minItems": 1}, [1], []), ({"uniqueItems": True}, [{"a": 1}, {}], [{}, {}]),
                              ({"dependentRequired": {"a": ["b"]}}, {"a": 1, "b": 1}, {"a": 1}), ({"if": {"const": 1}, "then": {"type": "null"}}, 2, 1),
                              ({"oneOf": [{"$ref": "#/t"}], "discriminator": {"propertyName": "a", "mapping": {"t": "#/t"}}}, {"a": "t"}, {"a": "t", "b": 1}),
                              ({"oneOf": [{"$ref": "#/t"}], "discriminator": {"propertyName": "a", "mapping": {"t": "#/t", "s": "#/s"}}}, {"a": "t"}, {"a": "s"}),
                              ({"$ref": "#/s"}, None, 1)):
        document = {"s": {"type": "null"}, "t": {"properties": {"a": {"const": "t"}}, "additionalProperties": False}}
        assert not faults(document, schema, good), (schema, good)
        assert faults(document, schema, bad), (schema, bad)
