/**
 * How often each function was called in one chain of messages, carried as Lambda does: in the trace header, which the SDK sends with every
 * call and SQS keeps with the message. Lambda stops the 17th call unless the function says `RecursiveLoop: Allow`.
 * @see https://docs.aws.amazon.com/lambda/latest/dg/invocation-recursion.html (read 2026-12-01)
 */
import { createHash, randomBytes } from 'node:crypto';
import * as z from 'zod';
import type { Queues } from './queues.ts';

/** Calls of one function in one chain. */
export const chainLimit = 16;
/** Under which fauxqs keeps what SQS keeps beside the message. */
const keptAs = 'AWSTraceHeader';

const hashOf = (functionName: string) => createHash('sha256').update(functionName).digest('hex').slice(0, 8);

/** Calls by function, from `…;Lineage=<hash>:<calls>|<hash>:<calls>`. */
function lineageOf(trace: string | undefined): Map<string, number> {
  const found = /(?:^|;)Lineage=([0-9a-f:|]+)/.exec(trace ?? '')?.[1] ?? '';
  return new Map(found.split('|').flatMap((part) => (part.includes(':') ? [[part.split(':')[0] ?? '', Number(part.split(':')[1])]] : [])));
}

export const callsInChain = (trace: string | undefined, functionName: string): number => lineageOf(trace).get(hashOf(functionName)) ?? 0;

/** The trace of a call of this function that these traces led to. Of a batch each function's highest count goes on. */
export function traceOfCall(before: readonly (string | undefined)[], functionName: string): string {
  const calls = new Map<string, number>();
  for (const [hash, count] of before.flatMap((trace) => [...lineageOf(trace)])) calls.set(hash, Math.max(count, calls.get(hash) ?? 0));
  calls.set(hashOf(functionName), (calls.get(hashOf(functionName)) ?? 0) + 1);
  const lineage = [...calls].map(([hash, count]) => `${hash}:${count}`).join('|');
  return `Root=1-${randomBytes(4).toString('hex')}-${randomBytes(12).toString('hex')};Parent=${randomBytes(8).toString('hex')};Sampled=0;Lineage=${lineage}`;
}

const attributesSchema = z.record(z.string(), z.unknown()).default({});
const sentSchema = z.looseObject({
  MessageAttributes: attributesSchema,
  MessageSystemAttributes: z.looseObject({ [keptAs]: z.looseObject({ StringValue: z.string() }).optional() }).default({}),
});
const entriesSchema = z.array(z.record(z.string(), z.unknown()));

function withKept(sent: Record<string, unknown>): Record<string, unknown> {
  const { MessageSystemAttributes, MessageAttributes, ...rest } = sentSchema.parse(sent);
  const trace = MessageSystemAttributes[keptAs];
  const attributes = { ...MessageAttributes, ...(trace ? { [keptAs]: { DataType: 'String', ...trace } } : {}) };
  return { ...rest, ...(Object.keys(attributes).length > 0 ? { MessageAttributes: attributes } : {}) };
}

const receivedSchema = z.looseObject({
  Messages: z.array(z.looseObject({ Attributes: attributesSchema, MessageAttributes: attributesSchema })).default([]),
});

function withSystem(body: Buffer): Buffer {
  const answer = receivedSchema.parse(JSON.parse(body.toString() || '{}'));
  const Messages = answer.Messages.map(({ Attributes, MessageAttributes: { [keptAs]: kept, ...MessageAttributes }, ...rest }) => {
    const trace = z.looseObject({ StringValue: z.string() }).safeParse(kept);
    return { ...rest, Attributes: { ...Attributes, ...(trace.success ? { [keptAs]: trace.data.StringValue } : {}) }, MessageAttributes };
  });
  return Buffer.from(JSON.stringify({ ...answer, Messages }));
}

/** Queues that keep the trace header of a message, which fauxqs forgets. */
export const tracedQueues = (queues: Queues): Queues => ({
  ...queues,
  async call(operation, input) {
    if (operation === 'SendMessage') return queues.call(operation, withKept(input));
    if (operation === 'SendMessageBatch')
      return queues.call(operation, { ...input, Entries: entriesSchema.parse(input['Entries']).map(withKept) });
    const answer = await queues.call(operation, input);
    return operation === 'ReceiveMessage' && answer.status === 200 ? { ...answer, body: withSystem(answer.body) } : answer;
  },
});

/** SQS takes the header of a call for that of the messages in it. */
export function withTraceHeader(operation: string, input: Record<string, unknown>, trace: string | undefined): Record<string, unknown> {
  if (trace === undefined) return input;
  const own = { MessageSystemAttributes: { [keptAs]: { DataType: 'String', StringValue: trace } } };
  if (operation === 'SendMessage') return { ...own, ...input };
  const entries = entriesSchema.safeParse(input['Entries']);
  return operation === 'SendMessageBatch' && entries.success
    ? { ...input, Entries: entries.data.map((entry) => ({ ...own, ...entry })) }
    : input;
}
