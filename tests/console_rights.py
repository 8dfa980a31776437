"""Who may use which door of the console, written by hand and by name: Vera looks, Olga acts, Sam is a sender's person,
Aldo audits, Ida lets people in. A door that is missing here fails a test.
"""

#: door -> the people whom it lets in.
RIGHTS = {
    door: set(names.split())
    for door, names in {
        "account.page": "Vera Olga Sam Aldo Ida",
        "account.change_password": "Vera Olga Sam Aldo Ida",
        "account.set_up_codes": "Vera Olga Sam Aldo Ida",
        "account.new_recovery_codes": "Vera Olga Sam Aldo Ida",
        "account.end_others": "Vera Olga Sam Aldo Ida",
        "account.leave": "Vera Olga Sam Aldo Ida",
        "team.page": "Ida",
        "team.invite": "Ida",
        "team.change_role": "Ida",
        "team.disable": "Ida",
        "team.let_back_in": "Ida",
        "team.invite_again": "Ida",
        "audit_trail.page": "Aldo Ida",
        "audit_trail.entry": "Aldo Ida",
        "opt_outs.page": "Vera Olga Aldo Ida",
        "opt_outs.find": "Vera Olga Aldo Ida",
        "opt_outs.event": "Vera Olga Aldo Ida",
        "opt_outs.unclear": "Olga Ida",
        "opt_outs.it_was_a_stop": "Olga Ida",
        "opt_outs.export": "Olga Aldo Ida",
        "people.page": "Vera Olga Ida",
        "people.find": "Vera Olga Ida",
        "people.dossier": "Vera Olga Ida",
        "people.why": "Vera Olga Ida",
        "person.stop": "Olga Ida",
        "person.stop_phone": "Olga Ida",
        "person.unmask": "Olga Ida",
        "person.export": "Olga Ida",
        "person.erase": "Olga Ida",
        "inbox.page": "Vera Olga Ida",
        "inbox.inquiry": "Vera Olga Ida",
        "inbox.give": "Olga Ida",
        "inbox.answer": "Olga Ida",
        "inbox.close": "Olga Ida",
        "messages.page": "Vera Olga Ida",
        "messages.received": "Vera Olga Ida",
        "messages.text": "Vera Olga Ida",
        "mailpieces.page": "Vera Olga Sam Ida",
        "mailpieces.piece": "Vera Olga Sam Ida",
        "mailpieces.answer": "Vera Olga Ida",
        "mailpieces.check_now": "Olga Ida",
        "exchanges.page": "Vera Olga Ida",
        "work.page": "Vera Olga Ida",
        "tasks.page": "Vera Olga Sam Aldo Ida",
        "tasks.task": "Vera Olga Sam Aldo Ida",
        "tasks.download": "Vera Olga Sam Aldo Ida",
        "tasks.delete": "Vera Olga Sam Aldo Ida",
        "tasks.stop": "Vera Olga Sam Aldo Ida",
        "tasks.go_on": "Vera Olga Sam Aldo Ida",
        "home.page": "Vera Olga Sam Aldo Ida",  # Sam and Aldo are led on to where they begin
        "wordings.page": "Vera Olga Ida",
        "wordings.wording": "Vera Olga Ida",
        "programs.page": "Vera Olga Ida",
        "programs.add_sender": "Ida",
        "settings_check.page": "Ida",
        "record.page": "Sam Aldo Ida",
        "record.edit_address": "Sam Ida",
        "record.add_reference": "Sam Ida",
        "register.page": "Sam Ida",
        "register.submit": "Sam Ida",
    }.items()
}
#: Doors of rows that belong to a department: Sam sees his own department's alone.
BY_DEPARTMENT = {"mailpieces.piece"}
#: Doors of what one person has begun: nobody else sees it, whatever their role; an admin sees that it runs.
ONES_OWN = {"tasks.task", "tasks.download", "tasks.delete", "tasks.stop", "tasks.go_on"}
