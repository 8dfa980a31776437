"""The page that tells our texts from forged ones, and answers whether a text was ours."""

EN = {
    "example_word": "maple",
    "title": "Is this text real?",
    "lead": "Our texts come from {from_number} and begin with {brand}.",
    "lead_whatsapp": "On WhatsApp they come from {whatsapp}.",
    "looks": "What our texts look like",
    "looks_note": "Digits, place and time are examples. [{word}] is a check word: whoever chose one reads it in our "
    "texts, where it fits.",
    "never": "What we never do",
    "never_ask": "We never ask for money, a card, a password, an ID number or your address.",
    "never_link": "We never send a link. There is nothing to tap, open or install.",
    "never_hurry": "We never press you. Nothing is lost if you do not answer one of our texts.",
    "ask": "Ask our log",
    "ask_how": "Tell us three things about the text. We look whether we sent it.",
    "sender": "The number that the text came from",
    "last_four": "The last four of the tracking number",
    "last_four_hint": "In the text they stand behind two dots: ..{last_four}",
    "check_word": "Your check word",
    "check_word_hint": "The one that you texted to us, such as {word}",
    "send": "Was it yours?",
    "found": "Yes. Our log has such a text, sent within the last 90 days.",
    "found_note": "Somebody can still forge our number. If your text carries a link or asks for something, it is not "
    "ours.",
    "not_found": "We find no such text.",
    "not_found_note": "Look at the three answers once more, or text VERIFY {last_four} to {from_number} with your own "
    "four digits, from the phone that got it. Until you are sure, open no link in it and answer nothing.",
    "busy": "Too many questions came from your network, or to this page. Please ask again in an hour, or text VERIFY "
    "{last_four} to {from_number} with your own four digits.",
    "no_word": "No check word yet? Text WORD {word}, with a word of your own, to {from_number}. Or text VERIFY "
    "{last_four}, with your own four digits, from the phone that got the text: we answer there, without a check word.",
    "yourself": "You need not trust us",
    "yourself_how": "You can always type the tracking number yourself at the carrier's own site: {sites}. Type the "
    "address too; do not follow one from a text.",
    "report": "Where to report a forged text",
    "report_7726": "Forward it to 7726. That is free in the United States, and tells your mobile network.",
    "report_usps": "If it pretends to come from USPS, send it to spam@uspis.gov, with a picture of it and the number "
    "that it came from.",
    "report_us": "If it pretends to be ours, write to {help_contact}.",
}

ES = {
    "example_word": "roble",
    "title": "¿Es auténtico este mensaje?",
    "lead": "Nuestros mensajes vienen del {from_number} y empiezan con {brand}.",
    "lead_whatsapp": "En WhatsApp vienen del {whatsapp}.",
    "looks": "Cómo son nuestros mensajes",
    "looks_note": "Las cifras, el lugar y la hora son ejemplos. [{word}] es una palabra clave: quien eligió una la lee "
    "en nuestros mensajes, donde cabe.",
    "never": "Lo que nunca hacemos",
    "never_ask": "Nunca pedimos dinero, tarjetas, contraseñas, números de identidad ni su dirección.",
    "never_link": "Nunca enviamos enlaces. No hay nada que tocar, abrir ni instalar.",
    "never_hurry": "Nunca le metemos prisa. No pierde nada si no contesta a un mensaje nuestro.",
    "ask": "Pregunte a nuestro registro",
    "ask_how": "Díganos tres cosas del mensaje. Miramos si lo enviamos nosotros.",
    "sender": "El número del que vino el mensaje",
    "last_four": "Los cuatro últimos del número de rastreo",
    "last_four_hint": "En el mensaje están tras dos puntos seguidos: ..{last_four}",
    "check_word": "Su palabra clave",
    "check_word_hint": "La que usted nos mandó, por ejemplo {word}",
    "send": "¿Fue suyo?",
    "found": "Sí. En nuestro registro hay un mensaje así, enviado en los últimos 90 días.",
    "found_note": "Aun así, alguien puede falsificar nuestro número. Si su mensaje trae un enlace o pide algo, no es "
    "nuestro.",
    "not_found": "No encontramos ningún mensaje así.",
    "not_found_note": "Revise las tres respuestas, o mande VERIFY {last_four} al {from_number}, con sus cuatro cifras, "
    "desde el teléfono que lo recibió. Hasta estar seguro, no abra ningún enlace y no conteste.",
    "busy": "Llegaron demasiadas preguntas desde su red o a esta página. Pregunte de nuevo en una hora, o mande VERIFY "
    "{last_four} al {from_number}, con sus cuatro cifras.",
    "no_word": "¿Aún sin palabra clave? Mande WORD {word}, con una palabra suya, al {from_number}. O mande VERIFY "
    "{last_four}, con sus cuatro cifras, desde el teléfono que recibió el mensaje: allí contestamos sin palabra clave.",
    "yourself": "No hace falta que confíe en nosotros",
    "yourself_how": "Siempre puede escribir usted el número de rastreo en el sitio de la propia empresa: {sites}. "
    "Escriba también la dirección; no siga la de un mensaje.",
    "report": "Dónde denunciar un mensaje falso",
    "report_7726": "Reenvíelo al 7726. En Estados Unidos es gratis y avisa a su red móvil.",
    "report_usps": "Si finge venir de USPS, mándelo a spam@uspis.gov, con una imagen del mensaje y el número del que "
    "vino.",
    "report_us": "Si finge ser nuestro, escriba a {help_contact}.",
}

FR = {
    "example_word": "tilleul",
    "title": "Ce message est-il authentique ?",
    "lead": "Nos messages viennent du {from_number} et commencent par {brand}.",
    "lead_whatsapp": "Sur WhatsApp, ils viennent du {whatsapp}.",
    "looks": "À quoi ressemblent nos messages",
    "looks_note": "Les chiffres, le lieu et l'heure sont des exemples. [{word}] est un mot-clé : qui en a choisi un le "
    "lit dans nos messages, là où il y a la place.",
    "never": "Ce que nous ne faisons jamais",
    "never_ask": "Nous ne demandons jamais d'argent, de carte, de mot de passe, de numéro d'identité ni votre adresse.",
    "never_link": "Nous n'envoyons jamais de lien. Il n'y a rien à toucher, à ouvrir ni à installer.",
    "never_hurry": "Nous ne vous pressons jamais. Vous ne perdez rien à laisser un de nos messages sans réponse.",
    "ask": "Interrogez notre journal",
    "ask_how": "Dites-nous trois choses du message. Nous regardons si nous l'avons envoyé.",
    "sender": "Le numéro d'où venait le message",
    "last_four": "Les quatre derniers du numéro de suivi",
    "last_four_hint": "Dans le message, ils suivent deux points : ..{last_four}",
    "check_word": "Votre mot-clé",
    "check_word_hint": "Celui que vous nous avez envoyé, par exemple {word}",
    "send": "Était-il de vous ?",
    "found": "Oui. Notre journal a un tel message, envoyé dans les 90 derniers jours.",
    "found_note": "Quelqu'un peut tout de même imiter notre numéro. Si votre message porte un lien ou demande quelque "
    "chose, il n'est pas de nous.",
    "not_found": "Nous ne trouvons aucun message de ce genre.",
    "not_found_note": "Relisez les trois réponses, ou envoyez VERIFY {last_four} au {from_number}, avec vos quatre "
    "chiffres, depuis le téléphone qui l'a reçu. Tant que vous n'êtes pas sûr, n'ouvrez aucun lien et ne répondez pas.",
    "busy": "Trop de questions sont venues de votre réseau ou sur cette page. Demandez à nouveau dans une heure, ou "
    "envoyez VERIFY {last_four} au {from_number}, avec vos quatre chiffres.",
    "no_word": "Pas encore de mot-clé ? Envoyez WORD {word}, avec un mot à vous, au {from_number}. Ou envoyez VERIFY "
    "{last_four}, avec vos quatre chiffres, depuis le téléphone qui a reçu le message : nous répondons là, sans "
    "mot-clé.",
    "yourself": "Vous n'avez pas à nous croire",
    "yourself_how": "Vous pouvez toujours taper vous-même le numéro de suivi sur le site du transporteur : {sites}. "
    "Tapez aussi l'adresse ; ne suivez pas celle d'un message.",
    "report": "Où signaler un faux message",
    "report_7726": "Transférez-le au 7726. C'est gratuit aux États-Unis et avertit votre réseau mobile.",
    "report_usps": "S'il prétend venir d'USPS, envoyez-le à spam@uspis.gov, avec une image du message et le numéro "
    "d'où il venait.",
    "report_us": "S'il prétend être de nous, écrivez à {help_contact}.",
}

WORDS = {"en": EN, "es": ES, "fr": FR}
