/** EventBridge for S3: rules with a pattern for new objects, each told to its queue in the words of the rule's input template. */
import * as z from 'zod';
import { NotModelled } from './demands.ts';
import { mayDeliver } from './permissions.ts';
import type { Queues } from './queues.ts';
import type { OnCreated } from './s3-calls.ts';
import type { Templates } from './template.ts';

export type ObjectEventsOptions = {
  templates: Templates;
  queues: Pick<Queues, 'call'>;
  say(level: 'warn' | 'error', text: string): void;
};

/** Exact values, or a beginning; AWS knows more, which is refused here. */
const textSchema = z.array(z.union([z.string(), z.strictObject({ prefix: z.string() })]));
const patternSchema = z.strictObject({
  source: z.tuple([z.literal('aws.s3')]),
  'detail-type': z.tuple([z.literal('Object Created')]),
  detail: z.strictObject({
    bucket: z.strictObject({ name: textSchema }),
    object: z.strictObject({ key: textSchema }),
  }),
});
const targetSchema = z.looseObject({
  Arn: z.string(),
  InputTransformer: z.strictObject({ InputPathsMap: z.record(z.string(), z.literal('$.detail.object.key')), InputTemplate: z.string() }),
});
const ruleSchema = z.looseObject({ EventPattern: z.unknown().optional(), State: z.string().default('ENABLED'), Targets: z.unknown() });

type Target = { queueUrl: string; queueArn: string; ruleArn: string; transform(key: string): string };
type Rule = { matches(bucket: string, key: string): boolean; targets: Target[] };

const fits = (patterns: z.infer<typeof textSchema>, text: string) =>
  patterns.some((pattern) => (typeof pattern === 'string' ? pattern === text : text.startsWith(pattern.prefix)));

/** @throws {NotModelled} for a rule with another pattern, or a target that is no queue with an input template. */
function rulesOf(templates: Templates): Rule[] {
  return templates.ofType('AWS::Events::Rule').flatMap(({ properties, names, logicalId }) => {
    const { EventPattern, State, Targets } = ruleSchema.parse(properties);
    if (EventPattern === undefined || State !== 'ENABLED') return [];
    const pattern = patternSchema.safeParse(EventPattern);
    const targets = z.array(targetSchema).safeParse(Targets);
    if (!pattern.success || !targets.success)
      throw new NotModelled(`The laptop cloud models rules on "Object Created" that tell a queue, not ${logicalId}`);
    const { bucket, object } = pattern.data.detail;
    return [
      {
        matches: (bucketName: string, key: string) => fits(bucket.name, bucketName) && fits(object.key, key),
        targets: targets.data.map((target) => targetOf(templates, names.attributes['Arn'] ?? '', target)),
      },
    ];
  });
}

function targetOf(templates: Templates, ruleArn: string, { Arn, InputTransformer }: z.infer<typeof targetSchema>): Target {
  const queue = templates.find('AWS::SQS::Queue', Arn);
  const { InputPathsMap, InputTemplate } = InputTransformer;
  return {
    queueUrl: queue.names.ref,
    queueArn: Arn,
    ruleArn,
    transform: (key) => Object.keys(InputPathsMap).reduce((text, name) => text.replaceAll(`<${name}>`, JSON.stringify(key)), InputTemplate),
  };
}

/** What S3 calls when there is a new object. */
export function objectEvents({ templates, queues, say }: ObjectEventsOptions): OnCreated {
  const rules = rulesOf(templates);
  async function deliver({ queueUrl, queueArn, ruleArn, transform }: Target, key: string): Promise<void> {
    if (!mayDeliver(templates, queueArn, ruleArn)) return say('error', `EventBridge may not send to ${queueArn}: no queue policy lets it`);
    const answer = await queues.call('SendMessage', { QueueUrl: queueUrl, MessageBody: transform(key) });
    if (answer.status !== 200) say('error', `EventBridge could not send to ${queueArn}: ${answer.body}`);
  }
  return (bucket, { key }) => {
    if (!bucket.reports) return;
    const targets = rules.filter(({ matches }) => matches(bucket.name, key)).flatMap((rule) => rule.targets);
    for (const target of targets) deliver(target, key).catch((error: unknown) => say('error', `EventBridge: ${String(error)}`));
  };
}
