"""A sender's own mailpieces: registered by command, opened to the recipient by PIN or by the sender's word."""

from models.subscription import Subscription
from tests.world import ADA, BEN, World

CERTIFIED = "9589071052700123456781"


def run(world: World, *words: str) -> tuple[int, str]:
    result = world.app.test_cli_runner().invoke(args=list(words))
    return result.exit_code, result.output


def test_the_sender_confirms_one_phone_and_only_that_one_sees_everything(world: World) -> None:
    world.piece(CERTIFIED)
    assert run(world, "register", CERTIFIED, "--pin", "4821")[0] == 0
    world.text(ADA, CERTIFIED)
    world.text(BEN, CERTIFIED)
    code, said = run(world, "confirm", CERTIFIED, ADA)
    assert (code, said) == (0, f"+…0143 now sees the full status of {CERTIFIED}.\n")
    assert {row.contact.phone: row.proven for row in Subscription.select()} == {ADA: True, BEN: False}
    world.scan(CERTIFIED, "OF", "Out for Delivery")
    assert " CT. " in world.texts_to(ADA)[-1]
    assert world.texts_to(BEN)[-1] == (
        "Waypost: USPS ..6781 is out for delivery, Memphis TN. STOP 6781 ends this, STOP ends all."
    )


def test_a_phone_that_follows_nothing_cannot_be_confirmed(world: World) -> None:
    run(world, "register", CERTIFIED, "--pin", "4821")
    code, said = run(world, "confirm", CERTIFIED, BEN)
    assert code == 1
    assert "does not follow that number" in said


def test_a_number_that_does_not_add_up_is_not_registered(world: World) -> None:
    code, said = run(world, "register", "9589071052700123456780")
    assert code == 2
    assert "check it digit by digit" in said


def test_messages_lists_what_went_out_with_masked_phones(world: World) -> None:
    world.text(ADA, "HELP")
    code, said = run(world, "messages")
    assert code == 0
    assert "+…0143" in said
    assert "2025550143" not in said
