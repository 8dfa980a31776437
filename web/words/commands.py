"""What people can text, as the front page lists it: the word as it is texted, and what it does."""

EN = {
    "a tracking number": "status now, and updates as it moves; several in one text are fine",
    "STATUS, LIST": "what you follow and where each is",
    "STOP 3456": "no more texts about the mailpiece ending in 3456",
    "STOP": "no more texts at all",
    "START": "texts are allowed again",
    "WHY": "which number and which act of yours our last text rests on",
    "WRONG": "we reached the wrong person: never again, and the sender learns nothing of you",
    "VERIFY 3456, WORD maple": "was that text really ours? a check word that our texts then carry",
    "QUIET, AWAKE": "hours of your own day in which news waits; the end of them",
    "NAME 3456 keys, DONE 3456": "your own name for a mailpiece; put it away",
    "LANG EN, LANG ES, LANG FR": "English, español, français",
    "KEYWORDS": "what can stand behind a number: each scan, deliveries, the expected date",
    "RESET": "language, quiet hours and choices as at the start",
    "HELP": "who we are and how to reach us",
}

ES = {
    "un número de rastreo": "su estado ahora, y avisos de lo que pase; pueden ser varios en un mensaje",
    "STATUS, LIST": "lo que sigue y dónde está cada envío",
    "STOP 3456": "no más mensajes sobre el envío que termina en 3456",
    "STOP": "ningún mensaje más",
    "START": "los mensajes vuelven a estar permitidos",
    "WHY": "en qué número y en qué acto suyo se basa nuestro último mensaje",
    "WRONG": "no es la persona: nunca más, y el remitente no sabe nada de usted",
    "VERIFY 3456, WORD arce": "¿era nuestro ese mensaje? una palabra clave que llevarán los nuestros",
    "QUIET, AWAKE": "horas de su día en que las noticias esperan; su fin",
    "NAME 3456 llaves, DONE 3456": "su nombre para un envío; archivarlo",
    "LANG EN, LANG ES, LANG FR": "English, español, français",
    "KEYWORDS": "qué puede ir tras un número: cada escaneo, entregas, la fecha prevista",
    "RESET": "idioma, horas de silencio y elecciones como al principio",
    "HELP": "quiénes somos y cómo contactarnos",
}

FR = {
    "un numéro de suivi": "son état, puis la suite ; plusieurs dans un message conviennent",
    "STATUS, LIST": "ce que vous suivez et où se trouve chaque envoi",
    "STOP 3456": "plus aucun message sur l’envoi finissant par 3456",
    "STOP": "plus aucun message",
    "START": "les messages sont de nouveau permis",
    "WHY": "sur quel numéro et quel acte de vous repose notre dernier message",
    "WRONG": "ce n’est pas la personne : plus jamais, et l’expéditeur n’apprend rien de vous",
    "VERIFY 3456, WORD erable": "ce message était-il de nous ? un mot de contrôle que portent ensuite les nôtres",
    "QUIET, AWAKE": "heures de votre jour où les nouvelles attendent ; leur fin",
    "NAME 3456 cles, DONE 3456": "votre nom pour un envoi ; le ranger",
    "LANG EN, LANG ES, LANG FR": "English, español, français",
    "KEYWORDS": "ce qui peut suivre un numéro : chaque scan, les livraisons, la date prévue",
    "RESET": "langue, heures de silence et choix comme au début",
    "HELP": "qui nous sommes et comment nous joindre",
}

COMMANDS = {"en": EN, "es": ES, "fr": FR}
