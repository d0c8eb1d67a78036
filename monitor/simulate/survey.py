"""A satisfaction survey: who is asked, who answers, and what they say."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from monitor.simulate.frame import Series, Whole
from monitor.simulate.outcome import Columns
from monitor.simulate.world import World


@dataclass(frozen=True)
class Survey:
    """`score` is csat (mean of 1 to 5) or nps (promoters minus detractors, -100 to 100); the unhappy answer a little less."""

    score: str = "csat"
    asked: float = 0.6
    answers: float = 0.4
    unhappy_answers: float = 0.38
    happy_points: float = 4.75
    unhappy_points: float = 2.6
    spread: float = 0.6
    """Standard deviation of points within either group."""


USUAL = Survey()


@dataclass(frozen=True, eq=False)
class Mood:
    """What happens around the survey; numbers or series of shape (periods,). `noise` and `gloom` are in points of 1 to 5."""

    unhappy: Series
    noise: float
    gloom: Series | float
    skipped: Series | float
    invited: Series | float
    answering: Series | float


def ask(world: World, cases: Series, mood: Mood, survey: Survey = USUAL) -> Columns:
    """`value`, `invited` and `responses`, each of shape (periods,). A period without an answer has no value."""
    rng = world.rng
    unhappy = rng.binomial(cases.astype(int), mood.unhappy)
    asked = np.clip(survey.asked * np.asarray(mood.invited), 0, 1)
    invited_happy = rng.binomial(cases.astype(int) - unhappy, asked + 0 * cases)
    invited_unhappy = rng.binomial(unhappy, np.clip(asked * (1 - np.asarray(mood.skipped)), 0, 1) + 0 * cases)
    happy = rng.binomial(invited_happy, np.clip(survey.answers * np.asarray(mood.answering), 0, 1) + 0 * cases)
    sad = rng.binomial(invited_unhappy, np.clip(survey.unhappy_answers * np.asarray(mood.answering), 0, 1) + 0 * cases)
    shift = world.noise(mood.noise) - mood.gloom
    score = _recommend(rng, happy, sad, shift) if survey.score == "nps" else _points(rng, happy, sad, shift, survey)
    responses = (happy + sad).astype(float)
    return {
        "value": np.where(responses > 0, score, np.nan),
        "responses": responses,
        "invited": (invited_happy + invited_unhappy).astype(float),
    }


def _points(rng: np.random.Generator, happy: Whole, sad: Whole, shift: Series, survey: Survey) -> Series:
    number = np.maximum(happy + sad, 1)
    mean = (happy * survey.happy_points + sad * survey.unhappy_points) / number
    said = mean + shift + survey.spread * rng.standard_normal(len(mean)) / np.sqrt(number)
    return np.asarray(np.round(np.clip(said, 1, 5), 2))


def _recommend(rng: np.random.Generator, happy: Whole, sad: Whole, shift: Series) -> Series:
    """A point of satisfaction is worth about 40 points of the recommendation score."""
    promoters = rng.binomial(happy, 0.68) + rng.binomial(sad, 0.10)
    detractors = rng.binomial(happy, 0.05) + rng.binomial(sad, 0.60)
    score = 100 * (promoters - detractors) / np.maximum(happy + sad, 1)
    return np.asarray(np.round(np.clip(score + 40 * shift, -100, 100), 1))
