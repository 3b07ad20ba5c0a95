"""What the base pages draw from their context, as plain objects that a context processor fills.

The context names are: `theme` ("light", "dark", "auto"), `density` ("compact", "comfortable"), `direction`
(only to overrule the language), `home_url`, `hospital_name`, `place`, `navigation`, `tools`, `account`,
`activity`, `search_url`, `live_url`, `keys_off`, `keys`, `whose`. Each may be missing.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class NavigationItem:
    """One page in the navigation. `count` is what needs action, `hot` when something of it is late.

    `phone` puts it in the bottom bar of the workspace on phones, where there is room for four.
    """

    label: str
    url: str
    icon: str
    count: int = 0
    count_words: str = ""
    hot: bool = False
    current: bool = False
    phone: bool = False


@dataclass(frozen=True)
class NavigationGroup:
    """Pages under one heading; the portal has one group without a heading."""

    label: str
    items: Sequence[NavigationItem]


@dataclass(frozen=True)
class Tool:
    """An icon in the top bar, such as the inbox, with its words and the number of new things."""

    label: str
    url: str
    icon: str
    count: int = 0


@dataclass(frozen=True)
class AccountLink:
    """A line of the account menu."""

    label: str
    url: str
    icon: str = ""


@dataclass(frozen=True)
class Account:
    """The person who is signed in, as the account menu shows them."""

    name: str
    initials: str
    detail: str = ""
    links: Sequence[AccountLink] = ()
    sign_out_url: str = ""
    leave_url: str = ""


@dataclass(frozen=True)
class Activity:
    """The idle limit: where real activity is reported, after how many seconds without it the session ends."""

    url: str
    limit_seconds: int
    person: str = ""
    sign_out_url: str = ""


@dataclass(frozen=True)
class Place:
    """Where the person works now, such as Ward 4B, Cardiology."""

    name: str
    detail: str = ""


@dataclass(frozen=True)
class Whose:
    """Whose record a carer looks at, and where to change that."""

    name: str
    switch_url: str = ""


@dataclass(frozen=True)
class Tab:
    """A tab of the chart; `hot` when its count is urgent."""

    label: str
    url: str
    current: bool = False
    count: str = ""
    hot: bool = False
