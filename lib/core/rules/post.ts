/** All rules of a whole post. Pointers name the place in a request: part 0 is the post itself, later ones are its `replies`. */
import type { Part } from '../content.ts';
import type { Finding } from '../errors.ts';
import { type Findings, finding, merge } from './findings.ts';
import { checkMedia, type KnownFacts } from './media.ts';
import { checkOptions } from './options.ts';
import { checkTagInText } from './tags.ts';
import { checkLength, checkLinks, checkPresence } from './text.ts';

/** Most parts of one chain: our own limit, so that one approval stays readable. */
export const maxParts = 20;
/** Most pictures and videos of a whole chain: our own limit, so that one transaction binds them all. */
export const maxMediaOfPost = 50;

function checkWords({ text, media, options: { linkAttachment: attachment, topicTag } }: Part): Findings {
  const hasMedia = media.length > 0;
  return merge([
    ...(hasMedia || attachment !== undefined ? [] : [checkPresence(text)]),
    checkLength(text),
    checkLinks(text, { attachment, hasMedia }),
    ...(topicTag === undefined ? [checkTagInText(text)] : []),
  ]);
}

const checkPart = (part: Part, factsOf: KnownFacts): Findings =>
  merge([checkWords(part), checkMedia(part, factsOf), { errors: checkOptions(part), warnings: [] }]);

/** From the part's own pointer to the post's. */
function place({ errors, warnings }: Findings, index: number): Findings {
  if (index === 0) return { errors, warnings };
  const move = (found: Finding): Finding => ({ ...found, pointer: `#/replies/${index - 1}${found.pointer.slice(1)}` });
  return { errors: errors.map(move), warnings: warnings.map(move) };
}

function checkPartCount(actual: number): Findings {
  if (actual === 0) {
    const numbers = { limit: 1, actual };
    return { errors: [finding('post_without_parts', '#', 'The post is empty.', 'Write something.', numbers)], warnings: [] };
  }
  if (actual <= maxParts) return { errors: [], warnings: [] };
  const numbers = { limit: maxParts, actual };
  const detail = `The chain has ${actual} posts; the limit is ${maxParts}.`;
  return { errors: [finding('too_many_parts', '#/replies', detail, `Remove ${actual - maxParts}.`, numbers)], warnings: [] };
}

function checkMediaOfChain(parts: readonly Part[]): Findings {
  const actual = parts.reduce((sum, { media }) => sum + media.length, 0);
  const limit = maxMediaOfPost;
  if (parts.length === 1 || actual <= limit) return { errors: [], warnings: [] };
  const detail = `The chain has ${actual} images and videos; the limit is ${limit}.`;
  return {
    errors: [finding('too_many_media_in_chain', '#/replies', detail, `Remove ${actual - limit}.`, { limit, actual })],
    warnings: [],
  };
}

/** Never throws: whatever is odd about a part is a finding. `factsOf` answers by media id, undefined while facts are not known. */
export const checkPost = ({ parts }: { parts: readonly Part[] }, factsOf: KnownFacts): Findings =>
  merge([checkPartCount(parts.length), checkMediaOfChain(parts), ...parts.map((part, index) => place(checkPart(part, factsOf), index))]);
