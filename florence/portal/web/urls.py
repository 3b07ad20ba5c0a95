"""The addresses of the portal. None of them names the person: the record is the own one."""

from functools import partial

from django.urls import path

from florence.portal.web import access, copies, home, record, results
from florence.records.policies import Permission as Records
from florence.security.policies import Permission as Security
from florence.security.web.rules import own, signed_in

app_name = "portal"

reading = partial(own, act="records.read_own_record", permission=Records.READ_OWN_RECORD)
copying = partial(own, act="records.read_own_record", permission=Records.COPY_OWN_RECORD)
looking_up = partial(own, act="security.read_access_log", permission=Security.READ_OWN_ACCESS)

urlpatterns = [
    path("my/", reading(home.home), name="portal_home"),
    path("my/more/", signed_in(home.more, act="portal.open_more", face="portal"), name="portal_more"),
    path("my/record/", reading(record.record), name="portal_record"),
    path("my/record/copy/", copying(copies.copy), name="portal_copy"),
    path("my/record/documents/<uuid:document_id>/", reading(record.document), name="portal_document"),
    path("my/record/documents/<uuid:document_id>/file/", reading(record.file), name="portal_file"),
    path("my/record/<slug:name>/", reading(record.part), name="portal_part"),
    path("my/results/", reading(results.results), name="portal_results"),
    path("my/results/<uuid:fact_id>/", reading(results.result), name="portal_result"),
    path("my/access/", looking_up(access.looks), name="portal_access"),
    path("my/access/<slug:day>/ask/", looking_up(access.ask), name="portal_ask"),
]
