"""What stands around every page: the choice of languages, and the ways to the other pages."""

EN = {
    "language": "Language",
    "to_start": "Get texts",
    "to_real": "Is a text real?",
    "to_preferences": "My settings",
    "to_status": "Are we on time?",
    "to_terms": "Terms",
    "to_privacy": "Privacy",
    "pages": "Pages",
}

ES = {
    "language": "Idioma",
    "to_start": "Recibir mensajes",
    "to_real": "¿Es auténtico?",
    "to_preferences": "Mis ajustes",
    "to_status": "¿Vamos a tiempo?",
    "to_terms": "Condiciones",
    "to_privacy": "Privacidad",
    "pages": "Páginas",
}

FR = {
    "language": "Langue",
    "to_start": "Recevoir des messages",
    "to_real": "Message authentique ?",
    "to_preferences": "Mes réglages",
    "to_status": "Sommes-nous à l’heure ?",
    "to_terms": "Conditions",
    "to_privacy": "Vie privée",
    "pages": "Pages",
}

WORDS = {"en": EN, "es": ES, "fr": FR}
