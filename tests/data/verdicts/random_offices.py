"""Random offices and what the prototype says of them on every day on which something can change.

usage: random_offices.py SEED COUNT

EXCEPT: where two terms are on record, the prototype takes a row that one source gives twice for a spell of its own, though
"a record twice in one source changes nothing"; no such rows are made. Births, deaths and the like are of one kind on
each side: to the prototype a later dissolution contradicts a death, to the rules only another record of the death does.

One JSON line an office: records, `one_holder`, `unnamed`, `limits`, and `verdicts` (for each day the verdict on each
official). Days are numbers, 0 for 0001-01-01."""
import datetime as dt
import json
import random
import sys

from prototype import DAY, MAX, MIN, Office, Record, holders

START = dt.date(2000, 1, 1)


def number(day):
    return (day - MIN).days


def bounds(pair):
    return None if pair is None else [number(pair[0]), number(pair[1])]


def office(chance):
    """Few days and many records, so that everything happens beside everything."""
    length = chance.choice([20, 60, 60, 3000])
    exact = chance.choice([0.2, 0.6, 0.95])

    def day():
        first = chance.randrange(length)
        wide = chance.choice([1, 2, 5, length // 4]) if chance.random() > exact else 0
        return (START + first * DAY, START + (first + wide) * DAY)

    def maybe(part):
        return day() if chance.random() < part else None

    officials = chance.randrange(1, 6)
    stated = chance.choice([0.3, 0.6, 0.9])
    sources = chance.randrange(1, 5)
    outs = {f"s{n}": (day() if chance.random() < 0.6 else None) for n in range(sources)}
    terms = chance.choice([[None], [None], [None, "1"], [None, "1", "2"], ["1", "2", "3"]])
    records = []
    for _ in range(chance.randrange(1, 12)):
        official = f"o{chance.randrange(officials)}"
        source = f"s{chance.randrange(sources)}"
        published = outs[source]
        since, until, as_of = maybe(stated), maybe(stated), maybe(0.25)
        if records and chance.random() < 0.3:                                # rows that meet, repeat or nearly repeat others
            other = chance.choice(records)
            if other.until:
                since = chance.choice([other.until, (other.until[1] + DAY, other.until[1] + DAY), other.until])
            if chance.random() < 0.3:
                since, until = other.since, other.until
            if chance.random() < 0.7:
                official = other.official
        if since and until and since[0] > until[1]:
            since, until = until, since
        record = Record(official, since, until, still=until is None and chance.random() < 0.4, as_of=as_of,
                        published=published, out=published[1] if published else None, source=source,
                        term=chance.choice(terms))
        says = lambda r: (r.official, r.since, r.until, r.held, r.source, r.term)
        if all(says(record) != says(r) for r in records):                    # see EXCEPT
            records.append(record)
    limits = {}
    for official in range(officials):
        if chance.random() < 0.15:                                           # one kind on each side: see EXCEPT
            limits[f"o{official}"] = [(chance.choice(["before", "after"]), day()) for _ in range(chance.randrange(1, 3))]
    unnamed = [f"o{official}" for official in range(officials) if chance.random() < 0.1]
    return records, chance.random() < 0.85, unnamed, limits


def changes(records, limits):
    spans = [d for r in records for d in [r.since, r.until, *r.days] if d] + [b for some in limits.values() for _, b in some]
    days = {MIN, MAX} | {d for span in spans for d in (span[0], span[1])}
    return sorted(days | {d + DAY for d in days if d < MAX} | {d - DAY for d in days if d > MIN})


def main():
    chance = random.Random(int(sys.argv[1]))
    for _ in range(int(sys.argv[2])):
        records, one_holder, unnamed, limits = office(chance)
        judged = Office(records, one_holder, unnamed, limits)
        print(json.dumps({
            "records": [{"official": r.official, "source": r.source, "term": r.term, "since": bounds(r.since),
                         "until": bounds(r.until), "held": [[kind, *bounds(day)] for kind, day in r.held]} for r in records],
            "one_holder": one_holder,
            "unnamed": unnamed,
            "limits": {o: [[side, *bounds(b)] for side, b in some] for o, some in limits.items()},
            "verdicts": [[number(day), holders(judged, day)] for day in changes(records, limits)],
        }))


main()
