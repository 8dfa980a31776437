"""What counts as a stop: a verb of ending with us, our texts or nothing behind it, and the other ways to say so.

A reasonable person's reading decides (47 CFR 64.1200(a)(10)). Where that person would hesitate it is a stop in doubt;
a stop of the delivery, of a bus or of a habit is none. How patterns read: bot/grammar.py.
"""

from bot.grammar import rules, shorthand

_SHORT = shorthand(
    """
NOPARCEL = (?! ((?!TEXTS)_){0,5} (PARCEL|ADDRESS) (?!TEXTS))
BESIDE = (FILL|GAP|ABOUT|THESE|THIS|TEXTS|NUMBERS|PRONOUN|only|just|solo|solamente|nomas|juste|seulement|
    uniquement|one|ones|in|on|with|por|con|avec|par|al|au|sujet|suivi|,)
PHONES = (number|numbr|num|phone|cell|mobile|numero|tel|telefono|celular|telephone|portable)
LAW = (lawyer|lawyers|attorney|fcc|ftc|police|cops|court|abogado|abogada|policia|avocat|avocate|tribunal)
GRATEFUL = (appreciate|appreciated|grateful|obliged|thankful|nice|great|like|love|prefer|wish|hope|glad|rather)
NEUTRAL = (FILL|THESE|THIS|ME|PRONOUN|SMALLWORD|RUDE)
MOREIS = (?!PLACEMENT|g|DOING|w|W|(GAP|FILL)* (PARCEL (?!TEXTS)|w|g|DOING|DRIVER))
SPOKE = (i|you|u|j|je|yo|on|vous|just|to|have|do|the|word|a|is|que|then)
GOESON = (or|before|because|cause|since|i|im|ive|you|youre|this is|this was|this isnt|its|thats|we|they|he|whos|
    whats|wheres|where is|who|why|nobody|wrong|not|there|porque|cest|je|j|jai|ca|ou|y|ya|no|got|dont|RUDE)
OURSELVES = (ME|MINE NUMBERS|here|NUMBERS|it)
"""
)

#: A word of ending that says something else here: put out of the way before stops are looked for.
NO_STOPS = rules(
    """
a stop that is denied:
    NEGEN (ever|even|just|please|really|want|to|need|wanna){0,3} (END|OPTOUT)
    NEGEN (WANT|mean|meant|tell|say) (TEXTS|PRONOUN|THIS|my|the|your|u|you|for){0,4} to (be)? (END|OPTOUT)
    (no|nunca) (ME|lo|la|los|las|se|quiero|que|te)? ESEND
    (n|ne) (ME|pas|jamais|se|les|le|la)? FREND
    FREND pas
    no (quiero|deseo|queria|quise|quisiera|necesito) (que)? (ME|lo|la|se)? (END|OPTOUT|BARE)
a stop said by mistake:
    SAID _{0,4} BYMISTAKE
    (END|OPTOUT) (?!CONTACTING|SENDING|GAP* TEXTS) _{0,4} BYMISTAKE
    BYMISTAKE (i|we|yo|le|j|je|ai|FILL){0,2} (SAID|hit|pressed|pushed|di|OPTOUT) _{0,2} (END|OPTOUT)
    (accidentally|mistakenly|accidently) (i|FILL)* (stopped|cancelled|canceled|OPTOUT|END (?!CONTACTING|SENDING|GAP*
        TEXTS))
    (hit|pressed|clicked|chose|checked) (the|GAP)? OPTOUT (on|of|in|for) (the|my|a|their|w)
        (?!TEXTS|LISTS|SUBSCRIPTION)_
    OPTOUT (my|mi|mon|ma) (k|w|PERSON) (from|of|de) (w|k)
a question about the word:
    (if|si|when) SPOKE{0,3} (SAID|SAYING)? SPOKE{0,2} (END|OPTOUT)
    (if|si|when|cuando|quand) SPOKE{0,3} (pongo|mando|escribo|respondo|reponds|envoie|tape|dis) SPOKE{0,2} (END|OPTOUT|
        baja)
    (what happens|que pasa|se passe) _{0,5} (END|OPTOUT)
    (meaning|keyword|palabra|mot|que significa|que es|veut dire|signifie|(?<!i)mean|means) (of|the|la|le|by|de)* (END|
        OPTOUT)
    (what|whats|does) (does|is|do|the|word|SAYING)* (END|OPTOUT) _{0,4} (mean|means|do|for|end|work)
    (do|should|must|does) (i|we|you|it|SAYING){1,3} (the)? (END|OPTOUT) (or|if|to|work|end|every|when)
    (am|was|were|why|did|how|when|who) (i|was|am|did|you|u|me){1,2} (get|got)? OPTOUT
    (do|does|did|when|will|why|whens) _{0,4} TEXTS (ever|just|suddenly|all)? END
    did (you|u|yall|they|TEXTS) END
    TEXTS (just|have|has|suddenly|all)* stopped
a stop that is a place or an edge:
    NOUNISH (BARE|END) (?!CONSENT|TEXTS|CONTACTING|SENDING|GAP TEXTS|w? #)
    STOPS PLACEMENT (?! _? (SENDING|CONTACTING|MINE NUMBERS|TEXTS|i|we|#))
    (a|the|an|another|next|last|first) w{1,2} (STOPS|end) (?!CONTACTING|SENDING|TEXTS)
    end (of|house|unit|table|user|zone|piece|up|date|result|near|by|at|on|in)
""",
    _SHORT,
)

#: Said with a denial or as a noun and meant as a stop all the same: looked for before those are put away.
URGED = rules(
    """
a threat unless it stops:
    (if|unless|until|si) (you|u|yall|this|it|these|they|TEXTS|vous|no)+ (NEGEN|n|ne)? (END|LEAVE) (FILL|de|d|ME)*
        (CONTACTING|SENDING|TEXTS|>)
asks to be signed off:
    (quiero|deseo|solicito|pido|dar|tramitar|necesito) (la|mi|una|de)? baja (>|(de|del) (GAP|LISTS|w)* (service|
        servicio|LISTS|TEXTS|SUBSCRIPTION|FILL* >))
insists:
    END (means|mean|is) END
    TEXTS (are|is|BE)? (nolonger|not|no|plus|pas) (son|longer)? (needed|wanted|necessary|required|welcome|necesarios|
        necesarias|necessaires|utiles)
asks how to stop:
    (como|comment) (w|k|GAP|on|se|je|lo|los|las|puedo|hago|para|pour|fais|faire|faut|que|BE){0,5} (END|OPTOUT|
        salgo) (THIS|TEXTS|FILL|PRONOUN|GAP)* >
would be thankful for an end:
    GRATEFUL _{0,5} (TEXTS|THIS|you|u|yall|they|it) (could|would|can|all|just|POLITE){0,2} (ceased|stopped|ended|STOPV)
        (?!PLACEMENT|g|DOING|(GAP|FILL)* (PARCEL|DRIVER) (?!TEXTS))
    rather (you|u|yall|they)? (didnt|not|dont) (ever|FILL)* (CONTACT|SEND|CALLS|SENDING) NOPARCEL
    (kind|good|nice|decent) (enough|as)? to END (FILL|TEXTS|CONTACTING|SENDING|GAP)* >
asks why it does not stop:
    (you|u|yall|they|these|wont|cant|why|TEXTS) (NEGEN|you|u|yall|they|these|TEXTS)+ (just|ever|even|please)? STOPV
        (CONTACTING|SENDING|GAP TEXTS|TEXTS)
""",
    _SHORT,
)

#: Certain, and of everything that is not narrowed by a number.
STOPS = rules(
    """
a word of stopping alone, or with words that change nothing:
    < (FILL|c bon|cest bon)* (END|OPTOUT) (FILL|END|OPTOUT|c bon|cest bon|sa)* >
    < (FILL|BARE)* STOPS (FILL|BARE|STOPS)* >
    < FILL* STOPS FILL* (?= GOESON)
    < FILL* STOPS URGE{1,3} (?!PLACEMENT|g|DOING|GAP{0,3} (PARCEL|DRIVER) (?!TEXTS)|w|W|ME w)
    (^|(?<=[;Q])) (POLITE|END|thumbup|thumbdown|,)* BARE (POLITE|END|BARE|thumbup|thumbdown|xx|,)* (?=[;Q]|$)
    < POLITE* para GAP{1,3} TEXTS POLITE* >
    PLEASEW END FILL* >
    < FILL* (END|OPTOUT|BARE) (FILL|ABOUT|THESE|tracking|following|one|con|avec|the|in|last|digits|with|that|ends|
        el|la|los|le|que|termina|w)* (#|4)
    (#|4) [;,]? FILL* (END|OPTOUT) FILL* >
    < FILL* (REMOVE|KILL|OPTOUT) (FILL|GAP|ABOUT|NUMBERS)* (#|4) FILL* >
    < FILL* STOPS (PARCEL|ABOUT|FILL|in|with|GAP)* 4 FILL* >
    LEAVE de (CONTACTING|SENDING) (ABOUT|GAP)* #
a stop beside a number:
    (END|OPTOUT|KILL|REMOVE|unfollow|untrack|stp|almoststop|baja) ((?!PARCEL)BESIDE){0,8} w? #
    (?<!NOUNISH)(END|OPTOUT|KILL|REMOVE|stp|almoststop|baja|para) ((?!PARCEL)BESIDE){0,4} (ABOUT|TEXTS|tracking|
        following|suivi) (BESIDE|PARCEL){0,6} w? #
    (TAKE|REMOVE|drop|turn|shut|switch) (BESIDE|PARCEL){0,5} w? # w? (off|from|of|out|de|d|des) (GAP|mes|mis){0,4}
        (TEXTS|LISTS|FILL|>)
    (TAKE|turn|shut|switch) (off|out) (BESIDE|PARCEL){0,4} w? #
    (no more|no mas|plus rien|nada mas|no mas nada) (BESIDE|PARCEL){0,4} w? #
    (NEGEN|no) (WANT|quiero|BESIDE)* (to|a)? (track|follow|seguir|rastrear) (BESIDE|PARCEL){0,4} w? #
    (veux|souhaite|voudrais|veu|vx) (plus|pas) (suivre|tracker) (BESIDE|PARCEL){0,4} w? #
a word that always means opting out:
    OPTOUT (?! (ME|my|mi|mon|ma|k|w|PERSON){0,2} (from|of|on|in|de|del|du) (the|my|your|la|el|le|mi|w|k){0,2} (w|W|k|
        PARCEL) (w|k)* (POLITE|lol|,)* (>|what|how|do|can))
    (salir|salgo|salirme|salirse) de (GAP)* (LISTS|aqui)
    (LEAVE|END) el spam
a word of stopping with our texts:
    END (GAP|#|4){0,7} (TEXTS|CONTACTING) (?!w? PARCEL|(the|a|my|el|le) (driver|neighbors|neighbor|dog|dogs|kids))
    (STOPS|LEAVE de|END de) GAP{0,3} (w|W|RUDE){1,2} MSG
    (LEAVE|END|para) (ya|porfavor|POLITE|GAP){0,3} (de|d|con|a|aux|les) (GAP|estar){0,3} (CONTACTING|CONTACT|TEXTS)
    para (ya|porfavor)? (de|con) GAP{0,3} TEXTS
    (END|LEAVE (ya|POLITE)* de|para (ya|POLITE)* de) GAP{0,4} SENDING NOPARCEL
    (termine|termina) GAP{0,3} (TEXTS|CONTACTING)
    END (CALLS|hitting|blowing) (me|us|my|up my|this|MINE NUMBERS|>)
    TEXTS (must|need|needs|have|has|should|gotta|got|to|now|all|just|que|se|please){0,4} STOPV (?!PLACEMENT)
    (want|need|like|asked|told|tell|ask|asking|begging|beg|telling) (you|u|yall|GAP){1,4} to STOPV MOREIS
    (quiero|pido|exijo|dije|digo|decir|SAID) (les|le|me|a|ya|GAP)* que (ya|POLITE)* (END|STOPV) (FILL|GAP)* >
    SAID (you|u|yall|d|de|it|word|already|times|GAP|k|que){0,4} (STOPV|CAPS) MOREIS
    (?<!NOUNISH)CAPS (?!g|DOING|PLACEMENT|GAP{0,3} PARCEL (?!TEXTS))
    END GAP{0,2} (service|services|servicio|program|enrollment|membership) (FILL|for|GAP)* >
    (get|getting) (ME)? out of (THIS|it|LISTS)
    STOPS (all|of|with){0,2} (THIS|it) (RUDE|THESE)+ >
    (<|(?<=BUT)) (?!ASKS|WHERE|WHEN|can|could|would|if|who|what|why|how|ring|make|turn|look|listen) _{2,40}
        (?<!NOUNISH)(?<!AUX)((?<=PARCEL)|(?<!NOUNISH _)(?<!0 _)) STOPS POLITE* (?=;|,|$)
    (turn|shut|switch|cut) off GAP{0,4} (TEXTS|THIS)
    (turn|shut|switch|cut) GAP{0,4} (TEXTS|THIS) off
    KILL GAP{0,5} TEXTS
    < FILL* HUSH (FILL|THIS)* >
    (END|basta|suficiente) (con|a|de|with|avec) (THIS|PRONOUN|RUDE) >
    (fin|end) (de|d|des|of|a|aux|to) GAP{0,3} TEXTS
    (que|doit|doivent|faut|ca|cela|TEXTS)+ s END
    END ME? GAP{0,3} CONTACTING
    END GAP{0,3} SUBSCRIPTION (?!(de|a|to|for|du|al|box)? (w|k|W|la|le|el|PARCEL))
    END (GAP|trying|try)* (CONTACT|reach|get a hold of) (ME|MINE|>)
    END GAP* (contact|contacto)
    (how|what|where) _{0,4} to (END|OPTOUT) (THIS|TEXTS|FILL)* >
    (CONTACT|CALLS) ME (one more|once more|another) k? (time|and)
    END (following|tracking|notifying) (me|us)
    (you|u|yall|vous|tu|ya|pueden|puedes|puede) (can|may|please|just|pouvez|peux|pueden|puede)+ STOPV FILL* >
    (?<=_)(?<!SUBJECT)(?<!NOUNISH)(?<!ME)(?<!AUX)(arretez|cessez|paren|detengan) POLITE* (?=;|,|$)
a word of ours or the law against the next text:
    (next|another|more|every|otro|proximo|prochain) (GAP|one|of|from)* MSG _{0,6} LAW
no more texts:
    no (quiero|quisiera|que|se|ME|ya|deseo){0,5} (llegue|lleguen) (?!_{0,4} PARCEL (?!TEXTS)) (AGAIN|NOMORE|THESE|nada|
        GAP)* (TEXTS|POLITE|NUMBERS|>)
    OUSTS lo? (con|a) GAP{0,3} TEXTS
    (?<!GOTTEN)(no|ningun|sin|zero|pas) NOMORE{1,2} (GAP|un){0,4} (TEXTS|CONTACTING|CONTACT|CALLS) (?!Q)
    < FILL* (no|ya) (more|mas) (FILL|THESE|of|from|thanks)* > (?!Q)
    (?<!GOTTEN)plus (de|d|aucun|jamais|un) GAP{0,3} TEXTS
    < POLITE* (no|zero) GAP{0,3} TEXTPLURAL POLITE* PLEASEW POLITE* > (?!Q)
    < POLITE* (no|zero|sin|pas|aucun|cero) GAP{0,3} (MSG|mssgs|texto|textos|CONTACTING)
        (POLITE|at|en|sur|NUMBERS|GAP|ABOUT|4|#)* > (?!Q)
    (enough|basta|assez) (with|of|de|con|d|les|avec)? GAP{0,4} (TEXTS|CONTACTING)
    (ni|not|pas) (un|one|another|a) (single|solo|seul|more|autre)? MSG (more|mas|de plus|>)
    no need (to|for) (keep|GAP)* (CONTACTING|TEXTS|SENDING)
    (pas|plus) besoin (de|d|des|qu)? GAP{0,3} (TEXTS|(m|me) CONTACTING)
    < POLITE* plus (rien|jamais) POLITE* >
    fini GAP{1,3} TEXTS
    (ningun|aucun|nada de|rien de|cero|ni un) GAP? MSG
    plus (un|aucun) (seul)? MSG
    (NEG|no) (interested|interested in) TEXTS
a request not to text:
    (?<!SUBJECT)NEGDO (ever|dare|even|FILL){0,2} CONTACT (OURSELVES |this NUMBERS|AGAIN|CONTACTING|>|about|any|RUDE|
        back >)
    (can|could|would|will) (you|u|yall|they|ya|pls|just){1,2} not (ever|even|FILL){0,2} CONTACT (OURSELVES |this
        NUMBERS|
        AGAIN|>|about)
    (CONTACT|SEND) ME no more
    (?<!SUBJECT)NEGDO (ever|please|even){0,2} CALLS (OURSELVES |AGAIN) (?!_{0,3} [;,]? _{0,3} MSG)
    (?<!SUBJECT)NEGDO (ever|please|even){0,2} SEND ME? (>|TEXTS|(THESE|AGAIN|no|more|PRONOUN|or|else|GAP){1,7}
        (TEXTS|>|FILL))
        NOPARCEL
    no (ME|les|le|vuelvan|vuelva|vuelvas|volvais|volver|a|sigan|siga|quiero|que|vayan|estar|esten|este|esta|ande|anden|
        se){0,5} (CONTACT|SEND|CONTACTING|SENDING) (?!received|yet|came|today|since) NOPARCEL
    no (ME|les|le|vuelvan|vuelva|a|quiero|que|sigan){0,5} (CONTACT|CONTACTING) (AGAIN|GAP|NOMORE)* ABOUT GAP{0,3} PARCEL
    (?<!SUBJECT)(ne|n) (ME|pas|plus|jamais){0,4} (CONTACT|CONTACTING) _{0,3} ABOUT GAP{0,3} PARCEL
    no (vuelvan|vuelva|sigan)? ME (vuelvan|a)* CALLS (mas|nunca|a este NUMBERS|POLITE)* (?=;|$|ni|y no)
    (?<!SUBJECT)(ne|n) (ME|pas|plus|jamais|rien|d|le|les){0,4} (CONTACT|SEND|CONTACTING|SENDING) NOPARCEL
    (?<!SUBJECT)(CONTACT|SEND) ME? (plus|pas|jamais) (rien|jamais|ME|MINE|>|POLITE|(de|d|aucun) TEXTS|a MINE
        NUMBERS) NOPARCEL
    (if|time) (you|u|yall) (ever|dare|even|to|keep)* (CONTACT|CONTACTING|SEND|SENDING) _{0,4} AGAIN
    (if|time) (you|u|yall) keep (CONTACTING|SENDING)
    si (me|nos)? (vuelven|vuelves|vuelve|siguen|sigues|sigue) (ME|a)* (CONTACTING|CONTACT|SENDING)
    si (vous|tu) (continuez|recommencez|continues|m|me|encore|a|de|un)+ (CONTACT|CONTACTING|SEND|SENDING)
    time (you|u|yall) (CONTACT|CONTACTING|CALLS) ME
    (if|time) i (get|receive|see|hear) (one|another|any|even|a|more|single){1,3} MSG
    (dont|not) (CALLS|CONTACT) (list|registry)
    si (me|nos|ME|vous|tu) (SENDS|CONTACT|SEND) (otra|encore|mas|de|de nouveau|ME|un|una)
    if (TEXTS|THIS|it|GAP)+ (continue|continues|persist|persists|keep|keeps|dont END|doesnt END)
    < POLITE* NEGDO (ever|please|even|again){0,2} (use|usen|utilisez|have|keep|using|share) (plus|pas|mas|ever|GAP)*
        (MINE|GAP)* NUMBERS
    (NEG|not|pas|no) (GAP|FILL|etes|estan)* (autorise|autorises|allowed|autorizados|autorizado|authorised|
        authorized)
a refusal of our texts:
    NEGEN (really|even|ever|FILL){0,2} WANT (GAP|RECEIVE|THESE|you|u|keep|to){0,7} (TEXTS|CONTACTING|CONTACT) (?!Q)
    NEGEN (really|even|FILL){0,2} WANT (THIS|ur|any|of|NOMORE|AGAIN){1,3} (POLITE|RUDE|AGAIN|THESE|from you)* >
    NEGEN (really|even|ever|FILL){0,2} WANT to? hear (from|anything|any|this|about)
    (rather|prefer|prefiero|prefere|prefererais) (not|no|ne pas) (GAP|RECEIVE|to|be)* (TEXTS|CONTACTING|CONTACT|
        THIS)
    CONSENT (GAP|is|are)* (revoked|withdrawn|denied|removed|revocado|retirado|retire)
    NEGEN (really|even|FILL){0,2} WANT to? RECEIVE{1,2} (THESE|NOMORE|AGAIN|else|from|you|POLITE)* >
    no (quiero|quisiera|deseo|queremos|necesito|kiero) (GAP|RECEIVE|que|sigan|THESE){0,7} (TEXTS|CONTACTING|CONTACT)
    no (quiero|quisiera|deseo|queremos|kiero) (GAP|RECEIVE|que|sigan|THESE){0,6} (SEND|SENDING) NOPARCEL
    no (quiero|quisiera|deseo|queremos|kiero) RECEIVE{1,2} (NOMORE|THESE|AGAIN|POLITE)* >
    ya no (quiero|necesito|deseo) (NOMORE|THIS|THESE|POLITE)+ >
    no quiero (NOMORE|saber|nada|THIS|de|ustedes){1,4} >
    (veux|voudrais|souhaite|desire|voulons|veu|vx|souhaitons) (plus|pas|rien|aucun|jamais) (GAP|RECEIVE|que|THESE|
        vous){0,6} (TEXTS|CONTACT|CONTACTING)
    (veux|voudrais|souhaite|desire|voulons|veu|vx) (plus|pas|rien|aucun|jamais) (GAP|RECEIVE|que|THESE|vous){0,6}
        (SEND|SENDING) NOPARCEL
    (veux|voudrais|souhaite|desire|veu|vx) (plus|rien) (RECEIVE|de|d|en|THESE|POLITE)* >
    (veux|voudrais|souhaite|desire|veu|vx) pas (de)? THIS >
    (revoke|revoking|withdrawing|revoked|withdraw|rescind|retract|retiro|retire|revoco|revoque|end) GAP{0,3} CONSENT
    (no|NEG|pas) (have|give|gave|given|do|you|le|les|di|doy|tienen|donne|avez|la|mon|mi|my|any|ai|jai|de|d|nunca)*
        CONSENT
    (no|NEG) (have)? (authorized|authorize|authorise|autorise|autorizo)
a request to be taken off the list:
    TAKE (ME|MINE NUMBERS|this NUMBERS|NUMBERS|RUDE) (the|RUDE|right|back)* (off|out) (?!GAP* PARCEL (?!TEXTS))
    REMOVE (MINE|her|his|their|hers|su|sa|son) (k|w|PERSON){0,2} PHONES (?!PLACEMENT)
    TAKE (MINE|her|his|their|su|sa|son) (k|w|PERSON){0,2} PHONES (off|out) (?!GAP* PARCEL (?!TEXTS))
    OUSTS (ME|MINE NUMBERS) (off|out|of|from|de|d|GAP){1,4} (LISTS|ahi|aqui|la|>)
    (?<!NEGDO)REMOVE (ME|MINE|all|GAP){0,3} (NUMBERS|ME)
    < FILL* REMOVEALONE FILL* >
    (drop|strike|scratch|cross) MINE NUMBERS
    (etre|ser) (retire|retiree|supprime|supprimee|enleve|eliminado|borrado|removido)
    suppression de MINE NUMBERS
    (BLOCK|(?!drop)KILL) GAP* NUMBERS
    PLEASEW REMOVE (PRONOUN|THIS|FILL|le|la)* >
    END ME (out|off)
    LEAVE (GAP|NUMBERS|ME)* en paz
    (quiero|deseo|want|veux) (salirme|salirse|salir) >
    (me|nos) REMOVEX
    (off|from) (of|w|GAP){0,4} LISTS (?!Q)
    REMOVE GAP{0,4} LISTS
    (count|keep|leave|let) (me|us) out (>|of)
    opt (me|us|him|her) out
    (be|get|getting|being) (removed|deleted|unlisted|taken off|dropped)
    (refrain|desist) from (GAP)* (CONTACTING|SENDING)
    (want|wanna) (to|get|be|me)* (out|off) FILL* >
    (get|hop|stay|keep) (the)? RUDE? off my (NUMBERS|w)
    (sign|log) (me|us) (off|out)
    ((leave|let|leav) (me|us)|lemme) (RUDE|FILL|the)* (alone|be)
    LEAVE (ME|ya|POLITE|de)* (en|vivir)? (paz|tranquilo|tranquila|tranquilos)
    (fichez|foutez|fiche|fous|laisse|laissez|foutre|ficher) (moi|nous|me|la|en|donc|POLITE)* (paix|tranquille|
        tranquilles)
    (lachez|lache) (moi|nous)
    < POLITE* GOAWAY (?!for|on|next|until|this)
""",
    _SHORT,
)

#: Perhaps a stop: ended all the same, and the goodbye says how to come back.
DOUBTS = rules(
    """
a word of stopping that may mean something else:
    < FILL* (END|KILL|STOPS) (FILL|RUDE|all|of)* PRONOUN (FILL|RUDE)* >
    (pour|para|how to|to) (END) PRONOUN >
    (make|made|want|need|get|have|let) (PRONOUN|THIS|u|you) (to|all)? STOPV (FILL)* >
    (SUBJECT|this|these|it) NEGEN (just|ever|even)? STOPV (CONTACTING|SENDING|GAP TEXTS)
    OPTOUT
    < FILL* termine FILL* >
    < FILL* (MUTE|KILL|BLOCK|OUSTS) ME FILL* >
    ^ FILL* (can|could|would) (you|u|yall) (please|just)? not FILL* $
    < FILL* (turn|shut|switch) off FILL* >
    < POLITE* (plus|pas) besoin (de|d|THIS|PRONOUN|POLITE)* >
    < POLITE* (rien|nada) de? (plus|mas) POLITE* >
    NEGEN WANT PRONOUN AGAIN POLITE* >
    ^ FILL* dnc FILL* $
    (?<=,) POLITE* (baja|salir|salirme) POLITE* $
    < FILL* (STOPS|OPTOUT|quit) 0 >
    (knock|cut) (it|that) (off|out|RUDE)
    give it a rest
    ya? LEAVE ME POLITE* >
    no me (gusta|gustan) (RECEIVE|GAP)* TEXTS
    (voy a|going to|gonna|and) BLOCK (you|u|this|lo|me|ur|>)
    END (vos|tes|your|ur|sus|tus) (w|RUDE) >
    (vous|tu) (me|m|nous) (emmerdez|saoulez|soulez|derangez|embetez|harcelez|gonflez|emmerdes|saoules)
    (youre|you|u|estan|esta) (are|me)? (keep)? (bothering|harassing|pestering|spamming|molestando|acosando) (me|us)?
    < NEUTRAL{0,9} END NEUTRAL{0,6} >
    (laissez|laisse) (moi|nous) >
    y? en (ai|a|avons) (plus que)? assez >
    BLOCK (you|u|this|them|NUMBERS|ur|your)
    (je|te|los|les|vous|la) BLOCK >
    < FILL* BLOCK FILL* >
    < FILL* REMOVE (PRONOUN|THIS|le|la) FILL* >
    nothing (further|more) POLITE* >
    (fuck|damn|screw|hate|detest|forget) (THESE|GAP)* (texts|messages|msgs|alerts|notifications|mensajes|sms)
    (ya)? no (los|las) (quiero|necesito|deseo|queremos) >
    no necesito (THIS|POLITE)+ >
    (m|me) (interesse|interesa) (pas|plus|nada)
    (turn|shut|switch|cut) (it|them|this|that|these) off FILL* >
    STOPS (all|of|with){0,2} (THIS|it|that) (w|k) >
    STOPS GAP* (g|w) (up)? MINE (phone|inbox|cell)
    ending GAP* TEXTS
    < FILL* (thats|that is|that)? (enough|basta|assez|suffit|cansado|suficiente) (FILL|already|is|enough|ca|ya)* >
    (ca|cela) suffit
    ya estuvo
    END (following|tracking|suivre|seguir|rastrear) (GAP|PARCEL|ME)* >
    LEAVE de (seguir|rastrear)
    < (POLITE|everything)* (everything|this|that)? (off|block|blocked|blocking) (this|NUMBERS|you|POLITE|u|me)* >
a word of stopping somewhere before or behind our texts:
    END (?! (the|GAP|MINE)* (PARCEL|DRIVER) (?!TEXTS)) _{0,7} (TEXTPLURAL|CONTACTING|LISTS)
    TEXTPLURAL _{0,4} STOPV (?!PLACEMENT)
    (REMOVE|take|taken) _{0,5} (LISTS|MINE NUMBERS)
    NEGEN (really|even|ever|FILL)* WANT _{0,6} TEXTPLURAL (?!Q)
    no (quiero|quisiera|deseo|queremos|kiero) _{0,6} TEXTPLURAL
    (veux|voudrais|souhaite|desire|voulons) (plus|pas|rien) _{0,6} (TEXTPLURAL|messages|sms)
    (not|no) to be (CONTACT|CONTACTING|disturbed)
weariness of our texts:
    (too|so|demasiados|demasiadas|tantas|tantos|trop|demasiado) (many|much|de|d)? GAP{0,3} (MSG|texting|messaging)
        (?!Q)
    (done|sick|tired|fedup|over|annoyed|harto|harta|harte|canse|hartos|cansado|marre|bored) (with|of|by|de|d|from|
        you|u|GAP)* (TEXTS|CONTACTING|this NUMBERS)
    (done|through) with (THIS|you|u|yall)
    (you|u|yall) CONTACT (me)? (way)? (too|so) much
    (not|nolonger|arent|aint|no|pas|plus|isnt|longer|ne|n) (me|m|even|really|FILL)? (estoy|suis|soy|GAP|FILL)*
        (interested|interesa|interesse|interessee|interessent|interesado|interesada|interessees) (in|en|par|FILL|
        TEXTS|THIS|GAP|plus|pas|tout|du|RECEIVE)* >
    (refuse|refuso|niego) (de|d|a|to) (RECEIVE|GAP|to)* (TEXTS|CONTACT|CONTACTING)
    (never|didnt|dont|not|havent|nunca|no|jamais|pas) (ME|remember|even|ever|recall)* (signup|subscribed|subscribe|
        asked|ask|agreed|agree|consented|authorized|registre|inscrit|inscribi|suscribi|abonne|demande|pedi) (to|for|
        a|ME|GAP)* (TEXTS|THIS|>)
    (almoststop|atop|shop|step|top|spot|stoop|stp|stomp|stock) GAP{0,2} (CONTACTING|SENDING)
    ^ stp GAP{0,2} (TEXTS|ABOUT)
    almoststop GAP{0,4} (TEXTS|CONTACTING|SENDING)
one letter away from a word of stopping:
    ^ stp $
    ^ [;,]? FILL* almoststop (FILL|[Q;,])* $
""",
    _SHORT,
)
