// Which words of a passage are similar to those of the question.

// Words that every question has; marking them would help nobody.
const PLAIN = new Set(
  ("a about an and are as at be been but by can did do does for from had has have how if in into is it its may of on " +
    "or s should some such than that the their them there these they this those through to was were what when where " +
    "which who whom why will with would и в во на с со к о об от до за из у по для не как что это кто где когда ли")
    .split(" "));
const WORD = /[\p{L}\p{N}]+(?:[’'][\p{L}\p{N}]+)*/gu;

/** The text cut into pieces, each with `marked`: whether it is a word similar to one of the query's. */
export function markedPieces(text, query) {
  const questionWords = [...query.matchAll(WORD)].map((match) => fold(match[0])).filter((word) => !PLAIN.has(word));
  const pieces = [];
  let end = 0;
  for (const match of text.matchAll(WORD)) {
    const word = fold(match[0]);
    if (!questionWords.some((other) => similar(word, other))) continue;
    if (match.index > end) pieces.push({ text: text.slice(end, match.index), marked: false });
    end = match.index + match[0].length;
    pieces.push({ text: match[0], marked: true });
  }
  if (end < text.length) pieces.push({ text: text.slice(end), marked: false });
  return pieces;
}

function fold(word) {
  return word.toLowerCase().normalize("NFKD").replace(/\p{M}/gu, "").replace(/[’']s?$|[’']s(?=$)/u, "");
}

/** Equal, or with a beginning in common that is most of the longer word: manage and management. */
function similar(one, other) {
  if (one === other) return true;
  const longer = Math.max(one.length, other.length);
  let common = 0;
  while (common < longer && one[common] === other[common]) common += 1;
  return common >= 4 && common >= 0.6 * longer;
}
