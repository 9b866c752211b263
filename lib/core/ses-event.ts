/** What SES tells of a mail that came in: verdicts and headers. There is no body in it, and nobody here reads one. */
import * as z from 'zod/mini';

export const verdicts = ['PASS', 'FAIL', 'GRAY', 'PROCESSING_FAILED'] as const;
export type Verdict = (typeof verdicts)[number];

/** SES's id of a mail; also the name under which its raw text lies in the bucket. */
export const mailIdSchema = z.string().check(z.regex(/^[A-Za-z0-9-]{10,100}$/));

/** A verdict that is missing, switched off or unknown to us is one that SES could not reach. */
const verdictSchema = z.pipe(
  z.unknown(),
  z.transform((value): Verdict => {
    const parsed = z.safeParse(z.object({ status: z.enum(verdicts) }), value);
    return parsed.success ? parsed.data.status : 'PROCESSING_FAILED';
  }),
);

const headerSchema = z.object({ name: z.string(), value: z.string() });
export type Header = z.infer<typeof headerSchema>;

const recordSchema = z.object({
  eventSource: z.literal('aws:ses'),
  ses: z.object({
    mail: z.object({
      messageId: mailIdSchema,
      timestamp: z.iso.datetime(),
      /** The envelope's sender (Return-Path): empty or `<>` for what nobody is to answer. */
      source: z.optional(z.nullable(z.string())),
      headersTruncated: z.optional(z.unknown()),
      headers: z.array(headerSchema),
    }),
    receipt: z.object({
      spamVerdict: verdictSchema,
      virusVerdict: verdictSchema,
      spfVerdict: verdictSchema,
      dkimVerdict: verdictSchema,
      dmarcVerdict: verdictSchema,
    }),
  }),
});
export type SesRecord = z.infer<typeof recordSchema>;

export const sesEventSchema = z.object({ Records: z.array(recordSchema).check(z.minLength(1)) });
