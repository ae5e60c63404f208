"""`python -m tests.bench`: the portal's pages on many cases, each beside its bare twin.

The first run makes the cases (some minutes) and keeps them in var/bench; later runs find them.
"""

import argparse
import json
import pickle
from contextlib import ExitStack, closing
from pathlib import Path

import psycopg

from portal.infra import clock
from tests.bench.asked import KINDS, Asked, Kind
from tests.bench.load import BARE, PORTAL, Measured, Plan, Target, measure
from tests.bench.place import ROOT, Place, open_place, serving
from tests.bench.plans import findings
from tests.bench.portal_at_hand import PortalAtHand, shapes
from tests.bench.profiling import profile
from tests.bench.recording import Recording

FOLDER = ROOT / "var" / "bench"
Shapes = dict[str, list[Asked]]
Recordings = dict[str, list[Recording]]


def main(arguments: list[str] | None = None) -> dict[str, Measured]:
    """Make the world, record, measure, and print what came of it."""
    given = _arguments().parse_args(arguments)
    kinds = [kind for kind in KINDS if kind.name in given.kinds]
    with ExitStack() as stack:
        place = stack.enter_context(
            open_place(given.folder, given.cases, fresh=given.fresh, tell=_tell)
        )
        portal = stack.enter_context(closing(PortalAtHand.open(place.config)))
        with psycopg.connect(place.plain_owner_url) as connection:
            asked = {kind.name: shapes(kind, connection, portal) for kind in kinds}
        if given.profile:
            profile(portal, asked[given.profile])
            return {}
        recordings = _recorded(portal, asked)
        if given.plans:
            _print_plans(portal, recordings)
        if not given.pairs:
            return {}
        plan = Plan(given.pairs, given.clients, given.seconds)
        measured = _measured(place, portal, kinds, asked, recordings, plan)
    _print_table(kinds, measured, given.cases)
    _keep(given.folder, kinds, measured, given.cases)
    return measured


def _arguments() -> argparse.ArgumentParser:
    names = [kind.name for kind in KINDS]
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    parser.add_argument("--cases", type=int, default=100_000, help="how many there are")
    parser.add_argument("--fresh", action="store_true", help="make the cases anew")
    parser.add_argument("--folder", type=Path, default=FOLDER, help="where all of it is kept")
    parser.add_argument("--kinds", nargs="+", choices=names, default=names)
    parser.add_argument("--pairs", type=int, default=300, help="by one client; 0 measures nothing")
    parser.add_argument("--clients", type=int, default=4, help="at once, in the second part")
    parser.add_argument("--seconds", type=float, default=24.0, help="of the second part, each kind")
    parser.add_argument("--plans", action="store_true", help="say what is odd in the query plans")
    parser.add_argument("--profile", choices=names, help="where one page's time goes; no measuring")
    return parser


def _recorded(portal: PortalAtHand, asked: Shapes) -> Recordings:
    found = {}
    for name, questions in asked.items():
        _tell(f"recording {len(questions)} requests: {name}")
        found[name] = [portal.record(question) for question in questions]
    return found


def _measured(
    place: Place,
    portal: PortalAtHand,
    kinds: list[Kind],
    asked: Shapes,
    recordings: Recordings,
    plan: Plan,
) -> dict[str, Measured]:
    kept = place.folder / "recordings.pickle"
    kept.write_bytes(pickle.dumps(recordings))
    target = Target(place.config.port, portal.cookies())
    found = {}
    with serving(place, kept):
        for kind in kinds:
            _tell(f"measuring: {kind.name}")
            found[kind.name] = measure(
                target, kind.name, asked[kind.name], recordings[kind.name], plan
            )
    return found


def _print_plans(portal: PortalAtHand, recordings: Recordings) -> None:
    for name, recorded in recordings.items():
        if recorded[0].form is None:
            print(f"\nPlans behind {name}:")
            for finding in findings(portal.engine, recorded):
                said = " ".join(finding.statement.split())
                print(f"  {finding.what} ({finding.milliseconds:.1f} ms)\n      {said[:400]}")


def _print_table(kinds: list[Kind], measured: dict[str, Measured], cases: int) -> None:
    print(f"\n{cases} cases; milliseconds by one client, requests a second by several")
    print(
        f"{'page':8}{'portal p50':>12}{'p95':>8}{'bare p50':>10}{'p95':>8}{'ratio':>8}{'aim':>6}"
        f"{'portal/s':>11}{'bare/s':>8}{'ratio':>8}"
    )
    for kind in kinds:
        found = measured[kind.name]
        ours, bare = found.alone[PORTAL], found.alone[BARE]
        print(
            f"{kind.name:8}{ours.median:12.1f}{ours.p95:8.1f}{bare.median:10.1f}{bare.p95:8.1f}"
            f"{found.ratio:8.2f}{kind.aim:6.1f}{found.per_second(PORTAL):11.1f}"
            f"{found.per_second(BARE):8.1f}{found.ratio_loaded:8.2f}"
        )


def _keep(folder: Path, kinds: list[Kind], measured: dict[str, Measured], cases: int) -> None:
    now = clock.now()
    figures = {
        kind.name: {
            "aim": kind.aim,
            "ratio": measured[kind.name].ratio,
            "ratio_loaded": measured[kind.name].ratio_loaded,
            **{
                side: {
                    "p50_ms": measured[kind.name].alone[side].median,
                    "p95_ms": measured[kind.name].alone[side].p95,
                    "per_second": measured[kind.name].per_second(side),
                    "requests": len(measured[kind.name].alone[side].taken),
                }
                for side in (PORTAL, BARE)
            },
        }
        for kind in kinds
    }
    file = folder / f"{now:%Y%m%dT%H%M%S}.json"
    file.write_text(json.dumps({"at": now.isoformat(), "cases": cases, "pages": figures}, indent=1))
    _tell(f"kept in {file}")


def _tell(what: str) -> None:
    print(f"{clock.now():%H:%M:%S} {what}", flush=True)


if __name__ == "__main__":
    main()
