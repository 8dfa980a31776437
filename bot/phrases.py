"""Words that are written in several and mean one, and innocent words one letter away from a stop.

The kinds of the words themselves are in bot/kinds.py.
"""

from bot.kinds import entries

#: "do not" is read as "dont", "go away" and its like as one word.
_JOINED = """
dont: do not, do nt
doesnt: does not
didnt: did not
wont: will not
cant: can not
isnt: is not
update: mise a jour, mises a jour
nouvelles: quoi de neuf, du nouveau, du neuf
goaway: ta gueule, vos gueules, go away, get lost, fuck off, f off, fk off, piss off, buzz off, bug off, sod off,
    screw off, bugger off, back off, eff off, shut up, kick rocks, kiss off, get bent, shut the fuck up, shut the hell
    up, au diable, al diablo, al carajo, du balai, la ferme, fermez la, ferme la, cassez vous, casse toi, foutez le
    camp, fous le camp, allez vous en, va t en, se larguen, a la chingada, a la mierda, que se vayan, allez vous faire
    voir, va te faire voir, vete al diablo, vayanse al diablo
maintenant: tout de suite, de suite
arent: are not
wasnt: was not
havent: have not
hasnt: has not
wouldnt: would not
im: i am
its: it is
thats: that is
whats: what is
whos: who is
wheres: where is
whens: when is
nolonger: no longer
youre: you are, u r, u are, you re
thanks: thank you, thank u, many thanks
now: right now, right away, at once
weekend: week end, week ends
nobody: no one
ok: thats it
restart: re start
alot: a lot
porfavor: por favor, x favor, por fa, por fabor, x fa
svp: s il vous plait, s il te plait, sil vous plait, sil te plait, si vous plait
optout: opt out, op out, optt out, opting out, opted out, opts out, out opt, opt us out, un subscribe
optin: opt in, opt me in, opting in, opt back in, opt me back in, opt us back in, re subscribe
debaja: de baja, d baja
dealta: de alta
unstop: un stop
signup: sign up, signed up, signing up, sign me up, signed me up
postoffice: post office, ups store, postal office
support: customer service, customer support, customer care, servicio al cliente, service client
ridicule: n importe quoi
marre: ras le bol, ras bol
goodbye: good bye
ontheway: on the way, on its way, on it s way, en camino, de camino, en route, en chemin
outfordelivery: out for delivery, en reparto, en cours de livraison
whattime: what time, what day, which day, what date, a que hora, que dia, que hora, que fecha, quelle heure, quel
    jour, a quelle heure, what hour
howlong: how long, how much longer, how soon, how many days, how much time, how many more days, cuanto mas falta,
    cuanto mas, cuanto tiempo, cuanto falta, cuanto tarda, cuanto demora, cuantos dias, cuanto se tarda, combien de
    temps, combien de jours
surely: claro que si, claro si, por supuesto, desde luego, of course, bien sur, sure thing, for sure, go ahead, sounds
    good, that works, sounds great, please do, works for me, fine by me, go for it, hell yes, heck yes, hell yeah,
    heck yeah, i guess so, i think so, sure do, sure is, como no, ya lo creo, creo que si, claro pues, va que va, asi
    mero, a huevo, je crois que oui, pour sur, bien sur que oui, y e s, mais bien sur, okie dokie, bien entendu, por
    supuesto que si, de acuerdo, d accord, me parece bien, tout a fait, pourquoi pas, avec plaisir, asi es, yes sir,
    yes maam, do it, por que no, you bet, why not, c est ca, thats right, thats correct, estoy de acuerdo, allez y,
    vas y, all right
nonstop: non stop, non stops
gotit: got it, i got it, i have it, already got it
from: frm, frum
with: w, wit
wanna: tryna
.: exclamation point, exclamation mark, period
,: comma
notatall: claro que no, no way, para nada, pas du tout, of course not, not now, not really, absolutely not, certainly
    not, hell no, surtout pas, por supuesto que no, ni hablar, im good, no sir, de ninguna manera, not right now, por
    ahora no, ahora no, mejor no, pas maintenant, ahorita no, not at all, no chance, not a chance, nuh uh, nu uh,
    nothing doing, fat chance, ni loco, ni loca, ni muerto, ni de broma, ni de chiste, ni en suenos, nel pastel, en
    absoluto, de ningun modo, jamas de los jamases, jamais de la vie, certainement pas, absolument pas, hors de
    question, pas question, bien sur que non, en aucun cas, n o, out of the question, pas vraiment
uhhuh: uh huh, mm hmm
ridiculous: are you kidding
porque: por que, x que, pour quoi
estce: est ce que, est ce
questce: qu est ce que, qu est ce qui, qu est ce
cest: c est
jai: j ai
cestpas: c est pas, ce n est pas, ce nest pas, cest pas, ce est pas
n a pas: na pas
ups: parcel service
"""

JOINED = {phrase: word for word, phrases in entries(_JOINED).items() for phrase in phrases.split(", ")}
INNOCENT = frozenset(
    """
    aldo allo alo alot also alta altar alton altos arrest atop atto auto camel canal cancer cancion cancun chancel
    chopping
    dropping evoke evokes garret halo hopping malt pagar palto panel parad parada paran paras parcel parir parra
    pasar popping qui quid quiet quilt quint quip quite quiz salt salto scoop shop shopping shops slop slot snoop
    sop spot step stepping stock stoic stoke stole stomp stomping stone stoop stope stops store stork story stoup
    stove stow strop suit swapping swoop swop terminal terminals terminales top topping tops unit
    """.split()
)
