"""The records of the registry's page as JSON, by pandas.read_html."""
import sys

import pandas

table = pandas.read_html(sys.argv[1], flavor="lxml", encoding="utf-8", keep_default_na=False)[0]
print(table.astype(str).to_json(orient="records"))
