"""What texts mean that are neither a stop nor a command: start, wrong number, status, help, yes, no, complaint.

Each table holds patterns over kinds of words (bot/grammar.py); which table is asked first stands in bot/understand.py.
"""

from bot.grammar import Rule

_LEAD = (
    "(?:POLITE|KNOW|i|me|you|can|to|want|need|do|if|that|quiero|je|could|any|so|what|im|u|would|like|know|please|exactly|just|"
    "veux|voudrais|puede|pueden|pouvez|vous|quisiera|RUDE|is|a|dis|donc)*"
)
_FROM = "(?:<|(?<=BUT))"
_IT = "(?:PARCEL|THING|DRIVER|it|its|they|il|elle|lo|ca)"
_THE = "(?:my|the|our|mi|mis|el|la|mon|ma|mes|le|l|un|une|nuestro|notre|su|RUDE)"

START = (
    Rule(
        "a word of starting",
        "^ (?:FILL|POLITE|ME|[;,])* STARTS (?:FILL|POLITE|back|ME|up|over|otra|vez|TEXTS|GAP|nuevo|nouveau|SENDING|CONTACTING|[;,])* $",
    ),
    Rule(
        "a wish to be texted again",
        "(?:STARTS|turn|keep|put|resend) (?:GAP|SENDING|CONTACTING|SEND|RECEIVE|de|a)* TEXTS GAP* (?:again|back|on|nuevo|nouveau)",
        "(?:start|begin|resume|restart|keep|bring back|empiecen|empezar|vuelvan|volver|recommencer|recommencez|reprendre|reprenez|comiencen) "
        "(?:a|de|with)? GAP{0,3} (?:TEXTS|CONTACTING|SENDING|CONTACT|SEND)",
        "(?:sign|put|add|hook|turn|let) (?:GAP|TEXTS|THIS)* (?:back)? (?:up|on|in|back) (?:FILL|back|TEXTS|GAP|LISTS)* >",
        "^ (?:POLITE|i|want|to|would|like|id|can|me|need|wanna|lets)* signup (?:me|again|back|POLITE|FILL|GAP|TEXTS)* $",
        "(?<!NEGDO)(?:CONTACT|SEND|CONTACTING|SENDING) (?:GAP|TEXTS)* (?:again|back|nuevo|nouveau) (?! (?:i|and|or))",
        "(?:changed|change|cambie|cambiado) (?:my|mi|d|de) (?:mind|opinion|idea|avis)",
        "(?:volver|vuelvan|vuelve) a (?:RECEIVE|SENDING|SEND|CONTACTING|CONTACT)",
        "(?:quiero|want|veux|voudrais|like) (?:to)? (?:RECEIVE|SEND|more)? GAP* TEXTS (?:a|de|otra|POLITE)* (?:again|back|nuevamente|vez|nouveau|nuevo)",
        "(?:END|OPTOUT|SAID) _{0,4} BYMISTAKE",
        "BYMISTAKE _{0,3} (?:END|OPTOUT)",
        "(?:didnt|not|never|no) (?:mean|meant|queria|wanted) (?:to)? _{0,2} (?:END|OPTOUT)",
        "(?:want|let|like) (?:me|to|be|us)* back (?:in|on)",
        "bring back GAP* TEXTS",
        "(?:dealta|optin|reactivate|unblock)",
    ),
)

WRONG_NUMBER = (
    Rule(
        "says that we have the wrong person",
        "wrong (?:RUDE)? (?:NUMBERS|person|guy|lady|man|woman|dude|recipient|one|customer|girl|number|k)",
        "^ (?:POLITE|[;,])* wrong (?:POLITE|[;,])* $",
        "(?:have|got|has|texting|texted|reached|messaging|dialed|contacted) (?:the|a|an)? wrong",
        "(?:equivocado|equivocada|equivocados|equivoco|equivocaron|equivocaste|equivocas|equivocan|equivoca|equivocacion|confundido|confundieron|mistaken) "
        "(?:de|con)? (?:NUMBERS|persona|contacto|POLITE|>)",
        "(?:NUMBERS|persona) (?:es|esta)? (?:equivocado|equivocada|incorrecto|incorrecta|errado|errada|erroneo)",
        "(?:se|te|me) (?:han|has|ha|equivoco|equivocaron|equivocaste|equivocas|equivocan|equivoca) (?:equivocado|de)?",
        "(?:mauvais|mauvaise|faux|fausse) (?:NUMBERS|personne|destinataire|contact|numero)",
        "erreur (?:de|sur) (?:le|la)? (?:NUMBERS|personne|destinataire)",
        "(?:vous|tu) (?:vous|te|t|faites|etes|es|avez)* (?:trompez|trompe|trompes|trompee|erreur)",
        "(?:pas|cestpas) (?:le|la|au) (?:bon|bonne) (?:NUMBERS|personne|destinataire|numero)",
    ),
    Rule(
        "says that the name or the parcel is not theirs",
        "(?:im|this isnt|isnt|not|its|thats|this is|names|name is|aint|amnot) (?:not|isnt)? (?:PERSON|W)(?! (?:w|W|PARCEL))",
        "(?:no|not|any|a|ningun|ninguna|pas de|pas d|aucun|aucune) (?:PERSON|W|w)(?: (?:W|w|PERSON))? (?:here|at|lives|living|aqui|ici|a ce|in|on this|works)",
        "(?:nobody|no one|nadie|personne|there is no|theres no|no hay|no vive|isnt any|no such|dont have|dont live) _{0,3} (?:named|called|name|by that|by the|llamado|nombre|here|aqui|ici|PERSON|W|person|nom|llama)",
        "(?:PERSON|W|w|he|she) (?:doesnt|dont|nolonger|isnt|moved|no|ya no|n|ne|is not) (?:longer|live|lives|stay|work|reside|here|at|vive|habite|out|away|esta)",
        "(?:dont|doesnt|no|ne|n|pas|never|not|idk) (?:even|really|le|la|l)? (?:know|knew|conozco|connais|heard) (?:of|any|a|anyone|nobody|nadie|personne|who|quien|qui|pas|this|that|ese|esa|al|es|est|la|le)* (?:PERSON|W|guy|person|woman|man|lady|persona|senor|senora|>|ese|esa|nadie|personne|him|her|called|named|nom)",
        "(?:who|whos|quien|qui|cest qui) (?:the|RUDE|is|es|est)* (?:PERSON|W) POLITE* (?=[Q;,]|$)",
        "(?:not|isnt|nolonger|is no longer|no es|cestpas|est pas|pas) (?:even|el|la|le|l|longer|his|her|a|for|mi|mon|my|de|d|pour|para|au)* (?:PERSON|W)(?: s)? (?:NUMBERS|telephone|phone|PARCEL|>)",
        "(?:PERSON|W|w|he|she) nolonger",
        "no (?:idea|clue) who (?:that|thats|he|she|W|PERSON)",
        "(?:dont|no|not) have (?:a|any) PARCEL (?:coming|on|due|PROGRESS|ARRIVES)",
        "(?:im|not|isnt|aint) (?:not|the|even|who)* (?:person|one|right person|right NUMBERS)",
        "NUMBERS (?:belongs|belong|pertenece|appartient)",
        "(?:not|isnt) the (?:right|correct) (?:NUMBERS|person|one)",
        "(?:not|isnt|cestpas|no es|est pas|aint) (?:my|mi|mon|our|ma) (?:PARCEL|NUMBERS|name|nombre)",
        "(?:dont|idk|no) (?:know)? who (?:that|thats|hes|shes|he|she|W|PERSON) (?:is)? >",
        "(?:no|ne) (?:conozco|connais) (?:a|ningun|ninguna|pas|cette|ce|esa|ese|de)+ (?:W|w|PERSON|personne|persona|monsieur|senor|senora|nom)",
        "connais pas (?:de|cette|ce|d|la)* (?:W|w|PERSON|personne|nom|>)",
        "attends (?:pas|rien|aucun) (?:de|d)? (?:PARCEL|>)",
        "(?:this|it|that|its|thats|esto|este|eso|ese|ca|no|not|cest) (?:is|not|isnt|no|es|aint|cestpas|est|package|PARCEL)* (?:not|isnt|no es|pas|aint) (?:for me|me|mine|my PARCEL|my order|mio|mia|mi PARCEL|para mi|moi|mon PARCEL|pour moi|a moi|our PARCEL) ",
        "cestpas (?:moi|mon|pour moi|a moi|W|PERSON|le (?:numero|telephone))",
        "(?:no|not) (?:soy|the) (?:PERSON|W|w|esa|el|ella|la|person|right) (?:persona|person|one)? (?:>|you|que|de)",
        "(?:yo)? no soy (?:POLITE)? (?:>|PERSON|W|w|esa|ese|el|ella|quien)",
        "(?:je)? (?:ne)? suis pas (?:PERSON|W|w|cette|la personne|celui|lui|elle|le bon|la bonne)",
        "(?:not|isnt) me >",
        "(?:didnt|never|havent|dont|not|no|nothing|rien|pas|nunca|have no|hadnt) (?:even|have|he|ha|ai|ever|remember|hemos|yo|been|i|any|a|jamais|pas|rien|ME|am|im)* (?:ordered|order|ordering|buy|bought|expecting|expect|purchase|purchased|pedi|pedido|ordene|compre|comprado|encargue|espero|esperando|commande|commander|attends|achete|await|awaiting) (?:anything|any|nothing|nada|rien|ningun|un|PARCEL|a|this|that|it|of|de|d|from|GAP|aucun|>)",
        "(?:new|nuevo|nouveau) (?:NUMBERS|owner) (?:who|now|for me|POLITE|>)",
        "(?:just|recently|only|ive|had) (?:got|have|had) this NUMBERS",
        "nolonger (?:PERSON|W|his|her|w) (?:NUMBERS|>)",
        "(?:someone|somebody|anyone|otra persona|alguien|quelquun|autre personne) (?:else|elses|mas|autre|otra) (?:NUMBERS|PARCEL|>)",
        "(?:este|ese|esto|ya|ce) (?:ya)? (?:no es|n est pas|nest plus|n est plus) (?:el|le|son|su) (?:NUMBERS)",
    ),
)

STATUS = (
    Rule("the word 'status', 'where' or 'list' alone", "^ POLITE* (?:STATUSW|WHERE|eta|tracking|track) (?:POLITE|BE|now|at|[;,Q])* $"),
    Rule(
        "asks where the parcel is",
        f"{_FROM} {_LEAD} WHERE (?:BE|did|does|do|has|s|in|on|earth|world|exactly|now|t|exactement|RUDE|en|se|trouve|could|might|anda|que|quedo)* {_THE}* {_IT} (?!from)",
        f"{_FROM} {_LEAD} WHERE (?:BE|did|does|has|s|in|earth|RUDE|the)* my (?!NUMBERS)",
        f"{_FROM} {_LEAD} WHERE (?:BE|POLITE|u|at|it)* (?=[Q]|;|$)",
        f"(?:wheres RUDE?|WHERE (?:BE|did|RUDE)+) {_THE}* {_IT} (?!from)",
        f"(?:whens|WHEN (?:BE|will|does|RUDE)+) {_THE}* {_IT}",
        f"(?:{_IT}|cest|BE|tu) (?:BE|at|is|y)* WHERE (?:POLITE|now|BE|at|exactly)* (?:{_THE}+ PARCEL)? >",
        f"KNOW me? WHERE (?:{_THE}|{_IT}|BE|se|anda)",
        f"{_FROM} {_LEAD} (?:en|por|de|hasta)? (?:donde|ou) (?:BE|va|anda|viene|andan|van|reste|se|en|trouve|lo|vais|que|tienen)+ (?:{_THE}|{_IT}|>|se|est)",
        "(?:looking|busco|buscando|cherche) (?:for)? (?:my|mi|mon|an update) (?:PARCEL|THING) (?=Q|;|$)",
        f"{_FROM} {_LEAD} (?:track|locate|trace|find|check|rastrear|suivre|localiser|rastree|localizar|seguir) (?:on)? {_THE}* (?:status of)? {_THE}* (?:PARCEL|it) (?! NUMBERS)",
        f"(?:what|whats|que|how|hows) _{{0,3}} (?:happened|happening|going|up|paso|pasa|pasando|hay|sucede|sucedio|passe|status|doing|look|looking) _{{0,2}} (?:with|to|con|de|avec|on|for) {_THE}* {_IT}",
    ),
    Rule(
        "asks when it comes",
        f"{_FROM} {_LEAD} (?:whens|WHEN (?:RUDE|BE|will|does|do|did|should|would|can|am|exactly|s|the|about)+) (?!(?:you|vous) (?!DELIVERS)) _{{0,5}} (?:DELIVERS|{_IT}|ARRIVES|PROGRESS)",
        f"{_FROM} {_LEAD} WHEN (?:POLITE|BE|then|again)* (?=Q|;|$)",
        f"{_FROM} {_LEAD} WHEN {_THE}+ PARCEL (?:PROGRESS|ARRIVES|gonna|gets|will|going|is|be|>)",
        f"(?:cuando|quand|howlong|eta|whattime) (?!vous|tu|on|you) _{{0,6}} (?:ARRIVES|{_IT}|PROGRESS)",
        "(?:whattime|howlong|eta) (?:POLITE|encore|more|mas|left|BE|about|it|will|es|est)* >",
        f"(?:ARRIVES|{_IT}|cest|BE|llega|arrive) _{{0,3}} (?:WHEN) POLITE* >",
        "(?:para|pour|prevu) (?:pour)? (?:cuando|quand)",
        f"(?<!let me)KNOW me? (?:exactly|more|less|about)? WHEN (?:{_THE}|{_IT}|will|they|is|ARRIVES|va|me|est)",
        f"KNOW me? WHEN {_THE}* {_IT} (?:will|is|should|would|might|be|are)",
        "(?:how far|how close|how many stops)",
        "(?:fecha|date|jour|dia|day) (?:de|la|estimada|prevue)* (?:entrega|livraison|llegada|arrivee|delivery)",
        "(?:expected|estimated|delivery|arrival) GAP{0,2} (?:date|time|day|window) (?=Q|;|$)",
        "(?:para|pour) que (?:me|lo)? llegue",
    ),
    Rule(
        "asks for news",
        f"{_FROM} (?!POLITE* (?:thanks|gracias|merci|thx) (?:for|por|pour|de|a)) {_LEAD} (?:any|some|got|gimme|give|get|check|need|want|whats|what|hay|tienen|tiene|alguna|algun|un|une|des|avez|donne|donnez|moi|cual|es|quelle|quel|est|GAP|latest|current|update|have|there|quoi|les|dernieres|ultimo|ultimas|hows|how) * (?:STATUSW|latest (?=on|about|with|Q|;|$)) (?:GAP|PARCEL|{_IT}|POLITE|yet|far|about|concernant|sobre|du|acerca|PROGRESS|entrega)* >",
        "(?:is|are) there _{0,2} (?:STATUSW|MSG|updates|news)",
        f"(?:checking|inquiring|asking|calling|check) (?:in|up)? (?:on|about|for) {_THE}* {_IT}",
        f"eta (?:on|for|of) {_THE}* {_IT}",
        f"(?:any|some) (?:word|info|information|luck|movement|idea|progress) (?:on|about|of|with|yet|for)? {_THE}* (?:{_IT}|>|yet)",
        f"(?:info|information|infos|informacion|informes|details) (?:on|about|sobre|sur|de|del|du) {_THE}* PARCEL",
    ),
    Rule(
        "asks whether it has come or is coming",
        f"{_FROM} {_LEAD} ASKS _{{0,2}} (?:{_IT}|i|there) (?!need|ok|okay|possible|alright|fine) (?:(?!STOPS)_){{0,5}} (?:ARRIVES|PROGRESS)",
        f"{_FROM} {_LEAD} (?:is|has|did|will|are|have|was|do|hasnt|didnt) (?:you|u|they|usps|ups|fedex|yall) (?:still|already|FILL|even|been|ever|going)* DELIVERS",
        f"< (?:POLITE|still|sigue|siguen|cest|ya|aun|todavia|no|not|yet|toujours|pas|encore|BE|has|ASKS|{_IT}|{_THE}|ME|se|ha|ete|a|va|hoy|did|this|n|ne|je|jai|been|i|all|que)* (?:ARRIVES|PROGRESS) (?:{_IT}|{_THE}|PROGRESS|ARRIVES|GAP|POLITE|k|o|no|or|ASKS)* Q",
        f"estce (?:que|qu)? _{{0,4}} (?:ARRIVES|PROGRESS|PARCEL)",
        f"< (?:ya|aun|todavia) (?:no)? (?:me|lo|se|esta|ha|han)* (?:llego|llega|salio|viene|vienen|llegado|entregaron|salido|sale|ontheway) (?:{_THE}|PARCEL|hoy)* (?=Q|;|$)",
        f"< POLITE* (?:{_IT}|{_THE}|still|not|yet|BE)* (?:here|arrived|delivered|shipped|coming|ontheway) (?:yet|today|already|PROGRESS)* (?:or what|or not|Q)",
        "(?:supposed|suppose|meant) to (?:be|come|arrive|get) (?:PROGRESS|ARRIVES|k)* Q",
    ),
)

HELP = (
    Rule(
        "a word of help",
        "^ (?:POLITE|FILL|[;,])* HELPW (?:FILL|POLITE|ME|us|out|with|this|[;,Q]|desk)* $",
        "< (?:POLITE|i|can|you|u|could|need|some|please|me|would|necesito|besoin|d|jai|de|quiero|puede|pueden|alguien|someone|anyone|pouvez|vous|m)* HELPW (?:me|POLITE|us|to|with|con|avec|a|pour|understand|track|use|here|>)",
        "^ [;,]* Q [;,Q]* $",
        "^ (?:POLITE|[;,])* (?:what|huh|hein|quoi|que|como|pardon|perdon|eh|comment|wut|wat|mande|idk|menu|options|instructions|opciones) (?:POLITE|[;,Q]|RUDE)* $",
        "(?:dont|didnt|not|no|ne|n|cant|pas|rien|j) (?:ai|jai|le|lo|rien)* (?:understand|get it|entiendo|entendi|comprends|compris|comprendo|follow|comprend) ",
        "(?:im|so|very|bit|un poco|estoy|suis) (?:so|very|a|really)? (?:confused|confundido|confundida|perdue|lost)",
        "(?:speak|talk|hablar|parler|agent|connect) (?:to|with|con|a|avec) (?:a|an|the|un|une|someone|somebody|real|live|alguien|quelquun)* (?:human|person|someone|somebody|agent|rep|representative|persona|alguien|quelquun|conseiller|operator|humano|humain|agente|representante|support|manager|operador)",
        "^ (?:POLITE)* (?:agent|representative|support|operator|human|agente|operador|asistencia|assistance) (?:POLITE|[;,Q])* $",
    ),
    Rule(
        "asks who is texting",
        "(?:who|whos|whose|quien|quienes|qui) (?:the|RUDE|is|are|r|s|was|es|eres|son|est|etes|ce)* (?:this|dis|that|these|u|you|it|texting|sending|messaging|sent|writing|contacting|yall|me|habla|hablo|eres|son|manda|mandan|escribe|envia|usted|ustedes|vous|tu|ca|ce|m|parle|ecrit|envoie|est|am|esto|NUMBERS|company|esta|texted|from|te|nos|please|ahi) (?!signed|PARCEL|for it)",
        "(?:quien|who|qui) (?:estce|es|is|dis|etes|est|eres|son|RUDE)+ (?:POLITE)* (?=Q|;|$)",
        "(?:cest|tu es|t es|vous etes|es|etes|ici) qui >",
        "(?:con|avec|de|a|to|with) (?:parte|la part|la)? (?:de)? (?:quien|qui|whom|who) (?:hablo|am|ai|je|es|est|parle|is|viene|jai|>|tengo|vient|me)",
        "(?:what|which|que|quelle|whose) (?:company|business|compania|empresa|societe|entreprise|store|organization|service|number|NUMBERS|app)",
        "(?:where|how|howd|whered|who|donde|como|ou|comment|why) (?:did|do|have|you|u|yall|de|d|vous|avez|tu|as|ils|ont|gave|consiguieron|sacaron|obtuvieron|tienen|tiene|saben|conseguiste|eu|obtenu|trouve|got|hell|the)* (?:get|got|have|eu|obtenu|find|obtuvieron|tienen|consiguieron|sacaron|mi|mon|trouve|tiene)? (?:my|this|mi|mon|este) (?:NUMBERS)",
    ),
    Rule(
        "asks what this is",
        "(?:what|whats|wut|wat|wats|wtf|que|questce|quoi|what the RUDE) (?:the|RUDE|is|are|s|es|r|que|in|world|do|does|cest|kind|of|so|exactly)* (?:this|these|that|esto|eso|ca|this is|waypost|NUMBERS|estos|dis|cela|yall|MSG) (?!taking|PARCEL|driver)",
        "(?:cest|ca) (?:veut dire)? quoi",
        "(?:what|que|quoi|questce|whats) (?:happens|pasa) (?:if|when|si)",
        "questce (?:que|qu)? (?:c|cest|ca) (?:est|que|POLITE|>)",
        "(?:what|que|quoi|questce|whats) _{0,4} (?:mean|means|meant|significa|veut dire|signifie|about|dire|meaning)",
        "(?:what|que) (?:do|does|can|should|could|am|are|quiere|quieren|puedo|debo|tengo|hago|options|voulez|dois|faire|is) (?:you|u|i|que|it|yall|to)* (?:want|do|text|send|type|say|reply|respond|answer|need|hacer|mandar|escribir|supposed|>|faire|offer|for)",
        "(?:<|(?<=BUT)) (?:POLITE|know|sure|if)* (?:is|are|es|est|estce|am) (?:this|that|it|these|you|u|esto|eso|que|qu|ce|i|un|une|una|ca|el|le|cest|talking|to|vous|tu|vraiment|MSG|THIS|text|real|even|mensaje|numero|NUMBERS|really|GAP){0,6} LEGIT",
        "(?:cest|es|this is|its) (?:vraiment|GAP|un|une|una|pour)* LEGIT (?:POLITE|o|ou|or|no|non|not)* Q",
        "(?:is|are) (?:this|you|u|it|that) (?:from|the|with|really|a|actually)* (?:usps|ups|fedex|dhl|amazon|postoffice|W)",
        "(?:what|whats|which|cuales|quelles) (?:are|is|the|all|son|los|las|sont|les|your)* (?:KEYWORDWORD|options|opciones|instructions|instrucciones)",
        "^ (?:POLITE|[;,]|a|una|une|un|es|this|esto)* LEGIT (?:or|fake|real|POLITE|LEGIT|o|ou|no|not)* Q",
        "(?:why|porque|pourquoi|how come|para que|pour quoi|a quoi|quoi) (?:are|am|do|did|is|was|have|you|u|i|me|yall|estoy|je|j|ai|vous|m|keep|getting|still|recibo|the|RUDE|ustedes|el|ce|ces|ca|tu|estan|on|que|te|le|les|los|jai)* (?:CONTACTING|CONTACT|TEXTS|SENDING|SEND|getting|get|this|these|mandan|llegan|llega|escriben|envian|recibo|recois|recu|ecrivez|message|ce message|esto|estos|numero|ecrit|texted|messaged|envoye|ca)",
    ),
    Rule(
        "asks how to use it",
        "(?:how|como|comment|hows) (?:do|does|can|to|would|should|i|we|you|this|it|se|le|puedo|je|on|puis|vous|the|that|all|even|ca|esto|debo|fait|faire|peux|ce|cela|dois|RUDE|my|a|service|systeme|sistema|el|la|peut|exactly|faut|hay|que|fais|s|l|tu|il|qu)* _{0,2} "
        "(?:track|use|work|works|sign|start|register|text|know|check|find|follow|get|contact|talk|reach|speak|see|do|go|usar|uso|usa|funciona|rastreo|rastrear|rastreo|sigo|seguir|hago|hacer|registro|registrarme|saber|ver|marche|fonctionne|suivre|utiliser|utilise|faire|fais|savoir|voir|enter|add|set|signup|submit|dale|inscrire|help|setup|operate|sirve|proceder|procede|passe|enviar|mandar|envoyer|use) (?!PROGRESS)",
        "(?:where|donde|ou) (?:do|can|should|i|to|je|puedo|on|trouve|is|dois)* (?:track|enter|type|find|put|see|rastrear|rastreo|encuentro|trouve|suivre|pongo|check|sign up|log) (?:the|my|mi|el|mon|le|un|a|info|tracking|numero|NUMBERS)* (?:NUMBERS|numero|tracking|>|online|info|POLITE)",
        "(?:a quoi|para que) (?:ca|cela|sirve|es|sert|c)",
        "(?:where|donde|d ou|ou) (?:are|is|do|does|did|vient|venez) (?:you|u|this|it|these)? (?:CONTACTING|from|located|CALLS|based|ce|MSG|TEXTS)",
        "(?:if|what does|what|que|si) _{0,3} (?:END|OPTOUT) (?:do|does|mean|_{0,8} Q)",
        "^ (?:POLITE)* do i know (?:you|u|this|who)",
        "(?:does|is|do|are) _{0,3} (?:cost|free|charge|charges)",
        "(?:how much|cuanto|combien|is it free|does it cost|cost|gratis|free) (?:does|is|do|this|it|cuesta|ca|cest|cout|coute|charge|are|es|you|will)* (?:cost|charge|cuesta|coute|free|gratis|>|gratuit)",
    ),
)

YES = Rule(
    "a yes and no more",
    "^ (?:[;,]|please|porfavor|svp|well|bueno|oh|um|hey|hi|hola|eh|ah|ben|bah|alors)* YESW (?:YESW|WEAKYES|POLITE|YESMORE|[;,])* $",
    "^ [;,]* WEAKYES (?:WEAKYES|YESW|please|porfavor|svp|sure|i|do|lol|[;,])* $",
)
NO = Rule(
    "a no and no more",
    "^ (?:[;,]|please|well|bueno|oh|um|hey|hi|hola|ah|ben|bah)* NOPE (?:NOPE|POLITE|NOMEANING|[;,])* $",
    "^ [;,]* (?:i|id|je|yo|j)? (?:NOPE|dont|rather|ne|prefer|prefiero|prefere|would)+ (?:want|to|quiero|veux|pas|not|que|no|non|i|wish|rather|thanks|gracias|merci|[;,])* $",
)

COMPLAINT = (
    Rule(
        "anger about the service",
        "ANGRY",
        "< POLITE* (?:STOPS|CAPS|LEAVE de|END de|para de) (?:GAP){0,2} (?:g|DOING)",
        "< POLITE* quit DOING",
        "never (?:using|ordering|shipping|buying|trust|use|order|ship|buy)",
        "missed (?:me|us|my)",
        "(?:supposed|suppose|meant) to (?:be|have|arrive|come|get)",
        "(?:days|day|weeks|hours|week|month) late",
        "(?:wrong|another) (?:house|address|door|place|apartment|building|street|casa|direccion)",
        "(?:casa|direccion|adresse|maison|porte) (?:equivocada|fausse)", "mauvaise (?:adresse|maison|porte)",
        "(?:left|leave|leaving|threw|sitting) _{0,4} in the (?:rain|snow|street|sun|mud|wet)",
        "money back",
        "(?:been|van|llevo|fait|ca fait|have) _{0,4} (?:weeks|days|semanas|dias|semaines|jours) (?:and|y|et)? (?:nothing|nada|rien|still|esperando|que|already)",
        "(?:waited|waiting|espere|attendu) (?:all|todo|toute|hours|a|at|la|el)",
        "taking (?:forever|ages|too)",
        "(?<!NEG)(?:dejen|deje|deja|paren|pare|arretez|arrete|cessez) (?:ya)? (?:de|d) (?:ME|les)? (?:w|DOING)",
        "(?:still|siempre|toujours|again|otra vez|encore|always|another) _{0,2} (?:late|waiting|tarde|retard|nothing|no PARCEL|havent|hasnt|havnt|esperando|attends|delayed|delay|rien|missing|wrong|retraso|attente|not PROGRESS|not here|lost)",
        "(?:late|tarde|retard|delayed) (?:again|otra|encore|always)",
        "(?:never|nobody|havent|hasnt|didnt|nunca|jamais|pas|no|not|nadie|personne|wasnt|isnt|aun no|still no|wont|cant|n) (?:yet|ever|been|even|me|ha|he|ai|a|est|was|the|my|it|toujours|encore|has|have|se|BE|on|ete|s|mi|el|sont|ont|i|actually)* (?:arrived|arrive|came|come|comes|showed|show|got|gotten|received|receive|delivered|deliver|llego|llega|llegado|recibido|recibi|recu|livre|arrives|here|entregaron|entregado|venu|passe|rang|ring|knock|knocked|bother|knocks|rings|answer|answers|responde|contesta|sonne|toco|tocaron|toca|repond|works|work|funciona|marche)",
        "(?:too|so|very|muy|tan|demasiado|trop|tellement|tres|this|really|taking|que|pretty|damn|way|si) (?:RUDE|much)* (?:SLOWBAD)",
        "(?:people|service|servicio|you|guys|usps|post|delivery|driver|entrega|youre|company|son|vous etes|yall) (?:GAP|are|is|all|BE|so|just|always|es|un|una|el|the|RUDE|w)* (?:SLOWBAD)",
        "(?:not|isnt|aint|no|pas|nt|unhappy|cestpas|est) (?:very|at all|muy|tres|even|a|de|du tout|es|estoy|suis|really|happy|cool)? (?:happy|acceptable|ok|okay|cool|funny|right|normal|professional|contento|contenta|content|contente|serieux|aceptable|justo|fair|satisfied|satisfecho|satisfait|amused|impressed|good|possible|bien|profesional)",
        "(?:why|porque|pourquoi) (?:BE|does|do|has|it|is|my|the|PARCEL|mi|el|mon|le|se|ca|cela|ASKS|everything|tanto|tan|GAP|il|prend|est|esta)* (?:late|delayed|so|taking|tarda|tardan|tarde|retraso|long|retard|longtemps|slow|stuck|tant|tanto|demora|returned|lento|lent)",
        "(?:what|whats|wats) (?:is)? (?:taking|wrong|the (?:hold|problem|deal))",
        "(?:nothing|rien|nada) (?:works|marche|fonctionne|funciona|sirve)",
        "(?:llego|came|arrived|arrive|PARCEL|everything|inside) (?:BE|all|todo|tout|completely|BE|GAP)? (?:open|wet|empty|abierto|vacio|mojado|ouvert|vide|mouille|soaked|dented|torn|ripped|opened|vacia|mojada|abierta)",
    ),
)
