"""What anyone may read: the first page, the registers of institutions and programmes."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from creditbank.bank.statistics import totals
from creditbank.catalogue.in_force import current_rulebook
from creditbank.people.directory import institution_names, list_institutions
from creditbank.web.asking import PAGE_SIZE, page_number, paging
from creditbank.web.programmes import module_rows, policy_rows, rule_rows


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What the bank is for, its three doors, and how much is in it."""
    return render(request, "web/home.html", {"totals": totals()})


@require_safe
def institutions(request: HttpRequest) -> HttpResponse:
    """The public register of institutions and of what they are accredited to certify."""
    text = request.GET.get("q", "").strip()[:60]
    today = timezone.localdate()
    rows, total = list_institutions(today, text=text, page=page_number(request), size=PAGE_SIZE)
    context = {"rows": rows, "q": text, "kinds": current_rulebook().kinds, "paging": paging(request, total)}
    return render(request, "web/institutions.html", context)


@require_safe
def programmes(request: HttpRequest) -> HttpResponse:
    """All programmes: degrees, skill levels, trainings."""
    wanted = request.GET.get("sort", "")
    book = current_rulebook()
    found = [one for one in book.programmes.values() if wanted in {"", one.qualification}]
    found.sort(key=lambda one: (one.qualification, one.id, -one.year))
    first = (page_number(request) - 1) * PAGE_SIZE
    rows = found[first : first + PAGE_SIZE]
    context = {
        "rows": [(one, one.id.split("/", 1)[1], len(one.course)) for one in rows],
        "schools": institution_names(one.institution for one in rows),
        "sort": wanted,
        "sorts": ("degree", "skill_level", "training"),
        "paging": paging(request, len(found)),
    }
    return render(request, "web/programmes.html", context)


@require_safe
def programme(request: HttpRequest, institution: str, code: str, year: int) -> HttpResponse:
    """One catalogue year: modules and courses, policies with their limits, and the conversion rules in force."""
    book = current_rulebook()
    found = book.programme(f"{institution}/{code}", year)
    if found is None:
        raise Http404
    today = timezone.localdate()
    rules = rule_rows(book, found, today)
    first = (page_number(request) - 1) * PAGE_SIZE
    context = {
        "programme": found,
        "school": institution_names([institution]).get(institution),
        "level": next((one.name for one in book.scales[found.level_scale].value if one.id == found.level), None),
        "modules": module_rows(found),
        "policies": policy_rows(book, found, today),
        "rules": rules[first : first + PAGE_SIZE],
        "paging": paging(request, len(rules)),
        "book": book,
    }
    return render(request, "web/programme.html", context)
