"""Make the search copy anew: `florence manage rebuild_search`."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from florence.patients import search_copy


class Command(BaseCommand):
    """Makes the search copy whole; with --from-scratch also when it is whole already."""

    help = "Make the list of names whole by which patients are found."

    def add_arguments(self, parser: CommandParser) -> None:
        """Declare --from-scratch."""
        parser.add_argument("--from-scratch", action="store_true", help="empty it first")

    def handle(self, *args: Any, **options: Any) -> None:
        """Rebuild, telling how far it is."""
        for read in search_copy.rebuild(from_scratch=options["from_scratch"]):
            self.stdout.write(f"{read:,} patients read")
        self.stdout.write("The list of names is whole.")
