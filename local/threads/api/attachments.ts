/** Parameters that hold JSON: polls, GIFs, text attachments and spoilers. doc [posts], [polls], [textatt], [spoilers] */
import * as z from 'zod';
import { type Content, gifSchema, pollSchema, type TextAttachment, textAttachmentSchema, textEntitiesSchema } from '../content.ts';
import type { Params } from '../request.ts';
import type { Settings } from '../settings.ts';
import { GraphError } from './errors.ts';

type Attachments = Pick<Content, 'poll' | 'gif' | 'textAttachment' | 'textEntities'>;
type Range = { offset: number; length: number };

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** The wrong shape is refused, or ignored as Threads was seen to do: a malformed poll became a plain text post. seen [mcp-log] */
function readObject<T>(params: Params, name: string, schema: z.ZodType<T>, habit: Settings['malformedObjects']): T | null {
  const text = params.get(name);
  if (text === undefined) return null;
  const { success, data, error } = schema.safeParse(parseJson(text));
  if (success) return data;
  if (habit === 'ignore') return null;
  throw new GraphError('badParameter', `${name} ${z.prettifyError(error).replaceAll(/\s+/g, ' ')}`);
}

/** @throws {GraphError} `badParameter` for ranges that overlap or leave the text */
function checkRanges(name: string, ranges: readonly Range[], length: number): void {
  const sorted = ranges.toSorted((a, b) => a.offset - b.offset);
  const isOutside = sorted.some((range) => range.offset + range.length > length);
  const isOverlapping = sorted.some((range, i) => i > 0 && range.offset < (sorted[i - 1]?.offset ?? 0) + (sorted[i - 1]?.length ?? 0));
  if (isOutside || isOverlapping) throw new GraphError('badParameter', `${name} ranges must be inside the text and apart`);
}

function checkTextAttachment({ plaintext, link_attachment_url, text_with_styling_info }: TextAttachment, params: Params): void {
  checkRanges('text_attachment', text_with_styling_info ?? [], Buffer.byteLength(plaintext, 'utf8'));
  if (link_attachment_url === undefined || !params.has('link_attachment')) return;
  throw new GraphError('badParameter', 'link_attachment_url cannot be used with link_attachment');
}

/** Spoilers are measured in code points, the strictest reading of open question Q5. */
export function readAttachments(params: Params, text: string, { malformedObjects }: Settings): Attachments {
  const poll = readObject(params, 'poll_attachment', pollSchema, malformedObjects);
  const gif = readObject(params, 'gif_attachment', gifSchema, malformedObjects);
  const textAttachment = readObject(params, 'text_attachment', textAttachmentSchema, malformedObjects);
  const textEntities = readObject(params, 'text_entities', textEntitiesSchema, malformedObjects);
  if (textAttachment) checkTextAttachment(textAttachment, params);
  if (textEntities) checkRanges('text_entities', textEntities, [...text].length);
  return { poll, gif, textAttachment, textEntities };
}
