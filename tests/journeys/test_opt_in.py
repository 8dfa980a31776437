"""Opting in on the web in a real browser: both ways to finish, what goes wrong, and two who wait for one letter."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.journeys.browser import SCREENS, chromium, look, look_on_every_screen, needs_browser, visiting
from tests.journeys.filling import certified, fill_in, piece, press, said_on
from tests.journeys.handset import handset
from tests.journeys.stack import TestStack, running
from web.words import LANGUAGES, words_of

pytestmark = needs_browser

#: How the browser is told, at its end, that a page of ours refused something on purpose.
REFUSED = 422


@pytest.fixture(scope="module")
def stack(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestStack]:
    with running(tmp_path_factory.mktemp("opt-in")) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as launched:
        yield launched


def opt_in(page: Page, stack: TestStack, number: str) -> str:
    """What is to be texted, by somebody who wants the usual."""
    page.goto(stack.url)
    fill_in(page, number)
    press(page, "finish_text")
    return said_on(page)


@pytest.mark.parametrize("screen", SCREENS)
def test_without_scripts_who_texts_what_the_page_says_is_answered(
    stack: TestStack, browser: Browser, screen: str
) -> None:
    place = list(SCREENS).index(screen)
    number, phone = certified(10 + place), f"+1202555011{place}"
    piece(stack, number)
    with visiting(browser, screen, java_script_enabled=False) as page:
        page.goto(stack.url)
        expect(page.locator("#ask-me")).to_be_hidden()
        fill_in(page, number, choice="delivery")
        press(page, "finish_text")
        said = said_on(page)
        tap = page.get_by_role("link", name=words_of("opt_in", "en")["tap"]).get_attribute("href")
        expect(page.locator(".qr-box svg")).to_be_visible()
    assert said.startswith(f"{number} code ")
    assert tap == f"sms:55501?&body={said.replace(' ', '%20')}"
    with handset(browser, stack, phone) as held:
        held.say(said)
        assert "Waypost: USPS" in held.hear(f"..{number[-4:]}: accepted")
    [chosen] = stack.rows("SELECT choices FROM subscription ORDER BY id DESC LIMIT 1")
    assert chosen == ("delivery",)


@pytest.mark.parametrize("screen", SCREENS)
def test_with_scripts_one_question_comes_however_often_the_button_is_pressed_and_yes_to_it_follows(
    stack: TestStack, browser: Browser, screen: str
) -> None:
    place = list(SCREENS).index(screen)
    number, phone = certified(20 + place), f"+1212555014{place}"
    piece(stack, number)
    with visiting(browser, screen) as page, handset(browser, stack, phone) as held:
        page.goto(stack.url)
        fill_in(page, number, phone)
        look(page, f"front-question-{screen}")
        page.get_by_role("button", name=words_of("opt_in", "en")["finish_ask"]).dblclick()
        expect(page.get_by_role("heading", level=1)).to_have_text(words_of("opt_in", "en")["asked"], timeout=30_000)
        assert said_on(page, "asked").startswith(f"{number} code ")
        look(page, f"asked-{screen}")
        assert "Reply YES to start" in held.hear("Someone asked for text updates")
        held.say("YES")
        held.hear(f"..{number[-4:]}: accepted")


def test_what_is_missing_is_said_above_and_beside_it_and_what_was_typed_stays(
    stack: TestStack, browser: Browser
) -> None:
    words = words_of("opt_in", "en")
    with visiting(browser, refused=[REFUSED]) as page:
        page.goto(stack.url)
        press(page, "finish_text")
        summary = page.get_by_role("alert")
        expect(summary).to_contain_text(words["problem"])
        for field, problem in (("number", "bad_empty"), ("agree", "bad_agree")):
            summary.get_by_role("link", name=words[problem]).click()
            assert page.evaluate("location.hash") == f"#{field}"
            expect(page.locator(f"#{field}")).to_be_focused()
            expect(page.locator(f"#{field}")).to_have_accessible_description(words_beside(page, field, words[problem]))
        fill_in(page, "9589 0710 5270 0123 4567", "(202) 555-0143", choice="date", agreed=False)
        page.locator("#texts_in").select_option("es")
        press(page, "finish_text")
        expect(page.locator("#number")).to_have_value("9589 0710 5270 0123 4567")
        expect(page.locator("#phone")).to_have_value("(202) 555-0143")
        expect(page.locator("input[value=date]")).to_be_checked()
        expect(page.locator("#texts_in")).to_have_value("es")
        expect(page.locator("#agree")).not_to_be_checked()
        look_on_every_screen(page, "front-kept")


def words_beside(page: Page, field: str, problem: str) -> str:
    """The hint, where the field has one, and the problem."""
    hint = page.locator(f"#{field}-hint")
    return f"{hint.inner_text()} {problem}" if hint.count() else problem


def test_by_keyboard_alone_one_comes_to_the_text(stack: TestStack, browser: Browser) -> None:
    number = certified(30)
    piece(stack, number)
    with visiting(browser, java_script_enabled=False) as page:
        page.goto(stack.url)
        tab_to(page, "#number")
        page.keyboard.type(number)
        tab_to(page, "input[name=choice]:checked")
        page.keyboard.press("ArrowDown")
        expect(page.locator("input[value=all]")).to_be_checked()
        tab_to(page, "#agree")
        page.keyboard.press("Space")
        tab_to(page, "button.first")
        assert page.locator("button.first").evaluate("one => getComputedStyle(one).outlineStyle") == "solid"
        page.keyboard.press("Enter")
        assert said_on(page).startswith(f"{number} code ")
        tab_to(page, "a.first")


def tab_to(page: Page, what: str) -> None:
    """As many times as a person would put up with."""
    for _step in range(40):
        page.keyboard.press("Tab")
        if page.locator(what).evaluate("one => one === document.activeElement"):
            return
    raise AssertionError(f"the keyboard does not come to {what}")


@pytest.mark.parametrize("language", LANGUAGES)
def test_in_each_language_the_form_its_faults_and_its_result_are_fit_to_read(
    stack: TestStack, browser: Browser, language: str
) -> None:
    with visiting(browser, refused=[REFUSED]) as page:
        page.goto(f"{stack.url}/?lang={language}")
        expect(page.locator("#ask-me")).to_be_visible()
        look_on_every_screen(page, f"front-{language}")
        press(page, "finish_ask", language)
        expect(page.get_by_role("alert")).to_contain_text(words_of("opt_in", language)["bad_phone"], timeout=30_000)
        look_on_every_screen(page, f"front-faults-{language}")
        fill_in(page, certified(40))
        press(page, "check", language)
        expect(page.get_by_role("status").first).to_contain_text("USPS")
        look_on_every_screen(page, f"front-verdict-{language}")
        press(page, "finish_text", language)
        said_on(page, language=language)
        look_on_every_screen(page, f"almost-{language}")


def test_by_night_it_is_as_easy_to_read(stack: TestStack, browser: Browser) -> None:
    with visiting(browser, refused=[REFUSED], color_scheme="dark") as page:
        page.goto(stack.url)
        look(page, "front-dark")
        press(page, "finish_text")
        look(page, "front-faults-dark")
        fill_in(page, certified(41))
        press(page, "finish_text")
        said_on(page)
        look(page, "almost-dark")


def test_two_wait_for_one_letter_and_stop_ends_it_for_one_alone(stack: TestStack, browser: Browser) -> None:
    number, first, second = certified(50), "+12025550151", "+12025550152"
    piece(stack, number)
    with visiting(browser) as page, handset(browser, stack, first) as one, handset(browser, stack, second) as other:
        for held in (one, other):
            held.say(opt_in(page, stack, number))
            held.hear(f"..{number[-4:]}: accepted")
        one.say("STOP")
        one.hear("You are opted out")
        heard = stack.received(first)
        stack.scan(number, "OF", "Out for Delivery")
        other.hear("is out for delivery", 20)
        assert stack.received(first) == heard
    states = "SELECT state FROM subscription ORDER BY id DESC LIMIT 2"
    assert sorted(stack.rows(states)) == [("active",), ("ended",)]
