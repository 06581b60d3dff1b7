"""Draws and computes again what a quality export says: `recompute_quality.py < FILE`. Ends with 1 if it differs."""

import hashlib
import hmac
import json
import math
import sys

said = json.load(sys.stdin)
rows, listed, times = said["decisions"], said["days"], said["active_seconds"]
days = {day["day"]: (day["seed"], day["share_bp"]) for day in listed}


def rate(truths):  # a share with Wilson's interval of 95 %
    k, n, z = sum(map(bool, truths)), len(truths), 1.959963984540054
    middle, half = (k / n + z * z / n / 2, z * math.sqrt(k / n * (1 - k / n) / n + z * z / n / n / 4)) if n else (0, 0)
    low, high = [round(end / (1 + z * z / n), 6) if n else None for end in (middle - half, middle + half)]
    return {"count": k, "of": n, "low": 0.0 if n and not k else low, "high": 1.0 if n and k == n else high}


def agrees(row):  # in measures and in at least one clause too
    alike = set(row["measures"]) == set(row["second_measures"]) and set(row["clauses"]) & set(row["second_clauses"])
    return row["verdict"] == row["second_verdict"] and (row["verdict"] == "keep" or alike)


def kappa(pairs):
    met = sum(sum(a == word for a, _ in pairs) * sum(b == word for _, b in pairs) for word in ("keep", "restrict"))
    chance = met / len(pairs) ** 2 if pairs else 1
    return None if chance == 1 else round((sum(a == b for a, b in pairs) / len(pairs) - chance) / (1 - chance), 6)


def table(some):  # of all decisions, or of a group
    same = [row["verdict"] == row["second_verdict"] for row in some if row["second_verdict"] and not row["self_review"]]
    return {"decisions": len(some), "reversed": rate([row["reversal"] for row in some]), "same_verdict": rate(same)}


def group(names):
    found = [(key, [row for row in rows if key in names(row)]) for key in {key for row in rows for key in names(row)}]
    return sorted([{"name": key, **table(some)} for key, some in found], key=lambda x: (-x["decisions"], x["name"]))


def is_drawn(row, seed, share_bp):
    number = hmac.digest(bytes.fromhex(seed), row["decision"].encode(), "sha256")[:8]
    return int.from_bytes(number, "big") * 10_000 < share_bp << 64


def commitment(day, seed):  # what stood in the log before the draw
    return hashlib.sha256(f"bonafides-quality/seed/v1\n{day}\n".encode() + bytes.fromhex(seed)).hexdigest()


state = [row["audit_state"] for row in rows]
others, own = ([row for row in rows if row["second_verdict"] and row["self_review"] is it] for it in (False, True))
mine = table(rows) | {
    "drawn": sum(row["drawn"] for row in rows), "judged": len(others), "self_reviews": len(own),
    "lapsed": state.count("lapsed"), "waiting": state.count("waiting"), "agreement": rate(list(map(agrees, others))),
    "kappa": kappa([(row["verdict"], row["second_verdict"]) for row in others]),
    "self_agreement": rate([row["verdict"] == row["second_verdict"] for row in own]),
    "reversals": {how: sum(row["reversal"] == how for row in rows) for how in ("appeal", "audit", "own")},
    "unseen": rate([row["basis"] in ("match_only", "nothing", "sampled") for row in rows]),
    "none_applies": rate([row["none_applies"] for row in rows if row["weighed"]]),
    "golden": rate([one["right"] for one in said["golden"] if not one["met_before"]]),
    "active_seconds": {"of": len(times), "median": times[math.ceil(len(times) / 2) - 1] if times else None,
                       "ninth_decile": times[math.ceil(0.9 * len(times)) - 1] if times else None},
    "groups": {"policy": group(lambda row: [f"{row['policy_version']}:{key}" for key in row["clauses"] or ["kept"]]),
               "language": group(lambda row: [row["language"] or "none"]),
               "list": group(lambda row: row["lists"] or ["none"]), "reviewer": group(lambda row: [row["reviewer"]])},
}  # fmt: skip
wrong = [name for name in said["figures"] if mine[name] != said["figures"][name]]
wrong += [row["decision"] for row in rows if row["drawn"] != is_drawn(row, *days.get(row["day"], ("", 0)))]
wrong += [day["day"] for day in listed if commitment(day["day"], day["seed"]) != day["commitment"]]
sys.exit("differs: " + ", ".join(wrong) if wrong else print(f"{len(rows)} decisions: the draw and every figure fit"))
