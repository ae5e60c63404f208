"""Photos are taken in from whoever may add them, wait, are decoded, and are served as scoped."""

from datetime import timedelta

import pytest
from sqlalchemy import select, text

from models import (
    CaseEvent,
    CaseStatus,
    DispatchPerson,
    EventKind,
    FileKind,
    FileState,
    Installer,
    Role,
    StoredFile,
)
from portal.access.actors import Actor
from portal.errors import ForbiddenError, InvalidError, NotFoundError
from portal.files.decode import decode_photo
from portal.files.keys import large_key, raw_key, small_key
from portal.files.photos import (
    MOST_AT_ONCE,
    Readers,
    Upload,
    add_photo,
    add_photos,
)
from portal.files.sweep import sweep_drafts
from portal.infra.storage import folder_storage
from tests.files.photos import picture
from tests.support.world import NOON

WORKER = Actor("worker", "worker", frozenset())


@pytest.fixture
def storage(tmp_path):
    return folder_storage(tmp_path / "files")


def take(session, actor, storage, content=None, name="ceiling.jpg", **given):
    values = {"case_id": None, "kind": FileKind.EVIDENCE, "now": NOON, **given}
    return add_photo(session, actor, storage, content or picture(), name, **values)


def installer_of(world, session, case):
    person = session.scalar(
        select(DispatchPerson.installer_id).where(DispatchPerson.case_id == case.id)
    )
    return world.actor(Role.INSTALLER, installer=session.get(Installer, person))


def jobs(session):
    return session.scalars(text("SELECT task_name FROM procrastinate_jobs")).all()


@pytest.mark.parametrize("who", ["agent", "dealer", "installer", "link"])
def test_each_party_adds_a_photo_to_its_case(who, world, session, acting, storage):
    dealer = world.dealer()
    case = world.case(CaseStatus.SCHEDULED, dealer)
    actor = {
        "agent": lambda: world.actor(Role.AGENT),
        "dealer": lambda: world.actor(Role.DEALER_DESK, dealer),
        "installer": lambda: installer_of(world, session, case),
        "link": lambda: world.link_actor(case),
    }[who]()
    given = {}
    if who == "link":
        given["readers"] = Readers(customer=True)

    realm = acting(actor)
    stored = take(realm, actor, storage, case_id=case.id, **given)
    realm.commit()

    session.expire_all()
    event = session.scalars(
        select(CaseEvent).where(CaseEvent.case_id == case.id).order_by(CaseEvent.id.desc())
    ).first()
    assert stored.state is FileState.WAITING
    assert storage.get(raw_key(stored.key)) == picture()
    assert (event.kind, event.detail["files"]) == (EventKind.PHOTO_ADDED, [stored.id])
    assert jobs(session) == ["decode_photo"]


def test_several_photos_are_one_line_in_the_history(world, session, acting, storage):
    agent, case = world.actor(Role.AGENT), world.case()

    realm = acting(agent)
    uploads = [Upload(f"{number}.jpg", picture()) for number in range(3)]
    add_photos(realm, agent, storage, uploads, case_id=case.id, kind=FileKind.EVIDENCE, now=NOON)
    realm.commit()

    kinds = session.scalars(select(CaseEvent.kind).where(CaseEvent.case_id == case.id)).all()
    assert kinds == [EventKind.PHOTO_ADDED]
    assert len(jobs(session)) == 3


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"\x00", "picture_not_a_picture"),
        (b"this is a text and no picture at all" * 20, "picture_not_a_picture"),
        (b"%PDF-1.7 and so on", "picture_not_a_picture"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script/></svg>", "picture_not_a_picture"),
    ],
)
def test_what_is_no_picture_is_refused_whatever_its_name(
    content, code, world, session, acting, storage
):
    agent, case = world.actor(Role.AGENT), world.case()

    with pytest.raises(InvalidError) as refused:
        take(acting(agent), agent, storage, content, "ceiling.jpg", case_id=case.id)

    assert (refused.value.code, refused.value.field) == (code, "photos")
    assert list(storage.keys()) == []


def test_an_empty_file_is_refused(world, acting, storage):
    agent = world.actor(Role.AGENT)

    with pytest.raises(InvalidError) as refused:
        add_photos(
            acting(agent), agent, storage, [Upload("a.jpg", b"")],
            case_id=None, kind=FileKind.EVIDENCE, now=NOON,
        )  # fmt: skip

    assert refused.value.code == "picture_empty"


def test_no_photos_and_too_many_are_refused(world, acting, storage):
    agent = world.actor(Role.AGENT)
    too_many = [Upload("a.jpg", picture())] * (MOST_AT_ONCE + 1)

    for uploads, code in (([], "photos_none"), (too_many, "photos_too_many")):
        with pytest.raises(InvalidError) as refused:
            add_photos(
                acting(agent), agent, storage, uploads,
                case_id=None, kind=FileKind.EVIDENCE, now=NOON,
            )  # fmt: skip
        assert refused.value.code == code


def test_another_dealers_case_takes_no_photo(world, session, acting, storage):
    case = world.case(CaseStatus.ACCEPTED, world.dealer())
    stranger = world.actor(Role.DEALER_DESK)

    with pytest.raises(NotFoundError):
        take(acting(stranger), stranger, storage, case_id=case.id)


def test_qa_adds_no_photo(world, acting, storage):
    auditor, case = world.actor(Role.QA), world.case()

    with pytest.raises(ForbiddenError):
        take(acting(auditor), auditor, storage, case_id=case.id)


def test_a_salesperson_shows_what_a_relay_is_about(world, session, acting, storage):
    seller = world.actor(Role.SALES)

    realm = acting(seller)
    draft = take(realm, seller, storage)
    realm.commit()

    session.expire_all()
    assert session.get(StoredFile, draft.id).case_id is None
    assert session.scalars(select(CaseEvent.kind)).all() == []


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG"])
def test_the_job_decodes_and_may_run_twice(kind, world, session, acting, storage):
    agent, case = world.actor(Role.AGENT), world.case()
    realm = acting(agent)
    stored = take(realm, agent, storage, picture((2000, 1000), kind), case_id=case.id)
    realm.commit()

    for _ in range(2):
        worker = acting(WORKER)
        raw = decode_photo(worker, storage, stored.id)
        worker.commit()
        storage.delete(raw)

    session.expire_all()
    file = session.get(StoredFile, stored.id)
    assert (file.state, file.mime, file.width) == (FileState.READY, "image/jpeg", 1600)
    assert sorted(storage.keys()) == [large_key(file.key), small_key(file.key)]


def test_a_bomb_passes_the_gate_and_is_refused_by_the_job(world, session, acting, storage):
    agent, case = world.actor(Role.AGENT), world.case()
    realm = acting(agent)
    bomb = picture((9000, 8000), "PNG", 0, "1")
    stored = take(realm, agent, storage, bomb, case_id=case.id)
    realm.commit()

    worker = acting(WORKER)
    decode_photo(worker, storage, stored.id)
    worker.commit()

    session.expire_all()
    file = session.get(StoredFile, stored.id)
    assert (file.state, file.refusal) == (FileState.REFUSED, "picture_too_many_pixels")


def test_photos_of_forgotten_drafts_are_swept_and_no_others(world, session, acting, storage):
    agent, case = world.actor(Role.AGENT), world.case()
    realm = acting(agent)
    old = take(realm, agent, storage)
    young = take(realm, agent, storage, now=NOON + timedelta(days=20))
    kept = take(realm, agent, storage, case_id=case.id)
    realm.commit()

    worker = acting(WORKER)
    keys = sweep_drafts(worker, now=NOON + timedelta(days=31))
    worker.commit()

    assert raw_key(old.key) in keys
    assert set(session.scalars(select(StoredFile.id))) == {young.id, kept.id}
    assert sweep_drafts(worker, now=NOON + timedelta(days=31)) == []
    worker.rollback()
