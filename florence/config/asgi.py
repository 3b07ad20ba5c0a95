"""The one application of the one port: open pages' live streams, and everything else."""

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "florence.config.settings")

from a2wsgi import WSGIMiddleware
from django.core.wsgi import get_wsgi_application

from florence.config.live import LiveApplication
from florence.config.static_files import with_static_files

wsgi_application = get_wsgi_application()
application = LiveApplication(with_static_files(WSGIMiddleware(wsgi_application, workers=8)))
