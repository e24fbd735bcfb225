"""The records of the registry's page as JSON, by selectolax, the fastest parser of HTML that Python has."""
import json
import pathlib
import sys

from selectolax.lexbor import LexborHTMLParser

page = LexborHTMLParser(pathlib.Path(sys.argv[1]).read_bytes())
table = page.css_first("table")
columns = [head.text(strip=True) for head in table.css("th")]
print(json.dumps([dict(zip(columns, (cell.text(strip=True) for cell in row.css("td")))) for row in table.css("tbody tr")]))
