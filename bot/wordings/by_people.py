"""What a person of ours may answer to a text that the bot could not: whole sentences to choose from, never typed ones.

Each stands with its version, as in the other files here: who changes a sentence raises its own version.
"""

#: By language. What an operator reads of each is in bot/canned.py.
ANSWERS: dict[str, dict[str, tuple[int, str]]] = {
    "en": {
        "answer_looked": (1, "{brand}: A person looked for you. {piece}: {state}{p}{w}. We know no more than that."),
        "answer_carrier": (
            1,
            "{brand}: A person read your text. We only pass on what the carrier reports; to change a delivery, please "
            "ask the carrier.",
        ),
        "answer_sorry": (1, "{brand}: A person read your text. We are sorry and have noted it. STOP ends all texts."),
        "answer_number": (
            1,
            "{brand}: A person read your text. To look for you we need the tracking number. Please text it to us.",
        ),
        "answer_contact": (
            1,
            "{brand}: A person read your text, but it needs more than a text message. Please contact {help_contact}.",
        ),
        "answer_sender": (
            1,
            "{brand}: A person read your text. Only the sender knows what is inside and where it should go. Please ask "
            "the sender.",
        ),
        "answer_thanks": (1, "{brand}: Thank you for your kind words. A person read them and passed them on."),
    },
    "es": {
        "answer_looked": (
            1,
            "{brand}: Una persona hizo la consulta. {piece}: {state}{p}{w}. Por ahora no sabemos otra cosa.",
        ),
        "answer_carrier": (
            1,
            "{brand}: Una persona ha visto su mensaje. Solo pasamos lo que informa el transportista; para cambiar la "
            "entrega, consulte con esa empresa.",
        ),
        "answer_sorry": (1, "{brand}: Una persona ha visto su mensaje. Lo sentimos; queda anotado. STOP termina todo."),
        "answer_number": (
            1,
            "{brand}: Una persona ha visto su mensaje. Para mirar nos falta el nro. de rastreo. Mande ese nro., por "
            "favor.",
        ),
        "answer_contact": (
            1,
            "{brand}: Una persona ha visto su mensaje; por este medio no se puede resolver. Consulte en "
            "{help_contact}.",
        ),
        "answer_sender": (
            1,
            "{brand}: Una persona ha visto su mensaje. Solo el remitente sabe lo que contiene y su destino. Por "
            "favor, consulte al remitente.",
        ),
        "answer_thanks": (
            1,
            "{brand}: Gracias por sus amables palabras. Una persona las ha visto y las ha compartido con el equipo.",
        ),
    },
    "fr": {
        "answer_looked": (
            1,
            "{brand}: Une personne a regardé pour vous. {piece}: {state}{p}{w}. Nous n'en savons pas plus.",
        ),
        "answer_carrier": (
            1,
            "{brand}: Une personne a lu votre message. Nous ne relayons que l'état; pour changer une livraison, voyez "
            "le transporteur, svp.",
        ),
        "answer_sorry": (
            1,
            "{brand}: Une personne a lu votre message. Nous sommes désolés et l'avons noté. STOP met fin à tout.",
        ),
        "answer_number": (
            1,
            "{brand}: Une personne a lu votre message. Pour regarder, il nous faut le numéro de suivi. Envoyez-le, "
            "svp.",
        ),
        "answer_contact": (
            1,
            "{brand}: Une personne a lu votre message; un SMS n'y suffit pas. Contactez {help_contact}, svp.",
        ),
        "answer_sender": (
            1,
            "{brand}: Une personne a lu votre message. Seul l'expéditeur sait ce qu'il contient et où il doit aller. "
            "Demandez-lui, svp.",
        ),
        "answer_thanks": (1, "{brand}: Merci de vos aimables mots. Une personne les a lus et transmis à l'équipe."),
    },
}
