"""Accounts, the roles they hold in a unit for a time, and how long a session lasts at a place."""

from typing import Any, ClassVar

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import connections, models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from florence.foundation.history import tracked
from florence.foundation.models import BaseModel


class AccountManager(BaseUserManager["Account"]):
    """Makes accounts for the sign-in library, which asks for this name."""

    def create_user(self, email: str, password: str | None = None, **fields: Any) -> "Account":
        account = self.model(email=self.normalize_email(email), **fields)
        account.set_password(password)
        account.save(using=self._db)
        return account

    def get(self, *args: Any, **wanted: Any) -> "Account":
        """One account; by its id alone, as every page wants it, with one short statement."""
        if args or list(wanted) != ["pk"]:
            return super().get(*args, **wanted)
        account_id = self.model._meta.pk.to_python(wanted["pk"])
        fields = [field.attname for field in self.model._meta.concrete_fields]
        read = f"SELECT {', '.join(fields)} FROM security_account WHERE id = %s"  # noqa: S608  a table's own names
        with connections[self.db].cursor() as cursor:
            cursor.execute(read, [account_id])
            row = cursor.fetchone()
        if row is None:
            raise self.model.DoesNotExist("There is no such account.")
        return self.model.from_db(self.db, fields, row)

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email__iexact=username)


@tracked(exclude=["password", "last_login"])
class Account(BaseModel, AbstractBaseUser):
    """A person's (or a program's) way into Florence; what it may do is in its roles."""

    class Theme(models.TextChoices):
        AUTO = "auto", _("Like the device")
        LIGHT = "light", _("Light")
        DARK = "dark", _("Dark")

    class Density(models.TextChoices):
        COMPACT = "compact", _("Compact: more on a page")
        COMFORTABLE = "comfortable", _("Comfortable: larger letters and rows")

    email = models.EmailField(max_length=254, unique=True)
    display_name = models.TextField()
    is_active = models.BooleanField(default=True)
    is_patient = models.BooleanField(default=False)
    is_demo = models.BooleanField(default=False)
    theme = models.TextField(choices=Theme.choices, default=Theme.AUTO)
    density = models.TextField(choices=Density.choices, default=Density.COMPACT)
    language = models.TextField(default="en")
    place = models.TextField(default="office")
    rights_version = models.PositiveIntegerField(default=1)
    key = models.ForeignKey("foundation.DataKey", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField()

    objects: ClassVar[AccountManager] = AccountManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints = [models.UniqueConstraint(Lower("email"), name="one_account_per_email")]

    def __str__(self) -> str:
        return self.display_name


@tracked()
class Role(BaseModel):
    """A named set of permissions, and how far it reaches; archived, never deleted."""

    class Reach(models.TextChoices):
        RELATION = "relation", _("Patients with a relation")
        POPULATION = "population", _("All patients")

    code = models.SlugField(unique=True)
    name = models.TextField()
    description = models.TextField(blank=True)
    permissions = ArrayField(models.TextField(), default=list)
    reach = models.TextField(choices=Reach.choices, default=Reach.RELATION)
    shelves = ArrayField(models.TextField(), default=list, blank=True)
    level = models.PositiveSmallIntegerField(default=0)
    categories = ArrayField(models.TextField(), default=list, blank=True)
    needs_second_factor = models.BooleanField(default=True)
    archived_at = models.DateTimeField(null=True)

    def __str__(self) -> str:
        return self.name


@tracked()
class RoleAssignment(BaseModel):
    """A role held by an account within a unit and everything below it, for a time."""

    account = models.ForeignKey(Account, models.PROTECT, related_name="+")
    role = models.ForeignKey(Role, models.PROTECT, related_name="+")
    unit = models.ForeignKey("security.Unit", models.PROTECT, null=True, related_name="+")
    starts_at = models.DateTimeField()
    ends_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(ends_at__isnull=True) | models.Q(ends_at__gte=models.F("starts_at")),
                name="role_assignment_ends_after_it_starts",
            )
        ]

    def __str__(self) -> str:
        return f"{self.account_id} as {self.role_id}"


@tracked()
class PlaceLimit(BaseModel):
    """How long a session may rest, and last at all, at a kind of place."""

    code = models.SlugField(unique=True)
    name = models.TextField()
    idle_minutes = models.PositiveIntegerField()
    absolute_hours = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(idle_minutes__gte=1, absolute_hours__gte=1),
                name="place_limits_are_at_least_one",
            )
        ]

    def __str__(self) -> str:
        return self.name
