/** What a chosen file is, and what is surely wrong with it, before a single byte is sent. */
import type { MediaKind } from '../../../lib/core/content.ts';
import type { MediaInput } from '../../../lib/core/media-api.ts';
import { checkMediaFile } from '../../../lib/core/rules/media-file.ts';

type MediaType = MediaInput['content_type'];

const types = {
  'image/jpeg': { kind: 'image', endings: ['jpg', 'jpeg'] },
  'image/png': { kind: 'image', endings: ['png'] },
  'video/mp4': { kind: 'video', endings: ['mp4', 'm4v'] },
  'video/quicktime': { kind: 'video', endings: ['mov', 'qt'] },
} as const satisfies Record<MediaType, { kind: MediaKind; endings: readonly string[] }>;

/** For the file chooser. */
export const acceptedTypes = Object.keys(types).join(',');

const isOurs = (type: string): type is MediaType => Object.hasOwn(types, type);

/** Some browsers do not know what a MOV is; then its name tells. */
function typeOf({ type, name }: Pick<File, 'type' | 'name'>): MediaType | undefined {
  if (isOurs(type)) return type;
  const ending = name.split('.').at(-1)?.toLowerCase() ?? '';
  return type === ''
    ? Object.keys(types)
        .filter(isOurs)
        .find((known) => types[known].endings.some((known) => known === ending))
    : undefined;
}

export type Accepted = { kind: MediaKind; type: MediaType };
export type Judged = { accepted: Accepted } | { accepted: undefined; kind: MediaKind; sentence: string };

export function judgeFile(file: Pick<File, 'type' | 'name' | 'size'>): Judged {
  const type = typeOf(file);
  const kind = type === undefined ? (file.type.startsWith('video/') ? 'video' : 'image') : types[type].kind;
  const { errors } = checkMediaFile(kind, { contentType: type ?? file.type, sizeBytes: file.size }, '#');
  const [worst] = errors;
  if (type !== undefined && worst === undefined) return { accepted: { kind, type } };
  return { accepted: undefined, kind, sentence: `${worst?.detail ?? ''} ${worst?.remediation ?? ''}`.trim() };
}
