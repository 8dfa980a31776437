"""What a person says whom we reached by mistake: the number is not whose we think it is.

How patterns read: bot/grammar.py. Such a text ends our texts to that number, so anger at the service must not look so.
"""

from bot.grammar import rules, shorthand

_SHORT = shorthand(
    """
SOMEBODY = (TITLE|PERSON|W|w)
"""
)

#: We reached somebody else.
WRONG_NUMBER = rules(
    """
says that we have the wrong person:
    (wrong|incorrect) (RUDE)? (number|numbers|phone|person|contact|cell|recipient|k) (?!on|in)
    wrong (RUDE)? (NUMBERS|person|guy|lady|man|woman|dude|recipient|one|customer|girl|number|k)
    ^ (POLITE|[;,])* wrong (POLITE|[;,])* $
    (have|got|has|texting|texted|reached|messaging|dialed|contacted) (the|a|an)? wrong
    (equivocado|equivocada|equivocados|equivoco|equivocaron|equivocaste|equivocas|equivocan|equivoca|equivocacion|
        confundido|confundieron|mistaken) (de|con)? (NUMBERS|persona|contacto|POLITE|>)
    (NUMBERS|persona) (es|esta)? (equivocado|equivocada|incorrecto|incorrecta|errado|errada|erroneo)
    (se|te|me) (han|has|ha|equivoco|equivocaron|equivocaste|equivocas|equivocan|equivoca) (equivocado|de)?
    (mauvais|mauvaise|faux|fausse) (NUMBERS|personne|destinataire|contact|numero)
    erreur (de|sur) (le|la)? (NUMBERS|personne|destinataire)
    (vous|tu) (vous|te|t|fait|faites|etes|es|avez)* (trompez|trompe|trompes|trompee|erreur) (?!(d|de|mon|ma|le)
        (ADDRESS| adresse|maison|porte|colis|PARCEL))
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
    (no|not|any|ningun|ninguna|pas de|pas d|aucun|aucune) (PERSON|W|w)((W|w|PERSON))? (here|at|lives|living|aqui|
        ici|a ce|in|on this|works)
    (nobody|no one|nadie|personne|there is no|theres no|no hay|no vive|isnt any|no such|dont have|dont live) _{0,3}
        (named|called|name|by that|by the|llamado|nombre|here|aqui|ici|PERSON|W|person|nom|llama)
    (PERSON|W|w|he|she) (doesnt|dont|nolonger|isnt|moved|no|ya no|n|ne|is not) (longer|live|lives|stay|work|reside|
        here|at|vive|habite|out|away|esta) (?! _{0,3} [;,]
        POLITE* (leave|put|give|drop|dejelo|dejalo|laissez|sign|i))
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
    (NEG|not) who (youre|you|u|yall|they|theyre) (are|r|want|wanted|need|think|trying|looking|after|seeking|expecting|
        mean|to|it|w)* (for|reach|text|>|contact|get)
    (no soy|suis pas|cestpas|n est pas|no es) (la|el|le|celui|celle|a)? (persona|personne|quien|que|senor|senora)? (a|
        que| qui)? (quien|que|vous)? (busca|buscan|buscas|cherchez|cherches|voulez|pensez|croyez|quieren|piensan|creen)
    (this|its|ive|i) (has|have|is|was)? (been|had|own|owned|using)? (my|this|the)? NUMBERS (of mine)? (for|since|now|
        like|over|several|many|the past)+ (0|4|#|about|over|w|k|a|PROGRESS|one|two|three|four|five|six|ten|now)
    (had|have|got|has) (this|that) NUMBERS (now|since|for|w|k|a|last|PROGRESS|like|only|recently|>)
    (tengo|tenemos|llevo|ai|avons|eu|aie) (con)? (este|ce|cet) NUMBERS (desde|hace|depuis|ahora|la|nuevo|>|w|k)
    (este|ce|cet) NUMBERS (lo tengo|es mio|es nuevo|lleva|es ahora|desde hace|est (a moi|le mien|nouveau)|m appartient)
    (previous|prior|former|old|past|last|antiguo|anterior|ancien|ancienne) (owner|holder|user|dueno|duena|proprietaire|
        titulaire)
    (NUMBERS|it|this) (used to|once) (be|belong) (the|to|my|GAP)*
    (NUMBERS|it|this) (was|used to be|belonged to) (owned|someone elses|my ex|W s|previously|before)
    (NUMBERS|telephone|celular) _{0,3} (belongs|belong|pertenece|appartient|era|etait) (plus|pas|NEG|no|mas|de|a|d|to|
        ya| someone|another|un|una|otro)*
    (appartient|pertenece) (plus|pas|ya)? (a|au|mas a|al) (SOMEBODY|TITLE|m|monsieur|otra|lui|elle|el|ella|une autre)
    (n|ne|no|ya no) (appartient|pertenece|belong|belongs)
    (isnt|not|nolonger|no longer|nolonger) (hers|his|theirs|ours) (anymore|now|>)
    (she|he|SOMEBODY|they) (changed|switched|cambio|a change) (her|his|their|de|su|son|ma)? (NUMBERS|de NUMBERS)
    (SOMEBODY|he|she|my w|esposo|mari) (passed away|died|is dead|is deceased|passed|fallecio|murio|est decede|est mort|
        est decedee|deceased)
    (not|isnt|wasnt|amnot|im not|no soy|suis pas|cestpas) (el|la|le|the|a)? (intended|addressee|recipient|destinatario|
        destinataire|receiver|right recipient)
    (wasnt|isnt|not|werent|no (es|era|son)|etait pas|est pas) (meant|intended|addressed|for|para|dirigido|pour|destine)
        (for|to|a)? (me|us|mi|moi|nosotros|nous|my) (?!PARCEL|NUMBERS|w|ADDRESS)
    (THIS|MSG|it|TEXTS|was|were) (has|have|been|was|were|is|me|ha)? (sent|texted|meant|delivered) (to me|to us|here)?
        (in error|in mistake|BYMISTAKE|by BYMISTAKE|par erreur|por error) >?
    (no|ne|n) (existe|hay|vive|habite|vit|trabaja|esta|y|travaille) (a|pas|aqui)? (de|d|ningun|ninguna|aucun|aucune|
        nadie| la|el|un|una)? (TITLE|que se llame|llamado|llamada)* (SOMEBODY|nadie|personne) (w|W|PERSON)? (>|en (esta|
        mi|este)| aqui|ici|a (cette|ce)|dans|chez|por aqui|con)
    (y|il y) a pas (de|d) TITLE* (W|w|PERSON) (ici|chez|a|>)
    (theres|there is|there are|we have|have) (no|not a|no one named|nobody named) TITLE* SOMEBODY (W|w)? (on|at|in|here|
        >| living|working|staff)
    (dont|doesnt|NEG|idk) (know)? (any|a|of|who) TITLE SOMEBODY
    (dont|no|NEG|idk) (know)? who TITLE? SOMEBODY (W|w)? (is|are|was|s|>)
    (is|was|isnt|not) (TITLE SOMEBODY|W|PERSON) (s|NUMBERS|w)* (NUMBERS|phone)
    (cest|c est|es|is|ya) (plus|pu|pas|nolonger|no es|no) (le|el)? (NUMBERS)? (celui|numero|de|du|d|of|a)+ (TITLE|
        PERSON|W)
    (not|isnt|nolonger|no longer|no es|ya no es|nest plus|n est plus|cest plus|n est pas) (el|le|the)? (NUMBERS|celui|
        de|du|d| of)+ TITLE* (PERSON|W)
    (you|youre|u|you are|vous|estan|ustedes|they) (are|have|etes|avez)? (texting|reached|contacting|CONTACTING|
        messaging| joint|appelle|ecrivez|llamando) (to|a|an|the|un|une|una|at|chez|en)+ _{0,2} (office|business|church|
        school| company|store|clinic|restaurant|oficina|negocio|tienda|iglesia|escuela|clinica|entreprise|commerce|
        ecole|bureau| landline|stranger|hospital)
    (connais|conozco|know|heard of) (aucun|ningun|ninguna|aucune|no|any) (TITLE|PERSON|W|w)
    (no|ne|n) (connais|conozco) (pas|a|de|d)* (TITLE|PERSON|W)
    (ya no|nolonger|no longer|plus) (uses|use|usa|has|tiene|utilise|owns) (this|este|ce) NUMBERS
    (changed|cambio|change) (de|his|her|owner|owners|duenos?|hands)+ NUMBERS
    (no (soy|es)|im not|suis pas|cestpas) (el|la|le) (duena|dueno|titular|proprietaire|owner)
    (a|de|por|for) (otra persona|somebody else|someone else|une autre personne|quelquun d autre) >
    (no (reconozco|conocemos)|reconnais pas|dont recognize|dont recognise) (este|ese|this|that|ce|the) (nombre|name|nom|
        w)
    (tienen|tiene|tienes|anotaron|marco|marcaron|pusieron|anoto) mal (el|mi|su)? NUMBERS
    (this is|its|thats|cest|es) (a|an|the|un|une|una|only)* (landline|fax|payphone|work phone|ligne fixe|telefono fijo)
    (le|los|les) (salio|dieron|diste|donne) mal (el|le) NUMBERS
    (have|got|tienen|avez|as) (the|el|le|un|a) (incorrect|mauvais|equivocado|bad|wrong|old|viejo) (NUMBERS|contact|
        person)
    (no (one|body)|nobody|nadie|personne) (de|by|with|con|named|avec|llamado|du)* (that|ese|ce|este|this) (name|nombre|
        nom)
    (no (one|body)|nobody|nadie|personne) _{0,3} (that|ese|ce|este|this) (name|nombre|nom) (here|lives|>|aqui|ici|vive)
    (no|ne) (conozco|connais) (a|ningun|ninguna|pas|cette|ce|esa|ese|de)+ (W|w|PERSON|personne|persona|monsieur|
        senor|senora|nom)
    connais pas (de|cette|ce|d|la)* (W|w|PERSON|personne|nom|>)
    attends (pas|rien|aucun) (de|d)? (PARCEL|>)
    (this|it|that|its|thats|esto|este|eso|ese|ca|no|not|cest) (is|not|isnt|no|es|aint|cestpas|est|package|PARCEL)*
        (not|isnt|no es|pas|aint) (for me|me|mine|my PARCEL|my order|mio|mia|mi PARCEL|para mi|moi|mon PARCEL|pour
        moi|a moi|our PARCEL)
    cestpas (moi|mon|pour moi|a moi|W|PERSON|le (numero|telephone))
    (no|not) (soy|the) (PERSON|W|esa|el|ella|la|person|right) (persona|person|one)? (>|you|que|de)
    (yo)? no soy (POLITE)? (>|PERSON|W|w|esa|ese|el|ella|quien)
    (je)? (ne)? suis pas (PERSON|W|w|cette|la personne|celui|lui|elle|le bon|la bonne)
    (not|isnt) me >
    (?!never (ordering|buying|order|buy|purchase) _{0,6} (again|with you|from you|AGAIN))(didnt|never|havent|arent|dont|
        not|no|ne|n|nothing|rien|pas|nunca|have no|hadnt) (even|estoy|have|he|ha|ai|ever| remember|hemos|yo|been|i|any|
        a|jamais|pas|rien|ME|am|im)* (ordered|order|ordering|buy|bought|expecting| expect|purchase|purchased|pedi|
        pedido|ordene|compre|comprado|encargue|espero|esperando|commande|commander| commande|attends|achete|await|
        awaiting|compramos) (anything|any|nothing|nada|rien|ningun|un|PARCEL|a|this| that|it|of|de|d|from|GAP|aucun|eso|
        esto|ca|cela|>)
    (?!new phone)(new|nuevo|nouveau) (NUMBERS|owner) (now|for me|of this|POLITE|>) (?!_{0,2} (who|qui|quien|whos))
    (just|recently|only|ive|had) (got|have|had) this NUMBERS
    nolonger (PERSON|W|his|her|w) (NUMBERS|>)
    (someone|somebody|anyone|otra persona|alguien|quelquun|autre personne) (else|elses|mas|autre|otra) (NUMBERS|
        PARCEL|>)
    (este|ese|esto|ya|ce) (ya)? (no es|n est pas|nest plus|n est plus) (el|le|son|su) (NUMBERS)
""",
    _SHORT,
)
