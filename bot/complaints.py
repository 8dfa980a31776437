"""Anger, damage and rudeness about the service, in texts that ask for nothing.

How patterns read: bot/grammar.py. Instructions, questions and things broken at home are no complaints.
"""

from bot.grammar import rules, shorthand

_SHORT = shorthand(
    """
WHO = (DRIVER|he|she|they|you|u|yall|guys|people|nobody|someone|k|usted|ustedes|ellos|vous|tu|ils|il|on|elle)
OUR = (your|ur|ya|the|that|this|el|la|los|su|sus|tu|le|la|les|votre|vos|ton)
"""
)

#: Anger so plain that the questions in it are none.
OUTRAGE = rules(
    """
anger about the service:
    (late|delayed|lost|tarde|retard|retrasado|perdido) (again|otra vez|encore)
    (speak|talk|hablar|parler) (to|with|con|a|avec) (a|an|the|your|un|el|su|le)* (manager|supervisor|gerente|jefe|
        responsable|directeur) .* (ANGRY|VILE|VICE)
    (ANGRY|VILE|VICE) .* (speak|talk|hablar|parler) (to|with|con|a|avec) (a|an|the|your|un|el|su|le)* (manager|
        supervisor|gerente|jefe|responsable|directeur)
    ^ OPENING* (what the|que|c est quoi ce) (OATH|RUDE) [;,Q]* $
    (vous|tu) (vous|te) (foutez|moquez|fichez|fous|moques|payez) (bien)? (du|de|d)
    (is|are) there (no|any|ever) end to
    (you|they|driver|he|she|yall) never END (g|DOING|w|k)
""",
    _SHORT,
)

#: Anger that does not ask for texts to end.
COMPLAINT = rules(
    """
anger about the service:
    (?!(worst|damn|ass|shit|bitch) case)ANGRY
    ^ (?!.* FIXTURE (BE|s|is|k|w|ANGRY){0,2} BROKEN) (?!.* BROKEN FIXTURE) .* BROKEN
    VILE
    (PARCEL|it|its) (BE|still|s|not|isnt|has)* (not|isnt) here
    (nobody|no one|they|he|driver|you) (ever|never) (ever)? (shows|show|showed|turn|turned|came|comes) (up)?
    (are|r) (you|u|yall|they) (people|guys|all|RUDE|really)* (for real|serious|kidding|joking|drunk|blind|dumb|insane|
        nuts)
    (gone|going|went) downhill
    (?<!no)(?<!thanks)(?<!not) (for nothing|pour rien|de balde|por nada del mundo)
    (in|en) (a|un|mil|deux|mille|million|thousand|two|many|k|w)* (pieces|bits|shreds|pedazos|trizas|miettes|morceaux)
    (hecho|hecha|hechos|hechas) (pedazos|trizas|mierda|anicos|un asco|polvo)
    (thanks|gracias|merci|congrats|bravo|way to go) (alot|so much|mucho)? (for|por|de|d|pour)? (avoir)? (SPOILING|
        BROKEN|perdu|vole)
    ni (siquiera|me|nos|la|el|se|un|una|le)* (avisaron|avisan|aviso|toco|tocaron|timbro|timbraron|llamaron|llamo|
        disculpa| disculpas|molestaron|molesto|contestan|responden|contestaron|perdon)
    (didnt|never|doesnt|dont|not|wont|couldnt) even (bother|bothered|knock|ring|rang|call|called|try|tried|come|came|
        wait| apologize|look|looked|ask|asked|say|said|answer|care|slow)
    meme pas (sonne|frappe|essaye|appele|appeler|passe|pris|laisse|venu|attendu|ete|capable|foutu|daigne|prevenu|excuse)
    (poca|tan poca|sin) (madre|verguenza)
    (a desirer|que desear|to be desired)
    OUR? (DRIVER (man|guy|person|lady|woman|boy|dude)?|guys|guy|hombre|senor|monsieur) (GAP|just|has|have|BE|RUDE|
        almost|literally|ME|se|a|ha|m|always|keeps|again|all)* HARM
    (he|she|they|you|u|yall|somebody|someone|ils|il|on|vous) (GAP|just|has|have|almost|literally|ME|me|se|a|ont|avez|
        always| keep|again|all|m|l)* HARM (GAP|on|over|in|at|it|lo|la|le|everything|through|against|across|there|ME|my|
        mi|mon|ma|el|la|le|les)* (PARCEL|FIXTURE|w|k|ME|>)
    (HARM|BROKEN) (up|over|on|in|all)? (my|mi|mon|ma|mes|our|notre|nuestro|both|me la|me el)+ (PARCEL|FIXTURE|THING|w|k|
        W)
    (me|nos) (lo|la|le)? HARM
    (m|nous) (l)? (a|ont|avez) HARM
    (my|the|mi|mon|el|le)? (PARCEL|it|everything|THING) (BE|GAP|looks|looked|came|arrived|ARRIVES|all|like|es|a ete|
        est)* (like|BROKEN|in pieces|en (pieces|miettes|pedazos)|falling|hecho|hecha)
    (lack|manque|falta|manquez|faltan|loss|sans|zero|cero|0|aucun|ningun|ninguna|aucune|sin|show some|have some|any|no)
        (of| de|du|d|any|basic|common|total)* VIRTUE
    (your|ur|their|su|sus|vos|votre|leur|tu|tanta|tanto|such|total|pure|sheer|pura|puras|more|tant) (own|complete|total|
        constant|RUDE|pinche)* VICE
    (fed up|sick of|tired of|had enough|had it with|done with|cansado de|cansada de|harto de|fatigue de|over) (with|of|
        this| your|you|de|GAP)* (you|your|company|service|PARCEL|this|these|sus|DRIVER|nonsense|vos|ustedes|usps|ups|
        fedex)
    (never|not|nunca|jamais) (been|be|feel|felt)? (treated|seen|had|experienced|dealt|visto|vu) (GAP|with|so|such|un|
        una)* (k|w| VILE|SLOWBAD|service|servicio)
    (treated|traite|trataron|tratan|tratado) (GAP|so|very|me|like|nous|comme|como)* (w|VILE|SLOWBAD|dirt|mal|k)
    (cant|couldnt|cannot|could not|can not) (even|ever)? be (bothered|RUDE)
    (should|must|deserves|deserve|needs|need|oughta|hope) (to|he|she|they|you|be|get|gets)* (fired|quit|ashamed|canned|
        sacked| reprimanded|retrained)
    (DRIVER|they|you|he|guy) (should|needs|need|must) (to)? (quit|learn|be fired|get fired|retrain)
    (do|doing|does|learn|hagan|haz|faites|fais) (your|ur|their|his|su|votre|ton|el) (RUDE)? (job|jobs|trabajo|travail|
        boulot)
    (no|not|nobody|NEG) (one)? (gives|give|care|cares) (a)? (RUDE|about)
    (se|te) (burlan|burlando|rien|pasan|pasaron) (de|con)? (mi|nosotros|uno|la gente|nos|lanza)?
    (me|nos) (toman|tomando|ven|vieron|vean) (el pelo|la cara|cara de|por)
    (vous|on|tu) (me|nous|m) (prenez|prend|prends) pour
    (you|yall|u|yous|this|service|usps|ups|fedex) (guys|people|all|really|just|all|so)* (stink|stinks|blow|suck|sucks|
        VILE)
    (que|how|quel|quelle|what|such|vaya) (a|an|un|une|una|cosa)* (mas|tan|plus|so)? (SLOWBAD|VILE|ANGRY)
    (SLOWBAD|VILE) (este|ese|el|su|this|your|ce|votre)? (service|servicio)
    (service|servicio) (GAP|es|est|is|was|de|tan|mas|una)* (SLOWBAD|VILE)
    (dropped|tossed|threw|ruined|HARM) my (PARCEL|w|k|FIXTURE)
    (lost|lose) a (loyal)? (customer|client)
    (report|reporting|reportar|denunciar|signaler) (you|him|her|this driver|DRIVER|ustedes|los|lo|vous|le livreur)
    never (using|ordering|shipping|buying|order|use|buy|ship) _{0,4} (again|AGAIN)
    (taking|took) (my)? (business|money) (elsewhere|somewhere)
    (peor|pire|worst) (servicio|service|empresa|company|experience|experiencia|compagnie|w|k)
    < (?!no)(POLITE|tell _{1,3} to|dile _{1,3} que|dites _{1,3} d)* (STOPS|CAPS|LEAVE de|END de|para de) (GAP){0,2} (g|
        DOING)
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
    (driver|livreur|repartidor|cartero|mailman) (was|fue|keeps) (?!(so|very|really|super|muy|tan|just|here|BE|k)*
        (PRAISE|here|careful| w|k|with|at|on|in))
    (driver|livreur|repartidor|cartero|mailman) keeps
    (never|not|nunca|jamais) on time
    late (as|like) (usual|always)
    (dont|doesnt) know what (youre|they|you|theyre) (doing|do)
    (its|it s|been|has been) (been)? (over|like|almost|already|0|a|two|three|four|w)+ (weeks|days|months|week|month)
    (gate|porch|door) (open|>) (?<=open)
    (tirado|tirada|jete|jetee|botado)
    what the (heck|hell|fuck) is wrong
    (supposed|suppose|meant) to (be|have|arrive|come|get)
    (days|day|weeks|hours|week|month) late
    (?!_ _ number)(wrong|another) (house|address|door|place|apartment|building|street|casa|direccion)
    (casa|direccion|adresse|maison|porte) (equivocada|fausse)
    mauvaise (adresse|maison|porte)
    (?<!NEG)(left|leave|leaving|threw|sitting|dejaron|dejo|laisse) _{0,4} (in|en|sous|a) (the|la|el|le|l) (lluvia|
        pluie|neige|rain|snow|street|sun|mud|wet)
    money back (?!from the)
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
    (?<!NEG)(dejen|deja|paren|arretez|arrete|cessez) (ya)? (de|d) (ME|les)? (w|DOING)
    (still|siempre|toujours|again|otra vez|encore|always|another) _{0,2} (late|waiting|tarde|retard|nothing|no
        PARCEL|havent|hasnt|havnt|esperando|attends|delayed|delay|rien|missing|wrong|retraso|attente|not PROGRESS|
        not here|lost)
    (late|tarde|retard|delayed) (again|otra|encore|always)
    (?<!if)(?<!si)(?<!si hay)(?<!sil y)(?<!FIXTURE)(?<!FIXTURE BE)(?<!im)(?<!i am)(?<!estoy)(?!(not|isnt) here)(?!isnt
        BE* here)(never|nobody|havent|hasnt| didnt|nunca|jamais|pas|no|not|nadie|personne|wasnt|isnt|aun no|still no|
        wont|cant|n) (yet|ever|been|even|me|ha| he|ai|a|est|was|the|my|it|toujours|encore|has|have|se|BE|on|ete|s|mi|el|
        sont|ont| i|actually)* (arrived|arrive| came|come|comes|showed|show|got|gotten|received|receive|delivered|
        deliver| llego|llega|llegado|recibido|recibi| recu|livre|arrives|here|entregaron|entregado|venu|passe|rang|ring|
        knock| knocked|bother|knocks|rings|answer| answers|responde|contesta|sonne|toco|tocaron|toca|repond|works|work|
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
    _SHORT,
)
