"""What can be chosen on the opt-in page and on a person's own settings page alike."""

EN = {
    "texts_in": "Language of the texts",
    "quiet": "No news between",
    "quiet_": "the usual hours",
    "quiet_none": "news at any hour",
    "quiet_20-8": "8 pm and 8 am",
    "quiet_21-8": "9 pm and 8 am",
    "quiet_22-7": "10 pm and 7 am",
    "quiet_22-9": "10 pm and 9 am",
}

ES = {
    "texts_in": "Idioma de los mensajes",
    "quiet": "Sin noticias entre",
    "quiet_": "las horas de costumbre",
    "quiet_none": "noticias a cualquier hora",
    "quiet_20-8": "las 20 y las 8 h",
    "quiet_21-8": "las 21 y las 8 h",
    "quiet_22-7": "las 22 y las 7 h",
    "quiet_22-9": "las 22 y las 9 h",
}

FR = {
    "texts_in": "Langue des messages",
    "quiet": "Pas de nouvelles entre",
    "quiet_": "les heures habituelles",
    "quiet_none": "des nouvelles à toute heure",
    "quiet_20-8": "20 h et 8 h",
    "quiet_21-8": "21 h et 8 h",
    "quiet_22-7": "22 h et 7 h",
    "quiet_22-9": "22 h et 9 h",
}

WORDS = {"en": EN, "es": ES, "fr": FR}
