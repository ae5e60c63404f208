"""Refusals: what was asked cannot be done, why, and what to do instead.

A door turns each into its status: 404 not yours, 403 not allowed, 409 wrong moment or changed
meanwhile, 422 wrong shape. A refusal carries a stable `code`, the values its sentence needs, and
optionally the name of the field it concerns; `portal.i18n.refusals` has the sentences.
"""


class PortalError(Exception):
    """A refusal that the person in front of the page should understand."""

    status = 400

    def __init__(self, code: str = "", *, field: str | None = None, **values: object) -> None:
        super().__init__(code or type(self).__name__)
        self.code = code or type(self).__name__
        self.field = field
        self.values = values


class NotFoundError(PortalError):
    """It does not exist, or it is not the actor's: the two look the same."""

    status = 404


class ForbiddenError(PortalError):
    """The actor may see it and may not do this."""

    status = 403


class RefusedError(PortalError):
    """A rule of the domain stands against it at this moment."""

    status = 409


class ChangedMeanwhileError(RefusedError):
    """Somebody else decided first; what was typed is kept."""


class InvalidError(PortalError):
    """What was sent has the wrong shape."""

    status = 422


class ThrottledError(PortalError):
    """Too many tries in a short time; it says how long to wait."""

    status = 429
