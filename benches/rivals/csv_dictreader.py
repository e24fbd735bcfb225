"""The records of the registry's CSV as JSON, by csv.DictReader of Python's library."""
import csv
import json
import sys

with open(sys.argv[1], newline="", encoding="utf-8") as file:
    print(json.dumps(list(csv.DictReader(file))))
