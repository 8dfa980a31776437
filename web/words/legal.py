"""Terms and privacy, in plain words. They promise what the service does (docs/privacy.md), no more."""

EN = {
    "terms_title": "Terms of {brand} texts",
    "terms_lead": "{operator} runs {brand}: texts about mail that you asked about.",
    "terms_lead_own": "{brand} sends texts about mail that you asked about.",
    "terms_what_head": "What you get",
    "terms_what": "Text a tracking number to {from_number}. {brand} texts you its status, and then its news: out for "
    "delivery, notice left, ready for pickup, delivered, on its way back. Nothing else: no advertising, no link, no "
    "request for money.",
    "terms_consent_head": "Your consent",
    "terms_consent": "We text you because you asked: you texted a tracking number, answered YES, or signed up on our "
    "page. Your consent is not a condition of buying anything, from us or from anybody.",
    "terms_often_head": "How often",
    "terms_often": "Message frequency varies. It depends on what happens to your mail.",
    "terms_cost_head": "What it costs",
    "terms_cost": "Message and data rates may apply. Your mobile plan says what a text costs you.",
    "terms_stop_head": "How to stop",
    "terms_stop": "Text STOP to {from_number}. It holds at once, and one last text confirms it; a text that is already "
    "on its way may still arrive. STOP 3456 ends only the mailpiece whose number ends in 3456. START allows our texts "
    "again.",
    "terms_help_head": "Help",
    "terms_help": "Text HELP to {from_number}, or write to {help_contact}.",
    "terms_where_head": "Where it works",
    "terms_where": "With phones of: {countries}. Your mobile network must be able to reach {from_number}.",
    "terms_late_head": "Late and lost texts",
    "terms_late": "Mobile networks are not liable for delayed or undelivered messages. A text can come late or never; "
    "the carrier's own site always has the newest.",
    "terms_scan_head": "What a status is worth",
    "terms_scan": "We pass on what the carrier's scans say. We do not promise that a scan is right, or that it comes "
    "in time. {brand} is not a mail carrier: we neither carry nor hold your mail. Where much depends on it, ask the "
    "carrier.",
    "terms_who_head": "Who we are",
    "privacy_title": "Privacy at {brand}",
    "privacy_lead": "{operator} answers for what {brand} knows about you. Write to {privacy_contact}.",
    "privacy_lead_own": "We answer for what {brand} knows about you. Write to {privacy_contact}.",
    "privacy_kept": "What we keep",
    "kept_phone": "your phone number, encrypted",
    "kept_texts": "the texts between us, encrypted, and whether ours arrived",
    "kept_mail": "the tracking numbers that you follow, what the carriers say about them, and your own names for them",
    "kept_choices": "your choices: language, time zone, quiet hours, check word",
    "kept_consent": "when and how you agreed or stopped: your words or, on a page, the sentence shown to you, your "
    "network address and what your browser calls itself, encrypted",
    "kept_limits": "who asked on a page, only as a code of your network's address, so that nobody asks without end",
    "privacy_why_head": "Why",
    "privacy_why": "To text you what you asked for, to answer you, to prove that you agreed or stopped, and to keep "
    "abuse away. For nothing else: no advertising, no profiles, no sale.",
    "privacy_long_head": "How long",
    "privacy_long": "What you ask on these pages goes after 30 days. The record that you agreed or stopped stays, "
    "because it may have to be proven. Everything else stays until you have it erased; nothing else goes by age alone.",
    "privacy_shared_head": "Who else sees it",
    "privacy_shared": "Your phone number and your consent are sold to nobody, and shared with nobody for marketing.",
    "shared_twilio": "Twilio carries the texts. It has your phone number and what we and you text, and keeps that by "
    "its own rules.",
    "shared_carriers": "The mail carriers, or a tracking service that answers for them, get tracking numbers. They "
    "never get your phone number.",
    "privacy_rights_head": "What you can do",
    "privacy_rights": "You can download what we keep about you, and have it erased, in your settings:",
    "privacy_erased": "Erased is erased: your number, your texts and the evidence are emptied. What stays tells nobody "
    "who you are without our key; it lets a STOP hold.",
    "privacy_ask": "Text WHY to learn why a text came, STOP to end all, HELP to reach us, or write to "
    "{privacy_contact}.",
    "privacy_cookies_head": "Cookies",
    "privacy_cookies": "Only the settings page sets one, so that your settings open for you alone. No other page does, "
    "and no page loads anything from elsewhere.",
}

ES = {
    "terms_title": "Condiciones de los mensajes de {brand}",
    "terms_lead": "{operator} lleva {brand}: mensajes sobre el correo por el que usted preguntó.",
    "terms_lead_own": "{brand} manda mensajes sobre el correo por el que usted preguntó.",
    "terms_what_head": "Qué recibe",
    "terms_what": "Mande un número de rastreo al {from_number}. {brand} le dice cómo está y después sus novedades: en "
    "reparto, aviso dejado, listo para recoger, entregado, de regreso. Nada más: ni publicidad, ni enlaces, ni pedidos "
    "de dinero.",
    "terms_consent_head": "Su consentimiento",
    "terms_consent": "Le escribimos porque usted lo pidió: mandó un número de rastreo, contestó SÍ o se apuntó en "
    "nuestra página. Su consentimiento no es condición para comprar nada, ni a nosotros ni a nadie.",
    "terms_often_head": "Con qué frecuencia",
    "terms_often": "La frecuencia de los mensajes varía. Depende de lo que pase con su correo.",
    "terms_cost_head": "Cuánto cuesta",
    "terms_cost": "Pueden aplicarse tarifas de mensajes y datos. Su plan móvil dice cuánto le cuesta un mensaje.",
    "terms_stop_head": "Cómo terminar",
    "terms_stop": "Mande STOP al {from_number}. Vale al instante y un último mensaje lo confirma; uno que ya está en "
    "camino aún puede llegar. STOP 3456 termina solo con el envío cuyo número acaba en 3456. START permite de nuevo "
    "nuestros mensajes.",
    "terms_help_head": "Ayuda",
    "terms_help": "Mande HELP al {from_number} o escriba a {help_contact}.",
    "terms_where_head": "Dónde funciona",
    "terms_where": "Con teléfonos de: {countries}. Su red móvil tiene que poder llegar al {from_number}.",
    "terms_late_head": "Mensajes tardíos o perdidos",
    "terms_late": "Las redes móviles no responden por mensajes retrasados o no entregados. Un mensaje puede llegar "
    "tarde o nunca; lo más nuevo está siempre en el sitio de la propia empresa de correo.",
    "terms_scan_head": "Cuánto vale un estado",
    "terms_scan": "Transmitimos lo que dicen los escaneos de la empresa. No prometemos que un escaneo sea correcto ni "
    "que llegue a tiempo. {brand} no es una empresa de correo: ni llevamos ni guardamos su correo. Si depende mucho de "
    "ello, pregunte a la empresa.",
    "terms_who_head": "Quiénes somos",
    "privacy_title": "Privacidad en {brand}",
    "privacy_lead": "{operator} responde por lo que {brand} sabe de usted. Escriba a {privacy_contact}.",
    "privacy_lead_own": "Respondemos por lo que {brand} sabe de usted. Escriba a {privacy_contact}.",
    "privacy_kept": "Qué guardamos",
    "kept_phone": "su número de teléfono, cifrado",
    "kept_texts": "los mensajes entre usted y nosotros, cifrados, y si los nuestros llegaron",
    "kept_mail": "los números de rastreo que sigue, lo que las empresas dicen de ellos y los nombres que usted les dio",
    "kept_choices": "lo que eligió: idioma, zona horaria, horas de silencio, palabra clave",
    "kept_consent": "cuándo y cómo aceptó o terminó: sus palabras o, en una página, la frase que se le mostró, su "
    "dirección de red y cómo se llama su navegador, cifrado",
    "kept_limits": "quién preguntó en una página, solo como un código de la dirección de su red, para que nadie "
    "pregunte sin fin",
    "privacy_why_head": "Para qué",
    "privacy_why": "Para enviarle lo que pidió, contestarle, probar que aceptó o terminó, y evitar abusos. Para nada "
    "más: ni publicidad, ni perfiles, ni venta.",
    "privacy_long_head": "Cuánto tiempo",
    "privacy_long": "Lo que pide en estas páginas se borra a los 30 días. La constancia de que aceptó o terminó se "
    "queda, porque puede hacer falta probarlo. Todo lo demás se queda hasta que usted lo haga borrar; nada más se "
    "borra solo por su edad.",
    "privacy_shared_head": "Quién más lo ve",
    "privacy_shared": "Su número de teléfono y su consentimiento no se venden a nadie ni se comparten con nadie para "
    "publicidad.",
    "shared_twilio": "Twilio lleva los mensajes. Tiene su número y lo que usted y nosotros escribimos, y lo guarda "
    "según sus propias reglas.",
    "shared_carriers": "Las empresas de correo, o un servicio de rastreo que contesta por ellas, reciben números de "
    "rastreo. Nunca reciben su teléfono.",
    "privacy_rights_head": "Qué puede hacer",
    "privacy_rights": "Puede descargar lo que guardamos de usted, y hacerlo borrar, en sus ajustes:",
    "privacy_erased": "Lo borrado queda borrado: su número, sus mensajes y las pruebas se vacían. Lo que queda no dice "
    "a nadie quién es usted sin nuestra clave; sirve para que un STOP siga valiendo.",
    "privacy_ask": "Mande WHY para saber por qué llegó un mensaje, STOP para terminar todo, HELP para encontrarnos, o "
    "escriba a {privacy_contact}.",
    "privacy_cookies_head": "Cookies",
    "privacy_cookies": "Solo la página de ajustes pone una, para que sus ajustes se abran solo para usted. Ninguna "
    "otra página lo hace, y ninguna carga nada de otro sitio.",
}

FR = {
    "terms_title": "Conditions des messages de {brand}",
    "terms_lead": "{operator} gère {brand} : des messages sur le courrier dont vous avez demandé des nouvelles.",
    "terms_lead_own": "{brand} envoie des messages sur le courrier dont vous avez demandé des nouvelles.",
    "terms_what_head": "Ce que vous recevez",
    "terms_what": "Envoyez un numéro de suivi au {from_number}. {brand} vous dit où il en est, puis ses nouvelles : en "
    "livraison, avis laissé, prêt à retirer, livré, sur le retour. Rien d'autre : ni publicité, ni lien, ni demande "
    "d'argent.",
    "terms_consent_head": "Votre accord",
    "terms_consent": "Nous vous écrivons parce que vous l'avez demandé : vous avez envoyé un numéro de suivi, répondu "
    "OUI, ou vous vous êtes inscrit sur notre page. Votre accord n'est pas une condition pour acheter quoi que ce "
    "soit, chez nous ou ailleurs.",
    "terms_often_head": "À quelle fréquence",
    "terms_often": "La fréquence des messages varie. Elle dépend de ce qui arrive à votre courrier.",
    "terms_cost_head": "Ce que cela coûte",
    "terms_cost": "Des frais de messages et de données peuvent s'appliquer. Votre forfait dit ce que vous coûte un "
    "message.",
    "terms_stop_head": "Comment arrêter",
    "terms_stop": "Envoyez STOP au {from_number}. Cela vaut aussitôt, et un dernier message le confirme ; un message "
    "déjà en route peut encore arriver. STOP 3456 n'arrête que l'envoi dont le numéro finit par 3456. START permet à "
    "nouveau nos messages.",
    "terms_help_head": "Aide",
    "terms_help": "Envoyez HELP au {from_number}, ou écrivez à {help_contact}.",
    "terms_where_head": "Où cela marche",
    "terms_where": "Avec les téléphones de ces pays : {countries}. Votre réseau mobile doit pouvoir joindre le "
    "{from_number}.",
    "terms_late_head": "Messages en retard ou perdus",
    "terms_late": "Les réseaux mobiles ne répondent pas des messages retardés ou non remis. Un message peut arriver "
    "tard ou jamais ; le site du transporteur a toujours le plus récent.",
    "terms_scan_head": "Ce que vaut un état",
    "terms_scan": "Nous transmettons ce que disent les scans du transporteur. Nous ne promettons pas qu'un scan soit "
    "juste, ni qu'il vienne à temps. {brand} n'est pas un transporteur : nous ne portons ni ne gardons votre courrier. "
    "Si beaucoup en dépend, demandez au transporteur.",
    "terms_who_head": "Qui nous sommes",
    "privacy_title": "Vie privée chez {brand}",
    "privacy_lead": "{operator} répond de ce que {brand} sait de vous. Écrivez à {privacy_contact}.",
    "privacy_lead_own": "Nous répondons de ce que {brand} sait de vous. Écrivez à {privacy_contact}.",
    "privacy_kept": "Ce que nous gardons",
    "kept_phone": "votre numéro de téléphone, chiffré",
    "kept_texts": "les messages entre nous, chiffrés, et si les nôtres sont arrivés",
    "kept_mail": "les numéros de suivi que vous suivez, ce que les transporteurs en disent, et les noms que vous leur "
    "donnez",
    "kept_choices": "vos choix : langue, fuseau horaire, heures de silence, mot-clé",
    "kept_consent": "quand et comment vous avez accepté ou arrêté : vos mots ou, sur une page, la phrase qui vous a "
    "été montrée, votre adresse réseau et le nom que se donne votre navigateur, chiffrés",
    "kept_limits": "qui a demandé sur une page, seulement comme un code de l'adresse de votre réseau, pour que "
    "personne ne demande sans fin",
    "privacy_why_head": "Pourquoi",
    "privacy_why": "Pour vous envoyer ce que vous avez demandé, vous répondre, prouver que vous avez accepté ou "
    "arrêté, et écarter les abus. Pour rien d'autre : ni publicité, ni profils, ni vente.",
    "privacy_long_head": "Combien de temps",
    "privacy_long": "Ce que vous demandez sur ces pages disparaît après 30 jours. La trace que vous avez accepté ou "
    "arrêté reste, car il faut parfois le prouver. Tout le reste demeure jusqu'à ce que vous le fassiez effacer ; rien "
    "d'autre ne disparaît par son seul âge.",
    "privacy_shared_head": "Qui d'autre le voit",
    "privacy_shared": "Votre numéro de téléphone et votre accord ne sont vendus à personne, ni partagés avec personne "
    "à des fins de publicité.",
    "shared_twilio": "Twilio achemine les messages. Il a votre numéro et ce que nous nous écrivons, et le garde selon "
    "ses propres règles.",
    "shared_carriers": "Les transporteurs, ou un service de suivi qui répond pour eux, reçoivent des numéros de suivi. "
    "Ils ne reçoivent jamais votre téléphone.",
    "privacy_rights_head": "Ce que vous pouvez faire",
    "privacy_rights": "Vous pouvez télécharger ce que nous gardons sur vous, et le faire effacer, dans vos réglages :",
    "privacy_erased": "Ce qui est effacé l'est : votre numéro, vos messages et les preuves sont vidés. Ce qui reste ne "
    "dit à personne qui vous êtes sans notre clé ; cela permet à un STOP de tenir.",
    "privacy_ask": "Envoyez WHY pour savoir pourquoi un message est venu, STOP pour tout arrêter, HELP pour nous "
    "joindre, ou écrivez à {privacy_contact}.",
    "privacy_cookies_head": "Cookies",
    "privacy_cookies": "Seule la page des réglages en pose un, pour que vos réglages ne s'ouvrent que pour vous. "
    "Aucune autre page n'en pose, et aucune ne charge rien d'ailleurs.",
}

WORDS = {"en": EN, "es": ES, "fr": FR}
