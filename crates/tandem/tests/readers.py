"""Reads a Tandem lake as anybody would: with deltalake and pandas, and with DuckDB.

readers.py LAKE TABLE COLUMN... prints, as JSON, for each reader how many rows there are and what each column sums to. DuckDB's
own delta extension is downloaded when it is first used; where it cannot be, DuckDB reads the Parquet files that deltalake
names, and the answer says so. "first" is the table's own version 1, where it is kept.
"""
import json
import sys

import duckdb
from deltalake import DeltaTable

lake, table, *columns = sys.argv[1:]
folder = f"{lake}/tables/{table}"
delta = DeltaTable(folder)
frame = delta.to_pandas()
answer = {
    "pandas": {"rows": len(frame), "keys": int(frame["_key"].nunique()), **{name: float(frame[name].sum()) for name in columns}},
}
try:
    answer["first"] = {"rows": DeltaTable(folder, version=1).to_pyarrow_table().num_rows}
except Exception as gone:  # its files were let go of
    answer["first"] = None
    answer["gone"] = type(gone).__name__
connection = duckdb.connect()
try:
    connection.execute("install delta; load delta")
    source = f"delta_scan('{folder}')"
except duckdb.Error:
    files = ", ".join(f"'{path}'" for path in delta.file_uris())
    source = f"read_parquet([{files}], union_by_name = true)"
sums = "".join(f", sum({name})" for name in columns)
row = connection.execute(f"select count(*), count(distinct _key){sums} from {source}").fetchone()
answer["duckdb"] = {"rows": row[0], "keys": row[1], **dict(zip(columns, map(float, row[2:])))}
answer["through"] = source.split("(")[0]
print(json.dumps(answer))
