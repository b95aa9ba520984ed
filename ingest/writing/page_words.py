"""The words and abbreviations that stand beside a page number, in the languages that documents come in."""

# For regular expressions that ignore case.
PAGE_WORD = (
    r"(?:pages?|pag\.|pgs?\.?|pp?\.|página|pág\.|pagina|strona|strana|seiten?|side|sida|sivu|sayfa|oldal|"
    r"страница|сторінка|страна|стор\.|стр\.?|с\.|s\.|бет|σελίδα|σελ\.|صفحة|صفحه|ص\.|עמוד|第)"
)
# In Chinese, Japanese and Korean, and often in Turkish, Hungarian and Kazakh, the word stands behind the number.
PAGE_WORD_BEHIND = r"(?:[-–]?\s*бет|sayfa|oldal|页|頁|ページ|쪽)"
OUT_OF = r"(?:of|/|из|з|von|de|sur|av)"  # "page 3 of 12"
