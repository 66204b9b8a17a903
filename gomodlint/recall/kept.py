"""Where headers lie in the cache: stamps in one file, and in another, which it names, the texts that few runs need."""

from __future__ import annotations

from collections.abc import Mapping

from gomodlint.cache.store import Damaged, Store
from gomodlint.recall.names import headers_store, name_of
from gomodlint.source.kept_headers import KeptHeaders, Texts


def read_headers(store: Store, kind: str, top: str) -> KeptHeaders | None:
    """The headers of a repository; None when there are none. Raises Damaged, and OSError when they cannot be read.

    Where the texts are not those of the stamps (two runs wrote at once, or one was killed) there are none.
    """
    lines = store.read(name_of(kind, top))
    if lines is None:
        return None
    name = name_of(f"texts-{kind}", top)
    if lines[:1] != [store.stated_sum(name)]:
        return None
    sum_ = lines.pop(0)

    def texts() -> Texts:
        try:
            found = store.read_some(name)
        except (Damaged, OSError) as error:
            raise ValueError(str(error)) from error
        if found is None or store.sums[name] != sum_:
            raise ValueError("other headers")
        return found

    return KeptHeaders(lines, texts)


def are_headers_kept(environ: Mapping[str, str], kind: str, top: str) -> bool:
    """Whether there may be headers of a repository."""
    store = headers_store(environ)
    return store is not None and bool(store.stated_sum(name_of(kind, top)))


def write_headers(store: Store, kind: str, top: str, headers: KeptHeaders) -> None:
    """Keep headers for the next run. Raises OSError."""
    lines, texts = headers.to_keep()
    name = name_of(f"texts-{kind}", top)
    store.sums.pop(name, None)
    store.write(name, texts)
    if name in store.sums:  # not when they are too large to keep
        store.write(name_of(kind, top), [store.sums[name], *lines])


def sum_of(store: Store, kind: str, top: str) -> str:
    """What tells the headers that were read or written last from others; "" when there are none."""
    return store.sums.get(name_of(kind, top), "")
