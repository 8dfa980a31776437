"""What texts ask: where or when the parcel is, who we are, what this is and how to use it.

How patterns read: bot/grammar.py. A question about a stop word ("what does STOP do?") is help and no stop.
"""

from bot.grammar import rules, shorthand

_SHORT = shorthand(
    """
LEAD = (POLITE|KNOW|i|me|you|can|to|want|need|do|if|that|quiero|je|could|any|so|what|im|u|would|like|know|please|
    exactly|just|veux|voudrais|puede|pueden|pouvez|vous|quisiera|RUDE|is|a|dis|donc)*
FROM = (<|(?<=BUT))
OR = (Q|o no|or what|or not|or nah|ou pas|ou non|ou quoi|o que|ou bien|hein|verdad|right Q|no Q|non Q|pas encore|yet)
SPACER = (OATH|RUDE|BE|the|in|on|did|does|did|s|at|have|has|diablos|se|me|est|va|anda|k)
IT = (PARCEL|THING|DRIVER|it|its|they|il|elle|lo|ca)
THE = (the|my|the|our|mi|mis|el|la|mon|ma|mes|le|l|un|une|nuestro|notre|su|RUDE)
"""
)

#: What would otherwise look like a question for the parcel, or like anger.
FIRST_HELP = rules(
    """
asks about a word of stopping:
    (if|si) (i|j|je|yo|on|we|you|just|SAID|send|say|text|write|pongo|mando|reponds|dis|ecris|envoie|escribo|digo|
        contesto|the| word|la|palabra|le|mot|back)+ (END|OPTOUT)
    (does|do|will|would|what does|que hace|que fait|le mot|la palabra|the word|estce que) (the|word|texting|saying|
        sending|le| mot|la|palabra|keyword|command)* (END|OPTOUT) (?!of) (SMALLWORD|END|ca|me|just|only|all|work|do|
        also|_){0,4} (everything|all| one|tout|todo|PARCEL|do|work|TEXTS|mean|Q|un|juste|solo)
a word of help:
    ^ (POLITE|[;,])* (new|nuevo|nouveau|nueva|got a new) NUMBERS [;,]* POLITE* [;,]* (who|whos|quien|qui|cest) (is|es|
        est|qui|this| dis|it|esto|este|ca|habla|POLITE|RUDE|[;,Q])* $
    (what|que|quoi|questce|which) (do|should|would|can|must|words|numbers|keywords|commands|am|debo|tengo|tendria|puedo|
        que| hay|dois|peux|je|on|faut|estce|palabras|mots|commandes|comandos|cosas|else|all|stuff)* (i|we|one|que|j|il|
        on|u|you)? (have|need|supposed|faut|que|to|k)* (send|text|type|say|write|reply|put|enter|poner|escribir|mandar|
        enviar|texto| mettre|ecrire|envoyer|taper|repondre|use) (?!the NUMBERS)
    FROM OPENING* (is|are|es|son|cest|estce|vous etes|etes vous|am) (i|this|that|it|you|esto|este|la|le|el|los|del|de|
        un|u| talking|texting|with|to|at|really|the|a|my)* (postoffice|usps|ups|fedex|dhl|amazon|correo|correos|poste|
        chronopost|post) >
    ^ (POLITE|OPENING|CALLED|[;,])* (infos|info|information|informations|informacion) (POLITE|CALLED|[;,Q])* $
""",
    _SHORT,
)

#: A question for a shop, the weather or a train: for STATUS alone, and only where no parcel is named.
NOT_OURS = rules(
    """
asks about something else:
    ^ (?!.* (PARCEL|THING|wheres|WHERE BE|WHERE est)) .* (WHEN|ASKS|WHERE|whens|BE) .* ELSEWHERE
    ^ (?!.* (PARCEL|THING)) .* (WHEN|whattime) (do|does|BE|will|are)* (you|u|yall|they|it|the _ |la _ |vous)* (close|
        open|closed| start|abren|cierran|ouvrez|fermez)
""",
    _SHORT,
)

#: Where and when.
STATUS = rules(
    """
the word 'status', 'where' or 'list' alone:
    ^ POLITE* (STATUSW|WHERE|eta|tracking|track) (POLITE|BE|now|at|[;,Q])* $
asks where the parcel is:
    FROM LEAD WHERE (BE|did|does|do|has|s|in|on|earth|world|exactly|now|t|exactement|RUDE|en|se|trouve|encuentra|
        passe|passee|could|might|anda|que|quedo)* THE* IT (?!from)
    FROM LEAD WHERE (BE|did|does|has|s|in|earth|RUDE|the)* my (?!NUMBERS)
    WHERE SPACER* (OATH|RUDE) SPACER* (THE | my|IT|it|PARCEL)
    (wheres|WHERE (BE|did|SPACER)+) (my|mi|mis|mon|ma|mes) (?!NUMBERS (>|Q|from|you)) (?!w? (w|NUMBERS) >) _
    WHERE (did|does|do|has|have) (he|she|they|you|u|DRIVER|THE DRIVER|yall) (leave|put|drop|deliver|left|place|hide|
        take| deliver) (IT|THE)
    WHERE (u|you|yall|he|they|BE)* (at|with|now)? THE? PARCEL
    (PARCEL|IT|il|elle|cest|est) (est|BE)? (rendu|rendue|passe|passee) (WHERE|a)
    (en que|por donde|en quelle|dans quel|what|which|en cual) (w|k|STATUSW|city|state|ciudad|parte|punto|ville|facility|
        lugar) (va|anda|esta|viene|is|est|BE|se)+ (THE|IT|PARCEL|encuentra|trouve)
    en que (va|anda|quedo|esta) THE+ PARCEL
    (en que|que) (paso|pasa|onda|hubo|rollo|pedo|tal|show) (con|y)? THE+ PARCEL
    y THE+ PARCEL (que|pa cuando|donde|apa|entonces)* [,;Q]
    (il|elle|lo|la|IT) (est|BE)+ WHERE [,;]? THE PARCEL
    FROM LEAD WHERE (BE|POLITE|u|at|it)* (?=[Q]|;|$)
    (wheres RUDE?|WHERE (BE|did|RUDE)+) THE* IT (?!from)
    (whens|WHEN (BE|will|does|RUDE)+) THE* IT
    (IT |cest|BE|tu) (BE|at|is|y)* WHERE (POLITE|now|BE|at|exactly)* (THE+ PARCEL)? >
    KNOW (me|out)? WHERE (THE | IT |BE|se|anda)
    FROM LEAD (en|por|de|hasta)? (donde|ou) (BE|va|anda|viene|andan|van|reste|se|en|trouve|lo|vais|que|encuentra|
        passe)+ (THE+ (?!NUMBERS|poste|bureau|oficina|tienda|postoffice|arret|parada)| IT |>|se|est)
    < (POLITE|y|and|et|so|what about|que)* THE+ PARCEL Q
    en que parte
    toujours pas la Q
    que devient
    en est (il|elle|mon|le|ma|la)
    qu en est
    (donde|dond|onde) (ta|tas|stan|esta) THE* PARCEL
    ^ (POLITE|y|and|et|[;,])* THE PARCEL [;,Q]* $
    WHERE estce (que|qu)? IT
    IT (est|BE) passe WHERE
    STATUSW (de|du|del|of) (GAP|la|el|le)* PARCEL
    (como|how|hows|comment) (va|anda|esta|BE|vont|doing|sigue)* THE* PARCEL
    que (ha pasado|paso) con
    KNOW (de|about|sobre|del|sur|algo de) THE+ PARCEL
    (looking|busco|buscando|cherche) (for)? (my|mi|mon|an update) (PARCEL|THING) (?=Q|;|$)
    FROM LEAD (track|locate|trace|find|check|rastrear|suivre|localiser|rastree|localizar|seguir) (on)? (status of)?
        (THE+ PARCEL|it|order|shipment|package|parcel|paquete|colis) (?! NUMBERS)
    (what|whats|que|how|hows) _{0,3} (happened|happening|going|up|paso|pasa|pasando|hay|sucede|sucedio|passe|status|
        doing|look|looking) _{0,2} (with|to|con|de|avec|on|for) THE* IT
asks when it comes:
    < POLITE* WHEN (you|u|yall|they|he) (CALLED|gonna|FILL)* (ARRIVES|DELIVERS|here|PROGRESS)
    (whens|WHEN (is|are|will|does|do|s|BE|RUDE)+) (he|she|they|it|you|u|yall|DRIVER|THE DRIVER|usps|ups|fedex)+ (FILL|
        BE| going|to|going to|gonna|get|finally|ever)* (ARRIVES|DELIVERS|PROGRESS|here|there)
    (checking|wondering|asking|curious|inquiring|ask|check|wanted to know|confirm|see) (on|about)? (when|if|where|
        whether) THE* (IT|PARCEL|i|you|w) (?!can|could)
    howlong (on|for|with|till|until|before|pour|para|avant|que|por|encore|left)+ (THE|IT|PARCEL|llegue|i|ARRIVES|llegar)
    (ARRIVES|IT|PARCEL) _{0,2} (hoy|manana|today|tomorrow|aujourdhui|demain|PROGRESS) (o|or|ou) (manana|tomorrow|demain|
        hoy| today|PROGRESS|not|no|what|pas)
    (va|vas|van) (a)? (llegar|venir|entregar|traer|arriver|pasar) (PROGRESS|hoy|el|THE|PARCEL)* (o|ou)
    (is|are) (it|they|DRIVER|the DRIVER) (close|near|far|on time|late)
    (whats|what is) (the|my) eta
    will it make it by
    FROM LEAD (whens|WHEN (the|RUDE|BE|will|does|do|did|should|would|can|am|exactly|s|the|about|think|you think|u
        think)+) (?!(you|vous) (?!DELIVERS)) _{0,5} (DELIVERS| IT |ARRIVES|PROGRESS)
    FROM LEAD WHEN (POLITE|BE|then|again)* (?=Q|;|$)
    FROM LEAD WHEN THE+ PARCEL (PROGRESS|ARRIVES|gonna|gets|will|going|is|be|>)
    (?<!ME)(cuando|quand|howlong|eta|whattime) (?!vous|tu|on|you) _{0,6} (ARRIVES| IT |PROGRESS)
    (vous|tu|ils|il) (passez|arrivez|livrez|venez|serez|passe) (WHEN|a whattime)
    (whattime vous (passez|livrez|arrivez)|quand vous (passez|livrez) (Q|$))
    cest pour (PROGRESS|quand)* Q
    quand (serez|passez|viendrez|arrivez|livrez|venez) vous
    < (POLITE|vers|a|de|y|et|pour|KNOW|to|dans|about)* (whattime|howlong|eta) (POLITE|encore|more|mas|left|do|i|
        have|to|wait|must|hay|que|esperar|falta|BE|about|it|will|es|est)* >
    (ARRIVES| IT |cest|BE|llega|arrive) _{0,3} (WHEN) POLITE* >
    (para|pour|prevu) (pour)? (cuando|quand)
    (?<!let me)KNOW (me|moi)? (exactly|more|less|about)? WHEN (THE | IT |will|they|is|ARRIVES|va|me|est)
    KNOW me? WHEN THE* IT (will|is|should|would|might|be|are)
    (how far|how close|how many stops)
    (fecha|date|jour|dia|day) (de|la|estimada|prevue)* (entrega|livraison|llegada|arrivee|delivery)
    (expected|estimated|delivery|arrival) GAP{0,2} (date|time|day|window) (?=Q|;|$)
    (para|pour) que (me|lo)? llegue
asks for news:
    FROM (?!POLITE* (thanks|gracias|merci|thx) (for|por|pour|de|a)) LEAD (any|some|vous|tu|que|y|got|gimme|give|get|
        check|need|want|whats|what|hay|tienen|tiene|alguna|algun|un|une|des|avez|donne|donnez|moi|cual|es|quelle|
        quel|est|GAP|latest|current|update|have|there|quoi|les|dernieres|ultimo|ultimas|hows|how)* (STATUSW|latest
        (?=on|about|with|Q|;|$)) (GAP|PARCEL| IT |POLITE|yet|far|an|about|concernant|sobre|du|acerca|PROGRESS|entrega|
        hay|pour)* >
    < (POLITE|toujours|still|any|all)* (anything|nothing|rien|nada|algo) (new|yet|de|nouveau|nuevo|nouvelles|
        PROGRESS)* Q
    anything (yet|new)
    (?<!with)(tracking|rastreo|suivi) (info|information|POLITE|details)* >
    (is|are) there _{0,2} (delay|delays|problem|holdup|STATUSW|MSG|updates|news)
    (checking|inquiring|asking|calling|check) (in|up)? (on|about|for) THE* IT
    eta (on|for|of) THE* IT
    today (still)? the (big)? day
    (any|some|no) STATUSW (on|about|for|of|sur|sobre|de|del) THE* (THING|PARCEL|IT)
    (which|what|en que|dans quel|dans quelle|en quelle|a que) (w|k|PROGRESS|PARCEL){1,2} (is|est|esta|BE) (IT|THE) (in|
        at|on|PARCEL|Q|>)
    ^ (POLITE|CALLED|[;,])* PARCEL Q+ [;,]* $
    (any|some|no|alguna|algun|aucun|aucune) (sign|signs|trace|sight|senal|rastro|signe) (of|de|on|yet|del|du)
    (whats|what is|what|que) (is|s)? (the|up with the|with the|going on with the)? (holdup|hold up|delay|wait|eta|
        latest|story| demora|retraso) (with|on|for|con|avec|de) THE* (IT|PARCEL)
    (any|some) (word|info|information|luck|movement|idea|progress) (on|about|of|with|yet|for)? THE* (IT |>|yet)
    (info|information|infos|informacion|informes|details) (on|about|sobre|sur|de|del|du) THE* PARCEL
asks whether it has come or is coming:
    THE* PARCEL [,;]? _{0,7} (ARRIVES|PROGRESS) _{0,4} OR
    (ARRIVES|PROGRESS) _{0,8} THE+ PARCEL POLITE* (Q|OR)
    IT [,;]? _{0,2} (ARRIVES|PROGRESS) _{0,2} (or|ou|o) (what|not|pas|quoi|non|no|que|nah|PROGRESS)
    < POLITE* (still|toujours|encore|todavia|sigue) (stuck|in|en|a|dans|la|the|at|k|BE)* (PROGRESS) (or|ou|o) (what|pas|
        que|not)
    (ARRIVES|vient) (t)? (tu|il|elle|ils) (PROGRESS|POLITE|bientot|THE|PARCEL|mon|Q|;|,|$)
    (en|s) (vient|viennent|venait) (tu|t|il|ils)
    PARCEL (est|va|a|BE|sera|arrive|arrivera)+ (t)? (tu|ti|il|elle) _
    PARCEL _{0,4} (ARRIVES|PROGRESS) (or|o|ou) (ya|already|did|still|todavia|has|deja|encore|it|is|se|est|il|a|no|aun|
        BE)* (ARRIVES|PROGRESS)
    KNOW (me|moi)? (if|si|whether) _{0,5} (ARRIVES|PROGRESS) _{0,3} PARCEL
    (puedes|puede|pueden|can you|could you|pouvez vous|peux tu|tu peux|vous pouvez|pourriez vous) (ME|KNOW)+ (if|si|
        whether) _{0,5} (ARRIVES|PROGRESS|PARCEL)
    (ME)? (van|va|vas|vais|vont|allez|going) (a|vous|to)? (traer|entregar|dejar|livrer|recevoir|apporter|recibir|bring)
        _{0,5} Q
    (?<!WHEN)(BE|r) (you|u|yall|they|he|the DRIVER|DRIVER)+ (guys|still|FILL|w)* (close|near|nearby|coming|delivering|
        almost| ontheway|here|outside|around|DELIVERS) (?!to me at|at the) (PROGRESS|POLITE|to|or|my|me|yet|by|there|
        still|GAP|CALLED| here)* (?=[Q;,]|$)
    FROM LEAD ASKS _{0,2} (IT |i|there|anything|something) (?!need|ok|okay|possible|alright|fine) ((?!STOPS)_){0,5}
        (ARRIVES|PROGRESS)
    < POLITE* (llega|viene|llego|salio|va a llegar|llegara|arrive|vient) (hoy|manana|ya|PROGRESS)* THE+ PARCEL
        (?!POLITE)
    < POLITE* va a (llegar|venir) (PROGRESS|hoy|POLITE)* >
    FROM LEAD (is|has|did|will|are|have|was|hasnt|didnt) (you|u|they|usps|ups|fedex|yall) (still|already|FILL|even|
        been|ever|going)* DELIVERS
    < (POLITE|still|en|in|ce|sera|serai|sigue|siguen|cest|ya|aun|todavia|no|not|yet|toujours|pas|encore|BE|has|ASKS|
        IT | THE |ME|se|ha|ete|a|va|hoy|did|this|n|ne|je|jai|been|i|all|que)* (ARRIVES|PROGRESS) (IT | THE |
        PROGRESS|ARRIVES|GAP|POLITE|k|o|no|or|ASKS)* Q
    estce (que|qu)? _{0,4} (ARRIVES|PROGRESS|PARCEL)
    (ya|aun|todavia) (mero|merito|casi|no|se|me|lo|a|ha)* (ARRIVES|PROGRESS) _{0,3} Q
    < (aun|todavia) (no)? (me|lo|se|esta|ha|han)* (llego|llega|salio|viene|vienen|llegado|entregaron|salido|sale|
        ontheway) (THE |PARCEL|hoy)* (?=Q|;|$)
    < POLITE* (IT | THE |still|not|yet|BE)* (here|arrived|delivered|shipped|coming|ontheway) (yet|today|already|
        PROGRESS)* (or what|or not|Q)
    (supposed|suppose|meant) to (be|come|arrive|get) (PROGRESS|ARRIVES|k)* Q
""",
    _SHORT,
)

#: The reason of the rule that dialogue may answer with the record instead of general help.
WHY_WE_TEXT = "asks why we text"

#: Who, what and how.
HELP = rules(
    """
a word of help:
    (i|j|yo)? (have|got|ai|jai|tengo) (a|une|una) (question|pregunta)
    ^ (POLITE|FILL|a|l|[;,])* HELPW (FILL|POLITE|HELPW|CALLED|ME|us|out|with|this|[;,Q]|desk)* $
    < (POLITE|i|can|you|u|could|need|some|please|me|would|necesito|besoin|d|jai|de|quiero|puede|pueden|alguien|
        someone|anyone|pouvez|vous|m)* HELPW (me|POLITE|us|to|with|con|avec|a|pour|understand|track|use|here|>)
    ^ [;,]* Q [;,Q]* $
    ^ (POLITE|[;,])* (who|say what|come again|why me|pourquoi moi|por que yo|what|huh|hein|quoi|que|como|
        pardon|perdon|eh|comment|wut|wat|mande|idk|menu|options|instructions|opciones) (POLITE|[;,Q])* $
    (dont|didnt|not|no|ne|n|cant|pas|rien|j) (ai|jai|le|lo|rien)* (understand|get it|entiendo|entendi|comprends|
        compris|comprendo|follow|comprend)
    (comprends|compris|comprend|entiendo) (pas|rien|nada)
    (whats|what is) going on (here)? >
    que onda con (esto|este|eso)
    (can|could) (you|i|u|we) track (GAP|PARCEL|packages|things|something|a|here|my)* (here|packages|parcels|things|
        something|Q)
    (im|so|very|bit|un poco|estoy|suis) (so|very|a|really)? (confused|confundido|confundida|perdue|lost)
    (speak|talk|hablar|parler|agent|connect) (to|with|con|a|avec) (a|an|the|un|une|una|someone|somebody|real|live|
        alguien|quelquun)* (human|person|someone|somebody|agent|rep|representative|persona|alguien|quelquun|
        conseiller|operator|humano|humain|agente|representante|support|manager|operador)
    ^ (POLITE)* (agent|representative|support|operator|human|agente|operador|asistencia|assistance) (POLITE|[;,Q])*
        $
    ^ (POLITE|OPENING|CALLED|HELPW|[;,])* (instrucciones|instructions|comandos|commandes|commands|palabras clave|faq|
        aide memoire) (POLITE|CALLED|[;,Q])* $
    (can|could|would|please|puede|puedes|pueden|pouvez|peux|me|vous|tu|quelquun)* (explain|expliquer|explique|expliquez|
        expliquen|explicar|expliques|expliqueme|explicame|expliquenme|explicarme|explicarnos|explicanos|elaborate|
        clarify) (POLITE|me|moi|us|this|how|what|it| esto|como|que|comment|ca|to|the|GAP|a|w|>)
    (what|que|which|cuales|quels|quelles|wat) (words|commands|comandos|commandes|palabras|mots|keywords|codes|options|
        opciones| things|cosas|else) (BE|can|do|are|hay|there|puedo|son|sont|tienen|existen|i|you|peut|u|should|je)
    (what|que|quoi) (can|all|else|puede|peut|sait|does)+ (this|it|esto|ca|on|you|u|the bot|bot|he)+ (do|hacer|faire|all|
        for| know|does|Q|>)
    (do|does|must|would) (i|you|we) (need|have|require) (to)? (an|a|the|to|any|download|get)* (app|account|login|
        password| download|register|smartphone|internet|signup|pay)
    (necesito|hay que|besoin d|faut) (tener|une|una|avoir|descargar|instalar|un|telecharger|installer)* (app|aplicacion|
        cuenta|appli|application|compte)
    (can|could|may|puedo|peux|peut|is it possible to|estce) (i|we|you|on|je|que)* (also)? (follow|track|seguir|rastrear|
        suivre| add|check|watch|monitor) _{0,4} (with|on|at once|here|this|con|avec|a la vez|packages|parcels|paquetes|
        colis|Q)
    (is|are) there (a|an|any|some)* (NUMBERS|way|w|phone|website|app|person|human|site|list|link|manual|page|email)+ (i|
        to|you|we| for|where|that|number)+
    (esto|eso|ca|this|it|service|servicio) (me|nos)? (cobra|cobran|cuesta|coute|charges|charge|costs|cost) (Q|algo|
        dinero| money|me|quelque|combien)
    (cobran|cobra) (por)? (esto|este|el servicio|algo)
    (ca|cela|esto|this|it|eso|truc|machin) (marche|fonctionne|funciona|works|work|sert|sirve) (comment|como|how)
    (can|do|does|could|puedes|pueden|pouvez) (you|u|it|this|yall|vous)* (also)? (track|follow|handle|support|rastrear|
        suivre|cover) (w|W| amazon|usps|ups|fedex|dhl|other|international)
    (what|which|que|quels|cuales|quelles) (carriers|companies|couriers|shippers|transportistas|transporteurs|companias|
        countries)
asks who is texting:
    (de|a|from|d) (donde|ou|que w|que|quelle|quel|where) (me|nos|m|vous|tu|you|u|yall|are|do|me estan)* (SENDS|
        CONTACTING| CONTACT|SEND|CALLS|ecrit|texting|son|eres|es|habla|hablan|etes|es|sont|mandan|llaman|parle)
    (de|for|from) (que|quelle|quel|what|which) (compania|empresa|compagnie|societe|entreprise|company|organizacion|
        organisme| business|agencia|agence|companias)
    (tu|vous|usted|ustedes|eres|es|son|ca|cest) (etes|es|eres|son|est|cest)? (tu|vraiment|un|une|una|unos|de|le|la)*
        LEGIT (ou|o| or) _
    LEGIT (ou|o|or) (une|un|una|a|cest)* _{0,2} LEGIT
    (who|quien|qui) (BE|this|est|es)* ,? Q
    identify yourself
    (what is|whats) your (name|number)
    (quien|who) es (este|esta|esto|ese)
    (who|whos|whose|quien|quienes|qui) (the|RUDE|is|are|r|s|was|es|eres|son|est|etes|ce)* (this|dis|that|these|u|
        you|it|texting|sending|messaging|sent|writing|contacting|yall|me|habla|hablo|eres|son|manda|mandan|escribe|
        envia|usted|ustedes|vous|tu|ca|ce|m|parle|ecrit|envoie|est|am|esto|NUMBERS|company|esta|texted|from|te|nos|
        please|ahi) (?!signed|PARCEL|for it)
    (quien|who|qui) (estce|es|is|dis|etes|est|eres|son|RUDE)+ (POLITE)* (?=Q|;|$)
    (cest|tu es|t es|vous etes|es|etes|ici) qui (toi|vous|POLITE|au|juste|donc)* >
    (<) qui cest
    (con|avec) (quien|qui)
    cest le numero de qui
    (con|avec|de|a|to|with) (parte|la part|la)? (de)? (quien|qui|whom|who) (hablo|am|ai|je|es|est|parle|is|viene|
        jai|>|tengo|vient|me)
    (what|which|que|quelle|whose) (company|business|compania|empresa|societe|entreprise|store|organization|service|
        number|NUMBERS|app)
    (where|how|howd|whered|who|donde|como|ou|comment|why) (did|do|have|you|u|yall|de|d|vous|avez|tu|as|ils|ont|gave|
        consiguieron|sacaron|obtuvieron|tienen|tiene|saben|conseguiste|eu|obtenu|trouve|got|hell|the)* (get|got|
        have|eu|obtenu|find|obtuvieron|tienen|consiguieron|sacaron|mi|mon|trouve|tiene)? (my|this|mi|mon|este)
        (NUMBERS)
asks what this is:
    ^ (POLITE|[;,])* (what is it|que es|whats it|what are you) (POLITE|[;,Q])* $
    am i being (LEGIT|w|ANGRY)
    (is|are) (this|it|you) a joke
    (cest|es) (une|una|un) (arnaque|estafa|fraude|escroquerie) >
    (whats|what is) (a|the)? (tracking|NUMBERS)
    (what|whats|wut|wat|wats|wtf|que|questce|quoi|what the RUDE) (the|RUDE|is|are|s|es|r|que|in|world|do|does|cest|
        kind|of|so|exactly)* (this|these|that|esto|eso|ca|this is|waypost|NUMBERS|estos|dis|cela|yall|MSG)
        (?!taking|PARCEL|driver)
    (cest|ca) (veut dire|pour|sert a)? quoi
    cest porque
    (de que se trata|de quoi s agit)
    (que|what|quel|quelle|questce) (es|is|est|que|cest|estce)* (este|esta|ese|this|ce|cet|estos|these) (NUMBERS|MSG|
        w|truc|service|servicio)
    (vous|tu|usted|ustedes|eres|son) (etes|es|son)? (un|une|una|unos|vraiment)* LEGIT POLITE* Q
    cest (la|le|bien|vraiment)* (poste|usps|ups|fedex|amazon|chronopost|dhl) Q
    (cest|es|its|is it|estce) (payant|gratuit|gratis|free)
    (que|quoi|comment) (dois|faut|doit|puis|peux|estce) _{0,3} (faire|envoyer|ecrire|repondre|mettre)
    questce (que|qu)? (je|on|il) (dois|doit|faut|peux)
    quel estce NUMBERS
    comment je suis (GAP)* PARCEL
    (faire|fais|fait|envoyer|ecrire|repondre|envoie|ecris|reponds) (quoi|comment)
    que (escribo|mando|pongo|respondo|contesto|hago)
    (esto|eso) es (LEGIT) >
    sert a quoi
    (what|que|quoi|questce|whats) (happens|pasa) (if|when|si)
    questce (que|qu)? (c|cest|ca) (est|que|POLITE|>)
    (what|que|quoi|questce|whats) _{0,4} (mean|means|meant|significa|veut dire|signifie|about|dire|meaning)
    (what|que) (do|does|can|should|could|am|are|quiere|quieren|puedo|debo|tengo|hago|options|voulez|dois|faire|is)
        (you|u|i|que|it|yall|to)* (want|do|text|send|type|say|reply|respond|answer|need|hacer|mandar|escribir|
        supposed|>|faire|offer|for)
    FROM (POLITE|know|sure|if)* (is|are|es|est|estce|am) (this|that|it|these|you|u|esto|eso|que|qu|ce|i|un|une|una|
        ca|el|le|cest|talking|to|vous|tu|vraiment|MSG|THIS|text|real|even|mensaje|numero|NUMBERS|really|GAP){0,6}
        LEGIT
    (cest|es|this is|its) (vraiment|GAP|un|une|una|du|pour)* LEGIT (POLITE|MSG|o|ou|or|no|non|not)* Q
    (is|are) (this|you|u|it|that) (from|the|with|really|a|actually)* (usps|ups|fedex|dhl|amazon|postoffice|W)
    (what|whats|which|cuales|quelles) (are|is|the|all|son|los|las|sont|les|your)* (KEYWORDWORD|options|opciones|
        instructions|instrucciones)
    ^ (POLITE|[;,]|a|una|une|un|es|this|esto)* LEGIT (or|fake|real|POLITE|LEGIT|o|ou|no|not)* Q
asks why we text:
    (why|porque|pourquoi|how come|para que|pour quoi|a quoi|quoi) (are|am|do|did|is|was|have|receive|being|get|you|
        u|i|me|yall|estoy| je|j|ai|vous|m|keep|getting|still|have|ive|recibo|the|RUDE|ustedes|el|ce|ces|ca|tu|estan|
        on|que|te|le|les| los|jai)* (CONTACTING|CONTACT|TEXTS|SENDING|SEND|getting|get|this|these|mandan|llegan|
        llega|escriben|envian| recibo|recois|recu|ecrivez|message|ce message|esto|estos|numero|ecrit|texted|
        messaged|envoye|ca)
asks how to use it:
    (how|como|comment|hows) (do|does|can|to|would|should|i|we|you|this|it|se|le|puedo|je|on|puis|vous|the|that|all|
        even|ca|esto|debo|fait|faire|peux|ce|cela|dois|RUDE|my|a|service|systeme|sistema|el|la|peut|exactly|faut|
        hay|que|fais|s|l|tu|il|qu)* _{0,2} (track|stop following|servir|change the language|use|work|works|sign|
        start|register|text|know|check|find|follow|get|contact|talk|reach|speak|see|usar|uso|usa|funciona|rastreo|
        rastrear|rastreo|sigo|seguir|hago|hacer|registro|registrarme|saber|ver|marche|fonctionne|suivre|utiliser|
        utilise|faire|fais|fait|savoir|voir|enter|add|set|signup|submit|dale|inscrire|help|setup|operate|sirve|
        proceder|procede|passe|enviar|mandar|envoyer|use) (?!PROGRESS)
    (where|donde|ou) (do|can|should|i|to|je|puedo|on|trouve|is|dois)* (track|enter|type|find|put|see|rastrear|
        rastreo|encuentro|trouve|suivre|pongo|check|sign up|log) (the|my|mi|el|mon|le|un|a|info|tracking|numero|
        NUMBERS)* (NUMBERS|numero|tracking|>|online|info|POLITE)
    (a quoi|para que) (ca|cela|sirve|es|sert|c)
    (where|donde|d ou|ou) (are|is|do|does|did|vient|venez) (you|u|this|it|these)? (CONTACTING|from|located|CALLS|
        based|ce|MSG|TEXTS)
    (if|what does|what|que|si) _{0,3} (END|OPTOUT) (do|does|mean|_{0,8} Q)
    ^ (POLITE)* do i know (you|u|this|who)
    (does|is|do|are) _{0,3} (cost|free|charge|charges)
    (how much|cuanto|combien|is it free|does it cost|cost|gratis|free) (does|is|do|this|it|cuesta|ca|cest|cout|
        coute|charge|are|es|you|will)* (cost|charge|cuesta|coute|free|gratis|>|gratuit)
        (?!(to|de|d|por|pour)? (mandar|enviar|envoyer|send|ship|mail))
""",
    _SHORT,
)
