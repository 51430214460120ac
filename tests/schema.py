#!/usr/bin/env python3
"""Check records against docs/record.schema.json: schema.py RECORDS.jsonl (- for standard input)

Knows the keywords of JSON Schema 2020-12 that our schema uses, and stops at any other, so that nothing passes unchecked.
"""
import json, os, re, sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
TYPES = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)}
SILENT = {"$schema", "$id", "$defs", "title", "description"}


def is_type(value, name):
    return isinstance(value, TYPES[name]) and not (isinstance(value, bool) and name in ("integer", "number"))


def faults(value, schema, root, where):
    for key, want in schema.items():
        if key in SILENT or key == "properties":
            continue
        if key == "$ref":
            yield from faults(value, root["$defs"][want.removeprefix("#/$defs/")], root, where)
        elif key == "oneOf":
            fits = [s for s in want if not any(True for _ in faults(value, s, root, where))]
            if len(fits) != 1:
                yield f"{where}: fits {len(fits)} of {len(want)} forms: {json.dumps(value, ensure_ascii=False)[:120]}"
        elif key == "type":
            if not any(is_type(value, t) for t in ([want] if isinstance(want, str) else want)):
                yield f"{where}: {value!r:.60} is no {want}"
        elif key == "const":
            if value != want or type(value) is not type(want):
                yield f"{where}: {value!r:.60} is not {want!r}"
        elif key == "enum":
            if value not in want:
                yield f"{where}: {value!r:.60} is none of {want}"
        elif key == "required":
            if isinstance(value, dict):
                yield from (f"{where}: no key {k}" for k in want if k not in value)
        elif key == "additionalProperties":
            if isinstance(value, dict) and want is False:
                yield from (f"{where}: unknown key {k}" for k in value if k not in schema["properties"])
                order = [k for k in schema["properties"] if k in value]
                if order != [k for k in value if k in schema["properties"]]:
                    yield f"{where}: keys in another order than {order}"
        elif key == "items":
            for n, item in enumerate(value if isinstance(value, list) else []):
                yield from faults(item, want, root, f"{where}[{n}]")
        elif key in ("minItems", "maxItems", "minLength"):
            if isinstance(value, (list, str)) and (len(value) < want if key[:3] == "min" else len(value) > want):
                yield f"{where}: {key} is {want}"
        elif key in ("minimum", "maximum"):
            if is_type(value, "number") and (value < want if key == "minimum" else value > want):
                yield f"{where}: {value} goes over {key} {want}"
        elif key == "pattern":
            if isinstance(value, str) and not re.search(want, value):
                yield f"{where}: {value!r:.60} is not like {want}"
        else:
            sys.exit(f"schema.py does not know the keyword {key}")
    if isinstance(value, dict):
        for k, s in schema.get("properties", {}).items():
            if k in value:
                yield from faults(value[k], s, root, f"{where}.{k}".lstrip("."))


def main():
    if len(sys.argv) != 2:
        sys.exit("usage: schema.py RECORDS.jsonl")
    with open(os.path.join(ROOT, "docs", "record.schema.json"), encoding="utf-8") as f:
        schema = json.load(f)
    n = bad = 0
    for line in sys.stdin if sys.argv[1] == "-" else open(sys.argv[1], encoding="utf-8"):
        n += 1
        record = json.loads(line)
        found = list(faults(record, schema, schema, ""))
        bad += bool(found)
        for fault in found[:10]:
            print(f"{record.get('source', {}).get('path')}: {fault}")
    print(f"schema: {n} records, {bad} with faults")
    sys.exit(1 if bad or not n else 0)


if __name__ == "__main__":
    main()
