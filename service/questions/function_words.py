"""Words that ask, bind and point, in English, Russian and Kazakh: none of them says what a question is about.

They are closed classes of the grammar (pronouns, prepositions, conjunctions, particles, auxiliary verbs), and the words
that ask a question of a document.
"""

_ENGLISH = """
    a about according against all an and another any are as at be been being between both but by can concerning could
    did do does done during each either far for from had has have having he her here him his how i if in into is it its
    just less long many may me might more most much must my no nor not of often on one ones only or other others our
    own regarding same shall she should since so some such than that the their them then there these they this those
    to toward towards until us very was we were what when where which who whom whose why will with would you your
    also describe explain give list name please say says said tell
"""
_RUSSIAN = """
    а без бы был была были было быть в ваш весь во вот все всё всех вы где да для до его её ей ему если есть ещё же за
    зачем и из или им ими их к каждый как какая каким какими каких какого какое какой каком какому какую какие ко когда
    кого который кем ком кому кто куда ли меня мне мой мы на над нам наш не него нее неё ней нём нему нет нею ни ним
    ними них но о об обо один однако он она они оно от очень по под после почему при про с сам свой себя сколько со так
    такая такие такое такой там те тем то тогда того тоже той только том тот ту ты у уже чего чей чем чём через что
    чтобы эта эти это этого этой этом этот эту я
"""
_KAZAKH = """
    ал ба бе бен бір бойынша бұл бұлар да дан де деген дейін еді екен ең және кейін кім кімнің қай қайда қайдан қалай
    қандай қанша қашан қарай ма ме мен мұның неге немесе неліктен не неше о ол олар олардың оларды онда оны оның осы па
    пе пен сен сол соң сияқты та туралы тек үшін ше шейін
"""
FUNCTION_WORDS: frozenset[str] = frozenset(f"{_ENGLISH} {_RUSSIAN} {_KAZAKH}".split())
