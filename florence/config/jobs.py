"""Upkeep of the house: what has ended is cleared away, lost jobs are taken up again, a demo is brought up to today."""

from datetime import timedelta

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.models import Session
from oauth2_provider.models import AccessToken
from procrastinate import JobContext, builtin_tasks
from procrastinate.contrib.django import app
from procrastinate.jobs import Status

from florence.config.demo.turning import turn_over
from florence.foundation import clock
from florence.interchange import kept_answers
from florence.security.actions.drafts import forget_old_drafts
from florence.security.actors import system_actor
from florence.security.scope import scope

TOKENS_KEPT_FOR = timedelta(hours=1)
JOBS_KEPT_HOURS = 72


@app.periodic(cron="17 * * * *")
@app.task(queueing_lock="config.clear_what_has_ended", pass_context=False)
def clear_what_has_ended(timestamp: int) -> None:
    """Every hour: sessions and tokens that have expired, drafts of a month ago, answers kept for a day."""
    now = clock.now()
    Session.objects.filter(expire_date__lt=now).delete()
    UserSession.objects.exclude(session_key__in=Session.objects.values("session_key")).delete()
    AccessToken.objects.filter(expires__lt=now - TOKENS_KEPT_FOR).delete()
    with scope(system_actor("upkeep"), "config.clear_what_has_ended"):
        forget_old_drafts()
        kept_answers.forget_old()


@app.periodic(cron="27 4 * * *")
@app.task(queueing_lock="config.clear_old_jobs", pass_context=True)
async def clear_old_jobs(context: JobContext, timestamp: int) -> None:
    """Every night: jobs that ended three days ago."""
    await builtin_tasks.remove_old_jobs(context, max_hours=JOBS_KEPT_HOURS, remove_failed=True)


@app.periodic(cron="*/2 * * * *")
@app.task(queueing_lock="config.take_up_lost_jobs", pass_context=True)
async def take_up_lost_jobs(context: JobContext, timestamp: int) -> None:
    """Every two minutes: do again what a worker had begun that was killed. Every job of ours may be done twice.

    One that comes round by itself is only put away.
    """
    manager = context.app.job_manager
    for job in await manager.get_stalled_jobs():
        if job.queueing_lock:
            await manager.finish_job(job, status=Status.FAILED, delete_job=True)
        else:
            await manager.retry_job(job)


@app.periodic(cron="5 * * * *")
@app.task(queueing_lock="config.turn_demo_over", pass_context=False)
def turn_demo_over(timestamp: int) -> None:
    """Five minutes past every hour, of which the one after midnight finds a new day; nothing outside a demo."""
    if settings.FLORENCE_DEMO:
        turn_over(lambda step: None)
