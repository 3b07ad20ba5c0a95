"""The top of the house: what the slices below may not know of each other is put together here at start."""

from django.apps import AppConfig


class ConfigConfig(AppConfig):
    """Tells security who names patients and which permissions there are, and events whom to tell."""

    name = "florence.config"

    def ready(self) -> None:
        """Runs once in every process, when all tables are known."""
        # The slices can be imported only now.
        from florence.config import roles, subject_names, subscriptions  # noqa: PLC0415
        from florence.foundation import events  # noqa: PLC0415
        from florence.security import permission_catalogue  # noqa: PLC0415
        from florence.security import subject_names as names  # noqa: PLC0415

        events.subscribe(subscriptions.SUBSCRIPTIONS)
        permission_catalogue.use(roles.permission_catalogue)
        names.use(reader=subject_names.read_names, finder=subject_names.find_subjects)
