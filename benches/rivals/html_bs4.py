"""The records of the registry's page as JSON, by Beautiful Soup."""
import json
import pathlib
import sys

from bs4 import BeautifulSoup

table = BeautifulSoup(pathlib.Path(sys.argv[1]).read_bytes(), "lxml").find("table")
columns = [head.get_text(strip=True) for head in table.find_all("th")]
rows = table.find("tbody").find_all("tr")
print(json.dumps([dict(zip(columns, (cell.get_text(strip=True) for cell in row.find_all("td")))) for row in rows]))
