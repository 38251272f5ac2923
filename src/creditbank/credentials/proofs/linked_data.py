"""JSON-LD expansion that loses nothing: PyLD with contexts from this package only, and with the gaps that it leaves closed.

PyLD 3.3.0 drops members without a definition in silence, resolves relative names against an address of its own, caches
processed contexts without regard to protection, and lets ``@import`` write into a shared context. What is done about it
stands beside each override; they reach into private methods, so the version is pinned and the test suites of W3C guard it.
"""

from collections.abc import Mapping
from typing import Any, NoReturn

from pyld.jsonld import JsonLdProcessor
from pyld.resolved_context import ResolvedContext

from creditbank.credentials.contexts.documents import CONTEXTS, load
from creditbank.credentials.errors import DocumentRefused
from creditbank.credentials.proofs.limits import Limits
from creditbank.credentials.proofs.members import listed

_MEMO_MAX = 500
"""Processed contexts kept. Real documents need some dozens; a stranger may ask for the contexts in ever new orders."""


def expand(document: Mapping[str, Any], limits: Limits) -> list[Any]:
    """The expanded form of ``document``: every name an absolute IRI, every value an object. JSON-LD 1.1 API, §5.1.

    Raises ``DocumentRefused``: unknown context, term without a definition (``TERM_DROPPED``), anything that is not JSON-LD.
    """
    return Expansion(limits.context_terms_max).guarded(document)


def _refusal(error: BaseException) -> DocumentRefused:
    """The refusal inside an error of PyLD, which wraps what is raised while it reads scoped contexts; else a general one."""
    cause: BaseException | None = error
    while cause is not None:
        if isinstance(cause, DocumentRefused):
            return cause
        cause = cause.__cause__
    return DocumentRefused("NOT_LINKED_DATA", reason=str(getattr(error, "code", None) or type(error).__name__))


class _Uncached(ResolvedContext):  # type: ignore[misc]
    """A context that PyLD does not cache: its cache forgets whether protected terms could be overridden."""

    def get_processed(self, active_ctx: Any) -> None:
        return None

    def set_processed(self, active_ctx: Any, processed_ctx: Any) -> None:
        pass


class _Vendored:
    """Stands in for PyLD's resolver of contexts: addresses lead to this package or nowhere."""

    def resolve(self, active_ctx: Any, context: Any, base: Any, cycles: Any = None) -> list[ResolvedContext]:
        """The contexts behind ``context``, in order. The signature is PyLD's."""
        if isinstance(context, dict) and "@context" in context:
            context = context["@context"]
        found = []
        for one in listed(context):
            if isinstance(one, str):
                found.extend(self.resolve(active_ctx, load(one)["@context"], base))
            elif one is None or one is False:
                found.append(_Uncached(False))
            elif isinstance(one, dict):
                _refuse_import(one)
                found.append(_Uncached(one))
            else:
                raise DocumentRefused("CONTEXT_MALFORMED")
        return found


def _refuse_import(context: Mapping[str, Any]) -> None:
    """PyLD merges an importing context into the imported one in place: a stranger could redefine a standard for everyone."""
    if "@import" in context:
        raise DocumentRefused("CONTEXT_IMPORT")


_OPTIONS = {
    "base": None,  # PyLD takes an empty text for a base of its own, and would sign made-up absolute names
    "isFrame": False,
    "keepFreeFloatingNodes": False,
    "processingMode": "json-ld-1.1",
    "contextResolver": _Vendored(),
}


class _Memo:
    """Processed contexts by the identity of what they were made from; only of vendored contexts, so that it stays small.

    Everything whose identity is a key is also held here, so no identity can be reused while it is one.
    """

    def __init__(self) -> None:
        self._vendored: dict[int, Any] = {}
        self._processed: dict[tuple[Any, ...], Any] = {}
        self._active: dict[int, Any] = {}
        for url in CONTEXTS:
            self._register(load(url))

    def _register(self, value: Any) -> None:
        if isinstance(value, dict | list):
            self._vendored[id(value)] = value
            for one in value.values() if isinstance(value, dict) else value:
                self._register(one)

    def key(self, active: Any, local: Any, flags: Mapping[str, Any]) -> tuple[Any, ...] | None:
        """The key of processing ``local`` on top of ``active``, or None where either comes from a document."""
        part = self._part(local)
        if part is None or (active["mappings"] and id(active) not in self._active):
            return None
        protected, propagate = flags.get("override_protected", False), flags.get("propagate", True)
        return (id(active) if active["mappings"] else 0, part, protected, propagate)

    def _part(self, local: Any) -> Any:
        if isinstance(local, str):
            return local
        if id(local) in self._vendored:
            return id(local)
        if isinstance(local, list):
            parts = tuple(self._part(one) for one in local)
            return None if None in parts else parts
        return None

    def get(self, key: tuple[Any, ...]) -> Any:
        return self._processed.get(key)

    def put(self, key: tuple[Any, ...], processed: Any) -> None:
        if len(self._processed) >= _MEMO_MAX:
            self._processed, self._active = {}, {}
        self._active[id(processed)] = processed
        self._processed[key] = processed


_MEMO = _Memo()


class Expansion(JsonLdProcessor):  # type: ignore[misc]
    """One expansion."""

    def __init__(self, terms_max: int) -> None:
        super().__init__(on_property_dropped=_dropped)
        self._terms_left = terms_max

    def guarded(self, document: Mapping[str, Any]) -> list[Any]:
        """The expanded form, and a ``DocumentRefused`` for whatever PyLD raises."""
        try:
            return self.run(document)
        except Exception as error:  # PyLD raises KeyError and TypeError on hostile contexts beside its own errors
            raise _refusal(error) from error

    def run(self, document: Mapping[str, Any]) -> list[Any]:
        """The expanded form. Not PyLD's ``expand``, which copies the document and asks for remote contexts first."""
        found = self._expand(self._get_initial_context(_OPTIONS), None, document, _OPTIONS)
        if isinstance(found, dict) and found.keys() == {"@graph"}:
            found = found["@graph"]
        return listed(found)

    def _expand(self, active_ctx: Any, active_property: Any, element: Any, options: Any, **flags: Any) -> Any:
        """Nothing may vanish but null: not a value without a property, not an object that says only its language."""
        found = super()._expand(active_ctx, active_property, element, options, **flags)
        if found is None and element is not None:
            _dropped(active_property)
        return found

    def _process_context(self, active_ctx: Any, local_ctx: Any, options: Any, **flags: Any) -> Any:
        """Processing the contexts takes four fifths of an expansion, and it gives the same result for every document."""
        key = None if "cycles" in flags else _MEMO.key(active_ctx, local_ctx, flags)
        if key is None:
            self._spend(1 + len(active_ctx["mappings"]) // 256)
            return super()._process_context(active_ctx, local_ctx, options, **flags)
        processed = _MEMO.get(key)
        if processed is None:
            processed = super()._process_context(active_ctx, local_ctx, options, **flags)
            _MEMO.put(key, processed)
        return processed

    def _expand_iri(
        self,
        active_ctx: Any,
        value: Any,
        base: Any = None,
        vocab: bool = False,
        local_ctx: Any = None,
        defined: Any = None,
    ) -> Any:
        """A term that the context defines is nearly every name of a document; PyLD looks at four other things before."""
        if vocab and local_ctx is None and value.__class__ is str and value[:1] != "@":
            mapping = active_ctx["mappings"].get(value)
            if mapping is not None:
                return mapping["@id"]
        return super()._expand_iri(active_ctx, value, base, vocab, local_ctx, defined)

    def _create_term_definition(self, *arguments: Any, **options: Any) -> Any:
        self._spend(1)
        return super()._create_term_definition(*arguments, **options)

    def _spend(self, terms: int) -> None:
        """Count what processing contexts costs: those inside a document are processed again wherever their term is used."""
        self._terms_left -= terms
        if self._terms_left < 0:
            raise DocumentRefused("CONTEXT_TOO_COMPLEX")


def _dropped(term: object) -> NoReturn:
    raise DocumentRefused("TERM_DROPPED", term=str(term)[:200] if term is not None else "")


class NotingExpansion(Expansion):
    """An expansion that notes what becomes of each object."""

    def __init__(self, terms_max: int) -> None:
        super().__init__(terms_max)
        self.nodes: list[tuple[Any, dict[str, Any]]] = []

    def _expand(self, active_ctx: Any, active_property: Any, element: Any, *others: Any, **named: Any) -> Any:
        found = super()._expand(active_ctx, active_property, element, *others, **named)
        if isinstance(found, dict) and active_property != "@reverse" and not found.keys() & {"@value", "@list"}:
            self.nodes.append((element, found))
        return found
