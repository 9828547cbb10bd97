"""What the forecast assumes before it sees a programme, with where each number comes from."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Prior:
    """The assumptions of the forecast.

    Tuned: found on simulated programmes of two families (delays; waves of drop-out) with training seeds; the
    third family (a policy stop) was not looked at. The search drew 110 settings at random, forecast 150 to 200
    programmes of each family with each, and took the one of the least log score whose intervals were nearest to
    what they say. Stated: judged beforehand, wide, and not tuned.

    Attributes
    ----------
    drift
        Tuned. Standard deviation by which the logarithm of the monthly starts may wander in a year, beyond
        what the programme's own months show.
    wander
        Tuned. How far the level goes on wandering, against what the filter makes of its past.
    unlike_season
        Tuned. Years of an even year against which the programme's own seasons are weighed.
    steadiness
        Tuned. Prior log weight for each step toward a steadier level, in the order of ``DISCOUNTS``.
    exit_spread, move_spread
        Tuned. Standard deviation of the logarithm of how much more (or less) people will leave, and results
        will be verified, than so far: waves, campaigns.
    evidence
        Tuned. How many people one watched person counts for when chances are estimated (below 1: people of
        one month share their fate).
    move_chance, exit_chance, chance_weight
        Stated. Monthly chances of moving on and of leaving before anything is seen, and how many watched
        people they weigh.
    stop_weight, months_to_stop
        Stated. A stop of all starts is expected once in so many months, with the weight of so many stops.
    stop_length, length_weight
        Stated. A stop is expected to last so many months, with the weight of so many stops.
    share, share_weight
        Stated. Share of a group before anything is seen, and how many people it weighs.
    share_evidence
        Stated. What one person counts for when the share of those to come is estimated.
    """

    drift: float = 0.2
    wander: float = 0.5
    unlike_season: float = 0.5
    steadiness: float = 0.5
    exit_spread: float = 0.2
    move_spread: float = 0.3
    evidence: float = 0.3
    move_chance: float = 0.15
    exit_chance: float = 0.02
    chance_weight: float = 2.0
    stop_weight: float = 0.5
    months_to_stop: float = 120.0
    stop_length: float = 6.0
    length_weight: float = 2.0
    share: float = 0.5
    share_weight: float = 2.0
    share_evidence: float = 0.3


DEFAULT_PRIOR = Prior()
