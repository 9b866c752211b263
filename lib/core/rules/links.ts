/** Which links a text has. Punctuation behind a link belongs to the sentence. */

const link = /(?:https?:\/\/|\bwww\.)[^\s<>"'“”„«»]+/giu;
const mark = /[.,;:!?…’‘。、，！？；：]/u;
const brackets = ['()', '[]', '{}', '（）', '「」', '『』', '【】'];

const occurrences = (text: string, char: string): number => text.split(char).length - 1;

/** Takes the marks off the end; a closing bracket is one, unless it was opened inside the link. */
function trimMarks(found: string): string {
  const surplus = new Map(brackets.map(([opener = '', closer = '']) => [closer, occurrences(found, closer) - occurrences(found, opener)]));
  let end = found.length;
  for (; end > 0; end -= 1) {
    const last = found.charAt(end - 1);
    const unopened = surplus.get(last);
    if (unopened === undefined ? !mark.test(last) : unopened <= 0) break;
    if (unopened !== undefined) surplus.set(last, unopened - 1);
  }
  return found.slice(0, end);
}

/** The different links of a text; one without a scheme counts when it begins with `www.`. */
export const linksIn = (text: string): Set<string> =>
  new Set((text.match(link) ?? []).map(trimMarks).filter((found) => /^(?:https?:\/\/|www\.)./iu.test(found)));
