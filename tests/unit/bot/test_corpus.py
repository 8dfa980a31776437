"""The labelled texts in tests/corpus: how many stops are missed, how many are made up, how many readings are right."""

import json
from collections import Counter
from pathlib import Path

import pytest

from bot.understand_cli import answer_line

CORPUS = Path(__file__).resolve().parents[2] / "corpus"
FILES = sorted(CORPUS.glob("*.jsonl"))
STOPS = ("stop_all", "stop_one")
#: 47 CFR 64.1200(a)(10) names the first seven; the others are their usual forms and translations.
PER_SE = (
    "stop quit end revoke cancel unsubscribe stopall optout arret arrêt arrêter arrêtez alto parar pare basta baja "
    "cancelar detener fin salir terminar finir annuler désabonner désinscrire"
).split() + ["opt out", "opt-out", "stop all"]
FORMS = (
    *("{}", " {} ", "{}.", "{}!", "{}!!!", "{}?!", "“{}”", '"{}"', "'{}'", "({})", "[{}]", "*{}*", "{}\n", "\n{}"),
    *(
        "please {}",
        "{} please",
        "pls {}",
        "{} pls",
        "{} now",
        "{} thanks",
        "thanks {}",
        "{} 🙏",
        "{} 🛑",
        "🛑 {}",
        "{}, thank you",
    ),
    *("{}\nSent from my iPhone", "{}\n\nEnvoyé de mon iPhone", "{}\nEnviado desde mi Samsung", "{}\n-- \nAnn", "{}…"),
)


def rows_of(path: Path) -> list[tuple[str, str, str]]:
    """(text, label, what we read) of every line."""
    rows = []
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        read = answer_line(json.dumps({"text": row["text"]}).encode())
        rows.append((row["text"], row["label"], read["intent"]))
    return rows


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_labelled_file_is_read_well_enough(path: Path) -> None:
    rows = rows_of(path)
    stops = [row for row in rows if row[1] in STOPS]
    others = [row for row in rows if row[1] not in STOPS]
    missed = [row for row in stops if row[2] not in STOPS]
    made_up = [row for row in others if row[2] in STOPS]
    wrong = [row for row in rows if row[1] != row[2]]
    print(f"\n{path.stem}: {len(rows)} texts, {len(wrong)} wrong {Counter(row[1] for row in wrong)}")
    assert len(missed) <= 0.01 * len(stops), missed
    assert len(made_up) <= 0.02 * len(others), made_up
    assert len(wrong) <= 0.07 * len(rows), wrong


def test_our_own_file_is_large_and_in_three_languages() -> None:
    rows = [json.loads(line) for line in (CORPUS / "ours.jsonl").read_text(encoding="utf-8").splitlines()]
    languages = Counter(row["lang"] for row in rows)
    assert len(rows) >= 600
    assert all(languages[language] >= 0.2 * len(rows) for language in ("en", "es", "fr"))


@pytest.mark.parametrize("word", PER_SE)
def test_a_word_that_is_a_stop_by_law_is_one_in_every_form(word: str) -> None:
    texts = [form.format(cased) for form in FORMS for cased in (word, word.upper(), word.title())]
    assert [text for text in texts if answer_line(json.dumps({"text": text}).encode())["intent"] != "stop_all"] == []
