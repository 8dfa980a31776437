"""Writes out what people shorten or spell by ear: `q onda`, `c ki`, `kan`, `2day`, `rong`.

Only what means nothing else in any of the three languages, or nothing else beside the words that stand with it here.
"""

import re

from bot.kinds import entries

#: The plain words, and how people type them.
_TYPED = """
que: q ke qe
quien: kien qn
porque: xq xk
cuando: kuando
como: komo
numero: nro nmero numro
number: numba nmbr numbr nbr
wrong: rong wrnog wrogn worng wrng
equivocado: ekivocado equibocado ekibocado equivokado
porfavor: porfis porfi plis porfas xfis plox porfaa
gracias: grax grasias grx
thanks: thnx thanx tks tnx thnks thks
hora: hr ora
hola: ola holi holis
qui: ki
quoi: koi kwa
quand: kan kand qd qand
quel: kel
comment: coment cmt
pourquoi: pk pkoi prk pourkoi
merci: mci merki mrc
desole: dsl dsle
aujourdhui: ajd auj ajrd aujourdui
dans: ds
colis: coli koli
ici: icitte icite
je suis: jsuis chuis chui
je veux: jveux jveu
je sais: jsais
je connais: jconnais
qu est ce que: keske kesk
package: pckg packge pckage pkge
today: 2day tday
tomorrow: 2morrow 2moro tmrw tmw tmr tomoro
tonight: 2nite tonite
about: abt
dont know: dunno
"""
_MEANT = {typed: plain for plain, all_typed in entries(_TYPED).items() for typed in all_typed.split()}
#: Only before certain words: `c ki`, `sa marche`, `pa que llegue`.
_BESIDE = {"c": "c'est", "t": "tu es", "sa": "ca", "pa": "para", "dnd": "donde", "y'es": "il est", "ye": "il est"}
_FOUND = re.compile(
    rf"\b(?<!['@/.&-])(?:{'|'.join(sorted(_MEANT, key=len, reverse=True))}"
    r"|c(?= (?:ki|qui|koi|quoi|pas?|une?|le|la|moi|ou|bon|quand|kan|trop|quel|pour|mon|vrai|payant|gratuit)\b)"
    r"|t(?= (?:ki|qui|ou)\b)|sa(?= (?:marche|arrive|vient|veut|sert|fait|coute|va|avance|prend)\b)"
    r"|dnd(?= (?:esta|anda|viene|va|quedo|ta|se)\b)"
    r"|pa(?= (?:que|q|cuando|mi|el|la|hoy|manana|aca)\b)"
    r"|(?:y'es|ye)(?= (?:rendue?|ou)\b))(?![\w'@/&]|-\w|[ .]\w[ .]\w\b)",
    re.IGNORECASE,
)
#: Most texts hold none of these, and a set tells so faster than the pattern does.
_SHORT = frozenset((*_MEANT, *_BESIDE))
_WORD = re.compile(r"[\w']+")
#: A title ends no sentence.
_TITLE = re.compile(r"\b((?:mrs?|ms|dra?|sra?|srta|mme|mlle|mx)|(?-i:M|D))\.(?= ?[A-Za-z]{2})", re.IGNORECASE)


def written_out(text: str) -> str:
    """`text` has no accents any more. Capitals stay capitals, for they say something."""
    if "." in text:
        text = _TITLE.sub(r"\1 ", text)
    return text if _SHORT.isdisjoint(_WORD.findall(text.lower())) else _FOUND.sub(_plain, text)


def _plain(found: re.Match[str]) -> str:
    typed = found[0].lower()
    plain = _MEANT.get(typed) or _BESIDE[typed]
    return plain.upper() if found[0].isupper() else plain
