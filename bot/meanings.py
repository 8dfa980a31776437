"""Short answers to a question of ours: nothing but a yes, nothing but a no.

How patterns read: bot/grammar.py. A wrong number is in bot/strangers.py, anger in bot/complaints.py, what is asked in
bot/asking.py.
"""

from bot.grammar import rules, shorthand

#: Around a short answer: what opens it, who is spoken to, and a name below it.
_SHORT = shorthand(
    """
OPENS = (OPENING|CALLED|[;,])*
ENDS = ([;,]|CALLED|POLITE|CLOSING|TITLE)* PERSON? (([;,]|CLOSING|TITLE)+ (TITLE|CLOSING|[;,])* (W|w|PERSON){1,3})?
    [;,]* $
"""
)

#: Nothing but a yes.
YES = rules(
    """
a yes and no more:
    ^ POLITE* i would like (that|it|to|POLITE)* $
    ^ POLITE* i (do|agree|would|am|accept|confirm) (POLITE|[;,])* $
    ^ (WEAKYES|YESW)+ cest bon [;,]* $
    ^ (?!.* (NOPE|not|pas) (POLITE|CALLED|[;,])* $) OPENS (SUREW|RUDE)* (que)? YESW (YESW|WEAKYES|POLITE|YESMORE|CALLED|
        OPENING|[;,])* ENDS
    ^ (?!.* (NOPE|not|pas) $) OPENS que (YESW)+ ENDS
    ^ [;,]* WEAKYES (WEAKYES|YESW|please|porfavor|svp|sure|i|do|lol|CALLED|[;,])* $
""",
    _SHORT,
)

#: Nothing but a no.
NO = rules(
    """
a no and no more:
    ^ (POLITE|CALLED|[;,])* (i|je|yo)? (dont|not|no|ne) (think so|at this time|le creo|lo creo|creo|pense pas) [;,]* $
    ^ OPENS (i|je|yo)? (creo|think|dis|dije|digo|pense) (que)? (NOPE|not) ENDS
    ^ OPENS (never mind)? (SUREW|RUDE|YESW)* (que|a|heck|hell)? NOPE (NOPE|POLITE|NOMEANING|CALLED|SUREW|RUDE|OPENING|
        [;,])* ENDS
    ^ OPENS (SUREW|YESW)+ (que)? (not|pas|non) ENDS
    ^ [;,]* (i|id|je|yo|j)? (NOPE|dont|rather|ne|prefer|prefiero|prefere|would)+ (want|to|quiero|veux|pas|not|que|
        no|non|i|wish|rather|thanks|gracias|merci|[;,])* $
""",
    _SHORT,
)
