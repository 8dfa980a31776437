"""What texts ask: where or when the parcel is, who we are, what this is and how to use it.

How patterns read: bot/grammar.py. A question about a stop word ("what does STOP do?") is help and no stop.
"""

from bot.grammar import rules, shorthand

_SHORT = shorthand(
    """
LEAD = (POLITE|KNOW|i|me|you|can|to|want|need|do|if|that|quiero|je|could|any|so|what|im|u|would|like|know|please|
    exactly|just|veux|voudrais|puede|pueden|pouvez|vous|quisiera|RUDE|is|a|dis|donc)*
FROM = (<|(?<=BUT))
IT = (PARCEL|THING|DRIVER|it|its|they|il|elle|lo|ca)
THE = (the|my|the|our|mi|mis|el|la|mon|ma|mes|le|l|un|une|nuestro|notre|su|RUDE)
"""
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
    (any|some) (word|info|information|luck|movement|idea|progress) (on|about|of|with|yet|for)? THE* (IT |>|yet)
    (info|information|infos|informacion|informes|details) (on|about|sobre|sur|de|del|du) THE* PARCEL
asks whether it has come or is coming:
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
    ^ (POLITE|FILL|a|l|[;,])* HELPW (FILL|POLITE|ME|us|out|with|this|[;,Q]|desk)* $
    < (POLITE|i|can|you|u|could|need|some|please|me|would|necesito|besoin|d|jai|de|quiero|puede|pueden|alguien|
        someone|anyone|pouvez|vous|m)* HELPW (me|POLITE|us|to|with|con|avec|a|pour|understand|track|use|here|>)
    ^ [;,]* Q [;,Q]* $
    ^ (POLITE|[;,])* (who|que onda|say what|come again|why me|pourquoi moi|por que yo|what|huh|hein|quoi|que|como|
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
asks who is texting:
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
""",
    _SHORT,
)
