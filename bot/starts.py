"""Texts are wanted again: start, and a stop that was said by mistake or by somebody else.

How patterns read: bot/grammar.py. Only with a wish for texts behind it does a reported stop count as no stop.
"""

from bot.grammar import rules, shorthand

_SHORT = shorthand(
    """
ENDED = (END|OPTOUT|BARE)
SAIDIT = (SAID|hit|pressed|press|pushed|hitting|pulso|apreto|puso|mando|envio|escribio|dijo|appuye|tape|mis)
UNDO = (undo|BYMISTAKE|sin querer|expres|unstop|arrepenti|regrette)
BACK = (again|back|otra vez|nuevo|nuevamente|nouveau|encore|once more|another time|de vuelta)
FORBIDDEN = (NEG|not|no|pas|plus|stop|stopcaps|if|SUBJECT)
DENIED = (NEG|not|no|pas)
"""
)

#: A stop is told, and texts are wanted all the same. "I said stop, and you text again" is no such wish.
_TOLD, _AFTER_ALL, _WANTED = rules(
    """
a stop that is told:
    SAIDIT (FILL|the|a|word|la|le|el|mot|palabra|to|for|from)* ENDED
    (i|we|ive|he|she|me|yo|je|did|m|nous|k) (FILL|just|had|have|di|etais|etait|suis|ai|avais|GAP)* (stopped|
        cancelled|canceled|unsubscribed|unsubscribe|optout|debaja|cancele|desabonne|desabonnee|desinscrit|detuve)
    (the|my|that|le|el|mi|mon) (END|OPTOUT) (was|were|FILL|fue|etait|i sent)* BYMISTAKE
    (ignore|disregard|undo|reverse|forget|ignorez|ignoren|annulez) (the|my|that|el|mi|le|mon|FILL)* ENDED
    (didnt|not|never|no) (mean|meant|queria|quise|voulais) (to)? (SAYING|tell|you|decir)* ENDED
stops after all:
    [;,Q] FILL* (END|OPTOUT) FILL* $
what undoes a stop:
    (?<!DENIED)(?<!DENIED _)UNDO (?!Q)
    (restart|resume|reactivate|signup|optin|unblock|dealta|remettez|reactivez|reactiven|vuelvan a SENDING)
    (?<!FORBIDDEN)(?<!FORBIDDEN _)(turn|put|switch|bring|add|hook|want|like|need|id like|get)
        (GAP|PRONOUN|TEXTS|THESE|ME|to|
        RECEIVE)* back (?!off|out)
    (?<!FORBIDDEN)(?<!FORBIDDEN _)(want|like|need|quiero|quisiera|veux|voudrais|volver) (to|a|GAP|TEXTS|PRONOUN|RECEIVE|
        SEND|que|sigan|seguir|llegando|FILL){1,6} BACK
    (?<!FORBIDDEN)(still|encore) (WANT|veux) (GAP|the|RECEIVE)* (TEXTS|THESE|PRONOUN|GAP)
    (veux|voudrais) encore GAP* TEXTS
    (?<!FORBIDDEN)(quiero|quisiera|deseo) (seguir|que sigan|continuar|recibir)
    (?<!FORBIDDEN)(keep|continue) (CONTACTING|SENDING|the TEXTS|PRONOUN coming) (ME|PRONOUN|THIS|TEXTS|GAP)* (POLITE|>)
    (changed|change|cambie|cambiado|change d) (my|mi|de|d)? (mind|opinion|idea|avis)
    (want|i) the TEXTS >
""",
    _SHORT,
)


def is_undone(code: str) -> bool:
    return bool(_TOLD.search(code) and _WANTED.search(code) and not _AFTER_ALL.search(code))


#: Texts are wanted again.
START = rules(
    """
a word of starting:
    ^ (FILL|POLITE|ME|[;,])* STARTS (FILL|POLITE|back|ME|up|over|otra|vez|TEXTS|GAP|nuevo|nouveau|SENDING|
        CONTACTING|aux|[;,])* $
a wish to be texted again:
    (STARTS|turn|keep|put|resend) (GAP|SENDING|CONTACTING|SEND|RECEIVE|de|a)* TEXTS GAP* (again|back|on|nuevo|
        nouveau)
    (?<!i)(?<!you)(start|begin|resume|restart|keep|remettez|remettre|bring back|empiecen|empezar|vuelvan|volver|
        recommencer|recommencez|reprendre|reprenez|comiencen) (a|de|with)? GAP{0,3} (TEXTS|CONTACTING|SENDING|
        CONTACT|SEND)
    (?<!how to)(sign|put|add|hook|turn|let) (GAP|TEXTS|THIS)* (back)? (up|on|in|back) (FILL|back|TEXTS|GAP|LISTS)* >
    ^ (POLITE|i|want|to|would|like|id|can|me|need|wanna|lets)* signup (me|again|back|POLITE|FILL|GAP|TEXTS)* $
    (?<!NEGDO)(CONTACT|SEND|CONTACTING|SENDING) (GAP|TEXTS)* (again|back|nuevo|nouveau) (?! (i|and|or))
    (changed|change|cambie|cambiado) (my|mi|d|de) (mind|opinion|idea|avis)
    undo
    strat (POLITE|[;,])* $
    (put|sign|add|mets|mettez|remettez|remets|inscriban|inscrivez|inscribirme) (ME|GAP)* (sur|on|en|a|dans)
        (la|the|
        your|ur|votre|el)? LISTS
    (inscriban|suscriban|apunten|inscriba|suscriba|inscribe|suscribe|inscribir|suscribir|activen|activar|activa|active|STARTS)
        ME
        (otra vez|de nuevo|again|nuevamente)
    (activen|activa|active|activar|reenable|enable|renable) (otra vez|de nuevo)? GAP* TEXTS
    (volver|vuelvan|vuelva|vuelve) a (STARTS|w ME|activarlo|SENDING|SEND) (?!a parar)
    (SEND|manden|envien|mandar) ME (otra vez|de nuevo|again) GAP* TEXTS
    (re enable|reinscription|reabonnement|reinscripcion)
    (bring|turn|put|switch) (PRONOUN|THIS|TEXTS|GAP)+ back (?!off|out|to)
    (miss|extrano) (ur|GAP)* TEXTS
    (like|want|love) to RECEIVE GAP* TEXTS (once more|BACK)
    (sign|signup|put|add|hook) (ME|GAP)* (up)? again
    (renvoyez|renvoyer) (GAP)* TEXTS
    (volver|vuelvan|vuelve) a (RECEIVE|SENDING|SEND|CONTACTING|CONTACT)
    (quiero|want|veux|voudrais|like) (to)? (RECEIVE|SEND|more)? GAP* TEXTS (a|de|otra|POLITE)* (again|back|
        nuevamente|vez|nouveau|nuevo)
    (END|OPTOUT|debaja) (?!CONTACTING|SENDING|GAP* TEXTS) _{0,4} BYMISTAKE
    (?<!BE)(?<!BE been)SAID (the|word|FILL)* ENDED _{0,4} BYMISTAKE
    BYMISTAKE (i|we|yo|le|j|je|ai|FILL){0,2} (SAIDIT|di) _{0,2} ENDED
    (accidentally|mistakenly|accidently) (i|FILL)* (stopped|cancelled|canceled|OPTOUT|END)
    ^ FILL* (ignore|disregard|reverse|ignorez|ignoren) (GAP|FILL)* END FILL* >
    (inscriban|inscriba|inscribe|suscriban) ME (otra vez|de nuevo|nuevamente)
    (turn|switch|start) (it|them|this|TEXTS) (back)? (on|up)
    (didnt|not|never|no) (mean|meant|queria|wanted) (to)? _{0,2} (END|OPTOUT)
    (want|let|like) (me|to|be|us)* back (in|on)
    bring back GAP* TEXTS
    (remettez|remettre|activen|activez|active|activar) GAP* TEXTS
    (dealta|optin|reactivate|unblock)
""",
    _SHORT,
)
