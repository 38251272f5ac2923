"""What pieces are worth to a leaf of a proof log: by their amounts, by prices of courses, and less by multipliers of caps.

Part of the independent checker (docs/proofs.md, *Leaves*). Worths are counted in twelfths of a credit, so that they can be
shared out among up to four awards without a fraction.
"""

from collections.abc import Mapping, Sequence

from creditbank.plan.check_state import Board, CreditCap, State, bits

TWELFTHS = 12


class Worth:
    """The worth of every piece. ``prices``: by course number; ``weights``: twelfths by the number of a cap."""

    def __init__(self, board: Board, prices: Mapping[int, int] | None = None, weights: Mapping[int, int] | None = None):
        self.prices, self.weights = prices or {}, weights or {}
        self._board = board
        self._weight = [self._weight_of(t) for t in range(len(board.owner))]
        self._whole = [self._of_whole(t) for t in range(len(board.owner))]
        self._known: list[dict[tuple[int, int], int]] = [{} for _ in board.of]
        self._places = [(board.caps[number], weight) for number, weight in self.weights.items()]
        self.has_penalties = any(not isinstance(cap, CreditCap) for (cap, _), _ in self._places)

    def gain(self, q: int, aimed: int, given: int, /) -> int:
        """The most that pieces of a candidate can add, of which the targets ``given`` are granted."""
        key = (aimed, given)
        found = self._known[q].get(key)
        if found is None:
            found = self._known[q][key] = self._gain(q, aimed, given)
        return found

    def penalty(self, q: int, state: State, /) -> int:
        """What applying an open candidate costs for the awards it would count anew."""
        total = 0
        for (cap, number), weight in self._places:
            if not isinstance(cap, CreditCap) and q in cap.counts:
                fresh = cap.counts[q] & self._board.whole_mask[q] & ~state.counted[number]
                total += weight * fresh.bit_count()
        return total

    def base(self, state: State, /) -> int:
        """What all places and all room of the weighted caps are worth."""
        total = 0
        for (cap, number), weight in self._places:
            room = state.rooms[number] if isinstance(cap, CreditCap) else cap.room - state.counted[number].bit_count()
            total += weight * room
        return total

    def _gain(self, q: int, aimed: int, given: int) -> int:
        board = self._board
        more = sum(max(0, TWELFTHS - self._weight[t]) * (board.amount[t] - 1) for t in bits(aimed & given))
        worths = sorted((self._whole[t] for t in bits(aimed & ~given)), reverse=True)
        choose, budget = board.choose[q], board.budget[q]
        if choose is not None:
            worths = worths[: max(0, choose - given.bit_count())]
        most = more + sum(worths)
        if budget is not None:
            most = max(0, min(most, TWELFTHS * (budget - sum(board.least[t] for t in bits(given)))))
        return most

    def _of_whole(self, t: int) -> int:
        amount = self._board.amount[t]
        price = self.prices.get(self._board.course[t], amount)
        return max(0, TWELFTHS * price - self._weight[t] * amount)

    def _weight_of(self, t: int) -> int:
        """Twelfths for each credit of a target: what the room is worth that it takes of weighted caps on credits."""
        caps = ((self._board.caps[number][0], weight) for number, weight in self.weights.items())
        return sum(weight for cap, weight in caps if isinstance(cap, CreditCap) and cap.members >> t & 1)


def prices_of(takers: Sequence[tuple[int, tuple[int, ...]]], /) -> dict[int, int]:
    """For each award the largest share of what a candidate that takes it whole could give."""
    prices: dict[int, int] = {}
    for gained, outcomes in takers:
        share = -(-gained // len(outcomes))
        for outcome in outcomes:
            if share > prices.get(outcome, 0):
                prices[outcome] = share
    return prices


def lower(prices: dict[int, int], takers: Sequence[tuple[int, tuple[int, ...]]], /) -> None:
    """Lower each price in turn as far as every candidate that takes the award is still paid for by its awards."""
    if all(len(outcomes) == 1 for _, outcomes in takers):
        return
    taking: dict[int, list[tuple[int, tuple[int, ...]]]] = {outcome: [] for outcome in prices}
    for taker in takers:
        for outcome in taker[1]:
            taking[outcome].append(taker)
    for outcome in sorted(prices):
        own = prices[outcome]
        prices[outcome] = max(0, *(own + gained - sum(prices[one] for one in of) for gained, of in taking[outcome]))
