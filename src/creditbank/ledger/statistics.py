"""How large the ledger is. Counts only."""

from creditbank.ledger.models import Account, Transfer


def size() -> tuple[int, int]:
    """How many accounts were opened and how many transfers posted."""
    return Account.objects.count(), Transfer.objects.count()
