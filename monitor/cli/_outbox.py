"""Introduces the outbox, the channels and the wording to each other: what a run tells, to whom, and its way there."""

from __future__ import annotations

import hashlib
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from monitor.errors import Place, Problem, ProjectError
from monitor.model.channel import Channel, Means
from monitor.model.delivery import Delivery, Enclosure, News, State
from monitor.model.finding import RunResult
from monitor.model.kpi import Catalogue
from monitor.model.project import Project
from monitor.model.rule import Rule
from monitor.model.situation import Situation
from monitor.model.words import Language

if TYPE_CHECKING:
    from monitor.notify.recipients import Recipient
    from monitor.notify.send import Sent
    from monitor.reporting.views.material import Material
    from monitor.store.store import Reading, Work

SENDING = 300.0
"""Seconds that a sender waits for a run that keeps the store busy: what was confirmed must be noted."""


@dataclass(frozen=True)
class Telling:
    """A run and all that is needed to tell of it. `named`: the catalogue with the KPIs that it had before."""

    project: Project
    result: RunResult
    situation: Situation
    rules: Mapping[str, Rule]
    previous: RunResult | None
    catalogue: Catalogue
    named: Catalogue
    reports: dict[tuple[str, Language], Enclosure] = field(default_factory=dict)
    """Reports that were made to be attached, by audience and language."""


def check_channels(folder: Path, environment: Mapping[str, str]) -> None:
    """Raises ProjectError where the project names nobody to tell, or a variable of a channel is not set.

    A project that cannot be read is left to the run, which tells all its mistakes.
    """
    from monitor.catalogue.channels import channel_problems
    from monitor.catalogue.project_file import read_tolerantly

    read = read_tolerantly(folder, environment)
    if read.project is None or read.problems:
        return
    problems = list(channel_problems(read.project.channels, environment))
    if not read.project.channels:
        place = Place((folder / "kpi-monitor.yaml").as_posix())
        mend = "write `notify:` as docs/notify.md shows, or run without --notify"
        problems.append(Problem(place, "nobody is to be told: `notify:` is missing or empty", "", mend))
    if problems:
        raise ProjectError(problems)


def put_news(work: Work, telling: Telling) -> int:
    """Puts what a run tells into the outbox, in the transaction of the run; how many messages. The same run puts none twice."""
    return sum(work.put(message) for message in messages(work, telling))


def messages(store: Reading, telling: Telling, *, from_scratch: bool = False) -> Iterator[Delivery]:
    """The messages of a run. `from_scratch`: as if nobody had been told anything before."""
    from monitor.notify.news import news_for
    from monitor.notify.recipients import recipients

    experiments = frozenset(name for name, rule in telling.rules.items() if rule.status == "experimental")
    for channel in telling.project.channels:
        for recipient in recipients(channel, telling.catalogue):
            id = delivery_id(telling.result.id, channel.name, recipient.address)
            before = [] if from_scratch else store.letters(channel.name, recipient.address, telling.result.as_of, id)
            news = news_for(channel, recipient, telling.result, before, experiments)
            if news is not None:
                yield _message(id, channel, recipient, news, telling)


def not_reached(project: Project, catalogue: Catalogue) -> Iterator[str]:
    """A word about each owner to whom a channel can send nothing."""
    from monitor.notify.recipients import without_address

    for channel in project.channels:
        for owner in without_address(channel, catalogue):
            yield f"{channel.name}: the owner '{owner}' has no address; add it under `addresses:` of the mail"


def delivery_id(run: str, channel: str, recipient: str) -> str:
    """The same for the same run, channel and recipient."""
    return "M-" + hashlib.sha256("\n".join((run, channel, recipient)).encode()).hexdigest()[:20]


def send_waiting(project: Project, environment: Mapping[str, str], *, early: bool = False) -> Sent:
    """Sends what waits on the project's channels. Raises ServiceError when the store fails."""
    from monitor.notify import send
    from monitor.notify.ways import way_of
    from monitor.store.store import open_store

    store = open_store(project.store, project.folder, SENDING)
    channels = {channel.name: channel for channel in project.channels}
    try:
        ways = partial(way_of, folder=project.folder, environment=environment)
        sent = send.send_waiting(store.work, channels, ways, early=early)
        with store.read() as snapshot:
            sent.waiting = len(snapshot.deliveries((State.WAITING, State.SENDING)))
        return sent
    finally:
        store.close()


@contextmanager
def kept(folder: Path, environment: Mapping[str, str]) -> Iterator[tuple[Telling, Reading]]:
    """The newest run of a project as it was kept, and the store that kept it."""
    from monitor.cli._kept import newest, reading
    from monitor.cli._situation import lay_situation

    with reading(folder, environment) as (project, store):
        run = newest(project, store)
        day = run.result.as_of
        situation = lay_situation(project, run.catalogue, store, store.observations(day), day)
        yield Telling(project, run.result, situation, run.rules, store.run(before=day), run.catalogue, run.named), store


def _message(id: str, channel: Channel, recipient: Recipient, news: News, telling: Telling) -> Delivery:
    from monitor.reporting.mail import rendered, titles

    material = _material(recipient.language, telling)
    attached = channel.attach and channel.means is Means.EMAIL
    attachments = (_report(channel.audience, recipient.language, telling),) if attached else ()
    names, result = titles(news, material), telling.result
    return Delivery(
        id,
        result.id,
        result.as_of,
        channel.name,
        recipient.address,
        datetime.now(UTC),
        rendered(news, channel, material, attachments),
        tuple(replace(told, title=names.get(told.finding, told.title)) for told in news.told),
    )


def _material(language: Language, telling: Telling) -> Material:
    from monitor.reporting.views.material import Material
    from monitor.reporting.voice import voice_of

    voice = voice_of(language, telling.named)
    return Material(telling.result, telling.situation, telling.rules, telling.project, telling.previous, voice)


def _report(audience: str, language: Language, telling: Telling) -> Enclosure:
    """The report of an audience as one file, made once for each language."""
    from monitor.reporting.write import write_reports

    if (audience, language) not in telling.reports:
        with tempfile.TemporaryDirectory(prefix="kpi-monitor-") as folder:
            (path, *_) = write_reports(
                telling.result,
                telling.situation,
                telling.rules,
                telling.project,
                previous=telling.previous,
                audience=(audience,),
                language=language,
                formats=("html",),
                directory=Path(folder),
            )
            content = path.read_bytes()
        name = f"{audience}-{telling.result.as_of}.html"
        telling.reports[audience, language] = Enclosure("", name, "text/html", content)
    return telling.reports[audience, language]
