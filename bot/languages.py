"""Says in which language a text is: English, Spanish, French, or und where its words are nobody's or everybody's.

It counts small common words and the words the bot knows; it knows no names and guesses nothing from spelling alone.
"""

from functools import cache

from bot.kinds import by_language, words_of

#: Words without a kind of their own that tell the language, and are nobody's name.
_SMALL = (
    """
    a about above after afternoon ago all also always am an and any apartment appointment apt are around at aunt
    away awesome baby back be because been before being bell best better big birthday bit booking both box bring bus
    busy but buy buzz by call came can cat change city close code coffee cold color come cool corner could customer
    daughter dead deal desk did dinner doctor dog door doorbell down drive drop each early eat else evening every
    eye far fast father few file find fine first fix flight floor food for found free friday friend from front full
    fun game garage gate gave get gets gift girl give glad go god gonna good great guess had half hand happen happy
    hard has have he heard her high him his hold home hope hot hotel house how hungry husband i if in inside instead
    into is it its job keep key kid kids kind kitchen knock know last later leave left less let letter light like
    little live lobby lock long look looking lot love lovely lunch made mailbox make man mark may maybe mean meet
    might mind minute mom monday money month more morning most mother move movie much must my name near neighbor
    never new next nice night noon nothing now of off office often ok old on once one only open or order other our
    out outside over package paid paper park part pay people perfect person phone pick picked pickup picture pizza
    place play please point porch put rain ran read ready really reception red refund rent ride right ring road room
    run safe said sale same sat saturday saw say school see seem seen sell set she shirt shoes short should show
    sick side sign since sit six size sleep small snow so some son soon sorry sound spot stay step still stop store
    story street strong such suite sunday sure table tell ten than that the their them then there these they thing
    think this those three through thursday till time tired to today together tomorrow tonight too top town tree
    truck true try tuesday turn two uncle under unit until up upon us use van very wait walk wall want warm was
    watch water way we weather wednesday week weekend welcome well went were what when where which while white who
    whole why wife will wind window wish with wonder word work world worry would write year years yes yesterday yet
    you young your
    """,
    """
    adios ahi ahora al algo alguien alla amigo amor ano anos antes aqui asi aun aunque ayer azul bajo bendiciones
    bien buenas bueno buenos cada calle casa casado casi cerca cierto cita ciudad claro coche comer como con conmigo
    cosa cosas cual cuando cuanto cuenta cumpleanos da dar de debe decir dejar del dentro desde despues dia dias
    dice dinero dios domingo donde dos durante edificio el ella ellos en entiendo entonces entrada entre era es esa
    ese eso esta estaba estan estar este esto estoy familia favor feliz fin fue fuera gente gracias gran grande
    gusta ha haber habia hablar hace hacer hacia han hasta hay hecho hermana hermano hija hijo hola hora hoy iba ir
    jefe jueves la las le les llama llegar llevar lo los luego lugar lunes madre mal manana martes mas mayor me
    medico mejor menos mes mi mia miercoles mio mis mismo momento mucha muchas mucho muchos muy nada nadie necesito
    ni nino ninos no noche nombre nos nosotros nueva nuevo nunca o ocho otra otro padre palabra papa para parece
    parte pasa pasar patio pero perro persona piso poco poner por porque portero porton posible primera primero
    pronto puede puedo puerta pues que queda quien quiere quiero quizas recepcion recuerdo rojo sabado sabe saber
    saludos se sea semana senor senora ser si sido siempre siento sin sobre solo somos son soy su sus tal tambien
    tan tanto tarde te tener tengo ti tiempo tiene tienen timbre toda todas todo todos trabajo tres tu tus un una
    uno usted ustedes va vamos van veces vecino ver verdad vez vida viene viernes voy vuelta y ya yo
    """,
    """
    a ai ainsi alors ami amis an annee anniversaire ans apres assez au aucun aujourdhui aussi autre avant avec avez
    avoir avons bas beau beaucoup bien bises bisous bon bonjour bonne bonsoir bureau ca car ce cela celle celui ces
    cest cet cette chaque chat chaud chez chien chose ciel cle clef code coin comme comment contre cote cours dans
    de debout deja demain depuis derniere des deux devant dire dit dix dois doit donc du elle elles en encore enfant
    enfin ensuite entre es est et etage etait etes etre eu eux faire fait faut femme fille fils fois font francais
    gardien gens grand heure heures hier homme ici il ils immeuble jamais je jour journee jours juste la laisse le
    les leur lui lundi ma madame main maintenant mais maison mal mardi matin me meme mer merci mes midi mieux moi
    moins mois mon monde monsieur mort mot ne ni nom non nos notre nous nuit ou oui par parce pardon pas pendant
    pere personne petit peu peut peux place plus portail porte pour pourquoi pouvez premier pres puis quand que quel
    quelle quelque qui quoi rien rue sa sais salut samedi sans se semaine sera ses si soir sonnette sonnez sont sous
    suis super sur ta tard te temps tes toi ton toujours tous tout toute toutes tres trop trouve tu un une va vais
    vendredi vers veut vie vient ville voici voila voir voisin voisine vos votre vous vrai week
    """,
)
#: English, but said in the other two as well; and what is said everywhere.
_BORROWED = ("stop", "stopcaps", "cancel", "help", "ok", "start", "email", "update", "no", "text")
_SETTLED = {"ya": (0, 4, 0), "non": (0, 0, 4), "para": (0, 4, 0), "fin": (0, 2, 2), "week": (2, 0, 1), "de": (0, 2, 2)}
_ANYWHERE = frozenset("sms k info samsung iphone thumbup thumbdown angrysign usps ups fedex dhl n y".split())
COMMON = tuple(frozenset(words.split()) for words in _SMALL)
LANGUAGES = ("en", "es", "fr")


@cache
def _weights() -> dict[str, tuple[int, ...]]:
    """How much each word speaks for each language: twice as much when it is of one language alone."""
    weights: dict[str, tuple[int, ...]] = {}
    sets = [known | common for known, common in zip(by_language(), COMMON, strict=True)]
    for word in frozenset().union(*sets) - words_of("PERSON") - _ANYWHERE:
        of = [word in words for words in sets]
        if not all(of):
            weights[word] = tuple((4 if sum(of) == 1 else 1) * belongs for belongs in of)
    weights |= dict.fromkeys(_BORROWED, (1, 0, 0)) | _SETTLED
    return weights


def language_of(words: list[str]) -> str:
    totals = [0, 0, 0]
    weights = _weights()
    for word in words:
        if found := weights.get(word):
            totals = [total + weight for total, weight in zip(totals, found, strict=True)]
    best = max(totals)
    if best == 0 or totals.count(best) == 3:
        return "und"
    return LANGUAGES[totals.index(best)]  # of two alike, English stands first
