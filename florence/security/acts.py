"""Acts in words: what the log calls `records.record_allergy` is "wrote an allergy" to whoever reads it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = {
    "import": gettext_lazy("brought the record in from another system"),
    "import.done": gettext_lazy("finished bringing records in"),
    "patients.search": gettext_lazy("searched for patients"),
    "patients.read_identity": gettext_lazy("looked at name and contact data"),
    "patients.register_patient": gettext_lazy("registered the patient"),
    "patients.change_identity": gettext_lazy("changed name or contact data"),
    "patients.open_registration": gettext_lazy("opened the registration form"),
    "patients.change_names": gettext_lazy("changed names"),
    "patients.change_birth_and_sex": gettext_lazy("changed birth or sex"),
    "patients.change_contact": gettext_lazy("changed contact data"),
    "patients.change_language": gettext_lazy("changed the language"),
    "patients.add_identifier": gettext_lazy("added a number"),
    "patients.remove_identifier": gettext_lazy("removed a number"),
    "patients.prefer_identifier": gettext_lazy("made a number the preferred one"),
    "patients.print_wristband": gettext_lazy("printed a wristband"),
    "patients.link_records": gettext_lazy("treated two records as one person's"),
    "patients.unlink_records": gettext_lazy("parted two linked records"),
    "patients.propose_merge": gettext_lazy("proposed to merge two records"),
    "patients.withdraw_merge": gettext_lazy("took a proposal to merge back"),
    "patients.approve_merge": gettext_lazy("merged two records"),
    "patients.undo_merge": gettext_lazy("took a merge of two records back"),
    "patients.add_person_around": gettext_lazy("added a contact person"),
    "patients.remove_person_around": gettext_lazy("took out a contact person"),
    "patients.list_mine": gettext_lazy("saw the name in the list of own or newly registered patients"),
    "records.read_chart": gettext_lazy("opened the chart"),
    "records.register_arrival": gettext_lazy("received somebody unknown"),
    "records.open_arrival": gettext_lazy("opened the form for somebody unknown"),
    "records.record_allergy": gettext_lazy("wrote an allergy"),
    "records.record_no_known_allergies": gettext_lazy("wrote that no allergies are known"),
    "records.record_problem": gettext_lazy("wrote a problem"),
    "records.record_vitals": gettext_lazy("wrote vital signs"),
    "records.record_history": gettext_lazy("wrote an entry of the history"),
    "records.record_document": gettext_lazy("added a document"),
    "records.read_file": gettext_lazy("opened a file of the record"),
    "records.copy_record": gettext_lazy("made a copy of the record"),
    "records.read_own_record": gettext_lazy("read the own record"),
    "security.break_glass": gettext_lazy("opened the record in an emergency"),
    "security.open_break_glass": gettext_lazy("asked for emergency access"),
    "security.list_break_glass": gettext_lazy("read the list of emergency accesses"),
    "security.list_explanations": gettext_lazy("read what is asked about own emergency accesses"),
    "security.explain_break_glass": gettext_lazy("explained an emergency access"),
    "security.review_break_glass": gettext_lazy("reviewed an emergency access"),
    "security.ask_about_access": gettext_lazy("asked who opened the record"),
    "security.answer_question": gettext_lazy("answered a question"),
    "security.read_access_log": gettext_lazy("read the log of access"),
    "security.find_in_access_log": gettext_lazy("looked for someone in the log of access"),
    "security.export_access_log": gettext_lazy("made a copy of the log of access"),
    "security.list_questions": gettext_lazy("read patients' questions"),
    "security.list_accounts": gettext_lazy("read the list of accounts"),
    "security.read_account": gettext_lazy("looked at an account"),
    "security.list_roles": gettext_lazy("read the list of roles"),
    "security.read_role": gettext_lazy("looked at a role"),
    "security.list_session_limits": gettext_lazy("read the session limits"),
    "security.change_session_limits": gettext_lazy("changed session limits"),
    "security.list_workstations": gettext_lazy("read the list of workstations"),
    "security.enrol_workstation": gettext_lazy("enrolled a workstation"),
    "security.revoke_workstation": gettext_lazy("ended a workstation"),
    "security.leave_workstation": gettext_lazy("left a workstation"),
    "security.open_workstation": gettext_lazy("came to a workstation"),
    "security.come_back": gettext_lazy("came back to a workstation"),
    "security.set_pin": gettext_lazy("set the own PIN"),
    "security.list_activities": gettext_lazy("read the activities"),
    "security.end_sessions": gettext_lazy("ended all sessions of an account"),
    "security.create_account": gettext_lazy("made an account"),
    "security.disable_account": gettext_lazy("disabled an account"),
    "security.enable_account": gettext_lazy("enabled an account"),
    "security.assign_role": gettext_lazy("gave a role"),
    "security.end_assignment": gettext_lazy("ended a role"),
    "security.create_role": gettext_lazy("made a role"),
    "security.change_role": gettext_lazy("changed a role"),
    "security.archive_role": gettext_lazy("archived a role"),
    "security.sign_in": gettext_lazy("signed in"),
    "security.sign_out": gettext_lazy("signed out"),
    "security.erase_subject": gettext_lazy("erased the record"),
    "fhir.transaction": gettext_lazy("exchanged records by a program"),
    "fhir.token": gettext_lazy("used a program"),
    "records.change_allergy": gettext_lazy("changed an allergy"),
    "records.withdraw_allergy": gettext_lazy("withdrew an allergy"),
    "records.change_problem": gettext_lazy("changed a problem"),
    "records.withdraw_problem": gettext_lazy("withdrew a problem"),
    "records.record_history_entry": gettext_lazy("wrote an entry of the history"),
    "records.change_history_entry": gettext_lazy("changed an entry of the history"),
    "security.change_look": gettext_lazy("changed how pages look"),
    "security.change_place": gettext_lazy("changed the place of work"),
    "security.save_draft": gettext_lazy("saved a draft"),
    "security.discard_own_draft": gettext_lazy("threw a draft away"),
    "hospital.read_places": gettext_lazy("read departments and places"),
    "hospital.manage_places": gettext_lazy("opened a form of departments and places"),
    "hospital.open_unit": gettext_lazy("opened a department"),
    "hospital.rename_unit": gettext_lazy("renamed a department"),
    "hospital.close_unit": gettext_lazy("closed a department"),
    "hospital.open_place": gettext_lazy("opened a place"),
    "hospital.rename_place": gettext_lazy("renamed a place"),
    "hospital.close_place": gettext_lazy("closed a place"),
    "staff.read_staff": gettext_lazy("read the staff directory"),
    "staff.manage_staff": gettext_lazy("opened a form of the staff directory"),
    "staff.add_practitioner": gettext_lazy("added someone to the staff directory"),
    "staff.change_practitioner": gettext_lazy("changed an entry of the staff directory"),
    "staff.mark_as_gone": gettext_lazy("noted that someone has left"),
    "config.reset_demo": gettext_lazy("looked at making the demo anew"),
    "interchange.register_client": gettext_lazy("registered a program"),
    "interchange.revoke_client": gettext_lazy("ended a program"),
    "interchange.list_clients": gettext_lazy("read the list of programs"),
}

BY_PROGRAM = {
    "c": gettext_lazy("wrote a new %(kind)s by a program"),
    "r": gettext_lazy("read %(kind)s by a program"),
    "u": gettext_lazy("changed %(kind)s by a program"),
    "d": gettext_lazy("deleted %(kind)s by a program"),
    "s": gettext_lazy("searched %(kind)s by a program"),
}
"""The interactions of FHIR, by the letters of their scopes."""


def words_of(act: str) -> str:
    """The act in words; one without an entry is named by its own words, which a test forbids for known acts."""
    if act in WORDS:
        return str(WORDS[act])
    part, _dot, name = act.partition(".")
    kind, _dot, letter = name.partition(".")
    if part == "fhir" and letter in BY_PROGRAM:
        return str(BY_PROGRAM[letter]) % {"kind": kind}
    return _("did: %(act)s") % {"act": (name or part).replace("_", " ")}


def known_acts() -> list[tuple[str, str]]:
    """Every act that the log knows with its words, sorted by them."""
    return sorted(((act, str(words)) for act, words in WORDS.items()), key=lambda pair: pair[1])
