"""Checks of the rulebook that need trees and solving: programmes, policies with their examples, rules at their programmes.

Everything that can be told without solving is checked in ``rules.checks``. Codes are listed in ``docs/engine.md``.
"""

from collections.abc import Iterator, Sequence
from datetime import date

from creditbank.kernel.decision import Reason
from creditbank.kernel.errors import CreditbankError
from creditbank.kernel.quantity import format_amount, parse_amount
from creditbank.plan.candidates import build
from creditbank.plan.case import AwardCase, Case, LotState
from creditbank.plan.check import walk
from creditbank.plan.examples import example_holds, policy_answer
from creditbank.plan.limits import Settings, at_most, closed_until, floor_limits, settings_of
from creditbank.plan.problem import Problem
from creditbank.plan.reading import nodes_of
from creditbank.plan.solve import solve
from creditbank.rules.definitions import Cap, Policy, Rule
from creditbank.rules.findings import Finding, Place
from creditbank.rules.programmes import Programme
from creditbank.rules.rulebook import Rulebook
