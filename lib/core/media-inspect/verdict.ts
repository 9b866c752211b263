/** What a check of a file's bytes can find: facts, or one reason to refuse it, each with its sentence for the owner. */
import * as z from 'zod/mini';

const audioSchema = z.object({ codec: z.string(), channels: z.number(), sampleRateHz: z.number() });
const videoSchema = z.object({
  durationMs: z.number(),
  /** Four letters of the sample description, such as `avc1`. */
  codec: z.string(),
  framesPerSecond: z.number(),
  /** Whether the index stands before the pictures, as streaming wants it. */
  isIndexFirst: z.boolean(),
  /** Whether an edit list does more than start at the beginning. */
  hasEdits: z.boolean(),
  audio: z.optional(audioSchema),
});

/** Width and height as shown: a turned video has them swapped. */
export const factsSchema = z.object({ width: z.number(), height: z.number(), video: z.optional(videoSchema) });
export type FileFacts = z.infer<typeof factsSchema>;
export type VideoFacts = z.infer<typeof videoSchema>;

export const refusalCodes = [
  'media_type_mismatch',
  'media_size_mismatch',
  'media_checksum_mismatch',
  'media_truncated',
  'media_trailing_data',
  'media_hides_archive',
  'media_malformed',
  'media_too_complex',
  'image_coding_unsupported',
  'image_too_many_pixels',
  'video_fragmented',
  'video_without_pictures',
  'video_codec_unsupported',
  'video_without_duration',
] as const;
export type RefusalCode = (typeof refusalCodes)[number];

/** What the owner reads, and what helps. */
export const refusalSentences = {
  media_type_mismatch: 'The file is not of the type it was said to be. Upload it with its true type: JPEG, PNG, MP4 or MOV.',
  media_size_mismatch: 'The file has another size than was said. Upload it again.',
  media_checksum_mismatch: 'The file did not arrive as it was sent. Upload it again.',
  media_truncated: 'The file breaks off before its end. Export or download it again.',
  media_trailing_data:
    'Something is attached behind the end of the file, as in a motion photo or a hidden archive. Save it as a plain picture or video.',
  media_hides_archive: 'The file is an archive as well: one hides inside it. Save it as a plain picture or video.',
  media_malformed: 'The file is damaged and cannot be read. Export it again.',
  media_too_complex: 'The file is put together in too many pieces to be checked. Export it again.',
  image_coding_unsupported: 'This kind of JPEG (lossless or arithmetic coding) is not shown by browsers. Save it as an ordinary JPEG.',
  image_too_many_pixels: 'The image has more than 100 million pixels. Make it smaller.',
  video_fragmented: 'The video is cut into fragments, as recorded in a browser. Export it as an ordinary MP4 with its index.',
  video_without_pictures: 'The file has sound or data, but no pictures. Choose a video.',
  video_codec_unsupported: 'The video is not coded as H.264 or HEVC. Export it as H.264.',
  video_without_duration: 'The video says that it has no length. Export it again.',
} as const satisfies Record<RefusalCode, string>;

export type Verdict = { kind: 'fit'; facts: FileFacts } | { kind: 'refused'; code: RefusalCode };

/** Thrown inside the parsers alone; `inspectFile` turns it into a verdict. */
export class Refused extends Error {
  readonly code: RefusalCode;
  constructor(code: RefusalCode) {
    super(code);
    this.name = 'Refused';
    this.code = code;
  }
}
