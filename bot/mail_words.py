"""More kinds of words: of good and bad service, of short answers, of things that are none of ours.

They read as those of bot/kinds.py do, and are words of its table.
"""

#: Who is spoken to, what opens and what closes a short answer; oaths that add nothing.
SERVICE_WORDS = """
CALLED: bro bruh bruv fam man dude sir siree sirree maam madam dear honey hon sweetie sweetheart mate pal buddy friend
    guys folks yall boss chief love darling girl lady babe homie | amigo amiga hermano mano wey guey carnal senor senora
    senorita jefe jefa mijo mija hijo hija joven compa compadre parce vale tio linda corazon | mec frere gros poto chef
    monsieur madame mademoiselle mme cher chere msieur monsieurs
CLOSING: regards sincerely best cheers xo xoxo signed yours blessings love from cordially respectfully thanks thankyou
    | saludos atte atentamente cordialmente bendiciones abrazo abrazos besos gracias | cordialement salutations bises
    bisous amities bien merci sinceres
OPENING: please well oh um uh hmm hey hi hello lol haha so ok okay yo ooh aw aww omg actually good morning afternoon
    evening thanks dear | porfavor bueno buenas buenos dias tardes noches hola eh ah pues ay uy ya que pero este
    disculpe disculpa perdon oiga gracias | svp ben bah alors mais eh bonjour bonsoir salut heu euh hein merci desole
SUREW: definitely certainly absolutely surely obviously totally clearly heck hell fuck sure most completely simply
    positively | claro obvio obviamente seguramente definitivamente absolutamente seguro rotundamente evidentemente
    surely | certainement absolument evidemment surely vraiment naturellement carrement clairement franchement
OATH: heck hell eff fuck fucking freaking frigging freakin flipping bloody blazes earth world damn dang tf f goddamn
    hells | diablos demonios chingados carajo rayos diantres diablo pinche putas mierda | diable putain bordel foutu
    fichu sacre
ELSEWHERE: store stores shop movie film game party meeting appointment class school snow snowing rain raining train
    flight plane concert dinner lunch church mass doctor dentist bank gym library restaurant game match wedding funeral
    rental pharmacy practice storm sun | tienda pelicula partido fiesta clase escuela lluvia llover nevar tren vuelo
    concierto cena almuerzo misa banco farmacia boda reunion cita | magasin cinema fete reunion ecole neige neiger
    pluie pleuvoir train vol concert diner dejeuner messe banque pharmacie mariage rendezvous
FIXTURE: doorbells elevators gates doors buzzers intercoms locks lights doorbell bell buzzer intercom elevator lift gate
    door lock window phone car screen stairs railing porch light heater furnace fence sidewalk step steps camera handle
    | timbre interfon ascensor elevador porton puerta chapa cerradura telefono escalera reja coche | sonnette interphone
    ascenseur portail porte serrure telephone escalier voiture boite
BROKEN: broken damaged crushed smashed dented squashed mangled bashed ripped torn soaked soaking drenched wrecked
    destroyed shattered cracked ruined trashed busted bent leaking waterlogged tampered crumpled flattened battered
    rotten melted opened stomped shredded squished | roto rota rotos rotas danado danada aplastado aplastada mojado
    mojada empapado empapada golpeado golpeada abollado destrozado destrozada maltratado maltratada quebrado quebrada
    abierto rasgado despedazado machucado | casse cassee abime abimee ecrase ecrasee ecrabouille mouille mouillee
    trempe trempee dechire dechiree defonce defoncee brise brisee endommage endommagee detruit eventre cabosse
HARM: broke crushed smashed dented squashed dropped threw thrown throwing tossed chucked flung dumped dumping kicked
    kicking slammed stomped hit hits drove ran run trampled flattened ruined destroyed wrecked killed peed pissed
    pooped spit spat stole steals lied lies yelled yells screamed cursed cussed swore insulted mocked laughed flipped
    ignored ignores refused refuses littered vandalized scratched ripped tore smoked blocked blocking parked sped
    speeding bullied shoved pushed scared screwed messed harassed ditched abandoned hung forgot mishandled snatched
    trashed scuffed chipped soaked peeing pissing | aplastaron aplasto rompieron rompio tiraron tiro aventaron avento
    botaron boto mojaron mojo robaron robo mintio mintieron grito gritaron insulto insultaron golpearon golpeo patearon
    pateo danaron dano arruinaron choco chocaron atropello piso escupio orino maltrato maltrataron abrieron quebraron
    destrozaron abandono estropearon olvidaron | casse ecrase abime jete lance balance vole menti crie insulte frappe
    defonce brise detruit ecrabouille pietine balancer bousille renverse crache pisse roule uriner urine claque
SPOILING: breaking ruining losing throwing dumping stealing wasting crushing smashing ignoring lying destroying killing
    tossing messing screwing wrecking trashing denting | romper perder arruinar tirar robar | casser perdre abimer voler
    jeter
VIRTUE: professionalism respect care decency courtesy accountability responsibility consideration manners competence
    communication professional shame brains seriousness | profesionalismo respeto consideracion seriedad educacion
    responsabilidad cuidado compromiso profesionalidad verguenza formalidad | professionnalisme respect serieux
    consideration politesse competence responsabilite professionalisme savoirvivre education
VICE: incompetence negligence laziness stupidity excuses excuse lies carelessness arrogance rudeness delays nonsense
    bs | incompetencia negligencia excusas mentiras pereza arrogancia ineptitud irresponsabilidad groseria burla |
    incompetence negligence mensonges excuses paresse arrogance stupidite betises niaisage amateurisme laxisme
VILE: disgraceful disgusting dreadful pitiful shocking horrid shoddy crummy crappy sucky atrocious deplorable
    despicable poorly amateurs amateur clueless inept imbeciles imbecile bunch brutes brute brutos bruto animals
    savages crooks criminals jokers buffoons stink stinks stunk sloppy dishonest vile sickening laughable
    incompetents wtaf bull horseshit dogshit yuck boo booo worthless hopeless reckless cheats crooked embarrassing
    embarrassment unprofesional unreliable untrustworthy heartbroken livid irate seething | deplorable asqueroso
    asquerosa vergonzoso vergonzosa patetico patetica irresponsables irresponsable ineptos inepto animales salvajes
    ratas sinverguenzas payasos descarados mediocre mediocres chafa nefasto nefasta desgraciados harta hartas
    malditos flojos flojo indignada indignado encabronado encabronada enfadado enfadada estafadores bestias bestia
    inutil descuidados descuidado | affligeant pitoyable lamentables nazes naze bidon pourave deguelasse ecoeurant
    ecoeurante incapables incapable irresponsable irresponsables clowns guignols rigolos bouffons cretins abrutis
    brutes sauvages branleurs bandits tanne tannee ecoeure ecoeuree excedee excede revoltant revoltee scandalisee
    cochonnerie poche plate inexcusable charlots
PRAISE: great awesome nice best love loved amazing wonderful excellent perfect kind helpful super sweet good friendly |
    excelente amable bien bueno buena genial perfecto encanta rapido maravilloso | gentil gentille parfait genial
    bravo bien sympa aimable
"""

#: Kinds that the rules for stops do not know: to them such a word is one like any other.
ASIDES = frozenset(line.split(":")[0] for line in SERVICE_WORDS.splitlines() if ": " in line[:12])
