"""The words the bot knows, by what they do in a text. Each kind: English | Spanish | French.

Lower case, without accents and apostrophes; a word may be of several kinds. No sentence stands here: patterns over
kinds are in bot/stops.py, bot/meanings.py, bot/asking.py and bot/commands.py.
"""

import re
from functools import cache

from bot.mail_words import SERVICE_WORDS

#: END words end by themselves; with a thing of ours behind them too; with a parcel behind them not. BARE ones only when
#: they stand nearly alone, OPTOUT ones anywhere. Before NOUNISH ones an END is a noun.
_STOPPING = """
END: stop stopp stopcaps stopped stopping quit quits quitting end cancel cancell cancels cancelled canceled canceling
    cancelling revoke revoked revoking withdrawing cease discontinue terminate halt desist cton stahp stawp | pare paren
    parar pares paro paran parad cancelo detengo terminen parale parenle parenla parala detener detenga detengan deten
    detenganse cancelar cancela cancele cancelen terminar alto basta suspender suspenda suspendan finalizar
    finalice interrumpir acaben acabar acaba concluir finalicen stopen | halte resilier resiliez resiliation arret
    arrete arretes arretez arreter arretons cesse cesser cessez stoppe stoppez stopper annuler annule annulez
    interrompre interrompez stopez arretiez arretent arretter aretez areter aret arrettez
BARE: ended endd | fin baja salir salirme para anular anulen | fin finir terminer
OPTOUT: unsubscribe unsubscribed unsubscribing unsub unsubs unsuscribe optout opted optedout optingout stopall endall
    desubscribe deregister unenroll unregister stopsms stoptext removeme takemeoff leavemealone nomoretexts stop2end
    stop2quit | desuscribir desuscribirme desuscriban desuscriba desuscribe desuscripcion desinscribir desinscribirme
    desinscriban desinscriba desinscribe unsuscribir desapuntarme desapuntar desapunten desubscribir debaja desafiliar
    desafilienme | desabonner desabonne desabonnez desabonnement desinscrire desinscrivez desinscris desinscription
    desinscrit desabonnes desabo desincription
SMALLWORD: the of that to we they asking ask nicely needs has be is are your ur for with about on much little bit so
    very really time last least | las lo te dije por a que un una poco de del con se su tus sus nos les estoy es
    esta pido ruego favor | d la un peu que vous tu il elle y en a des du sur se s vos votre avec ne est sont demande
    prie aux cette ces
TEXTPLURAL: texts messages msgs txts alerts updates notifications | mensajes textos alertas avisos notificaciones msjs
    | textos alertes notifications
SUBSCRIPTION: subscription subscriptions | suscripcion | abonnement
REMOVEALONE: remove delete removed unlist | borra borre borren borrar elimina elimine eliminen eliminar quiten quitar
    remover | supprimer supprimez supprime effacez effacer retirez retirer enlevez
STOPV: stop stopp stopcaps end cease quit halt | parar terminar paren pare cancelen detengan | cesser arreter
LEAVE: | dejara dejaran dejeis dejo deja deje dejen dejar dejad dejan dejas dejes dejense dejate dejarme |
OUSTS: kick boot dump | baje bajen baja bajar bajad tachen tacha borren | vire virez virer degage degagez jette jetez
KILL: disable deactivate pause suspend silence block kill unfollow hush halt drop disconnect mute | desactivar
    desactiva desactive desactiven apagar apaga apaguen bloquear bloquea bloqueen suspender quitar quita quiten quite
    eliminar elimina eliminen | desactiver desactivez desactive couper coupez coupe bloquer bloquez suspendre
    suspendez supprimer supprimez
REMOVE: remove remov remuv rmv removed removing delete deleted erase exclude purge scrub scratch forget discard lose
    loose unlist | borra borre borren borrar quita quite quiten quitar elimina elimine eliminen eliminar saca saque
    saquen sacar remueve remueva remuevan remover olvida olvide olviden olvidense pierda pierdan pierde retira retire
    retiren retirar | retire retirez retirer enleve enlevez enlever supprime supprimez supprimer efface effacez effacer
    raye rayez rayer ote otez oter sortez oublie oubliez perdez perds radiez radier
REMOVEX: | borren borrar quiten quitar eliminen eliminar saquen sacar remuevan remover retiren retirar | retirer
    enlever supprimer effacer rayer oter radier
TAKE: take get pull strike cut taken keep keeping hop stay | |
TEXTS: texts text txts txt messages message msgs msg mssgs sms alerts alert updates update notifications notification
    notifs notices reminders spam robotexts emails massages texs mssg mesages correspondence communication
    communications | mensajes mensaje mensajitos textos texto sms alertas alerta avisos aviso notificaciones
    notificacion actualizaciones recordatorios msjs msj mensages msm | messages message textos texto sms alertes alerte
    notifications notification notifs notif avis rappels relances envois msgs pub pubs publicite
MSG: texts text txts messages message msgs msg sms alerts notifications spam | mensajes mensaje mensajitos textos sms
    alertas notificaciones msjs msj avisos | messages message sms alertes notifications textos notifs notif
CONTACTING: reaching texting messaging msging txting contacting bothering spamming harassing bugging pestering telling
    informing reminding bombarding flooding alerting emailing notifying pinging disturbing calling writing stalking
    soliciting textin messagin txtn txtin textn msgn spamin spammin spaming dming callin msgin | avisar avisando
    molestar molestando notificar escribir escribiendo textear texteando mensajear mensajeando contactar chingar
    chingando fastidiando fregando contactando joder jodiendo fastidiar acosar acosando fregar llamar llamando hostigar
    incordiar spamear | ecrire contacter embeter harceler texter spammer deranger emmerder relancer soler saouler
    solliciter importuner appeler
SENDING: sending sendin receiving getting | mandar mandando enviar enviando recibir recibiendo | envoyer recevoir
    expedier
CONTACT: text message msg txt contact write bother spam disturb email ping notify alert harass bug pester annoy reach
    texting messaging contacting contacted texted messaged bothered notified hit | molesten moleste molestes molestar
    escriban escriba escribas escribir contacten contacte contactes contactar texteen textee textees avise avisen avises
    escribais contacteis molesteis aviseis escribiera escribieran molestaran contactaran chinguen jodan joda fastidien
    fastidies notifiquen acosen mensajeen | ecrivez ecrire ecris contactez contacter contacte texte textez derangez
    deranger embetez embeter harcelez relancez sollicitez spammez notifiez emmerdez importunez
CALLS: call calling | llamen llame llames llamar | appelez appeler appelle
SEND: send sending sent | envien envie envies enviar manden mande mandes mandar mandeis envieis mandara mandaran
    enviara enviaran | envoyez envoyer envoie envoies
WANT: want wanna need wish desire care require wanted | quiero quisiera deseo necesito queremos gustaria kiero | veux
    souhaite desire voudrais voulons veu vx souhaitons desirons
RECEIVE: receive recieve get getting receiving recieving be have | recibir recibiendo resivir resibir resibiendo
    seguir sigan | recevoir etre resevoir avoir
CONSENT: consent permission authorization authorisation | consentimiento permiso autorizacion autorizo consiento |
    consentement autorisation accord consens
NEG: dont not never didnt doesnt wont cant cannot wouldnt shouldnt couldnt isnt wasnt havent hasnt without nolonger |
    no nunca jamas | ne n jamais
NEGEN: dont not never didnt doesnt wont cant cannot wouldnt shouldnt couldnt isnt wasnt havent hasnt without dnt
    nolonger arent aint | |
NEGDO: dont not never dnt donot dontt | no nunca | ne n
ESEND: | pares pare paren parar dejes deje dejen dejar dejan canceles cancele cancelen cancelar detengas detenga
    detengan detener termines termine terminen terminar suspendan baja quites quiten |
FREND: | | arrete arretes arretez arreter cesse cesser cessez stoppez stopper annuler annule annulez interrompez
    supprimez desabonnez desinscrivez desabonner
NOMORE: more further additional another any future | mas otro otra | plus autre autres davantage
AGAIN: again anymore evermore ever more | mas nunca jamas nuevamente | plus jamais encore rien
LISTS: list lists database records contacts distribution | lista listas | liste listes
NUMBERS: number num phone cell mobile line digits info name contact data details inbox numbr | numero num telefono
    celular cel nombre datos contacto movil linea | numero num telephone portable tel nom coordonnees donnees
ME: me us | me nos mi | me m moi nous
MINE: my our this | mi nuestro este mis | mon ma mes notre ce
THESE: these this them those that ur your yo everything anything any nothing nothin anythin stuff crap shit junk garbage
    nonsense bullshit bs such | estos esto esos eso sus nada todo esta esa cosas ningun tonterias | ces ca cela vos rien
    ceci aucun ce
THIS: this these them those | esto estos esos | ca cela ceci ces
PRONOUN: it that | lo eso | ca cela
GAP: a an all of wit w da dem dis yalls each whole bunch on these those this that your ur my the any more further
    future with from sending getting receiving to me us our about for please text tracking delivery package parcel
    shipping status mail shipment and constant endless daily automated annoying damn dang darn fucking fuckin freaking
    frickin stupid bloody goddamn unwanted so many much other new ever such receive get phone constantly always them
    everything up here usps dumb silly nonstop random | de los las el la con sus tus mas a estos esos todos todas todo
    me nos ya porfavor tantos tanto mi mis esas estas malditos pinches putos estar este ese y tantas otro otros les le
    su tu por otra esta | de d des les vos ces tes le la l ce m me nous moi a tous toutes avec mes mon ma votre ton
    tout immediatement putain foutus fichus envois envoi sans et svp se plus autres toujours
EVERYTHING: all everything stopall endall every | todo todos todas | tout tous toutes
ABOUT: about for on regarding re of ending number tracking | sobre de para del numero | pour sur de du concernant
    numero au
FILL: please gotit plese pleae plase pleese pliz plss pleaze pleas peas pls plz pleez all thanks ok okay k kk kindly
    just already now asap immediately today again forever everything you u i im ive want to wanna need like would can
    could will must have gotta should hey hi hello dear sir maam guys yall so and then thx ty tysm from me us these them
    those this said ever lol omg ffs damn dammit fuckin fucking fuck freaking goddamn right hereby how do yes yeah yep
    nah nope no sorry its enough bruh fam omfg xx xxx notatall seriously really permanently request asking here too more
    bots bitch asshole assholes bitches motherfuckers shit man dude bro notice alright tho though anyway completely
    totally both bot robot spam spammer spammers scammer scammers wrong id let lets get effective but very much oh at
    once texts texting thumbup thumbdown angrysign everyone immediatly wish goodbye reply | porfavor porfa xfa xfavor pf
    ya ahora gracias hoy inmediatamente quiero quisiera deseo necesito hola oigan oiga favor me puede pueden puedes todo
    todos todas y de carajo joder mierda tambien senor senores enseguida pinches cabrones solicito pido les digo eso
    esto estos urgente como puedo hago podrian podria pudieran buenas buenos dias tardes mas si | svp stp merci
    maintenant deja tout tous toutes je j veux voudrais souhaite vous plait immediatement bonjour bonsoir salut ca cela
    putain merde bordel sms aussi peux puis aimerais nous et enfin immediat pitie prie alors oui non mais desire demande
    les de d veuillez fais faire pouvez pourriez voulez peut faut
POLITE: please gotit plese pleae plase pleese pliz pleaze pleas pls plz thanks thx ty now ok okay just already lol hey
    hi hello sorry yes no asap again sir maam guys yall immediately well so and oh um hmm yo dear man dude angrysign |
    porfavor porfa xfa ya ahora gracias hola favor oiga oigan inmediatamente bueno y pues si buenas dias tardes buenos
    | svp stp merci maintenant deja bonjour bonsoir salut oui non bon alors mais et immediatement
NOUNISH: a an the my your his her their our its last next first second third final every each per one two three bus
    truck train metro subway tram trolley rest pit full short door back transit gas weekend any some trip west east
    north south front rear dead far other either on at near nearest closest shuttle taxi only whistle pickup that
    school delivery | el la una por en al sin del muy | l un une sans en la le du au aux point
AUX: does did do will can could would may might it he she they driver truck when if till until before must should who
    which mailman carrier where to cannot bus | si cuando donde hasta | si quand
SUBJECT: you u he she they it we who people nobody drivers driver yall why ppl everyone to did if | ellos ella usted
    ustedes | vous tu il ils elle on
PLACEMENT: by at in on over off sign signs light here there near before after along outside inside around through next
    across of house unit up street road table | en por | bus metro
SAID: said say saying told tell asked ask texted typed replied replying responded sent sending wrote writing times
    begged type typing keep texting | dije digo dicho pedi escribi mande puse respondi digan repito | dit dis demande
    ecrit envoye repondu repete tape
STOPPER: can could will would you u please just | pueden puede | pouvez pouvait
BUT: but and so because then cuz | pero y pues que | mais et car alors donc
BYMISTAKE: mistake accident accidentally mistakenly accidently | error accidente equivocacion | erreur accident
GOAWAY: goaway fuckoff stfu gtfo | vayanse vayase larguense callense callate larguese | degage degagez cassez cassetoi
RUDE: fuck fucking fuckin shit damn hell ass asshole bitch fuckers fucker bullshit bastards wtf tf | mierda carajo
    joder puta chingada pendejos cabrones | putain merde bordel con connard connards
PARCEL: package packages parcel parcels pkg pkgs packg mail letter letters box boxes delivery deliveries order orders
    shipment shipments item items envelope certified mailpiece goods purchase packet medicine meds passport shoes gift
    medication | paquete paquetes pakete paquet pedido pedidos envio envios entrega carta cartas correo caja
    encomienda orden compra | colis paquet paquets carton livraison livraisons commande commandes courrier lettre
    lettres envoi envois recommande
ADDRESS: address house apartment neighbor neighbors neighbour neighbours office door gate porch | direccion casa
    vecino | adresse maison voisin voisins
STOPS: stop stopp stopcaps | |
CAPS: stopcaps | |
DELIVERS: deliver delivers delivered delivering ship ships shipped shipping dispatch dispatched sent coming bringing
    bring | entregar entregan entregaron entregado enviaron mandaron enviado traen | livrez livrer livre livrerez
    livree expedie envoye passez
SAYING: say type text reply send saying typing sending replying texting | |
GOTTEN: got get gets getting received receive why are had there have is | recibo recibi recibido tengo hay llegan
    llega | recu recois ai avez avons eu as a
DOING: leaving losing throwing delivering putting dropping bringing ringing knocking parking stealing lying breaking
    opening folding blocking driving shipping placing dumping making ignoring delaying changing pretending marking
    charging wasting sending hitting kicking tossing crushing smashing cutting walking stepping taking | tirar aventar
    dejar perder mentir robar romper tocar poner entregar dejando tirando | jeter laisser perdre mentir casser voler
    sonner livrer deposer mettre
MUTE: mute hush snooze silence | silenciar silencia silencio callar | muet silence sourdine
"""

#: Kinds of words around everything else.
_MEANING = """
STARTS: start unstop resume subscribe optin resubscribe restart reactivate begin join enroll reenroll unpause continue |
    empezar empieza empiecen comenzar comienza comiencen iniciar inicio reanudar reanuda reanuden reactivar reactiva
    activar activa suscribir suscriban suscriba suscribe inscriban inscriba inscribe reactiven activen continuar alta
    dealta reinscribir inscribir volver | commencer commence commencez demarrer demarrez reprendre reprenez reprise
    reactiver reactivez activer activez abonner abonnez abonne reabonner reabonnez reinscrire reinscrivez inscrire
    inscrivez recommencer recommencez redemarrer continuer continuez
WHERE: where wheres whr wher whereis wya | donde adonde dond onde | ou
WHEN: when whens whattime howlong wen eta | cuando cuand kuando | quand
BE: is are r was were be been being isnt arent s | esta estan es son fue estaba sera estara | est sont etait sera
    seront
WHERES: wheres | |
KNOW: know tell idea wondering wonder find see asking check show clue update advise confirm curious | saber sabe sabes
    saben decir diga dime digan decirme informar dicen idea sabran avisar | savoir sais sait dire dites dis savez idee
    demande
URGE: please plese pls plz plss now already asap thanks thx immediately ffs lol omg pleas stp | porfavor porfa ya
    gracias ahora | svp stp merci maintenant
SENDS: | escriben mandan envian molestan llaman contactan escribe manda | ecrivez envoyez contactez ecrit envoie
HUSH: disable deactivate pause suspend | desactivar desactiva desactiven | desactiver desactivez
BLOCK: block blocked blocking | bloquear bloqueo bloqueado bloqueando bloquee | bloque bloquer bloquez
PLEASEW: please plz pls plss kindly | porfavor porfa xfa | svp stp
TITLE: mr mrs ms miss | senor senora sr sra don dona | monsieur madame mme mlle
THING: stuff thing things goods books | cosas cosa | truc choses chose affaires
DRIVER: driver truck mailman carrier courier guy postman fedex ups usps delivery | cartero repartidor mensajero camion
    chofer | livreur facteur camion
ARRIVES: arrive arrives arrived arriving arival come comes coming came ship ships shipped shipping deliver delivers
    delivered delivering delivery get gets getting expect expected due land reach show received receive | llega llegan
    llegara llegaran llego llegaron llegar viene vienen vendra vino sale salio salieron entregan entrega entregara
    entregado entregados entregaron entregar recibo recibire recibir llegado salido enviado enviaron mandaron llegando
    entreguen pasan traen trae traer traigan traeran entregas entregando | arrive arrivent
    arrivera arriver arrivee arrives livre livree livres livrer livraison recevoir recois recevrai recu expedie expediee
    expedier parti partie passe passera passer passez livrez livrerez vient viendra delivre envoye arrivait arriveront
    viendront parviendra parvient arriverait
PROGRESS: here yet today tomorrow tonight out ontheway outfordelivery transit moving moved left lose lost delayed late
    soon found stuck dispatched truck postoffice depot warehouse facility early monday tuesday wednesday thursday friday
    saturday sunday week weekend nearby track schedule customs stopped held | hoy manana aqui ontheway perdido perdio
    atrasado retrasado pronto cerca transito lunes martes miercoles jueves viernes sabado aduana camino detenido varado
    atorado aduanas pasado | aujourdhui demain ici perdu bloque retard bientot transit lundi mardi mercredi jeudi
    vendredi samedi matin loin bloquee douane douanes coince coincee bloques
STATUSW: status update updates news whereabouts location estatus stats statis progress delivery_status | estado
    estatus novedades novedad noticias actualizacion actualizaciones seguimiento rastreo ubicacion noticia | statut
    suivi nouvelles nouvelle localisation position infos etat
ASKS: is has did will was does are should am have hasnt isnt didnt wasnt doesnt wont havent were do | ha han va sera
    fue | va est sera a
HOW: how to | como | comment
HELPW: help hlep hepl halp info information helpme hlp assist assistance sos explain | ayuda informacion ayudame
    ayudenme ayudar ayudan auxilio socorro | aide aidez aider informations secours
LEGIT: scam scams scammers legit real spam fake fraud fraudulent phishing bot robot person human official legitimate
    genuine trustworthy automated scammer trick hoax | estafa fraude real reales verdad verdadero spam legitimo broma
    falso engano seguro robot confiable oficial maquina | arnaque fraude reel vrai vraie faux serieux fiable officiel
    blague robot escroquerie spam
YESW: y ye yes ya mhm uhhuh yesh yea yeah yep yup yess yas yeh yeap surely sure absolutely definitely certainly
    affirmative thumbup indeed correct yessir totally aye yah yeppers yepp yuppers yupp yessum yessiree yuh yus yass
    mmhm mhmm agreed affirm yesss yees yeahh obvi yis yesir | si sip simon claro dale orale correcto afirmativo
    seguro adelante sii efectivamente exacto aja ajaa obvio obviamente sep sisi siii sipi confirmado positivo ahuevo |
    oui ouais ouaip wi daccord absolument volontiers exact exactement affirmatif evidemment ouai yep certainement ouii
    ouip ouep oue mouais ui naturellement carrement yess dac
WEAKYES: ok okay k kk okey okie oki right alright thumbup fine okk | vale bueno bien esta | ok bon
YESMORE: is its id that agree i do want would like to get text me updates it track thats works correct please send
    them the am my go start lets thank for | quiero deseo acepto soy yo me interesa es correcto asi sigue adelante
    mensajes confirmo claro mucho senor senora manden envien senorita | je veux accepte cest moi le la bien allez vous
    pouvez confirme les ca
NOPE: n no nope nah naw nop negative notatall thumbdown never nay noo neither na nahh nopes nopers nawl nuh nooope
    nonono nein nuhuh | no nel nunca nanai nones nop | non nan nenni negatif jamais nonn nonon naan pantoute nann
NOMEANING: bro thankyou man dude lol im not dont i do its it that thats right want need to good fine me at this time
    interested for anything wont wanna care thank really maam day have a nice thx all now later isnt wasnt aint arent
    sorry desole siree | quiero por el momento asi esta bien se no en este mucho nada eso senor muchas ahora mejor |
    envie ira pas je veux ne ca va pour le moment cest bon du tout vous mais moi desole
ANGRY: ridiculous terrible awful horrible worst useless pathetic unacceptable disgusting suck sucks sucked slow
    garbage trash crap shitty shit bullshit bs damn wtf angry furious pissed disappointed disappointing incompetent
    idiots idiot stupid lost hate rude liars liar lying stolen stole robbed scammers
    thieves joke nightmare fuming frustrated frustrating annoyed annoying insane outrageous atrocious appalling lousy
    horrendous morons bitch asshole assholes fuck fucking fucked screwed angrysign upset complaint complain
    shame shameful disgrace infuriating waste poor ashamed fucker mad lazy jerks clowns sue lawsuit unbelievable
    unreal mess fail failed ffs dumb dumbass lied kidding screw harassment abysmal ridiculus rediculous inexcusable
    unprofessional outraged dissatisfied unhappy trashed threw sick bastards smh shambles | ridiculo
    ridicula pesimo pesima terrible horrible inaceptable verguenza basura inutil inutiles lento lentos incompetentes
    mierda enojado enojada harto harta hartos peor robaron perdieron porqueria desastre asco pendejos
    molesto molesta furioso furiosa idiotas mentirosos ladrones decepcionado decepcionante cabrones puta
    inservibles malisimo queja tardan tiraron maldita malditos fatal rateros imbeciles abuso
    bromeando colmo malisima indignante quejarme tardado grosero grosera groseros burla coraje pinche dinero |
    ridicule nul nuls nulle honte honteux inadmissible inacceptable scandaleux scandale pourri pourrie pire
    incompetents incompetent lent lents merde furieux marre catastrophe catastrophique abuse voleurs decu decue
    deception abime putain lamentable minable fichez moquez enerve degoutant degueulasse connards colere
    horrible arnaqueurs menteurs bande desastreux deplorable honteuse vole impoli impolie malpoli lenteur
    remboursez rembourser remboursement perdu chier foutage insupportable furieuse relou abusez plaindre plainte
SLOWBAD: slow late long bad poor awful rude lazy careless dumb stupid stink stinks blow suck sucks | lento lentos
    lenta tarde mal malo mala malos incompetente groseros | lent lents lente long mauvais mauvaise nul
PERSON: karen john mike michael maria jose david linda bob robert james mary susan sarah jessica ashley brian kevin
    steve jennifer amy lisa tom thomas chris daniel dan paul anna emily emma jason joe josh kim laura matt nancy
    nick pat peter rachel ryan sam sandra sharon tim tony tyler larry gary jeff scott eric andrew alex rebecca
    amanda melissa donna carol betty helen dave debbie kyle justin brandon keisha jamal deborah patricia barbara
    william richard joseph charles george brenda cynthia stephanie heather samantha megan lauren greg fred frank ted
    bill jim jack henry ken kenny jerry barry kathy wendy tina | juan carlos luis jorge pedro ana carmen rosa lupe
    guadalupe miguel francisco javier fernando ricardo roberto alejandro pablo sofia lucia elena isabel marta martha
    veronica claudia diana gabriela andres raul oscar hector ramon manuel antonio mario sergio eduardo alberto enrique
    diego daniela valeria camila mariana leticia silvia teresa margarita yolanda patricia rafael | marie pierre jean
    jacques sophie julie claire camille nicolas julien philippe isabelle nathalie sylvie michel francois alain
    catherine martine monique laurent stephane christophe sebastien celine aurelie emilie mathieu guillaume antoine
    luc hugo lea manon chloe dupont martin durand bernard dubois moreau lefebvre tremblay karine
"""

#: First words of commands, and what may follow them.
_COMMANDS = """
WHYWORD: why | porque | pourquoi
VERIFYWORD: verify verified | verificar verifica verifique | verifier verifie verifiez
KEYWORDWORD: keyword keywords commands command | comandos comando palabrasclave | commandes motscles
RESETWORD: reset defaults | restablecer reiniciar resetear | reinitialiser reinitialise
DONEWORD: done archive archived finished | hecho listo archivar archiva | fait fini archiver archive
ALWAYSWORD: always | siempre | toujours
OFFWORD: off no | apagado desactivado no | non off arrete
AWAKEWORD: awake wake wakeup unmute unsnooze | despierto despierta despertar | reveil eveil reveille eveille
QUIETWORD: quiet | silencioso | calme
LISTWORD: list more next | lista mas | liste plus
LANGWORD: lang language | idioma lengua | langue
LANGNAME: english spanish french | espanol ingles frances castellano | francais anglais espagnol
NAMEWORD: name rename nickname label | nombre nombrar apodo | nom nommer surnom
WORDWORD: word | palabra | mot
CHOICE: aa af ap dnd all future past date delivery when update history | todo todos todas futuro futuros pasado fecha
    entrega entregas cuando historial actualizacion | tout tous toutes futur futures passe livraison livraisons quand
    historique
"""


def entries(block: str) -> dict[str, str]:
    """`NAME: …`, with lines that go on indented."""
    unfolded = re.sub(r"\n +", " ", block.strip())
    return dict(line.split(": ", 1) for line in unfolded.splitlines())


KINDS = entries(_STOPPING + _MEANING.lstrip() + _COMMANDS.lstrip() + SERVICE_WORDS.lstrip())


@cache
def words_of(kind: str, language: str = "") -> frozenset[str]:
    parts = [frozenset(part.split()) for part in KINDS[kind].split("|")]
    return parts[("en", "es", "fr").index(language)] if language else frozenset().union(*parts)


def by_language() -> list[frozenset[str]]:
    """Every word that has a kind, English, Spanish, French."""
    return [frozenset().union(*(words_of(kind, language) for kind in KINDS)) for language in ("en", "es", "fr")]
