"""The records of the registry's XML as JSON, by lxml's iterparse."""
import json
import sys

from lxml import etree

NS = "{http://www.iana.org/assignments}"


def text(element):
    return " ".join("".join(element.itertext()).split()) if element is not None else ""


def links(element, person):
    """The cross-references of an element as the registry's table shows them: to persons, or to all else."""
    found = element.findall(NS + "xref") if element is not None else []
    return "".join(f"[{xref.get('data') or xref.text}]" for xref in found if (xref.get("type") == "person") == person)


records = []
for _, record in etree.iterparse(sys.argv[1], tag=NS + "record"):
    records.append({
        "name": text(record.find(NS + "name")),
        "port": text(record.find(NS + "number")),
        "transport": text(record.find(NS + "protocol")),
        "description": text(record.find(NS + "description")),
        "assignee": links(record.find(NS + "assignee"), True),
        "contact": links(record, True),
        "registered": record.get("date", ""),
        "modified": record.get("updated", ""),
        "reference": links(record, False),
        "service_code": text(record.find(NS + "sc")),
        "unauthorized": text(record.find(NS + "unauthorized")),
        "notes": text(record.find(NS + "note")),
    })
    record.clear()
print(json.dumps(records))
