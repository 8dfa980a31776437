"""What we text, in French (vous), from words that GSM-7 can spell: it has é, è, à, ù, É, Ç, but no ê, ç, ô, î, û.

So "envoi" for the mailpiece, "mettre fin" for the verb with ê, "maintenant en FRANÇAIS" in capitals.
"""

from models.vocabulary import Milestone

_FEES = "Fréq. variable. Frais SMS/données possibles. HELP: aide, STOP: fin"
_STOPS = "STOP {last_four} termine ce suivi, STOP tout."
_TYPE_AGAIN = "Relisez-le et renvoyez-le, svp."

#: {p} is ", place" or nothing, {w} is ", time" or nothing: they go when room runs out.
SENTENCES: dict[str, tuple[int, str]] = {
    # Followed by one's own text, or by a YES
    "followed_status": (1, "{brand}: {piece}: {state}{p}{w}. Nous vous préviendrons. " + _FEES),
    "followed_ended": (1, "{brand}: {piece}: {state}{p}{w}. " + _FEES),
    "followed_waiting": (1, "{brand}: Nous suivons {piece} et vous préviendrons. " + _FEES),
    "followed_not_found": (
        1,
        "{brand}: {piece} n'a pas encore de scan. Au premier, nous vous préviendrons. " + _FEES,
    ),
    "followed_status_abroad": (1, "{brand}: {piece}: {state}{p}{w}. Scans incomplets à l'étranger. " + _FEES),
    "followed_waiting_abroad": (1, "{brand}: Nous suivons {piece}. Scans incomplets à l'étranger. " + _FEES),
    "followed_not_found_abroad": (
        1,
        "{brand}: {piece}: pas encore de scan. Scans incomplets à l'étranger. " + _FEES,
    ),
    "followed_many": (1, "{brand}: Suivis par SMS: {items}. " + _FEES),
    "followed_choice": (1, "{brand}: {piece}: {state}{p}{w}. SMS: {choice}. " + _FEES),
    "followed_choice_waiting": (1, "{brand}: Nous suivons {piece}. SMS: {choice}. " + _FEES),
    "followed_date": (1, "{brand}: {piece} est attendu le {day}. Si cela change, nous vous le dirons. " + _FEES),
    "followed_date_none": (1, "{brand}: Pas encore de date USPS pour {piece}. Nous vous la dirons. " + _FEES),
    "followed_date_none_courier": (1, "{brand}: {piece} n'a pas encore de date prévue. Nous vous la dirons. " + _FEES),
    "followed_expired": (
        1,
        "{brand}: Toujours rien de {piece}. Envoyez son numéro pour redemander. " + _FEES,
    ),
    "followed_scans": (1, "{brand}: {piece}: {items}. Suite par SMS. " + _FEES),
    "started": (1, "{brand}: Les SMS reprennent. Envoyez un numéro de suivi; les anciens ne reprennent pas. " + _FEES),
    # Where it is
    "status_now": (1, "{brand}: {piece}: {state}{p}{w}."),
    "status_now_abroad": (1, "{brand}: {piece}: {state}{p}{w}. Scans incomplets à l'étranger."),
    "status_now_behind": (1, "{brand}: {piece}: {state}{p}{w}. Nous avons du retard: dernière réponse il y a {span}."),
    "list_items": (1, "{brand}: {items}."),
    "list_items_behind": (1, "{brand}: {items}. Nous avons environ {span} de retard."),
    "list_items_more": (1, "{brand}: {items}. LIST {next} pour la suite."),
    "list_items_more_behind": (1, "{brand}: {items}. LIST {next} pour la suite. Nous avons environ {span} de retard."),
    "list_empty": (1, "{brand}: Vous ne suivez rien pour le moment. Envoyez un numéro de suivi pour commencer."),
    "past_scans": (1, "{brand}: {piece}: {items}."),
    "past_none": (1, "{brand}: {piece} n'a pas encore de scan."),
    "look_later": (
        1,
        "{brand}: USPS ne répond pas pour l'instant sur {piece}. Merci de redemander dans quelques minutes.",
    ),
    "look_later_courier": (
        1,
        "{brand}: Le transporteur ne répond pas pour l'instant sur {piece}. Merci de redemander dans quelques minutes.",
    ),
    # What we cannot follow
    "not_permitted": (
        1,
        "{brand}: Nous ne pouvons voir {piece}: USPS ne le montre qu'à l'expéditeur. Tapez le numéro sur le site ou "
        "l'appli USPS. HELP: aide, STOP: fin",
    ),
    "not_permitted_courier": (
        1,
        "{brand}: Nous ne pouvons voir {piece}: son transporteur ne le montre qu'à l'expéditeur. Voyez son site ou "
        "son appli. HELP: aide, STOP: fin",
    ),
    "unsupported": (
        2,
        "{brand}: {piece} vient de {carrier}, que nous ne pouvons pas suivre. Tapez-le sur le site ou l'appli "
        "{carrier}.",
    ),
    "unsupported_likely": (
        1,
        "{brand}: {piece} semble venir de {carrier}, que nous ne pouvons pas suivre. Tapez-le sur le site ou l'appli "
        "{carrier}.",
    ),
    "which_carrier": (1, "{brand}: {piece} vient de {options}? Répondez {replies}."),
    "which_carrier_one": (1, "{brand}: {piece} vient de {carrier}? Répondez 1 si oui, 2 sinon."),
    "which_carrier_other": (
        1,
        "{brand}: Nous ne savons donc pas d'où vient {piece}. Tapez-le sur le site ou l'appli de son transporteur.",
    ),
    "check_digit": (
        1,
        "{brand}: Ce numéro {carrier} est inexact: son chiffre de vérification ne correspond pas aux autres. "
        + _TYPE_AGAIN,
    ),
    "one_digit_short": (1, "{brand}: Il manque un chiffre à ce numéro {carrier}. " + _TYPE_AGAIN),
    "one_digit_long": (1, "{brand}: Ce numéro {carrier} a un chiffre de trop. " + _TYPE_AGAIN),
    "letter_in_number": (1, "{brand}: Ce numéro {carrier} a une lettre à la place d'un chiffre. " + _TYPE_AGAIN),
    "prefix": (
        1,
        "{brand}: Aucun numéro {carrier} ne commence ainsi. Relisez ses premiers chiffres et renvoyez-le, svp.",
    ),
    "country_code": (
        1,
        "{brand}: Les deux lettres à la fin de ce numéro ne désignent aucun pays connu. " + _TYPE_AGAIN,
    ),
    "green_card": (
        1,
        "{brand}: C'est le numéro de la carte verte (accusé de réception). Envoyez celui de l'envoi, souvent 22 "
        "chiffres avec 9589 ou 9407 au début.",
    ),
    "too_many_numbers": (
        1,
        "{brand}: Cela dépasse 10 nouveaux numéros par jour. Vos suivis continuent; réessayez demain, svp.",
    ),
    "picture": (1, "{brand}: Nous ne lisons pas les images. Tapez le numéro de suivi, svp."),
    "unclear": (
        1,
        "{brand}: Désolés, nous n'avons pas compris. Envoyez un numéro de suivi, LIST pour vos suivis, HELP pour "
        "l'aide, STOP pour finir.",
    ),
    # Ends and beginnings
    "goodbye": (
        1,
        "{brand}: Désinscription faite: vous ne recevrez plus de SMS de nous. Répondez START pour reprendre.",
    ),
    "stopped_one": (1, "{brand}: Plus de SMS sur {piece}. Répondez STOP pour mettre fin à tous les SMS."),
    "opted_out_number": (1, "{brand}: Vous avez mis fin à nos SMS. Répondez START pour suivre {piece}."),
    "stop_question": (
        1,
        "{brand}: Faut-il mettre fin à tous nos SMS? Répondez YES pour y mettre fin, NO pour les garder. Sans réponse, "
        "ils cessent dans 24 heures.",
    ),
    "kept_on": (1, "{brand}: Les SMS continuent. STOP y met fin à tout moment."),
    "no_question": (
        1,
        "{brand}: Nous n'avons posé aucune question à laquelle répondre YES ou NO. Envoyez un numéro de suivi, LIST ou "
        "HELP.",
    ),
    "invite": (
        1,
        "{brand}: Suivi SMS demandé pour ce numéro: {piece}. D'accord? Répondez YES. Pas vous? Ignorez ceci ou tapez "
        "WRONG. Frais SMS/données possibles.",
    ),
    "invite_declined": (1, "{brand}: Entendu, nous ne vous écrirons pas sur {piece}."),
    "wrong_number": (
        1,
        "{brand}: Désolés! Ce numéro est supprimé et ne recevra plus rien de nous. L'expéditeur apprend que le numéro "
        "est faux, rien sur vous.",
    ),
    "complaint": (
        1,
        "{brand}: Désolés. Nous ne relayons que l'état; voyez le transporteur. Une personne lit {help_contact}. STOP "
        "met fin à tout.",
    ),
    "code_unknown": (
        1,
        "{brand}: Ce code est inconnu ou trop vieux. Remplissez encore la page, ou envoyez le numéro de suivi.",
    ),
    "followed_desk": (1, "{brand}: Un SMS vous dira quand vos envois ont besoin de vous. " + _FEES),
    "desk_waiting": (
        1,
        "{brand}: Envois qui ont besoin de vous: {count}, le premier pour le {day}. Voyez votre bureau. STOP met fin à "
        "tout.",
    ),
    "desk_waiting_undated": (
        1,
        "{brand}: Envois qui ont besoin de vous: {count}. Voyez votre bureau. STOP met fin à tout.",
    ),
    "followed_batch": (1, "{brand}: Nous suivons vos {count} envois et vous dirons la suite. " + _FEES),
    "web_pin": (
        1,
        "{brand}: {pin} est votre code pour la page des réglages, 10 minutes. Nous ne le demandons jamais. Pas vous ? "
        "Ignorez ceci.",
    ),
    "help": (
        1,
        "{brand}: Envoyez un numéro pour le suivre. Aide: {help_contact}. Fréq. variable. Frais SMS/données possibles. "
        "STOP pour finir.",
    ),
    "keywords": (
        1,
        "{brand}: Après un numéro: AA tout, AF futur, AP passé, DND remise, DATE, STOP. Seuls: LIST WHY WORD VERIFY "
        "NAME LANG QUIET AWAKE RESET DONE WRONG HELP STOP",
    ),
    # Why, and was it us
    "why_texted": (
        1,
        "{brand}: Vous avez eu notre SMS car ce téléphone nous a envoyé {piece} le {act_at} (réf. {record}). Répondez "
        "STOP pour finir.",
    ),
    "why_web": (
        1,
        "{brand}: Vous avez eu notre SMS car vous avez demandé {piece} sur notre site le {act_at} (réf. {record}). "
        "Répondez STOP pour finir.",
    ),
    "why_yes": (
        1,
        "{brand}: Vous avez eu notre SMS car ce téléphone a répondu YES pour {piece} le {act_at} (réf. {record}). "
        "Répondez STOP pour finir.",
    ),
    "why_standing": (
        1,
        "{brand}: Motif du SMS: le {act_at} vous avez demandé tout le courrier de l'expéditeur ({piece}; réf. "
        "{record}). STOP pour finir.",
    ),
    "why_desk": (
        1,
        "{brand}: Motif du SMS: le {act_at} ce téléphone a demandé des nouvelles des envois d'un bureau (réf. "
        "{record}). STOP pour finir.",
    ),
    "why_reply": (1, "{brand}: Notre SMS précédent répondait à votre SMS du {act_at} (réf. {record})."),
    "why_invited": (
        1,
        "{brand}: Quelqu'un a demandé des SMS sur {piece} pour ce téléphone le {act_at} (réf. {record}). Sans votre "
        "YES, rien ne suivra.",
    ),
    "why_nothing": (1, "{brand}: Nous n'avons encore envoyé aucun SMS à ce téléphone."),
    "verify_yes": (1, "{brand}: Oui, notre SMS sur {piece} est parti le {act_at}."),
    "verify_no": (
        1,
        "{brand}: Non, nous n'avons envoyé à ce téléphone aucun SMS sur ..{last_four}. N'ouvrez pas ses liens; vous "
        "pouvez le transférer au 7726.",
    ),
    "verify_which": (1, "{brand}: Envoyez VERIFY et les 4 derniers chiffres, par exemple VERIFY 1234."),
    # The person's own settings
    "word_set": (
        1,
        "{brand}: Votre mot-clé est {word}. Nos SMS le portent entre crochets s'il y a la place. Un SMS avec un autre "
        "mot ne vient pas de nous.",
    ),
    "word_off": (1, "{brand}: Vous n'avez plus de mot-clé. Envoyez WORD et un nouveau mot, par exemple WORD tilleul."),
    "word_bad": (1, "{brand}: Un mot-clé a de 3 à 12 lettres. Envoyez WORD et votre mot, par exemple WORD tilleul."),
    "quiet_set": (
        1,
        "{brand}: Silence de {from_hour} à {until_hour}, heure {zone}. Les nouvelles attendent; nous répondons à vos "
        "SMS. AWAKE y met fin.",
    ),
    "quiet_set_local": (
        1,
        "{brand}: Silence de {from_hour} à {until_hour}, heure locale. Les nouvelles attendent; nous répondons à vos "
        "SMS. AWAKE y met fin.",
    ),
    "quiet_bad": (
        1,
        "{brand}: Nous n'avons pas compris ces heures. Envoyez QUIET et deux heures, par exemple QUIET 10pm 7am.",
    ),
    "awake_set": (1, "{brand}: Plus d'heures de silence: nos SMS viennent à toute heure. QUIET les remet."),
    "name_set": (1, "{brand}: ..{last_four} s'appelle maintenant {piece}."),
    "name_bad": (
        1,
        "{brand}: Un nom a au plus 16 lettres ou chiffres simples, sans lien. Envoyez NAME 1234 et le nom.",
    ),
    "none_such": (1, "{brand}: Vous ne suivez rien qui finisse par {last_four}. LIST montre vos suivis."),
    "which_one": (
        1,
        "{brand}: Plusieurs de vos suivis finissent par {last_four}. Envoyez le numéro entier avec le mot, svp.",
    ),
    "which_one_needed": (
        1,
        "{brand}: Lequel? Ajoutez ses 4 derniers chiffres au mot, par exemple DONE 1234. LIST montre vos suivis.",
    ),
    "lang_set": (1, "{brand}: Nous vous écrivons maintenant en FRANÇAIS. LANG EN: English, LANG ES: español."),
    "lang_which": (1, "{brand}: LANG FR: FRANÇAIS, LANG EN: English, LANG ES: español."),
    "reset_done": (
        1,
        "{brand}: Langue, silence et choix sont comme au début. Les noms et le mot-clé restent.",
    ),
    "done_one": (
        1,
        "{brand}: {piece} est classé: plus de SMS à son sujet. Envoyez son numéro pour reprendre le suivi.",
    ),
    "always_set": (
        1,
        "{brand}: Nous suivons désormais pour vous tout nouvel envoi de cet expéditeur ({piece}). ALWAYS OFF y met "
        "fin, STOP met fin à tout.",
    ),
    "always_off": (
        1,
        "{brand}: Nous ne suivons plus d'office les nouveaux envois de vos expéditeurs. Vos suivis en cours restent.",
    ),
    "always_none": (
        1,
        "{brand}: Nous ne savons pas qui a expédié {piece}: impossible de suivre ses autres envois.",
    ),
    "pin_right": (1, "{brand}: Merci. Pour {piece}, vous voyez maintenant l'état complet."),
    "pin_wrong": (1, "{brand}: Ce PIN ne correspond à aucun de vos suivis. Demandez-le à l'expéditeur, svp."),
    # News
    Milestone.LABEL_CREATED: (1, "{brand}: {piece} a une étiquette; USPS ne l'a pas encore{w}. " + _STOPS),
    Milestone.ACCEPTED: (1, "{brand}: {piece} est pris en charge par le transporteur{p}{w}. " + _STOPS),
    Milestone.IN_TRANSIT: (1, "{brand}: {piece} est en transit{p}{w}. " + _STOPS),
    Milestone.ARRIVED_LOCAL: (1, "{brand}: {piece} est arrivé au bureau de poste local{p}{w}. " + _STOPS),
    Milestone.OUT_FOR_DELIVERY: (1, "{brand}: {piece} est en cours de livraison{p}{w}. " + _STOPS),
    Milestone.DELIVERY_ATTEMPTED: (
        1,
        "{brand}: {piece}: avis laissé{p}{w}. Gardé à la poste{until}. Avis et identité requis. " + _STOPS,
    ),
    "tried_without_notice": (
        1,
        "{brand}: {piece}: livraison tentée{p}{w}, sans succès. USPS réessaie en général. " + _STOPS,
    ),
    Milestone.AVAILABLE_FOR_PICKUP: (
        1,
        "{brand}: {piece} est à retirer au bureau de poste{until}{p}{w}. " + _STOPS,
    ),
    "hold_reminder": (1, "{brand}: {piece} attend toujours au bureau de poste{until}{p}{w}. " + _STOPS),
    Milestone.HELD: (1, "{brand}: {piece} est gardé au bureau de poste{until}{p}{w}. " + _STOPS),
    Milestone.DELAYED: (1, "{brand}: {piece} a du retard{p}{w}. Nous vous écrirons quand il bouge. " + _STOPS),
    Milestone.DELIVERED: (1, "{brand}: {piece} a été livré{p}{w}. " + _STOPS),
    Milestone.DELIVERED_AGENT: (1, "{brand}: {piece} a été remis à un mandataire{p}{w}. " + _STOPS),
    Milestone.FORWARDED: (1, "{brand}: {piece} est réexpédié à une nouvelle adresse{p}{w}. " + _STOPS),
    Milestone.UNDELIVERABLE: (1, "{brand}: {piece} n'a pas pu parvenir à l'adresse indiquée{p}{w}. " + _STOPS),
    Milestone.REFUSED: (1, "{brand}: {piece} a été refusé{p}{w}. Il repart chez l'expéditeur. " + _STOPS),
    Milestone.UNCLAIMED: (
        1,
        "{brand}: {piece} n'a pas été retiré à temps{p}{w}. Il repart chez l'expéditeur. " + _STOPS,
    ),
    Milestone.RETURNING: (1, "{brand}: {piece} repart chez l'expéditeur{p}{w}. " + _STOPS),
    Milestone.RETURNED: (1, "{brand}: {piece} a été rendu à l'expéditeur{p}{w}. " + _STOPS),
    Milestone.LOST_RECOVERY: (1, "{brand}: {piece} est au centre USPS de récupération du courrier{w}. " + _STOPS),
    Milestone.EXPIRED: (
        2,
        "{brand}: {piece}: aucun scan en 45 jours; nous ne suivons plus. Envoyez son numéro pour redemander. " + _STOPS,
    ),
    "expected": (1, "{brand}: {piece} est maintenant attendu le {day}. " + _STOPS),
    "standing_followed": (1, "{brand}: Nouvel envoi d'un expéditeur suivi: {piece}: {state}{p}{w}. " + _STOPS),
    "digest": (1, "{brand}: {items}. STOP met fin à tout."),
    # News of another carrier's pieces, where USPS has words of its own
    "label_created_courier": (1, "{brand}: {piece} a une étiquette; le transporteur ne l'a pas encore{w}. " + _STOPS),
    "arrived_local_courier": (1, "{brand}: {piece} est arrivé près de sa destination{p}{w}. " + _STOPS),
    "delivery_attempted_courier": (1, "{brand}: {piece}: livraison tentée{p}{w}, sans succès. " + _STOPS),
    "available_for_pickup_courier": (1, "{brand}: {piece} est à retirer{until}{p}{w}. " + _STOPS),
    "hold_reminder_courier": (1, "{brand}: {piece} attend toujours son retrait{until}{p}{w}. " + _STOPS),
    "held_courier": (1, "{brand}: {piece} est retenu{until}{p}{w}. " + _STOPS),
    "lost_recovery_courier": (1, "{brand}: Le transporteur ne trouve pas {piece} pour l'instant{w}. " + _STOPS),
    # Parts of sentences
    "until": (1, ", en général jusqu'au {day}"),
    "more_items": (1, "{count} de plus"),
    "state_not_open": (1, "non visible"),
    "choice_standard": (1, "étapes principales"),
    "choice_all": (1, "chaque scan"),
    "choice_delivery": (1, "livraison et tentatives"),
    "choice_date": (1, "date prévue"),
}

#: The state as one reads it in a reply: "USPS ..3456: <this>".
STATES: dict[Milestone, str] = {
    Milestone.NOT_FOUND: "pas encore scanné",
    Milestone.LABEL_CREATED: "étiqueté, pas encore remis",
    Milestone.ACCEPTED: "pris en charge",
    Milestone.IN_TRANSIT: "en transit",
    Milestone.ARRIVED_LOCAL: "au bureau de poste local",
    Milestone.OUT_FOR_DELIVERY: "en cours de livraison",
    Milestone.DELIVERY_ATTEMPTED: "avis laissé",
    Milestone.AVAILABLE_FOR_PICKUP: "à retirer à la poste",
    Milestone.HELD: "gardé au bureau de poste",
    Milestone.DELAYED: "en retard",
    Milestone.DELIVERED: "livré",
    Milestone.DELIVERED_AGENT: "remis à un mandataire",
    Milestone.FORWARDED: "réexpédié",
    Milestone.MISSENT: "mal acheminé, réorienté",
    Milestone.UNDELIVERABLE: "non livrable",
    Milestone.REFUSED: "refusé",
    Milestone.UNCLAIMED: "non réclamé",
    Milestone.RETURNING: "repart chez l'expéditeur",
    Milestone.RETURNED: "rendu à l'expéditeur",
    Milestone.LOST_RECOVERY: "en récupération postale",
    Milestone.CANCELLED: "annulé",
    Milestone.EXPIRED: "plus de nouvelles",
    Milestone.UNKNOWN: "chez USPS, état incertain",
}
#: The same of another carrier's pieces, where it differs.
COURIER_STATES: dict[Milestone, str] = {
    Milestone.LABEL_CREATED: "étiqueté, pas encore remis",
    Milestone.ARRIVED_LOCAL: "près de sa destination",
    Milestone.DELIVERY_ATTEMPTED: "livraison tentée",
    Milestone.AVAILABLE_FOR_PICKUP: "à retirer",
    Milestone.HELD: "retenu",
    Milestone.LOST_RECOVERY: "introuvable à ce jour",
    Milestone.UNKNOWN: "état encore incertain",
}

MONTHS = tuple("janv févr mars avr mai juin juil aout sept oct nov déc".split())
#: Mail of another country's post, by the number of the Universal Postal Union.
INTERNATIONAL = "Intl"
#: Before the last of several to choose from.
OR = "ou"
#: 8:14am and 8:14pm; where not, the day has 24 hours.
HALF_DAYS = False
