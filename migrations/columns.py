"""How the migrations write a column that holds one of a few words."""

import sqlalchemy as sa


def words(name: str, allowed: str) -> sa.Enum:
    """TEXT with a CHECK: never a native ENUM, which no index under a policy would serve."""
    return sa.Enum(
        *allowed.split(), name=name, native_enum=False, create_constraint=True, length=40
    )
