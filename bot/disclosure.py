"""The sentence beside the box that a person ticks on a web page: shown in full, and kept as it was shown.

Whoever changes a sentence raises its version: consent events name the version that was read.
"""

from bot.wording import Wording, known
from models.program import Program

KEY = "web_disclosure"
_SENTENCES: dict[str, tuple[int, str]] = {
    "en": (
        1,
        "I ask {brand} to text me about {what} from {from_number}. Message frequency varies. Message and data rates "
        "may apply. Text STOP to end, HELP for help. Consent is no condition of buying anything. "
        "Terms: {base}/terms. Privacy: {base}/privacy.",
    ),
    "es": (
        1,
        "Pido a {brand} que me envíe mensajes sobre {what} desde {from_number}. La frecuencia varía. Pueden aplicarse "
        "tarifas de mensajes y datos. Escriba STOP para terminar, HELP para ayuda. El consentimiento no es condición "
        "de ninguna compra. Condiciones: {base}/terms. Privacidad: {base}/privacy.",
    ),
    "fr": (
        1,
        "Je demande à {brand} de m’envoyer des messages sur {what} depuis le {from_number}. La fréquence varie. Des "
        "frais de message et de données peuvent s’appliquer. Répondez STOP pour arrêter, HELP pour de l’aide. Le "
        "consentement n’est la condition d’aucun achat. Conditions : {base}/terms. Vie privée : {base}/privacy.",
    ),
}
_WHAT = {
    "piece": {"en": "this mailpiece", "es": "este envío", "fr": "cet envoi"},
    "of_sender": {
        "en": "this mailpiece from {sender}",
        "es": "este envío de {sender}",
        "fr": "cet envoi de {sender}",
    },
    "own": {
        "en": "all mailpieces of this mailing of {sender}",
        "es": "todos los envíos de este lote de {sender}",
        "fr": "tous les envois de ce lot de {sender}",
    },
}


def disclosure(program: Program, language: str, base: str, sender: str = "", own: bool = False) -> Wording:
    """`base` is our public address; `sender` whose link it is, if any; `own`: for all of a sender's batch."""
    language = known(language)
    what = _WHAT["own" if own else "of_sender" if sender else "piece"][language].format(sender=sender)
    return _worded(program, language, what, base)


def disclosure_for_desk(program: Program, base: str) -> Wording:
    """For somebody of a sender's desk, whose pages are in English."""
    return _worded(program, "en", "mailings of my desk that need me, a few times a day at most", base)


def _worded(program: Program, language: str, what: str, base: str) -> Wording:
    version, sentence = _SENTENCES[language]
    text = sentence.format(brand=program.brand, what=what, from_number=program.from_number, base=base)
    return Wording(KEY, str(version), language, text)
