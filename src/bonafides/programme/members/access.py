"""Who may open which page of this part, written by hand; `config/access.py` joins the tables of all parts.

Who signs for a member stands beside who vets: it describes itself, an officer may help. A mentor may be anybody of the
programme, so the pages of mentorship open to the whole team, and ask further.
"""

from bonafides.base.http.access import API_KEY, PUBLIC, Access
from bonafides.base.people.vocabulary import MEMBER_TEAM, PROGRAMME_TEAM, VETTERS, Role, of_member
from bonafides.programme.members.permissions import VETTING_READERS, WORK_READERS

ALL_SIDES = PROGRAMME_TEAM | MEMBER_TEAM
CHANGE = VETTERS | of_member(Role.SIGNATORY)
PLAN = PROGRAMME_TEAM | of_member(Role.SIGNATORY)

ACCESS: dict[str, Access] = {
    # anyone
    "members:apply": PUBLIC,
    "members:apply_received": PUBLIC,
    "members:apply_invited": PUBLIC,
    "members:answer_challenge": PUBLIC,
    "members:directory": PUBLIC,
    "members:directory_json": PUBLIC,
    "members:directory_api": PUBLIC,
    "api-1.0.0:show_readiness": API_KEY,
    # a member's own
    "members:own": MEMBER_TEAM,
    "members:profile": ALL_SIDES,
    "members:change_profile": CHANGE,
    "members:choose_listing": CHANGE,
    "members:add_service": CHANGE,
    "members:service": CHANGE,
    "members:remove_service": CHANGE,
    "members:add_domain": CHANGE,
    "members:check_domain": CHANGE,
    "members:remove_domain": CHANGE,
    "members:add_contact": CHANGE,
    "members:remove_contact": CHANGE,
    "members:announce_absence": CHANGE,
    "members:end_absence": CHANGE,
    "members:leave": CHANGE,
    "members:people": VETTING_READERS | MEMBER_TEAM,
    "members:propose": CHANGE,
    "members:let_go": CHANGE,
    "members:withdraw_proposal": CHANGE,
    "members:requirement": ALL_SIDES,
    "members:offer_evidence": CHANGE,
    # mentorship and tasks
    "members:mentoring": ALL_SIDES,
    "members:review": ALL_SIDES,
    "members:task": ALL_SIDES,
    "members:assign_task": PROGRAMME_TEAM,
    "members:finish_task": PLAN,
    "members:try_second": PROGRAMME_TEAM,
    "members:new_task": PROGRAMME_TEAM,
    "members:write_note": PROGRAMME_TEAM,
    "members:begin_review": PROGRAMME_TEAM,
    "members:note_finding": PROGRAMME_TEAM,
    "members:share_review": PROGRAMME_TEAM,
    "members:answer_finding": PLAN,
    "members:add_plan_item": PLAN,
    "members:set_plan_state": PLAN,
    "members:probe_service": PROGRAMME_TEAM,
    "members:challenge_contact": PROGRAMME_TEAM,
    # the programme's
    "members:members": PROGRAMME_TEAM,
    "members:member": PROGRAMME_TEAM,
    "members:tasks": WORK_READERS,
    "members:proposals": VETTING_READERS,
    "members:bodies": VETTING_READERS,
    "members:body": VETTING_READERS,
    "members:import_run": VETTING_READERS,
    "members:proposal": VETTERS,
    "members:decide": VETTERS,
    "members:accept_key": VETTERS,
    "members:note_control": VETTERS,
    "members:name_mentor": VETTERS,
    "members:invite_platform": VETTERS,
    "members:import_members": VETTERS,
    "members:start_vetting": VETTERS,
    "members:note_check": VETTERS,
    "members:admit": VETTERS,
    "members:refuse": VETTERS,
    "members:invite_participant": VETTERS,
}
