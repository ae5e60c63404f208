"""The calendars, the table of T2 and the first scorecard

Revision ID: 0023_first_settings
Revises: 0022_jobs
"""

import json

import sqlalchemy as sa
from alembic import op

revision = "0023_first_settings"
down_revision = "0022_jobs"
branch_labels = None
depends_on = None

BORN = "2026-01-01T00:00:00+00:00"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
SHIFT = [["09:00", "12:00"], ["13:00", "18:00"]]
CALENDARS = {
    "service": (dict.fromkeys(DAYS, SHIFT), False),
    "office": (dict.fromkeys(DAYS[:5], SHIFT), True),
    "always": (dict.fromkeys(DAYS, [["00:00", "24:00"]]), False),
}
# Stage: minutes for urgent (round the clock), normal and minor (service time).
T2 = {
    "triage": (10, 30, 120),
    "accept": (15, 120, 240),
    "first_contact": (60, 240, 480),
    "visit": (24 * 60, 16 * 60, 40 * 60),
    "resolve": (72 * 60, 56 * 60, 80 * 60),
    "decision": (60, 240, 480),
    "callback": (24 * 60, 8 * 60, 16 * 60),
}
QUESTIONS = (
    (3, False, "Did the agent understand what happened before anything else?",
     "客服是否先弄清了发生了什么？", "客服是否先弄清楚發生了什麼事？"),
    (2, False, "Were severity and danger judged rightly?",
     "轻重和危险程度判断得对吗？", "嚴重度與危險程度判斷得正確嗎？"),
    (3, False, "Was every promise to the customer recorded with a time, and kept?",
     "对客户的承诺是否都记了时间，并且兑现？", "對客戶的承諾是否都記下時間，並且兌現？"),
    (3, False, "Was the dealer's word checked with the customer?",
     "经销商的说法是否向客户核实过？", "經銷商的說法是否向客戶查證過？"),
    (3, True, "Was it really the customer whom we rang, and in the customer's own words?",
     "回访的确实是客户本人，记的是客户原话吗？", "回電的確實是客戶本人，記的是客戶的原話嗎？"),
    (2, True, "Was nobody pressed to say that it is settled?",
     "没有人逼客户说“已解决”？", "沒有人逼客戶說「已解決」？"),
    (2, False, "Are cause and responsibility written down so that others can learn from them?",
     "原因和责任是否写清楚，别人能从中学到东西？", "原因與責任是否寫清楚，讓別人能從中學到東西？"),
    (1, False, "Is the record complete and readable?",
     "记录完整、好读吗？", "紀錄完整、好讀嗎？"),
)  # fmt: skip


def upgrade() -> None:
    connection = op.get_bind()
    for code, (weekly, holidays) in CALENDARS.items():
        connection.execute(
            sa.text(
                "INSERT INTO calendars (code, tz, weekly, observes_holidays, known_years, version)"
                " VALUES (:code, 'Asia/Shanghai', CAST(:weekly AS jsonb), :holidays, '[]', 1)"
            ),
            {"code": code, "weekly": json.dumps(weekly), "holidays": holidays},
        )
    policy = connection.scalar(
        sa.text(
            "INSERT INTO sla_policies (version, made_at, note) VALUES (1, :at, '') RETURNING id"
        ),
        {"at": BORN},
    )
    for stage, times in T2.items():
        for severity, minutes in zip(("urgent", "normal", "minor"), times, strict=True):
            calendar = "always" if severity == "urgent" else "service"
            if stage == "decision" and severity != "urgent":
                calendar = "office"
            connection.execute(
                sa.text(
                    "INSERT INTO sla_policy_rows (policy_id, stage, severity, calendar_code,"
                    " minutes, night_minutes) VALUES (:policy, :stage, :severity, :calendar,"
                    " :minutes, :night)"
                ),
                {
                    "policy": policy,
                    "stage": stage,
                    "severity": severity,
                    "calendar": calendar,
                    "minutes": minutes,
                    "night": 30 if (stage, severity) == ("accept", "urgent") else None,
                },
            )
    card = connection.scalar(
        sa.text(
            "INSERT INTO scorecards (version, made_at, active) VALUES (1, :at, true) RETURNING id"
        ),
        {"at": BORN},
    )
    for position, (weight, fatal, *texts) in enumerate(QUESTIONS, start=1):
        connection.execute(
            sa.text(
                "INSERT INTO scorecard_questions (scorecard_id, position, text_en, text_zh_hans,"
                " text_zh_hant, weight, fatal) VALUES (:card, :position, :en, :hans, :hant,"
                " :weight, :fatal)"
            ),
            dict(zip(("en", "hans", "hant"), texts, strict=True))
            | {"card": card, "position": position, "weight": weight, "fatal": fatal},
        )


def downgrade() -> None:
    for name in (
        "audit_findings",
        "audit_answers",
        "audits",
        "scorecard_questions",
        "scorecards",
        "sla_policy_rows",
        "sla_policies",
        "calendar_days",
        "calendars",
    ):
        op.execute(f"DELETE FROM {name}")
