"""What we text, in Spanish (usted), from words that GSM-7 can spell: it has é, ñ, ü, ¿ and ¡, but no á, í, ó, ú.

So "nro." for the word with ú, "fue entregado" for the past in ó, "por ahora" for "not yet".
"""

from models.vocabulary import Milestone

_FEES = "Frec. variable. Posibles tarifas de msj/datos. HELP: ayuda, STOP: fin"
_STOPS = "STOP {last_four} termina este, STOP termina todo."
_TYPE_AGAIN = "Por favor, revise el nro. y vuelva a mandarlo."

#: {p} is ", place" or nothing, {w} is ", time" or nothing: they go when room runs out.
SENTENCES: dict[str, tuple[int, str]] = {
    # Followed by one's own text, or by a YES
    "followed_status": (1, "{brand}: {piece}: {state}{p}{w}. Le avisaremos. " + _FEES),
    "followed_ended": (1, "{brand}: {piece}: {state}{p}{w}. " + _FEES),
    "followed_waiting": (1, "{brand}: Ya seguimos {piece} y le avisaremos. " + _FEES),
    "followed_not_found": (1, "{brand}: {piece} no tiene escaneos por ahora. Cuando los haya le avisaremos. " + _FEES),
    "followed_status_abroad": (1, "{brand}: {piece}: {state}{p}{w}. Del exterior no llega todo. " + _FEES),
    "followed_waiting_abroad": (1, "{brand}: Ya seguimos {piece}. Del exterior no llega todo. " + _FEES),
    "followed_not_found_abroad": (
        1,
        "{brand}: Sin escaneos de {piece} por ahora. Del exterior no llega todo. " + _FEES,
    ),
    "followed_many": (1, "{brand}: Seguimos {items}. Avisaremos. " + _FEES),
    "followed_choice": (1, "{brand}: {piece}: {state}{p}{w}. Avisos: {choice}. " + _FEES),
    "followed_choice_waiting": (1, "{brand}: Ya seguimos {piece}. Avisos: {choice}. " + _FEES),
    "followed_date": (1, "{brand}: {piece} se espera el {day}. Si cambia, le avisaremos. " + _FEES),
    "followed_date_none": (1, "{brand}: USPS no da fecha de {piece} por ahora. Cuando la dé le avisaremos. " + _FEES),
    "followed_date_none_courier": (
        1,
        "{brand}: {piece} no tiene fecha por ahora. Cuando la tenga le avisaremos. " + _FEES,
    ),
    "followed_expired": (
        1,
        "{brand}: {piece} sigue sin novedad. Mande su nro. para preguntar de nuevo. " + _FEES,
    ),
    "followed_scans": (1, "{brand}: {piece}: {items}. Le avisaremos. " + _FEES),
    "started": (1, "{brand}: Vuelve a recibir mensajes. Mande un nro. de rastreo; los de antes no siguen. " + _FEES),
    # Where it is
    "status_now": (1, "{brand}: {piece}: {state}{p}{w}."),
    "status_now_abroad": (1, "{brand}: {piece}: {state}{p}{w}. Del exterior no llega todo."),
    "status_now_behind": (1, "{brand}: {piece}: {state}{p}{w}. Vamos con retraso: la respuesta es de hace {span}."),
    "list_items": (1, "{brand}: {items}."),
    "list_items_behind": (1, "{brand}: {items}. Vamos con cerca de {span} de retraso."),
    "list_items_more": (1, "{brand}: {items}. LIST {next} para ver otros."),
    "list_items_more_behind": (
        1,
        "{brand}: {items}. LIST {next} para ver otros. Vamos con cerca de {span} de retraso.",
    ),
    "list_empty": (1, "{brand}: Por ahora no sigue nada. Mande un nro. de rastreo para seguirlo."),
    "past_scans": (1, "{brand}: {piece}: {items}."),
    "past_none": (1, "{brand}: {piece} no tiene escaneos por ahora."),
    "look_later": (
        1,
        "{brand}: USPS no responde por ahora sobre {piece}. Por favor pregunte de nuevo en unos minutos.",
    ),
    "look_later_courier": (
        1,
        "{brand}: La empresa no responde por ahora sobre {piece}. Por favor pregunte de nuevo en unos minutos.",
    ),
    # What we cannot follow
    "not_permitted": (
        1,
        "{brand}: No podemos ver {piece}: USPS lo muestra solo al remitente. Consulte el nro. en el sitio o la app de "
        "USPS. HELP: ayuda, STOP: fin",
    ),
    "not_permitted_courier": (
        1,
        "{brand}: No podemos ver {piece}: su empresa lo muestra solo al remitente. Consulte el nro. en el sitio o la "
        "app de ella. HELP: ayuda, STOP: fin",
    ),
    "unsupported": (
        2,
        "{brand}: {piece} es de {carrier} y no lo podemos seguir. Consulte el nro. en el sitio o la app de {carrier}.",
    ),
    "unsupported_likely": (
        1,
        "{brand}: {piece} parece de {carrier} y no lo podemos seguir. Consulte el nro. en el sitio o la app de "
        "{carrier}.",
    ),
    "which_carrier": (1, "{brand}: ¿{piece} es de {options}? Responda {replies}."),
    "which_carrier_one": (1, "{brand}: ¿{piece} es de {carrier}? Responda 1 si lo es, 2 si no."),
    "which_carrier_other": (
        1,
        "{brand}: Entonces no conocemos la empresa de {piece}. Consulte el nro. en el sitio o la app de su empresa.",
    ),
    "check_digit": (
        1,
        "{brand}: Ese nro. {carrier} no cuadra: su cifra de control no coincide con las otras. " + _TYPE_AGAIN,
    ),
    "one_digit_short": (1, "{brand}: A ese nro. {carrier} le falta una cifra. " + _TYPE_AGAIN),
    "one_digit_long": (1, "{brand}: A ese nro. {carrier} le sobra una cifra. " + _TYPE_AGAIN),
    "letter_in_number": (
        1,
        "{brand}: Ese nro. {carrier} tiene una letra donde va una cifra. " + _TYPE_AGAIN,
    ),
    "prefix": (
        1,
        "{brand}: Los nros. {carrier} no empiezan de ese modo. Por favor, revise las primeras cifras y vuelva a "
        "mandarlo.",
    ),
    "country_code": (
        1,
        "{brand}: Las dos letras finales de ese nro. no indican un origen conocido. " + _TYPE_AGAIN,
    ),
    "green_card": (
        1,
        "{brand}: Ese es el nro. de la tarjeta verde de acuse de recibo. Mande el de la carta o del paquete: a menudo "
        "22 cifras que empiezan por 9589 o 9407.",
    ),
    "too_many_numbers": (
        1,
        "{brand}: Son ya 10 nros. nuevos en 24 horas. Los que ya sigue quedan igual; por favor, pruebe otra vez "
        "mañana.",
    ),
    "picture": (1, "{brand}: No podemos leer fotos. Escriba el nro. de rastreo, por favor."),
    "unclear": (
        1,
        "{brand}: Perdone, no entendimos. Mande un nro. de rastreo, LIST para ver lo que sigue, HELP para ayuda, STOP "
        "para terminar.",
    ),
    # Ends and beginnings
    "goodbye": (
        1,
        "{brand}: Su baja queda hecha: no le mandaremos otros mensajes. Responda START para volver a recibirlos.",
    ),
    "stopped_one": (1, "{brand}: No le escribiremos sobre {piece}. Responda STOP para terminar todo."),
    "opted_out_number": (1, "{brand}: Usted se dio de baja. Responda START para seguir {piece}."),
    "stop_question": (
        1,
        "{brand}: ¿Terminamos todos los mensajes? Responda YES para terminarlos, NO para seguir. Sin respuesta, "
        "terminan en 24 horas.",
    ),
    "kept_on": (1, "{brand}: Los mensajes siguen. STOP los termina cuando quiera."),
    "no_question": (
        1,
        "{brand}: No le preguntamos nada que se responda con YES o NO. Mande un nro. de rastreo, LIST o HELP.",
    ),
    "invite": (
        1,
        "{brand}: Piden avisos de {piece} para este nro. ¿Los quiere? Responda YES. ¿No es usted? Ignore esto o mande "
        "WRONG. Posibles tarifas de msj/datos.",
    ),
    "invite_declined": (1, "{brand}: De acuerdo, no le escribiremos sobre {piece}."),
    "wrong_number": (
        1,
        "{brand}: ¡Perdone! Quitamos este teléfono y no volveremos a escribirle. El remitente sabe que el nro. no es "
        "correcto, pero no quién es usted.",
    ),
    "complaint": (
        2,
        "{brand}: Lo sentimos. Solo pasamos el estado; su empresa puede ayudarle. Una persona lee {help_contact}. STOP "
        "termina todo.",
    ),
    "code_unknown": (
        1,
        "{brand}: Esa clave no existe o ya no vale. Vuelva a llenar el formulario, o mande el nro. de rastreo.",
    ),
    "followed_desk": (1, "{brand}: Le avisamos cuando su oficina tenga piezas por atender. " + _FEES),
    "desk_waiting": (
        1,
        "{brand}: Piezas por atender: {count}; el primero, para el {day}. Consulte su oficina. STOP termina todo.",
    ),
    "desk_waiting_undated": (1, "{brand}: Piezas por atender: {count}. Consulte su oficina. STOP termina todo."),
    "followed_batch": (1, "{brand}: Ya seguimos sus {count} piezas y le avisaremos. " + _FEES),
    "web_pin": (
        1,
        "{brand}: {pin} es su clave para ver sus ajustes, por 10 minutos. Nunca se la pedimos. Si no fue usted, no "
        "haga nada.",
    ),
    "help": (
        1,
        "{brand}: Mande un nro. de rastreo para seguirlo. Ayuda: {help_contact}. Frec. variable. Posibles tarifas de "
        "msj/datos. STOP: fin.",
    ),
    "keywords": (
        1,
        "{brand}: Tras un nro.: AA todo, AF nuevo, AP pasado, DND entrega, DATE, STOP. Solas: LIST WHY WORD VERIFY "
        "NAME LANG QUIET AWAKE RESET DONE WRONG HELP STOP",
    ),
    # Why, and was it us
    "why_texted": (
        1,
        "{brand}: Motivo de nuestro mensaje: {piece}, pedido desde este teléfono el {act_at} (registro {record}). STOP "
        "termina todo.",
    ),
    "why_web": (
        1,
        "{brand}: Motivo de nuestro mensaje: {piece}, pedido por usted en nuestra web el {act_at} (registro {record}). "
        "STOP termina todo.",
    ),
    "why_yes": (
        1,
        "{brand}: Motivo de nuestro mensaje: el YES de este teléfono a {piece}, el {act_at} (registro {record}). STOP "
        "termina todo.",
    ),
    "why_standing": (
        1,
        "{brand}: Motivo: su pedido del {act_at} de seguir todo lo del remitente de {piece} (registro {record}). STOP "
        "termina todo.",
    ),
    "why_desk": (
        1,
        "{brand}: Motivo: su pedido del {act_at} de avisos sobre las piezas de una oficina (registro {record}). STOP "
        "termina todo.",
    ),
    "why_reply": (1, "{brand}: Nuestro mensaje anterior responde al suyo del {act_at} (registro {record})."),
    "why_invited": (
        1,
        "{brand}: Piden avisos de {piece} para este teléfono desde el {act_at} (registro {record}). Sin su YES no "
        "mandaremos nada.",
    ),
    "why_nothing": (1, "{brand}: No hemos mandado mensajes a este teléfono."),
    "verify_yes": (1, "{brand}: Es correcto: nuestro mensaje sobre {piece} es del {act_at}."),
    "verify_no": (
        1,
        "{brand}: No hemos mandado a este teléfono nada sobre ..{last_four}. No abra sus enlaces; puede reenviarlo al "
        "7726.",
    ),
    "verify_which": (1, "{brand}: Mande VERIFY y las 4 cifras finales, por ejemplo VERIFY 1234."),
    # The person's own settings
    "word_set": (
        1,
        "{brand}: Su palabra clave es {word}. Va entre corchetes en nuestros mensajes si cabe. Un mensaje con otra "
        "palabra no es nuestro.",
    ),
    "word_off": (1, "{brand}: Ya no tiene palabra clave. Mande WORD y una nueva, por ejemplo WORD roble."),
    "word_bad": (1, "{brand}: La palabra clave tiene de 3 a 12 letras. Mande WORD y la suya, por ejemplo WORD roble."),
    "quiet_set": (
        1,
        "{brand}: Silencio de {from_hour} a {until_hour}, hora {zone}. Las novedades esperan; si nos escribe, "
        "respondemos. AWAKE lo termina.",
    ),
    "quiet_set_local": (
        1,
        "{brand}: Silencio de {from_hour} a {until_hour}, su hora local. Las novedades esperan; si nos escribe, "
        "respondemos. AWAKE lo termina.",
    ),
    "quiet_bad": (1, "{brand}: No entendimos esas horas. Mande QUIET y dos horas, por ejemplo QUIET 10pm 7am."),
    "awake_set": (1, "{brand}: Ya no hay horas de silencio: escribimos a toda hora. QUIET las activa."),
    "name_set": (1, "{brand}: ..{last_four} ahora se llama {piece}."),
    "name_bad": (
        1,
        "{brand}: Un nombre tiene hasta 16 letras o cifras simples, sin enlaces. Mande NAME 1234 y el nombre.",
    ),
    "none_such": (1, "{brand}: No sigue nada que termine en {last_four}. LIST muestra lo que sigue."),
    "which_one": (
        1,
        "{brand}: Varios de los suyos terminan en {last_four}. Por favor, mande el nro. completo con la palabra.",
    ),
    "which_one_needed": (
        1,
        "{brand}: ¿A qué se refiere? Ponga las 4 cifras finales tras la palabra, por ejemplo DONE 1234. LIST muestra "
        "lo que sigue.",
    ),
    "lang_set": (1, "{brand}: Desde ahora le escribimos en español. LANG EN: English, LANG FR: FRANÇAIS."),
    "lang_which": (1, "{brand}: LANG ES: español, LANG EN: English, LANG FR: FRANÇAIS."),
    "reset_done": (
        1,
        "{brand}: Idioma, silencio y opciones quedan como al inicio. Los nombres y la palabra clave no cambian.",
    ),
    "done_one": (
        1,
        "{brand}: {piece} queda archivado: ya no le escribiremos sobre eso. Mande su nro. para seguirlo otra vez.",
    ),
    "always_set": (
        1,
        "{brand}: Desde ahora seguimos para usted todo lo nuevo del remitente de {piece}. ALWAYS OFF lo termina, STOP "
        "termina todo.",
    ),
    "always_off": (1, "{brand}: Ya no seguimos lo nuevo de sus remitentes. Lo que ahora sigue no cambia."),
    "always_none": (1, "{brand}: No conocemos al remitente de {piece}; no podemos seguir sus otras cartas."),
    "pin_right": (1, "{brand}: Gracias. Ahora ve el estado completo de {piece}."),
    "pin_wrong": (1, "{brand}: Ese PIN no es de nada que usted siga. Por favor, consulte al remitente."),
    # News
    Milestone.LABEL_CREATED: (1, "{brand}: {piece} tiene etiqueta; USPS no lo tiene por ahora{w}. " + _STOPS),
    Milestone.ACCEPTED: (2, "{brand}: {piece} fue aceptado por el transportista{p}{w}. " + _STOPS),
    Milestone.IN_TRANSIT: (1, "{brand}: {piece} va en camino{p}{w}. " + _STOPS),
    Milestone.ARRIVED_LOCAL: (1, "{brand}: {piece} ya se encuentra en la oficina postal local{p}{w}. " + _STOPS),
    Milestone.OUT_FOR_DELIVERY: (1, "{brand}: {piece} va en reparto{p}{w}. " + _STOPS),
    Milestone.DELIVERY_ATTEMPTED: (
        1,
        "{brand}: {piece}: aviso dejado{p}{w}. Espera en el correo{until}. Lleve ID y el aviso. " + _STOPS,
    ),
    "tried_without_notice": (
        1,
        "{brand}: {piece}: intento de entrega sin éxito{p}{w}. USPS suele probar otra vez. " + _STOPS,
    ),
    Milestone.AVAILABLE_FOR_PICKUP: (
        1,
        "{brand}: {piece} se puede recoger en la oficina postal{until}{p}{w}. " + _STOPS,
    ),
    "hold_reminder": (1, "{brand}: {piece} sigue en la oficina postal{until}{p}{w}. " + _STOPS),
    Milestone.HELD: (1, "{brand}: {piece} queda retenido en la oficina postal{until}{p}{w}. " + _STOPS),
    Milestone.DELAYED: (1, "{brand}: {piece} tiene retraso{p}{w}. Avisaremos cuando se mueva. " + _STOPS),
    Milestone.DELIVERED: (1, "{brand}: {piece} fue entregado{p}{w}. " + _STOPS),
    Milestone.DELIVERED_AGENT: (1, "{brand}: {piece} fue entregado a un agente{p}{w}. " + _STOPS),
    Milestone.FORWARDED: (1, "{brand}: {piece} fue reenviado a otro domicilio{p}{w}. " + _STOPS),
    Milestone.UNDELIVERABLE: (1, "{brand}: {piece} no pudo entregarse en el domicilio indicado{p}{w}. " + _STOPS),
    Milestone.REFUSED: (1, "{brand}: {piece} fue rechazado{p}{w}. Vuelve a su remitente. " + _STOPS),
    Milestone.UNCLAIMED: (1, "{brand}: {piece} no fue recogido a tiempo{p}{w}. Vuelve a su remitente. " + _STOPS),
    Milestone.RETURNING: (1, "{brand}: {piece} va de vuelta a su remitente{p}{w}. " + _STOPS),
    Milestone.RETURNED: (1, "{brand}: {piece} fue devuelto a su remitente{p}{w}. " + _STOPS),
    Milestone.LOST_RECOVERY: (
        1,
        "{brand}: {piece} se encuentra en el centro de correo extraviado de USPS{w}. " + _STOPS,
    ),
    Milestone.EXPIRED: (
        2,
        "{brand}: {piece}: sin escaneos en mes y medio; ya no consultamos. Mande su nro. y volvemos a preguntar. "
        + _STOPS,
    ),
    "expected": (1, "{brand}: {piece} se espera ahora el {day}. " + _STOPS),
    "standing_followed": (1, "{brand}: Nuevo de un remitente que sigue: {piece}: {state}{p}{w}. " + _STOPS),
    "digest": (1, "{brand}: {items}. STOP termina todo."),
    # News of another carrier's pieces, where USPS has words of its own
    "label_created_courier": (1, "{brand}: {piece} tiene etiqueta; la empresa no lo tiene por ahora{w}. " + _STOPS),
    "arrived_local_courier": (1, "{brand}: {piece} ya se encuentra cerca de su destino{p}{w}. " + _STOPS),
    "delivery_attempted_courier": (1, "{brand}: {piece}: intento de entrega sin éxito{p}{w}. " + _STOPS),
    "available_for_pickup_courier": (1, "{brand}: {piece} se puede recoger{until}{p}{w}. " + _STOPS),
    "hold_reminder_courier": (1, "{brand}: {piece} sigue a la espera de recogida{until}{p}{w}. " + _STOPS),
    "held_courier": (1, "{brand}: {piece} queda retenido{until}{p}{w}. " + _STOPS),
    "lost_recovery_courier": (1, "{brand}: Por ahora la empresa no encuentra {piece}{w}. " + _STOPS),
    # Parts of sentences
    "until": (1, ", en general hasta el {day}"),
    "more_items": (1, "otros: {count}"),
    "state_not_open": (1, "no visible"),
    "choice_standard": (1, "pasos principales"),
    "choice_all": (1, "cada escaneo"),
    "choice_delivery": (1, "entrega e intentos"),
    "choice_date": (1, "fecha estimada"),
}

#: The state as one reads it in a reply: "USPS ..3456: <this>".
STATES: dict[Milestone, str] = {
    Milestone.NOT_FOUND: "sin escaneos por ahora",
    Milestone.LABEL_CREATED: "con etiqueta, no enviado",
    Milestone.ACCEPTED: "aceptado",
    Milestone.IN_TRANSIT: "en camino",
    Milestone.ARRIVED_LOCAL: "en su oficina postal",
    Milestone.OUT_FOR_DELIVERY: "en reparto",
    Milestone.DELIVERY_ATTEMPTED: "aviso dejado",
    Milestone.AVAILABLE_FOR_PICKUP: "listo para recoger",
    Milestone.HELD: "retenido en el correo",
    Milestone.DELAYED: "con retraso",
    Milestone.DELIVERED: "entregado",
    Milestone.DELIVERED_AGENT: "entregado a un agente",
    Milestone.FORWARDED: "reenviado",
    Milestone.MISSENT: "mal enviado, se corrige",
    Milestone.UNDELIVERABLE: "no se pudo entregar",
    Milestone.REFUSED: "rechazado",
    Milestone.UNCLAIMED: "no reclamado",
    Milestone.RETURNING: "de vuelta al remitente",
    Milestone.RETURNED: "devuelto al remitente",
    Milestone.LOST_RECOVERY: "en correo extraviado",
    Milestone.CANCELLED: "cancelado",
    Milestone.EXPIRED: "sin novedad hace tiempo",
    Milestone.UNKNOWN: "en USPS, estado incierto",
}
#: The same of another carrier's pieces, where it differs.
COURIER_STATES: dict[Milestone, str] = {
    Milestone.LABEL_CREATED: "con etiqueta, no enviado",
    Milestone.ARRIVED_LOCAL: "cerca de su destino",
    Milestone.DELIVERY_ATTEMPTED: "entrega sin éxito",
    Milestone.AVAILABLE_FOR_PICKUP: "listo para recoger",
    Milestone.HELD: "retenido",
    Milestone.LOST_RECOVERY: "no hallado por ahora",
    Milestone.UNKNOWN: "con estado incierto",
}

MONTHS = tuple("ene feb mar abr may jun jul ago sep oct nov dic".split())
#: Mail of another country's post, by the number of the Universal Postal Union.
INTERNATIONAL = "Intl"
#: Before the last of several to choose from.
OR = "o"
#: 8:14am and 8:14pm; where not, the day has 24 hours.
HALF_DAYS = True
