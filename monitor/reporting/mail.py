"""Renders a mail: HTML that mail clients show, the same as text and as JSON, and its pictures."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping
from typing import Any

from monitor.model.channel import Channel
from monitor.model.delivery import Content, Enclosure, News
from monitor.model.finding import RunResult
from monitor.reporting.templates import mail_page
from monitor.reporting.views.mail import Block, Mail, mail, matters_of, titles_of
from monitor.reporting.views.material import Material

WIDTH = 72
"""Letters of a line of the text part."""


def rendered(news: News, channel: Channel, material: Material, attachments: tuple[Enclosure, ...] = ()) -> Content:
    """The message in the language of the material's voice."""
    view = mail(news, channel, material)
    pictures = tuple(
        Enclosure(line.id, f"{line.id}.png", "image/png", line.png)
        for block in view.blocks
        if block.pictures
        for line in block.pictures.lines
    )
    return Content(
        subject=view.subject,
        text=text_of(view),
        html=mail_page(view, material.voice),
        language=str(material.voice.language),
        document=document_of(view, news, material),
        pictures=pictures,
        attachments=attachments,
    )


def titles(news: News, material: Material) -> Mapping[str, str]:
    """Finding id -> what it is called in the message."""
    return titles_of(news, material)


def text_of(view: Mail) -> str:
    """The text part: the same content, to be read without pictures."""
    parts = [f"{view.organisation}\n{view.about}", view.headline.upper(), _filled(f"{view.health} {view.why_you}")]
    parts += [_block_text(block) for block in view.blocks]
    parts += [_filled(f"{row.name}: {row.text}") for row in view.rows]
    parts += [f"{view.link}"] if view.link else []
    parts.append(_filled(" ".join(text for text in (view.report, view.footer) if text)))
    return "\n\n".join(parts) + "\n"


def document_of(view: Mail, news: News, material: Material) -> dict[str, Any]:
    """The message for machines: the run, and each finding that is told, with the reason."""
    titles = titles_of(news, material)
    items = [
        {
            "finding": item.finding.id,
            "reason": str(item.reason),
            "title": titles[item.finding.id],
            "pattern": item.finding.pattern,
            "kpi": item.finding.kpi,
            "severity": str(item.finding.severity),
            "tier": str(item.finding.tier),
        }
        for item in news.items
    ]
    return {
        "schema": 1,
        "run": _run(material.result),
        "subject": view.subject,
        "headline": view.headline,
        "health": view.health,
        "link": view.link or None,
        "items": items,
        "matters": len(matters_of(news.items, material)),
        "gone": [{"finding": told.finding, "title": told.title} for told in news.gone],
    }


def _run(result: RunResult) -> dict[str, Any]:
    return {"id": result.id, "organisation": result.organisation, "as_of": str(result.as_of), "version": result.version}


def _block_text(block: Block) -> str:
    lines = [_filled(f"{block.label} {block.title}"), _filled(block.sentence), _filled(block.note)]
    if block.pictures:
        lines += [_filled(f"- {line.says}") for line in block.pictures.lines]
    lines += [_filled(f"> {block.action}", "  "), f"  {block.owner}", block.link]
    return "\n".join(line for line in lines if line.strip())


def _filled(text: str, indent: str = "") -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent, break_long_words=False, break_on_hyphens=False)
