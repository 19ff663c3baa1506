"""What a careful person writes in an afternoon: requests and outcomes of a half-year, by country, from the lines of a log.

Standard library only; no corrections, duplicates, notices, small numbers or leak check. Prints requests by country.
"""
import collections
import json
import pathlib
import sys

NOT_REQUESTS = {"preservation_request", "epoc_pr", "dsa_art9_order", "nsl", "fisa_content", "fisa_noncontent", "uk_ipa"}


def main(folder: str, start: str, end: str) -> None:
    received: dict[str, str] = {}
    outcome: dict[str, str] = {}
    for path in sorted(pathlib.Path(folder, "entries").glob("*.jsonl")):
        with open(path, "rb") as lines:
            for line in lines:
                entry = json.loads(line)
                kind, req = entry["type"], entry.get("req")
                if kind == "request.received":
                    data = entry["data"]
                    if start <= data["receivedAt"] < end and data["instrument"] not in NOT_REQUESTS:
                        received[req] = data["origin"]["code"]
                elif kind in ("request.rejected", "request.no_data", "request.withdrawn", "disclosure.delivered"):
                    outcome[req] = kind
    table = collections.Counter((country, outcome.get(req, "pending")) for req, country in received.items())
    print(len(received), len(table))


main(*sys.argv[1:4])
