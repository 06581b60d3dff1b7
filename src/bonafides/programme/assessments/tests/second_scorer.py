"""The score a second time, from docs/explanation/scoring.md alone. It imports nothing of the product. [n] is a step.

An answer is a list: value, grade, evidence day, coverage, expiry, ruled out, confirmed value, confirmed grade.
"""

# mypy: ignore-errors
# fmt: off
import hashlib
from datetime import date
from decimal import Context, Decimal
from fractions import Fraction
from functools import reduce

U, PRECISE = 10**9, Context(prec=28)
EMPTY = [None, "asserted", None, 100, None, False, None, None]
RANK, WORDS = ["asserted", "document", "tested"], ["low", "medium", "high"]

def mul(a, b):
    return (a * b + U // 2) // U
def any_of(chances):
    return U - reduce(lambda n, c: mul(n, U - c), chances, U)

def s(c):
    return int((-PRECISE.ln(PRECISE.divide(Decimal(U - c), U)) * 10**12).to_integral_value())

def seven(n):
    return f"{n // 10**7}.{n % 10**7:07d}"

def share_out(pieces, parts):  # [14]
    whole = sum(f for _, f in parts)
    exact = [Fraction(pieces) * f / whole if whole else 0 for _, f in parts]
    got = [int(e) for e in exact]
    for i in sorted(range(len(exact)), key=lambda i: (got[i] - exact[i], i))[: pieces * bool(whole) - sum(got)]:
        got[i] += 1
    return sorted([(name, n) for (name, _), n in zip(parts, got, strict=True) if n], key=lambda row: -row[1])

def grade_on(a, p, day):  # [4]
    grade, made, expiry = a[1], a[2], a[4]
    age = (date.fromisoformat(day) - date.fromisoformat(made)).days if made else -1
    if age < 0 or age > p["stale_days"] or (expiry and expiry < day):
        return "asserted"
    return RANK[max(0, RANK.index(grade) - 1)] if age > p["fresh_days"] else grade

def ends(q, a, axis, p, day):  # [3] [4] [5]: worse, better
    v, name = a[0], "severity" if axis == "exploitation" else "rights"
    if q["counts_as"] == "control":
        if v is None:
            return 0, (p["unknown_maturity_high"] - 1) * p["asserted_permille"] * 100 * 2500
        return ((v - 1) * p[grade_on(a, p, day) + "_permille"] * a[3] * 2500,) * 2
    rows = [b for b in q.get("bands", []) if v is None or b.get("below") is None or v < b["below"]]
    options = [o for o in q.get("options", []) if v is None or o["id"] in chosen(v)]
    values = [row.get(name, 0) for row in rows[: None if v is None else 1] + options]
    worse = min(100, sum(values)) if q.get("combine") == "sum" else max(values, default=0)
    low = 0 if q["counts_as"] == "observed" else min(worse, p["unknown_low_percent"])
    return worse, low if v is None else worse

def chosen(v):
    return v if isinstance(v, list) else [v]

def join(parts, p):  # [7]
    return min((sum(parts) + max(parts, default=0)) // 2, p["family_cap_permille"] * 10**6)

def mean(rows, families):  # [8]
    mine = [(w, e) for kind, f, _, w, e in rows if kind == "control" and f in families]
    return sum(w * e for w, e in mine) // sum(w for w, _ in mine) if mine else 0

def factor(name, k, noise):  # [12]
    u = int.from_bytes(hashlib.sha256(f"{k}:{name}".encode()).digest()[:4], "big")
    return 1000 if k is None else 1000 - noise + (2 * noise + 1) * u // 2**32

def evaluate(items, axis, lib, end, k=None):  # [6] to [11]
    p, families, eta = lib["scoring"]["params"], [], lib["scoring"]["params"]["reduction_permille"] * 10**6
    rows = [(q["counts_as"], q[axis].get("family"), q["id"],
             q[axis]["weight"] * factor(q["id"], k, p["noise_permille"]), e[end]) for q, e in items]
    for f in [x["id"] for x in lib["families"] if x["axis"] == axis]:
        brought = [(i, p["feature_permille"] * x * w * 10) for c, g, i, w, x in rows if c == "feature" and g == f]
        guards = [(i, p["safeguard_permille"] * w * 1000, e) for c, g, i, w, e in rows if c == "control" and g == f]
        if axis == "exploitation":
            before = join([x for _, x in brought], p)
            after = mul(before, U - mul(eta, mean(rows, [None, f])))
        else:
            before = join([x for _, x in brought] + [x for _, x, _ in guards], p)
            brought += [(i, mul(x, U - mul(eta, e))) for i, x, e in guards]
            after = join([x for _, x in brought], p)
        families.append((f, before, after, brought))
    seen = max([x * U // 100 for c, _, _, _, x in rows if c == "observed"], default=0)
    steps = sum(p["impact_step_permille"] * x * w * 10 for c, _, _, w, x in rows if c == "impact")
    impact = min(U, p["impact_base_permille"] * 10**6 + steps) if axis == "exploitation" else U
    routes = any_of(b for _, b, _, _ in families), any_of(a for _, _, a, _ in families)
    kept, likelihood = mul(seen, U - mul(eta, mean(rows, [None]))), max(routes[0], seen)
    return {"families": families, "seen": seen, "kept": kept, "routes": routes, "impact": impact, "rows": rows,
            "likelihood": likelihood, "inherent": mul(likelihood, impact), "number": mul(max(routes[1], kept), impact)}

def drivers(r):  # [14]
    parts, family, above = [], {}, r["kept"] - r["routes"][1]
    for f, _, after, brought in r["families"]:
        top = max(brought, key=lambda x: x[1], default=("", 0))[0]
        doubled = [(i, x * (2 if i == top else 1)) for i, x in brought]
        whole = sum(x for _, x in doubled)
        parts += [(i, Fraction(s(after) * x, whole)) for i, x in doubled if whole]
        family.update({i: f for i, _ in brought})
    if above > 0:
        total = sum(f for _, f in parts)
        seen = [(x, -n, i) for n, (c, _, i, _, x) in enumerate(r["rows"]) if c == "observed"]
        parts = [(i, f * r["routes"][1] / total) for i, f in parts if total] + [(max(seen)[2], Fraction(above))]
    return [[i, family.get(i, "observed"), f"{n // 10}.{n % 10}"] for i, n in share_out(1000, parts)]

def reductions(r, axis):  # [15]
    parts = {i: Fraction(0) for c, _, i, _, _ in r["rows"] if c == "control"}
    groups = [(f, s(before) - s(after)) for f, before, after, _ in r["families"]]
    for f, gain in [(None, 1)] if r["seen"] > r["routes"][0] else groups:
        names = (f,) if axis == "rights" else (f, None)
        mine = [(i, w * e) for c, g, i, w, e in r["rows"] if c == "control" and g in names and w * e]
        for i, x in mine:
            parts[i] += Fraction(gain * x, sum(y for _, y in mine))
    return [[i, seven(n)] for i, n in share_out(r["inherent"] - r["number"], list(parts.items()))]

def axis_of(asked, axis, lib, day):  # [12] [13] [16]
    scoring, p, values = lib["scoring"], lib["scoring"]["params"], {q["id"]: a[0] for q, a in asked}
    items = [(q, ends(q, a, axis, p, day)) for q, a in asked if axis in q and q["counts_as"] != "context"]
    (r, better), place = [evaluate(items, axis, lib, e) for e in (0, 1)], p["noise_samples"] * 5 // 100
    samples = [sorted(evaluate(items, axis, lib, e, k)["number"] for k in range(p["noise_samples"])) for e in (0, 1)]
    band = [min(better["number"], samples[1][place]), max(r["number"], samples[0][-1 - place])]
    def holds(c):
        v = values.get(c.get("question"))
        if "likelihood_at_least" in c:
            return r["likelihood"] * 100 >= c["likelihood_at_least"] * U
        if v is None:
            return c["question"] in values
        return v < c["maturity_below"] if "maturity_below" in c else any(o in chosen(v) for o in c["option_in"])
    fired = [g for g in scoring["gates"] if g["axis"] == axis and all(map(holds, g["when"]))]
    word = [w for w in WORDS if r["number"] * 100 >= scoring["levels"][axis][w] * U][-1]
    numbers = {x: seven(r[x]) for x in ("impact", "inherent", "likelihood", "number")}
    return {**numbers, "axis": axis, "band": [seven(x) for x in band], "better_end": seven(better["number"]),
            "drivers": drivers(r), "gates": [g["id"] for g in fired], "reductions": reductions(r, axis),
            "level": max([word, *(g["level"] for g in fired)], key=WORDS.index), "level_of_number": word}

def score(lib, services, overlays, core, answers, day):  # [1]; answers by code
    asked, p = [], lib["scoring"]["params"]
    for q in lib["questions"]:
        where, a = q.get("applies", {}), [*answers.get(q["code"], []), *EMPTY[len(answers.get(q["code"], [])) :]]
        fits = not where or {*where.get("services", [])} & {*services} or {*where.get("overlays", [])} & {*overlays}
        a[:2] = a[0] if a[6] is None else a[6], a[7] or a[1]  # [2]
        asked += [(q, a)] if fits and (q.get("core") or not core) and not a[5] else []
    controls = [(q, a) for q, a in asked if q["counts_as"] == "control" and a[0] is not None]
    return {"aged": [q["id"] for q, a in controls if grade_on(a, p, day) != a[1]], "at_day": day,
            "exploitation": axis_of(asked, "exploitation", lib, day), "model": lib["scoring"]["model"],
            "profile": {"core": core, "overlays": sorted(overlays), "services": sorted(services)},
            "rights": axis_of(asked, "rights", lib, day),
            "unknown": [q["id"] for q, a in asked if q["counts_as"] != "context" and a[0] is None]}
