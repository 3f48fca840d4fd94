"""What a row of the report is made of."""

from dataclasses import dataclass, field

from measure import Side, ratio


@dataclass
class Aim:
    """At most `limit` times what another side takes."""

    limit: float
    beside: str

    def __str__(self):
        return f"≤ {self.limit:g} of {self.beside}"


@dataclass
class Row:
    title: str
    # cnet's comes first.
    sides: list
    aims: list = field(default_factory=list)
    # What one operation is: the unit of the columns.
    operation: str = "operation"
    notes: list = field(default_factory=list)

    @property
    def cnet(self):
        return self.sides[0]

    def side(self, name):
        return next(side for side in self.sides if side.name == name)

    def verdict(self, aim):
        """The measured ratio and whether it is within the aim; None where the peer is missing."""
        other = self.side(aim.beside)
        if other.missing or not other.seconds or self.cnet.missing:
            return None
        measured = ratio(self.cnet, other)
        return measured, measured <= aim.limit


__all__ = ["Aim", "Row", "Side"]
