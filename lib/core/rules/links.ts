/** Which links a text has. Punctuation behind a link belongs to the sentence. */

const link = /(?:https?:\/\/|\bwww\.)[^\s<>"'“”„«»]+/giu;
const mark = /[.,;:!?…’‘。、，！？；：]$/u;
const openers: Readonly<Record<string, string>> = { ')': '(', ']': '[', '}': '{', '）': '（', '」': '「', '』': '『', '】': '【' };

/** Is the last character a mark of the sentence? A bracket is, unless it was opened inside the link. */
function endsInMark(text: string): boolean {
  const last = text.slice(-1);
  const opener = openers[last];
  return opener === undefined ? mark.test(text) : text.split(opener).length < text.split(last).length;
}

function trimMarks(found: string): string {
  let text = found;
  while (endsInMark(text)) text = text.slice(0, -1);
  return text;
}

/** The different links of a text; one without a scheme counts when it begins with `www.`. */
export const linksIn = (text: string): Set<string> =>
  new Set((text.match(link) ?? []).map(trimMarks).filter((found) => /^(?:https?:\/\/|www\.)./iu.test(found)));
