"""The generated world's cases, each with all that the database wants to see behind its status.

Most have ended; of the open ones there are some at every step, with clocks that run. Left out
are `merged` and `unreachable`: their proofs are about other cases and three calls, and a page
shows them no slower.
"""

import json
from datetime import datetime, timedelta
from hashlib import sha256
from random import Random
from typing import Any

from psycopg.types.range import TimestamptzRange

from models.base import NEVER
from portal.search.tokens import fold
from tests.bench import words
from tests.bench.parties import AGENTS, Parties, vector
from tests.bench.sheets import Sheets
from tests.bench.story import (
    CLOCKS,
    ENDED_SHARES,
    OPEN_SHARE,
    OPEN_SHARES,
    STEPS,
    WAY,
    Counted,
    Story,
    number_of,
    step_of,
    words_of,
)


class CaseMaker:
    """Makes cases one by one, onto the sheets."""

    def __init__(self, sheets: Sheets, parties: Parties, random: Random, now: datetime) -> None:
        self.sheets = sheets
        self.parties = parties
        self.random = random
        self.now = now
        self.counted = Counted()
        self._busy: dict[int, int] = {}
        self._accused: dict[int, int] = {}

    def make(self, case_id: int) -> None:
        """A case in some status, from its first word to where it stands."""
        status = self._status(case_id)
        story = self._story(case_id, status)
        story.entitlement_id = self.counted.next("entitlements")
        self.sheets.add(
            "new_entitlements", story.entitlement_id, case_id, "warranty",
            story.heard_at + timedelta(days=400), story.heard_at,
        )  # fmt: skip
        ending_id = import_row_id = None
        if status == "closed_elsewhere":
            import_row_id = self._imported(story)
        else:
            self._walk(story)
            if status in ("closed", "withdrawn"):
                ending_id = self._end(story)
        next_stage, next_due_at = self._clocks(story)
        chases = self._asides(story)
        self._case(story, next_stage, next_due_at, ending_id, import_row_id, chases)
        self._search(story)

    def _status(self, case_id: int) -> str:
        # Each twentieth is open, so that old and new numbers are among them.
        shares = OPEN_SHARES if case_id % round(1 / OPEN_SHARE) == 0 else ENDED_SHARES
        return self.random.choices(list(shares), list(shares.values()))[0]

    def _story(self, case_id: int, status: str) -> Story:
        random = self.random
        customer_id = random.randrange(1, len(self.parties.bought) + 1)
        bought = self.parties.bought[customer_id - 1]
        symptom = random.choice(words.SYMPTOMS)
        return Story(
            id=case_id,
            status=status,
            bought=bought,
            said=words.complaint(random, bought.product, symptom, chinese=bought.chinese),
            symptom=symptom,
            customer_id=customer_id,
            agent_id=random.randrange(1, AGENTS + 1),
            severity=random.choices(("urgent", "normal", "minor"), (10, 70, 20))[0],
            at=self._times(status),
        )

    def _times(self, status: str) -> dict[str, datetime]:
        """When each step was taken, so that the last one lies in the right part of the past."""
        random = self.random
        steps = WAY[: WAY.index(status) + 1] if status in WAY else WAY[:1]
        gaps = [timedelta(minutes=STEPS[step][1] * random.uniform(0.3, 1.4)) for step in steps]
        ended = status in ENDED_SHARES
        ago = timedelta(days=random.uniform(10, 900)) if ended else self._since(status)
        at, found = self.now - ago - sum(gaps, timedelta()), {}
        for step, gap in zip(steps, gaps, strict=True):
            at += gap
            found[step] = at
        return found

    def _since(self, status: str) -> timedelta:
        """How long an open case has stood where it is: seldom longer than it may."""
        allowed = {"triage": 40, "offered": 130, "accepted": 260, "contacted": 900}.get(
            status, 2000
        )
        return timedelta(minutes=allowed * self.random.uniform(0.02, 1.05))

    def _walk(self, story: Story) -> None:
        for step in WAY:
            if story.reached(step):
                getattr(self, f"_{step}")(story)

    def _triage(self, story: Story) -> None:
        self._event(
            story, "opened", body=story.said.body, customer=True, user_id=story.agent_id,
            channel="phone", severity=story.severity, signs=[],
            first_heard_at=story.heard_at.isoformat(), entitlement_id=story.entitlement_id,
            accused=[], photos=0,
        )  # fmt: skip

    def _offered(self, story: Story) -> None:
        story.offer_id = self.counted.next("offers")
        made_at = story.at["offered"]
        accepted = story.at.get("accepted")
        released = story.at.get("closed")
        self.sheets.add(
            "offers", story.offer_id, story.id, story.dealer_id, 1, story.agent_id, made_at, False,
            "accepted" if accepted else "open", accepted,
            self.parties.desk_of(story.dealer_id) if accepted else None, "",
            released, "ended" if released else None, "",
        )  # fmt: skip
        self._event(
            story, "offered", user_id=story.agent_id, offer_id=story.offer_id,
            dealer_id=story.dealer_id, dealer=self.parties.dealer_name(story.dealer_id),
            compulsory=False,
        )  # fmt: skip

    def _accepted(self, story: Story) -> None:
        self._event(story, "accepted", offer_id=story.offer_id, dealer_id=story.dealer_id)

    def _contacted(self, story: Story) -> None:
        at, desk = story.at["contacted"], self.parties.desk_of(story.dealer_id)
        claim_id = self.counted.next("contact_claims")
        said = words.note(self.random, chinese=story.bought.chinese)
        self.sheets.add(
            "contact_claims", claim_id, story.id, story.dealer_id, 1, desk, "dealer_desk", "",
            "phone", True, True, at, at, said, True, "claimed",
        )  # fmt: skip
        self._event(
            story, "contact_claimed", body=said, claim_id=claim_id, caller_role="dealer_desk",
            how="phone", reached=True, contacted_at=at.isoformat(), claim_state="claimed",
        )  # fmt: skip

    def _scheduled(self, story: Story) -> None:
        """An appointment: yet to come, or the one that the visit went by."""
        story.dispatch_id = self.counted.next("dispatches")
        # One of the last five: customers complain of the first five (D1).
        person = self.parties.installer_of(story.dealer_id, self.random.randrange(5, 10))
        visited = story.at.get("visited")
        nth = self._busy[person] = self._busy.get(person, 0) + 1
        start = visited or self.now + timedelta(days=nth, hours=self.random.randrange(4))
        made_at, desk = story.at["scheduled"], self.parties.desk_of(story.dealer_id)
        done = start + timedelta(hours=1) if visited else None
        self.sheets.add(
            "dispatches", story.dispatch_id, story.id, story.dealer_id, story.offer_id,
            story.entitlement_id, "repair", start, start + timedelta(hours=3),
            "done" if visited else "planned", "", desk, made_at, done, "",
        )  # fmt: skip
        self.sheets.add(
            "dispatch_people", story.dispatch_id, story.id, story.dealer_id, person, True,
            TimestamptzRange(start, start + timedelta(hours=2)), not visited,
            start - timedelta(hours=16), done,
        )  # fmt: skip
        self._event(
            story, "booked", dispatch_id=story.dispatch_id, purpose="repair",
            window_start=start.isoformat(), window_end=(start + timedelta(hours=3)).isoformat(),
            people=[person],
        )  # fmt: skip
        if visited:
            self.sheets.add(
                "visits", self.counted.next("visits"), story.dispatch_id, story.id,
                story.dealer_id, person, visited, story.said.summary, "fitted_wrongly", "", False,
                visited, "", "", done, 1,
            )  # fmt: skip

    def _visited(self, story: Story) -> None:
        self._event(story, "checked_in", dispatch_id=story.dispatch_id)

    def _resolved(self, story: Story) -> None:
        story.resolution_id = self.counted.next("resolutions")
        what = words.done(self.random, chinese=story.bought.chinese)
        at, desk = story.at["resolved"], self.parties.desk_of(story.dealer_id)
        self.sheets.add(
            "resolutions", story.resolution_id, story.id, 1, desk, at, story.dealer_id, False,
            what, "", 120, "dealer", 0, 100, 0, 0, 0, what, "satisfied", 0, 0,
        )  # fmt: skip
        self._event(
            story, "resolved", body=what, resolution_id=story.resolution_id, remote=False,
            shares={"dealer": 100}, customers_word="satisfied",
        )  # fmt: skip

    def _closed(self, story: Story) -> None:
        self._event(story, "closed", user_id=story.agent_id)

    def _end(self, story: Story) -> int:
        """The ground that the database asks for, and the ending on it."""
        ending_id = self.counted.next("case_endings")
        if story.status == "closed":
            ground, at = (story.resolution_id, self._called_back(story), None), story.at["closed"]
        else:
            withdrawn, at = self._withdrawn(story)
            ground = (None, None, withdrawn)
        self.sheets.add(
            "case_endings", ending_id, story.id, story.status, *ground, True, story.agent_id, at
        )
        return ending_id

    def _called_back(self, story: Story) -> int:
        call_id, at = self.counted.next("callbacks"), story.at["closed"]
        self.sheets.add(
            "callbacks", call_id, story.id, story.resolution_id,
            self.parties.desk_of(story.dealer_id), story.at["resolved"], story.agent_id, "brand",
            at, "settled", True, self.random.randrange(2, 6), False, "",
        )  # fmt: skip
        return call_id

    def _withdrawn(self, story: Story) -> tuple[int, datetime]:
        withdrawal_id, made_at = self.counted.next("withdrawals"), story.heard_at
        ends_at = made_at + timedelta(days=7)
        self.sheets.add(
            "withdrawals", withdrawal_id, story.id, "brand_call", story.agent_id, "brand",
            story.said.wish, made_at, ends_at,
        )  # fmt: skip
        story.at["withdrawn"] = ends_at
        self._event(story, "withdrawn", user_id=story.agent_id, withdrawal_id=withdrawal_id)
        return withdrawal_id, ends_at

    def _imported(self, story: Story) -> int:
        row_id = self.counted.next("import_rows")
        story.at["closed_elsewhere"] = story.heard_at
        self.sheets.add("import_rows", row_id, 1, "generated", str(row_id), row_id)
        self.sheets.add(
            "outside_results", story.id, "generated", "", "", "settled", "blank", 0, "",
            story.heard_at.date(), story.heard_at.date(), "",
        )  # fmt: skip
        self._event(story, "imported", actor="import:1", import_id=1, line=row_id)
        return row_id

    def _clocks(self, story: Story) -> tuple[str | None, datetime]:
        """The clocks of the way so far; which of those still running is due first."""
        running = []
        for stage, owner, begins, ends, minutes in CLOCKS:
            if not story.reached(begins) or story.status == "closed_elsewhere":
                continue
            started_at = story.at[begins]
            due_at = started_at + timedelta(minutes=minutes * 3)  # nights lie between
            stopped_at = story.at.get(ends) or story.at.get("withdrawn")
            state = "running" if stopped_at is None else "met" if ends in story.at else "dropped"
            late = stopped_at is not None and due_at < stopped_at
            self.sheets.add(
                "sla_clocks", story.id, 1, stage, owner,
                story.dealer_id if owner == "dealer" else None, 1, story.severity, "service",
                minutes, started_at, due_at, state, stopped_at, due_at if late else None,
                *(started_at + (due_at - started_at) * share for share in (0.75, 1.25, 2)),
            )  # fmt: skip
            if stopped_at is None:
                running.append((due_at, stage))
        if not running:
            return None, NEVER
        due_at, stage = min(running)
        return stage, due_at

    def _asides(self, story: Story) -> int:
        """Now and then a chase, a promise, a task, somebody complained of."""
        random = self.random
        if story.status in (*ENDED_SHARES, "triage") or random.random() > 0.3:
            return 0
        at = story.last[1] if story.last else story.heard_at
        for chase in range(random.choice((1, 1, 1, 2, 3))):
            at += timedelta(seconds=1)
            self._event(
                story, "chased", at=at, body=story.said.wish, user_id=story.agent_id,
                chases=chase + 1, counted=True,
            )  # fmt: skip
        due_at = self.now + timedelta(minutes=random.randrange(-30, 600))
        self.sheets.add(
            "promises", story.id, story.said.wish, due_at, story.agent_id, "", at, story.agent_id, 1
        )
        self.sheets.add(
            "tasks", story.id, "other", story.said.wish, story.agent_id, False, due_at,
            story.agent_id, at, "",
        )  # fmt: skip
        self.sheets.add("case_accused", story.id, self._accused_of(story.bought.dealer_id), at)
        return chase + 1

    def _accused_of(self, dealer_id: int) -> int:
        """One of the dealer's first five after the other: nobody is watched for it (S1)."""
        turn = self._accused.get(dealer_id, 0)
        self._accused[dealer_id] = turn + 1
        return dealer_id * 10 - 9 + turn % 5

    def _event(
        self,
        story: Story,
        kind: str,
        *,
        at: datetime | None = None,
        body: str | None = None,
        user_id: int | None = None,
        actor: str | None = None,
        customer: bool = False,
        **detail: Any,
    ) -> None:
        at = at or story.at[step_of(kind)]
        story.seq += 1
        story.last = (kind, at)
        event_id = self.counted.next("case_events")
        who = user_id or (None if actor else self.parties.desk_of(story.dealer_id))
        salt = self.random.randbytes(16) if body else b""
        # `seq`, `prev` and `hash` are the trigger's to fill, as ever.
        self.sheets.add(
            "case_events", event_id, story.id, 0, at, actor or f"user:{who}", who, kind, True,
            False, customer, story.dealer_id if story.seq > 1 else None, None, json.dumps(detail),
            sha256(salt + body.encode()).digest() if body else None, b"", b"",
        )  # fmt: skip
        if body:
            self.sheets.add("event_texts", event_id, story.id, salt, body)

    def _case(
        self,
        story: Story,
        next_stage: str | None,
        next_due_at: datetime,
        ending_id: int | None,
        import_row_id: int | None,
        chases: int,
    ) -> None:
        assert story.last is not None
        ended_at = story.at.get(story.status) if story.status in ENDED_SHARES else None
        with_dealer = story.reached("offered")
        self.sheets.add(
            "new_cases", story.id, number_of(story), story.status, story.severity, "phone",
            story.said.summary, story.said.wish, False, False, story.customer_id,
            story.customer_id, story.bought.product_id,
            words.SYMPTOMS.index(story.symptom) + 1, story.customer_id, story.bought.district,
            story.entitlement_id, story.dealer_id if with_dealer else None, story.agent_id, False,
            0, story.heard_at, story.heard_at, 1, chases, story.last[1] if chases else None,
            *story.last, next_stage, next_due_at, ended_at, ending_id, import_row_id, 1 + story.seq,
        )  # fmt: skip

    def _search(self, story: Story) -> None:
        """The words that opening a case makes it found by."""
        body = fold(" ".join(words_of(story)))
        self.sheets.add("case_search", story.id, body, vector(body))
