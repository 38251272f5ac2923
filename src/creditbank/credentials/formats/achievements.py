"""What was achieved, as nodes of Open Badges 3.0: ``Achievement``, ``Alignment``, ``Result``, ``ResultDescription``.

Only terms of the published contexts are used, so that any verifier of Open Badges reads our credentials without ever having
heard of us. Facts for which Open Badges has no member of their own stand in its extensible lists, marked ``ext:creditbank.…``
(§ Enumerated Classes: extensions start with ``ext:``): see docs/credentials-formats.md.
"""

from collections.abc import Iterable, Mapping
from typing import Any

import msgspec

from creditbank.credentials.award import Achievement, Alignment, Award, Granted, Result
from creditbank.credentials.formats.reading import name_at, object_at, objects_at, text_at, texts_at
from creditbank.credentials.formats.rest import rest, with_rest, without_empty
from creditbank.credentials.formats.values import sha256_of_sri, sri_of_sha256, whole_of_text
from creditbank.rules.definitions import Name

OWN = "ext:creditbank."
KIND, LEVEL, CLAUSE, TRANSLATION = f"{OWN}kind", f"{OWN}level", f"{OWN}clause", f"{OWN}translation"
PROGRAMME, TARGET, RULE, HOURS = f"{OWN}programme", f"{OWN}target", f"{OWN}rule", f"{OWN}hours"

Node = dict[str, Any]
Marked = Mapping[tuple[str, str], Mapping[str, Any]]
"""Own alignments by type and language."""


def chinese(name: Name) -> str:
    """The Chinese of a name, or the English where it has no other."""
    return name.get("zh") or name.get("en", "")


def english(name: Name) -> str:
    """The English of a name where it says something else than the Chinese, otherwise nothing."""
    said = name.get("en", "")
    return said if said != chinese(name) else ""


def achievement_node(award: Award) -> Node:
    """The ``Achievement`` of ``award``, with the descriptions of its results."""
    return with_rest(_achievement_node(award), award.achievement.extra)


def _achievement_node(award: Award) -> Node:
    achievement = award.achievement
    kind = {"type": "IdentifierEntry", "identifier": achievement.kind, "identifierType": KIND}
    translated = _translation(achievement)
    return without_empty(
        {
            "id": achievement.id,
            "type": ["Achievement"],
            "achievementType": achievement.type,
            "name": chinese(achievement.name),
            "description": chinese(achievement.description),
            "criteria": without_empty({"narrative": chinese(achievement.criteria)}),
            "humanCode": achievement.code,
            "inLanguage": "zh-Hans" if translated else "",
            "alignment": [*map(_alignment, achievement.alignments), *translated, *_own_alignments(award)],
            "otherIdentifier": [kind] if achievement.kind else [],
            "resultDescription": [described for described, _ in _results(award)],
        }
    )


def _alignment(alignment: Alignment) -> Node:
    return without_empty(
        {
            "type": ["Alignment"],
            "targetName": alignment.name,
            "targetUrl": alignment.url,
            "targetCode": alignment.code,
            "targetFramework": alignment.framework,
            "targetType": alignment.type,
        }
    )


def _own(kind: str, award: Award, **members: str) -> Node:
    """An alignment of ours. It points at the definition of the achievement, where what it says is written too."""
    return without_empty({"type": ["Alignment"], "targetType": kind, "targetUrl": award.achievement.id, **members})


def _translation(achievement: Achievement) -> list[Node]:
    """The English edition, as an alignment with itself: every wallet shows alignments."""
    texts = (achievement.name, achievement.description, achievement.criteria)
    if not any(map(english, texts)):
        return []
    name, description, criteria = (text.get("en", "") for text in texts)
    node = {"type": ["Alignment"], "targetType": TRANSLATION, "targetUrl": achievement.id, "inLanguage": "en"}
    return [node | {"targetName": name, "targetDescription": description, "narrative": criteria}]


def _own_alignments(award: Award) -> Iterable[Node]:
    achievement, granted = award.achievement, award.granted
    if achievement.level or achievement.level_scale:
        yield _own(
            LEVEL,
            award,
            targetName=achievement.level,
            targetCode=achievement.level,
            targetFramework=achievement.level_scale,
        )
    if award.clause:
        yield _own(CLAUSE, award, targetName=award.clause)
    if granted is not None:
        yield _own(
            PROGRAMME,
            award,
            targetName=chinese(granted.programme),
            targetCode=granted.programme_code,
            targetDescription=str(granted.year),
        )
        yield _own(TARGET, award, targetName=chinese(granted.target_name), targetCode=granted.target)
        yield _own(
            RULE,
            award,
            targetName=granted.clause,
            targetCode=granted.rule,
            digestSRI=sri_of_sha256(granted.rule_hash),
        )
        for kind, name in ((PROGRAMME, granted.programme), (TARGET, granted.target_name)):
            if english(name):
                yield _own(kind, award, targetName=english(name), inLanguage="en")


def _results(award: Award) -> list[tuple[Node, Node]]:
    """Each result with its description: their ids are under that of the award, so no two awards share one."""
    base = award.id or award.achievement.id
    pairs = []
    for number, result in enumerate(award.results, 1):
        described = {"id": f"{base}#result-{number}", "type": ["ResultDescription"], "name": result.name}
        pairs.append((described | {"resultType": "Result", "description": result.scale}, result.value))
    if award.hours is not None:
        described = {"id": f"{base}#hours", "type": ["ResultDescription"], "name": "学时"}
        pairs.append((described | {"resultType": HOURS}, str(award.hours)))
    return [
        (without_empty(node), without_empty({"type": ["Result"], "resultDescription": node["id"], "value": value}))
        for node, value in pairs
    ]


def result_nodes(award: Award) -> list[Node]:
    """The ``Result`` nodes of the subject: grades as issued, and the hours of study as one of a type of its own."""
    return [result for _, result in _results(award)]


def with_extra(award: Award, node: Mapping[str, Any]) -> Achievement:
    """The achievement of ``award`` with what ``node`` says beyond it."""
    return msgspec.structs.replace(award.achievement, extra=rest(_achievement_node(award), node))


def achievement_of(node: Mapping[str, Any], path: str) -> Achievement:
    """The achievement a node defines, without ``extra``: that is known once the whole award is."""
    own = marked(node, path)
    level, translated = own.get((LEVEL, ""), {}), own.get((TRANSLATION, "en"), {})
    kinds = [
        text_at(entry, "identifier", path)
        for entry in objects_at(node, "otherIdentifier", path)
        if entry.get("identifierType") == KIND
    ]
    criteria = object_at(node, "criteria", path)
    return Achievement(
        id=text_at(node, "id", path),
        name=_in_english(name_at(node, "name", path), translated, "targetName"),
        description=_in_english(name_at(node, "description", path), translated, "targetDescription"),
        criteria=_in_english(name_at(criteria, "narrative", f"{path}/criteria"), translated, "narrative"),
        kind=next(iter(kinds), ""),
        type=text_at(node, "achievementType", path),
        code=text_at(node, "humanCode", path),
        level=text_at(level, "targetCode", path),
        level_scale=text_at(level, "targetFramework", path),
        alignments=tuple(
            _alignment_of(inner, f"{path}/alignment")
            for inner in objects_at(node, "alignment", path)
            if not _is_own(inner)
        ),
    )


def _in_english(name: Name, node: Mapping[str, Any], member: str) -> Name:
    return {**name, "en": text_at(node, member, "")} if member in node else name


def _is_own(node: Mapping[str, Any]) -> bool:
    return str(node.get("targetType", "")).startswith(OWN)


def marked(node: Mapping[str, Any], path: str) -> Marked:
    """The alignments that carry facts of ours, by type and language."""
    return {
        (str(inner["targetType"]), str(inner.get("inLanguage", ""))): inner
        for inner in objects_at(node, "alignment", path)
        if _is_own(inner)
    }


def _alignment_of(node: Mapping[str, Any], path: str) -> Alignment:
    return Alignment(
        framework=text_at(node, "targetFramework", path),
        code=text_at(node, "targetCode", path),
        name=text_at(node, "targetName", path),
        url=text_at(node, "targetUrl", path),
        type=text_at(node, "targetType", path),
    )


def granted_of(own: Marked, sources: tuple[str, ...], path: str) -> Granted | None:
    """What a conversion granted; ``None`` for any other award."""
    if (TARGET, "") not in own:
        return None
    programme, target, rule = (own.get((kind, ""), {}) for kind in (PROGRAMME, TARGET, RULE))
    return Granted(
        programme=_in_english(name_at(programme, "targetName", path), own.get((PROGRAMME, "en"), {}), "targetName"),
        programme_code=text_at(programme, "targetCode", path),
        year=whole_of_text(text_at(programme, "targetDescription", path)) or 0,
        target=text_at(target, "targetCode", path),
        target_name=_in_english(name_at(target, "targetName", path), own.get((TARGET, "en"), {}), "targetName"),
        rule=text_at(rule, "targetCode", path),
        rule_hash=sha256_of_sri(text_at(rule, "digestSRI", path)),
        clause=text_at(rule, "targetName", path),
        sources=sources,
    )


def results_of(subject: Mapping[str, Any], achievement: Mapping[str, Any]) -> tuple[tuple[Result, ...], int | None]:
    """The results of a subject, and its hours of study."""
    path = "/credentialSubject/result"
    descriptions = {
        text_at(node, "id", path): node for node in objects_at(achievement, "resultDescription", "/credentialSubject")
    }
    results, hours = [], None
    for node in objects_at(subject, "result", "/credentialSubject"):
        described = descriptions.get(text_at(node, "resultDescription", path), {})
        value = text_at(node, "value", path) or text_at(node, "status", path) or _level(node, described, path)
        if described.get("resultType") == HOURS and whole_of_text(value) is not None:
            hours = whole_of_text(value)
        else:
            results.append(Result(name=text_at(described, "name", path), value=value, scale=_scale(described, path)))
    return tuple(results), hours


def _level(node: Mapping[str, Any], described: Mapping[str, Any], path: str) -> str:
    """Name of the rubric level that a result reached."""
    reached = text_at(node, "achievedLevel", path)
    levels = objects_at(described, "rubricCriterionLevel", path)
    named = [text_at(level, "name", path) for level in levels if level.get("id") == reached]
    return next(iter(named), reached)


def _scale(described: Mapping[str, Any], path: str) -> str:
    least, most = text_at(described, "valueMin", path), text_at(described, "valueMax", path)
    ends = f"{least}–{most}" if least or most else ""
    return text_at(described, "description", path) or ends or "/".join(texts_at(described, "allowedValue", path))
