"""The part of `dataclasses` that this program uses, without what that costs before the first line runs.

`import dataclasses` loads inspect, ast, dis and tokenize, and every class compiles its own methods: a third of the
time that a small check took. Here the methods are shared by all classes. Type checkers see the real thing, and the
real functions (`replace`, `fields`) work on these classes, too. `slots` is taken and ignored.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import MISSING, dataclass, field, fields, is_dataclass, replace
else:
    _NAME = "__gomodlint_fields__"

    class _Missing:
        """The default of a field that has none."""

    MISSING = _Missing()

    class Field:
        """A field of a class: its name, its default or what makes it, and what else is to be said of it."""

        __slots__ = ("default", "default_factory", "metadata", "name")

        def __init__(self, default, default_factory, metadata):
            self.name = ""
            self.default = default
            self.default_factory = default_factory
            self.metadata = metadata

    def field(*, default=MISSING, default_factory=MISSING, metadata=None):
        """As dataclasses.field."""
        return Field(default, default_factory, metadata or {})

    class _RealFields:
        """What `dataclasses` asks a class or an instance for."""

        def __get__(self, instance, owner):
            import dataclasses

            found = {}
            for name, one in getattr(owner, _NAME).items():
                made = dataclasses.field(
                    default=dataclasses.MISSING if one.default is MISSING else one.default,
                    default_factory=dataclasses.MISSING if one.default_factory is MISSING else one.default_factory,
                    metadata=one.metadata,
                )
                made.name = name
                made.type = owner.__annotations__.get(name)
                made._field_type = dataclasses._FIELD
                found[name] = made
            return found

    def dataclass(*, frozen=False, slots=False, kw_only=False):
        """As dataclasses.dataclass."""

        def make(cls):
            found = {}
            for base in reversed(cls.__mro__[1:]):
                found.update(base.__dict__.get(_NAME, {}))
            for name, hint in cls.__dict__.get("__annotations__", {}).items():
                if "ClassVar" in str(hint):
                    continue
                value = cls.__dict__.get(name, MISSING)
                one = value if isinstance(value, Field) else Field(value, MISSING, {})
                one.name = name
                if one is value:
                    if one.default is MISSING:
                        delattr(cls, name)
                    else:
                        setattr(cls, name, one.default)
                found[name] = one
            setattr(cls, _NAME, found)
            cls.__dataclass_fields__ = _RealFields()
            cls.__gomodlint_positional__ = () if kw_only else tuple(found)
            cls.__init__ = _init
            cls.__eq__ = _eq
            cls.__repr__ = _repr
            cls.__hash__ = _hash if frozen else None
            if frozen:
                cls.__setattr__ = _refuse
                cls.__delattr__ = _refuse
            return cls

        return make

    def _init(self, *args, **given):
        known = getattr(type(self), _NAME)
        values = self.__dict__
        if args:
            names = self.__gomodlint_positional__
            if len(args) > len(names):
                raise TypeError(f"{type(self).__name__}() takes {len(names)} positional arguments, {len(args)} given")
            values.update(zip(names, args, strict=False))
        for name, value in given.items():
            if name not in known or name in values:
                raise TypeError(f"{type(self).__name__}() got an unexpected argument {name!r}")
            values[name] = value
        if len(values) < len(known):
            for name, one in known.items():
                if name not in values:
                    if one.default is not MISSING:
                        values[name] = one.default
                    elif one.default_factory is not MISSING:
                        values[name] = one.default_factory()
                    else:
                        raise TypeError(f"{type(self).__name__}() misses {name!r}")

    def _values(self):
        return tuple([getattr(self, name) for name in getattr(type(self), _NAME)])

    def _eq(self, other):
        return _values(self) == _values(other) if other.__class__ is self.__class__ else NotImplemented

    def _hash(self):
        return hash(_values(self))

    def _repr(self):
        shown = ", ".join(f"{name}={getattr(self, name)!r}" for name in getattr(type(self), _NAME))
        return f"{type(self).__qualname__}({shown})"

    def _refuse(self, name, *_value):
        raise AttributeError(f"cannot assign to field {name!r}")

    def fields(of):
        """As dataclasses.fields, for classes of this module and of that."""
        known = getattr(of, _NAME, None)
        if known is None:
            import dataclasses

            return tuple(map(_ours, dataclasses.fields(of)))
        return tuple(known.values())

    def _ours(real):
        import dataclasses

        default, factory = (
            MISSING if value is dataclasses.MISSING else value for value in (real.default, real.default_factory)
        )
        made = Field(default, factory, real.metadata)
        made.name = real.name
        return made

    def is_dataclass(value):
        """As dataclasses.is_dataclass."""
        return hasattr(value, _NAME) or hasattr(value, "__dataclass_fields__")

    def replace(value, **changes):
        """As dataclasses.replace."""
        known = getattr(type(value), _NAME, None)
        if known is None:
            import dataclasses

            return dataclasses.replace(value, **changes)
        return type(value)(**{name: getattr(value, name) for name in known} | changes)


__all__ = ["MISSING", "dataclass", "field", "fields", "is_dataclass", "replace"]
