/** SES's receiving end: the template's receipt rules, carried out for each mail that comes in by SMTP. */
import { randomUUID } from 'node:crypto';
import * as z from 'zod';
import type { LocalClock } from './clock.ts';
import { NotModelled } from './demands.ts';
import type { Lambda } from './lambda.ts';
import { type Arrival, judgeMail, type Verdicts } from './mail-verdicts.ts';
import { mayInvoke, mayStore } from './permissions.ts';
import type { PretendDomains } from './pretend-domains.ts';
import type { S3Store } from './s3-store.ts';
import type { Templates } from './template.ts';

export type InboundMailParts = {
  templates: Templates;
  objects: S3Store;
  lambda: Pick<Lambda, 'invokeLater'>;
  clock: Pick<LocalClock, 'now'>;
  domains: PretendDomains;
  account: string;
  region: string;
};

const actionSchema = z.union([
  z.strictObject({ S3Action: z.strictObject({ BucketName: z.string(), ObjectKeyPrefix: z.string() }) }),
  z.strictObject({ LambdaAction: z.strictObject({ FunctionArn: z.string(), InvocationType: z.literal('Event') }) }),
]);
type Action = z.infer<typeof actionSchema>;
const ruleSchema = z.strictObject({
  RuleSetName: z.string(),
  Rule: z.strictObject({
    Name: z.string(),
    Enabled: z.literal(true),
    Recipients: z.array(z.string()),
    Actions: z.array(actionSchema),
    ScanEnabled: z.literal(true),
    TlsPolicy: z.literal('Optional'),
  }),
});
type Rule = { arn: string; recipients: readonly string[]; actions: readonly Action[] };
type Mail = { id: string; arrival: Arrival; recipients: string[]; raw: Buffer; verdicts: Verdicts; at: Date };

/** @throws {NotModelled} for a rule that does something else than store and call. */
function rulesOf({ templates, account, region }: InboundMailParts): Rule[] {
  return templates.ofType('AWS::SES::ReceiptRule').map(({ properties, logicalId }) => {
    const parsed = ruleSchema.safeParse(properties);
    if (!parsed.success) throw new NotModelled(`The laptop cloud models receipt rules that store and call, not ${logicalId}`);
    const { RuleSetName, Rule } = parsed.data;
    const arn = `arn:aws:ses:${region}:${account}:receipt-rule-set/${RuleSetName}:receipt-rule/${Rule.Name}`;
    return { arn, recipients: Rule.Recipients, actions: Rule.Actions };
  });
}

const isFor = (pattern: string, address: string): boolean =>
  pattern.includes('@') ? address === pattern : address.slice(address.lastIndexOf('@') + 1) === pattern;

async function store(
  { templates, objects }: InboundMailParts,
  { arn }: Rule,
  mail: Mail,
  bucketName: string,
  prefix: string,
): Promise<void> {
  const key = `${prefix}${mail.id}`;
  if (!mayStore(templates, bucketName, key, arn)) throw new Error(`SES may not put ${key} into ${bucketName}: no bucket policy lets it`);
  const put = await objects.put(bucketName, key, one(mail.raw), { contentType: 'binary/octet-stream' }, { sizeBytes: mail.raw.length });
  if (put.kind !== 'stored') throw new Error(`SES could not put ${key}: ${put.kind}`);
}

async function* one(bytes: Buffer) {
  yield bytes;
}

function call({ templates, lambda }: InboundMailParts, { arn }: Rule, mail: Mail, functionArn: string): void {
  const name = templates.find('AWS::Lambda::Function', functionArn).names.ref;
  if (!mayInvoke(templates, name, 'ses.amazonaws.com', arn)) throw new Error(`SES may not invoke ${name}: no Lambda::Permission`);
  lambda.invokeLater(name, sesEvent(mail, functionArn));
}

/** Stores before it calls, as the rule says; what fails ends the rule. @throws for the SMTP client to hear. */
export function receiveInto(parts: InboundMailParts): (arrival: Arrival) => Promise<void> {
  const rules = rulesOf(parts);
  return async (arrival) => {
    const { headers, verdicts } = await judgeMail(arrival, parts.domains);
    for (const rule of rules) {
      const recipients = arrival.to.filter((address) => rule.recipients.some((pattern) => isFor(pattern, address.toLowerCase())));
      if (recipients.length === 0) continue;
      const id = randomUUID().replaceAll('-', '') + randomUUID().slice(0, 8);
      const at = parts.clock.now();
      const raw = Buffer.concat([Buffer.from(sesHeaders({ id, arrival, verdicts, at, results: headers })), arrival.raw]);
      const mail = { id, arrival, recipients, raw, verdicts, at };
      for (const action of rule.actions) {
        if ('S3Action' in action) await store(parts, rule, mail, action.S3Action.BucketName, action.S3Action.ObjectKeyPrefix);
        else call(parts, rule, mail, action.LambdaAction.FunctionArn);
      }
    }
  };
}

type Stamp = Pick<Mail, 'id' | 'arrival' | 'verdicts' | 'at'> & { results: string };

/** What SES puts before the mail's own headers. */
const sesHeaders = ({ id, arrival: { from, helo, ip, to }, verdicts, at, results }: Stamp): string =>
  [
    `Return-Path: <${from}>`,
    `Received: from ${helo.replace(/[^\w.-]/g, '')} ([${ip}]) by inbound-smtp.us-east-1.amazonaws.com with SMTP id ${id}`,
    ` for ${to[0] ?? 'nobody'}; ${at.toUTCString()}`,
    `X-SES-Spam-Verdict: ${verdicts.spam}`,
    `X-SES-Virus-Verdict: ${verdicts.virus}`,
    results.replace(/(?:\r?\n)+$/, ''),
    '',
  ].join('\r\n');

const maxHeaderBytes = 10 * 1024;

/** Name and unfolded value of each header, until SES's limit is reached. */
export function readHeaders(raw: Buffer): { headers: { name: string; value: string }[]; headersTruncated: boolean } {
  const end = /\r?\n\r?\n/.exec(raw.toString('latin1'))?.index ?? raw.length;
  const lines = raw
    .subarray(0, end)
    .toString('utf8')
    .replace(/\r?\n[ \t]+/g, ' ')
    .split(/\r?\n/);
  const headers: { name: string; value: string }[] = [];
  let left = maxHeaderBytes;
  for (const line of lines) {
    const colon = line.indexOf(':');
    if (colon < 1) continue;
    left -= Buffer.byteLength(line);
    if (left < 0) return { headers, headersTruncated: true };
    headers.push({ name: line.slice(0, colon).trim(), value: line.slice(colon + 1).trim() });
  }
  return { headers, headersTruncated: false };
}

/** @see https://docs.aws.amazon.com/ses/latest/dg/receiving-email-action-lambda-event.html */
function sesEvent({ id, arrival, recipients, raw, verdicts, at }: Mail, functionArn: string) {
  const timestamp = at.toISOString();
  const mail = { timestamp, source: arrival.from, messageId: id, destination: arrival.to, ...readHeaders(raw), commonHeaders: {} };
  const statuses = Object.entries(verdicts).map(([name, status]) => [`${name}Verdict`, { status }]);
  const action = { type: 'Lambda', functionArn, invocationType: 'Event' };
  const receipt = { timestamp, processingTimeMillis: 1, recipients, ...Object.fromEntries(statuses), action };
  return { Records: [{ eventSource: 'aws:ses', eventVersion: '1.0', ses: { mail, receipt } }] };
}
