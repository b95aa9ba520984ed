"""English words that bind, point and ask: none of them says what a text is about."""

STOP_WORDS = frozenset(
    """a about according across after all also although am among an and any are as at be because been before being
    between both but by can could did do does each et al for from had has have he her him his how i if in into is it
    its itself may me might more most must my name named no nor not of on only or other our out over per s shall she
    should so some such t than that the their them then there these they this those through to too under until up us
    very was we were what when where whether which while who whom whose why will with would you your""".split()  # noqa: SIM905
)
