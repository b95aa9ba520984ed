"""Announcements are recognised by general rules, whatever a text is about."""

import pytest

from pincite.index.language.announcements import announcing_share, is_about_a_text, is_announcement


@pytest.mark.parametrize(
    "sentence",
    [
        "This paper examines how glaciers retreat in Patagonia.",
        "The next section outlines and discusses the treatment of burns.",
        "In this chapter, we discuss the causes of the French Revolution.",
        "Section 3 describes the enzymes.",
        "The thesis is divided into five chapters.",
        "The aim of this study is to determine whether bees sleep.",
        "The present study aimed to identify predictors of falls among nurses.",
        "The effects of salt on concrete are discussed in Section 4.",
        "The policy and the balance of powers are examined below.",
        "The authors will try to answer the following research questions.",
        "Our review seeks to understand why voters abstain.",
        "The remainder of the article turns to vaccination.",
        "The rest of this paper is organised as follows.",
        "This study will examine how rivers meander.",
        "The first part of this chapter provides a brief overview of the immune system.",
        "This qualitative case study explores how nurses cope with grief.",
        "In what follows, I will compare the two symphonies.",
        "The research questions are:",
        "This dissertation is concerned with trade in medieval Venice.",
        "The section is divided into subsections.",
        "Finally, Chapter 5 will present the results of the simulation.",
        "This study selected Iceland as a case study to see how glaciers retreat.",
        "This article takes the Rhine as an example.",
        "The river was chosen for the reasons outlined below.",
        "The findings of this study can be used to improve how nurses are trained.",
        "This article contributes to the growing literature on coral bleaching.",
        "The present study fills a gap in what is known of sleep.",
        "The first three chapters are devoted to the immune system.",
    ],
)
def test_what_says_only_what_a_text_treats_is_an_announcement(sentence: str) -> None:
    assert is_announcement(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "The present study provides strong evidence that aspirin reduces the risk of stroke.",
        "This study examined 412 patients with heart failure.",
        "This study shows that bees sleep.",
        "The current article of the constitution will protect tenants.",
        "The next section of the pipeline will be closed in May.",
        "The court is divided into three chambers.",
        "The samples are analysed below 40 degrees.",
        "This section of the river contributes half of the sediment.",
        "The next chapter of the war began in spring.",
        "A good research question is narrow and can be answered.",
        "The findings can be used to treat burns.",
        "The committee will examine each offer.",
        "This study analysed the blood of divers and found that nitrogen rises.",
        "This law aims to protect tenants.",
        "This section aims to protect tenants from eviction.",
        "The authors report a decline in fertility.",
        "The present paper argues that inflation is a monetary phenomenon.",
        "The ministry will examine each offer and compare them.",
        "The last part of the route is organised by volunteers.",
        "Our research contributed to a new vaccine against malaria.",
        "In this section of the coast, we saw seals.",
        "This paper presents a drug that lowers mortality by 12 %.",
        "We will examine every case, the minister said.",
        "The book was presented in Paris.",
        "Temperatures are considered below zero when water freezes.",
        "This report estimates the cost of floods.",
        "The study followed nurses for a decade.",
        "This study selected mice as a model of diabetes.",
        "The study used aspirin as a control.",
        "The reforms described below average doubled exports.",
        "The findings of the court can be used against him.",
        "The results of this study may help clinicians, because the drug lowers blood pressure.",
        "This report contributes 40 % of the revenue.",
        "The dentist fills the gap.",
    ],
)
def test_what_looks_like_an_announcement_and_says_something_is_none(sentence: str) -> None:
    assert not is_announcement(sentence)


def test_the_share_counts_characters_that_announce_or_ask() -> None:
    says, announced, asks = "Bears eat honey.", "This paper examines bears.", "Do bears eat honey?"
    assert announcing_share([says]) == 0
    assert announcing_share([announced, asks]) == 1
    assert announcing_share([says, asks]) == len(asks) / (len(says) + len(asks))
    assert announcing_share([]) == 0


def test_questions_about_a_text_are_told_from_those_about_its_subject() -> None:
    assert is_about_a_text("What are the aims of the thesis?")
    assert is_about_a_text("What does the paper examine?")
    assert not is_about_a_text("How do nurses cope with grief?")
    assert not is_about_a_text("In what do the papers differ on inflation?")
