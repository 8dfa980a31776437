"""What texts say about the person: begin again, wrong number, yes, no, complaint.

How patterns read: bot/grammar.py. What is asked about the parcel or about us stands in bot/asking.py.
"""

from bot.grammar import rules

#: Texts are wanted again.
START = rules(
    """
a word of starting:
    ^ (FILL|POLITE|ME|[;,])* STARTS (FILL|POLITE|back|ME|up|over|otra|vez|TEXTS|GAP|nuevo|nouveau|SENDING|
        CONTACTING|[;,])* $
a wish to be texted again:
    (STARTS|turn|keep|put|resend) (GAP|SENDING|CONTACTING|SEND|RECEIVE|de|a)* TEXTS GAP* (again|back|on|nuevo|
        nouveau)
    (?<!i)(?<!you)(start|begin|resume|restart|keep|remettez|remettre|bring back|empiecen|empezar|vuelvan|volver|
        recommencer|recommencez|reprendre|reprenez|comiencen) (a|de|with)? GAP{0,3} (TEXTS|CONTACTING|SENDING|
        CONTACT|SEND)
    (sign|put|add|hook|turn|let) (GAP|TEXTS|THIS)* (back)? (up|on|in|back) (FILL|back|TEXTS|GAP|LISTS)* >
    ^ (POLITE|i|want|to|would|like|id|can|me|need|wanna|lets)* signup (me|again|back|POLITE|FILL|GAP|TEXTS)* $
    (?<!NEGDO)(CONTACT|SEND|CONTACTING|SENDING) (GAP|TEXTS)* (again|back|nuevo|nouveau) (?! (i|and|or))
    (changed|change|cambie|cambiado) (my|mi|d|de) (mind|opinion|idea|avis)
    undo
    (renvoyez|renvoyer) (GAP)* TEXTS
    (volver|vuelvan|vuelve) a (RECEIVE|SENDING|SEND|CONTACTING|CONTACT)
    (quiero|want|veux|voudrais|like) (to)? (RECEIVE|SEND|more)? GAP* TEXTS (a|de|otra|POLITE)* (again|back|
        nuevamente|vez|nouveau|nuevo)
    (END|OPTOUT|SAID) _{0,4} BYMISTAKE
    BYMISTAKE _{0,3} (END|OPTOUT)
    (turn|switch|start) (it|them|this|TEXTS) (back)? (on|up)
    (didnt|not|never|no) (mean|meant|queria|wanted) (to)? _{0,2} (END|OPTOUT)
    (want|let|like) (me|to|be|us)* back (in|on)
    bring back GAP* TEXTS
    (remettez|remettre|activen|activez|active|activar) GAP* TEXTS
    (dealta|optin|reactivate|unblock)
""",
    {},
)

#: We reached somebody else.
WRONG_NUMBER = rules(
    """
says that we have the wrong person:
    wrong (RUDE)? (NUMBERS|person|guy|lady|man|woman|dude|recipient|one|customer|girl|number|k)
    ^ (POLITE|[;,])* wrong (POLITE|[;,])* $
    (have|got|has|texting|texted|reached|messaging|dialed|contacted) (the|a|an)? wrong
    (equivocado|equivocada|equivocados|equivoco|equivocaron|equivocaste|equivocas|equivocan|equivoca|equivocacion|
        confundido|confundieron|mistaken) (de|con)? (NUMBERS|persona|contacto|POLITE|>)
    (NUMBERS|persona) (es|esta)? (equivocado|equivocada|incorrecto|incorrecta|errado|errada|erroneo)
    (se|te|me) (han|has|ha|equivoco|equivocaron|equivocaste|equivocas|equivocan|equivoca) (equivocado|de)?
    (mauvais|mauvaise|faux|fausse) (NUMBERS|personne|destinataire|contact|numero)
    erreur (de|sur) (le|la)? (NUMBERS|personne|destinataire)
    (vous|tu) (vous|te|t|fait|faites|etes|es|avez)* (trompez|trompe|trompes|trompee|erreur)
    (pas|cestpas) (le|la|au) (bon|bonne) (NUMBERS|personne|destinataire|numero)
says that the name or the parcel is not theirs:
    (suis|soy|im|not|isnt|estcepas|cestpas|quien es|qui est|whos|who is) (not|pas)? TITLE (W|PERSON|w)
    (me llamo|nombre es|m appelle|name is|names|soy|im|moi cest|this is) (W|PERSON|w) ,? (no|not|pas)
    (NEG|no|pas) (habite|vive|live|lives|stay|stays) (pas|plus)? (ici|aqui|here|at this)
    (no es|cestpas|isnt|not|est pas) (mio|mia|mine|a moi|pour moi|le mien|le sien|para mi|for me) >
    (im not|this isnt|isnt|not|its not|thats not|names not|aint|amnot) (PERSON|W)(?! (w|W|PARCEL))
    ^ (PERSON|W|w) who
    < (POLITE|NOPE|[;,])* (no|nope) this is (PERSON|W)
    (im not|not) the (guy|person|one|man|woman|lady|girl)
    (PERSON|W|w|he|she|il|elle|el|ella) (moved|ya no|doesnt have|does not have|doesnt own|n est pas ici|demenage|se
        mudo)
    (isnt|not|no es|cestpas|est pas|nest plus|n est plus) (his|her|their|su|son|leur) (NUMBERS|telefono)
    who you think (im|i am)
    marco mal
    (para|for|pour|meant for) (otra|someone|somebody|another|quelquun|une autre) (persona|else|person|d autre|
        personne|>)
    no se quien es (ese|esa|el|ella|W|PERSON)
    cest une erreur
    (devez|dois|devoir) (vous|te|se) (tromper|trompez)
    inconnu a ce NUMBERS
    (doesnt|dont|not|didnt) belong (to|me)
    idk (any|a|who) (W|PERSON|w)
    no es este (NUMBERS)
    aqui no es >
    im not TITLE
    (no|not|any|a|ningun|ninguna|pas de|pas d|aucun|aucune) (PERSON|W|w)((W|w|PERSON))? (here|at|lives|living|aqui|
        ici|a ce|in|on this|works)
    (nobody|no one|nadie|personne|there is no|theres no|no hay|no vive|isnt any|no such|dont have|dont live) _{0,3}
        (named|called|name|by that|by the|llamado|nombre|here|aqui|ici|PERSON|W|person|nom|llama)
    (PERSON|W|w|he|she) (doesnt|dont|nolonger|isnt|moved|no|ya no|n|ne|is not) (longer|live|lives|stay|work|reside|
        here|at|vive|habite|out|away|esta)
    (dont|doesnt|no|ne|n|pas|never|not|idk) (even|really|le|la|l)? (know|knew|conozco|connais|heard) (of|any|a|
        anyone|nobody|nadie|personne|who|quien|qui|pas|this|that|ese|esa|al|es|est|la|le)* (PERSON|W|guy|person|
        woman|man|lady|persona|senor|senora|>|ese|esa|nadie|personne|him|her|called|named|nom)
    (who|whos|quien|qui|cest qui) (the|RUDE|is|es|est)* (PERSON|W) POLITE* (?=[Q;,]|$)
    (not|isnt|nolonger|is no longer|no es|cestpas|est pas|pas) (even|el|la|le|l|longer|his|her|a|for|mi|mon|my|de|d|
        pour|para|au)* (PERSON|W)(s)? (NUMBERS|telephone|phone|PARCEL|>)
    (PERSON|W|w|he|she) nolonger
    no (idea|clue) who (that|thats|he|she|W|PERSON)
    (dont|no|not) have (a|any) PARCEL (coming|on|due|PROGRESS|ARRIVES)
    (im|not|isnt|aint) (not|the|even|who)* (person|one|right person|right NUMBERS)
    NUMBERS (belongs|belong|pertenece|appartient)
    (not|isnt) the (right|correct) (NUMBERS|person|one)
    (not|isnt|cestpas|no es|est pas|aint) (my|mi|mon|our|ma) (PARCEL|NUMBERS|name|nombre)
    (dont|idk|no) (know)? who (that|thats|hes|shes|he|she|W|PERSON) (is)? >
    (no|ne) (conozco|connais) (a|ningun|ninguna|pas|cette|ce|esa|ese|de)+ (W|w|PERSON|personne|persona|monsieur|
        senor|senora|nom)
    connais pas (de|cette|ce|d|la)* (W|w|PERSON|personne|nom|>)
    attends (pas|rien|aucun) (de|d)? (PARCEL|>)
    (this|it|that|its|thats|esto|este|eso|ese|ca|no|not|cest) (is|not|isnt|no|es|aint|cestpas|est|package|PARCEL)*
        (not|isnt|no es|pas|aint) (for me|me|mine|my PARCEL|my order|mio|mia|mi PARCEL|para mi|moi|mon PARCEL|pour
        moi|a moi|our PARCEL)
    cestpas (moi|mon|pour moi|a moi|W|PERSON|le (numero|telephone))
    (no|not) (soy|the) (PERSON|W|w|esa|el|ella|la|person|right) (persona|person|one)? (>|you|que|de)
    (yo)? no soy (POLITE)? (>|PERSON|W|w|esa|ese|el|ella|quien)
    (je)? (ne)? suis pas (PERSON|W|w|cette|la personne|celui|lui|elle|le bon|la bonne)
    (not|isnt) me >
    (didnt|never|havent|arent|dont|not|no|ne|n|nothing|rien|pas|nunca|have no|hadnt) (even|estoy|have|he|ha|ai|ever|
        remember|hemos|yo|been|i|any|a|jamais|pas|rien|ME|am|im)* (ordered|order|ordering|buy|bought|expecting|
        expect|purchase|purchased|pedi|pedido|ordene|compre|comprado|encargue|espero|esperando|commande|commander|
        commande|attends|achete|await|awaiting|compramos) (anything|any|nothing|nada|rien|ningun|un|PARCEL|a|this|
        that|it|of|de|d|from|GAP|aucun|eso|esto|ca|cela|>)
    (new|nuevo|nouveau) (NUMBERS|owner) (who|now|for me|POLITE|>)
    (just|recently|only|ive|had) (got|have|had) this NUMBERS
    nolonger (PERSON|W|his|her|w) (NUMBERS|>)
    (someone|somebody|anyone|otra persona|alguien|quelquun|autre personne) (else|elses|mas|autre|otra) (NUMBERS|
        PARCEL|>)
    (este|ese|esto|ya|ce) (ya)? (no es|n est pas|nest plus|n est plus) (el|le|son|su) (NUMBERS)
""",
    {},
)

#: Nothing but a yes.
YES = rules(
    """
a yes and no more:
    ^ POLITE* i would like (that|it|to|POLITE)* $
    ^ POLITE* i (do|agree|would|am|accept|confirm) (POLITE|[;,])* $
    ^ (WEAKYES|YESW)+ cest bon [;,]* $
    ^ ([;,]|please|porfavor|svp|well|bueno|oh|um|hey|hi|hola|eh|ah|ben|bah|alors)* YESW (YESW|WEAKYES|POLITE|
        YESMORE|[;,])* $
    ^ [;,]* WEAKYES (WEAKYES|YESW|please|porfavor|svp|sure|i|do|lol|[;,])* $
""",
    {},
)

#: Nothing but a no.
NO = rules(
    """
a no and no more:
    ^ (POLITE|[;,])* (i|je|yo)? (dont|not|no|ne) (think so|at this time|le creo|lo creo|creo|pense pas) [;,]* $
    ^ ([;,]|please|well|bueno|oh|um|hey|hi|hola|ah|ben|bah|never mind)* NOPE (NOPE|POLITE|NOMEANING|[;,])* $
    ^ [;,]* (i|id|je|yo|j)? (NOPE|dont|rather|ne|prefer|prefiero|prefere|would)+ (want|to|quiero|veux|pas|not|que|
        no|non|i|wish|rather|thanks|gracias|merci|[;,])* $
""",
    {},
)

#: Anger that does not ask for texts to end.
COMPLAINT = rules(
    """
anger about the service:
    ANGRY
    < POLITE* (STOPS|CAPS|LEAVE de|END de|para de) (GAP){0,2} (g|DOING)
    < POLITE* quit DOING
    never (using|ordering|shipping|buying|trust|use|order|ship|buy)
    missed (me|us|my)
    thanks (for nothing|alot for (g|DOING))
    (you|u) had one
    had one job
    (every|each) (single)? (time|day|week)
    (you|u|they|driver) broke
    how hard (is it|can it)
    jamais a l heure
    nunca ARRIVES a tiempo
    attends depuis
    espero desde
    (0|zero|one) (star|stars)
    (cada|toutes les|chaque) (vez|fois)
    (siempre|toujours) (es|cest)? (lo|le|la)? (mismo|pareil|meme)
    (PARCEL|it|order|everything|box) (is|was|es|went|a|has) (GAP)* (missing|wrong|gone|disparu|soaked|soaking|wet)
    cestpas possible
    no mames
    vous plaisantez
    (nadie|personne) (vino|llego|toco|est|n)
    no vino
    (driver|livreur|repartidor|cartero|mailman) (was|fue|keeps)
    (never|not|nunca|jamais) on time
    late (as|like) (usual|always)
    (dont|doesnt) know what (youre|they|you|theyre) (doing|do)
    (its|it s|been|has been) (been)? (over|like|almost|already|0|a|two|three|four|w)+ (weeks|days|months|week|month)
    (gate|porch|door) (open|>) (?<=open)
    (tirado|tirada|jete|jetee|botado)
    what the (heck|hell|fuck) is wrong
    (supposed|suppose|meant) to (be|have|arrive|come|get)
    (days|day|weeks|hours|week|month) late
    (wrong|another) (house|address|door|place|apartment|building|street|casa|direccion)
    (casa|direccion|adresse|maison|porte) (equivocada|fausse)
    mauvaise (adresse|maison|porte)
    (?<!NEG)(left|leave|leaving|threw|sitting|dejaron|dejo|laisse) _{0,4} (in|en|sous|a) (the|la|el|le|l) (lluvia|
        pluie|neige|rain|snow|street|sun|mud|wet)
    money back
    (never|havent|didnt) gotit
    (?<!NEG)(want|need|demand|give) (me)? (a|my)? (full)? refund
    (been|van|llevo|fait|ca fait|have) _{0,4} (weeks|days|semanas|dias|semaines|jours) (and|y|et)? (nothing|nada|
        rien|still|esperando|que|already)
    llevo _{0,4} esperando
    (todavia|aun) no (recibo|ha|han|me|ARRIVES|he|tengo)
    (otra|otro|autre) (casa|direccion|adresse|maison|departamento|porte)
    wrong porch
    no (sirven|puede ser|es posible|es justo)
    (que j|que je) attends
    (waited|waiting|espere|attendu) (all|todo|toute|hours|a|at|la|el)
    taking (forever|ages|too)
    (?<!NEG)(dejen|deja|paren|pare|arretez|arrete|cessez) (ya)? (de|d) (ME|les)? (w|DOING)
    (still|siempre|toujours|again|otra vez|encore|always|another) _{0,2} (late|waiting|tarde|retard|nothing|no
        PARCEL|havent|hasnt|havnt|esperando|attends|delayed|delay|rien|missing|wrong|retraso|attente|not PROGRESS|
        not here|lost)
    (late|tarde|retard|delayed) (again|otra|encore|always)
    (never|nobody|havent|hasnt|didnt|nunca|jamais|pas|no|not|nadie|personne|wasnt|isnt|aun no|still no|wont|cant|n)
        (yet|ever|been|even|me|ha|he|ai|a|est|was|the|my|it|toujours|encore|has|have|se|BE|on|ete|s|mi|el|sont|ont|
        i|actually)* (arrived|arrive|came|come|comes|showed|show|got|gotten|received|receive|delivered|deliver|
        llego|llega|llegado|recibido|recibi|recu|livre|arrives|here|entregaron|entregado|venu|passe|rang|ring|knock|
        knocked|bother|knocks|rings|answer|answers|responde|contesta|sonne|toco|tocaron|toca|repond|works|work|
        funciona|marche)
    (too|so|very|muy|tan|demasiado|trop|tellement|tres|this|really|taking|que|pretty|damn|way|si) (RUDE|much)*
        (SLOWBAD)
    (people|service|servicio|you|guys|usps|post|delivery|driver|entrega|youre|company|son|vous etes|yall) (GAP|are|
        is|all|BE|so|just|always|es|un|una|el|the|RUDE|w)* (SLOWBAD)
    (not|isnt|aint|no|pas|nt|unhappy|cestpas|est) (very|at all|muy|tres|even|a|de|du tout|es|estoy|suis|really|
        happy|cool)? (happy|acceptable|ok|okay|cool|funny|right|normal|professional|contento|contenta|content|
        contente|serieux|aceptable|justo|fair|satisfied|satisfecho|satisfait|amused|impressed|good|possible|bien|
        profesional)
    (why|porque|pourquoi) (BE|does|do|has|it|is|my|the|PARCEL|mi|el|mon|le|se|ca|cela|ASKS|everything|tanto|tan|GAP|
        il|prend|est|esta)* (late|delayed|so|taking|tarda|tardan|tarde|retraso|long|retard|longtemps|slow|stuck|
        tant|tanto|demora|returned|lento|lent)
    (what|whats|wats) (is)? (taking|wrong|the (hold|problem|deal))
    (nothing|rien|nada) (works|marche|fonctionne|funciona|sirve)
    (llego|came|arrived|arrive|PARCEL|everything|inside) (BE|all|todo|tout|completely|BE|GAP)? (open|wet|empty|
        abierto|vacio|mojado|ouvert|vide|mouille|soaked|dented|torn|ripped|opened|vacia|mojada|abierta)
""",
    {},
)
