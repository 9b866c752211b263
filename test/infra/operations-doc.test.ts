/** The operator's guide against what would be deployed: names, order and what stays are read from the templates. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { duties, type Right } from '../../functions/duties.ts';
import { stageSettings, warningsOf } from '../../infra/stage.ts';
import { withAssembly } from './synthesize.ts';

type Any = ReturnType<typeof JSON.parse>;
const guide = readFileSync(new URL('../../docs/operations.md', import.meta.url), 'utf8');
const section = (title: string) => guide.split(/^##+ /m).find((text) => text.startsWith(`${title}\n`)) ?? '';
const stacks = withAssembly({}, (assembly) =>
  assembly.stacks.map(({ stackName, template, tags }) => ({ stackName, template: template as Any, tags })),
);
const outputs = stacks.flatMap(({ stackName, template }) =>
  Object.entries<Any>(template.Outputs ?? {}).flatMap(([key, { Export }]) => (Export ? [] : [[stackName, key] as const])),
);
const comesBefore = (first: string, second: string, text: string) => {
  const [a, b] = [text.indexOf(first), text.indexOf(second)];
  return a >= 0 && b >= 0 && a < b;
};

describe('docs/operations.md', () => {
  it('names the outputs as the stacks do, each of them', () => {
    const named = [...section('Outputs').matchAll(/^\| `([^`]+)` \| `([^`]+)` \|/gm)].map(([, stack, key]) => `${stack} ${key}`);

    expect(named.sort()).toEqual(outputs.map(([stack, key]) => `${stack} ${key}`).sort());
  });

  it('fills in no name of an output that is not there', () => {
    const placeholders = [...guide.matchAll(/<([a-z-]*(?:bucket-?name|distribution-?id|domain-?name)[a-z-]*)>/g)].map(([, name]) => name);
    const keys = outputs.map(([, key]) => key);

    expect(placeholders.length).toBeGreaterThan(5);
    expect(placeholders.filter((name) => !keys.includes(name ?? ''))).toEqual([]);
    expect(guide).not.toMatch(/distribution-domain-name|media-domain-name|console-bucket-name|raw mail bucket>/);
  });

  it('has one section about stopping, with one mechanism', () => {
    expect([...guide.matchAll(/^##+ .*\bstop.*$/gim)].map(([line]) => line)).toEqual(['## Stopping all publishing']);
    expect(guide).not.toContain('update-event-source-mapping');
  });

  it('puts no secret on a command line', () => {
    expect(guide).not.toMatch(/put-parameter[^\n]*--value/);
    expect(guide).toContain('read -rs');
    expect(guide).toContain('--cli-input-json file:///dev/stdin');
  });

  it('uploads what pages name before the pages', () => {
    expect(comesBefore('s3 sync web/dist/assets', 's3 sync web/dist s3', guide)).toBe(true);
  });

  it('takes down in an order that AWS accepts', () => {
    const down = section('Take down');

    expect(comesBefore('set-active-receipt-rule-set\n', 'cdk destroy postora-beta-web postora-beta-service', down)).toBe(true);
    expect(comesBefore('s3 rm s3://<consolebucketname>', 'cdk destroy postora-beta-web', down)).toBe(true);
    expect(comesBefore('--no-deletion-protection-enabled', 'delete-table', down)).toBe(true);
    expect(comesBefore('--no-enable-termination-protection', 'cdk destroy postora-beta-data', down)).toBe(true);
  });

  it('tells everything that outlives the stacks', () => {
    const retained = stacks.flatMap(({ template }) =>
      Object.entries<Any>(template.Resources).flatMap(([id, { DeletionPolicy, Type }]) =>
        DeletionPolicy === 'Retain' && !/Policy$/.test(Type) ? [id.replace(/[0-9A-F]{8}$/, '')] : [],
      ),
    );
    const told: Record<string, string> = {
      main: 'main',
      vault: 'vault',
      ledger: 'ledger',
      tokenkey: '<token key>',
      mediabucket: '<media bucket>',
      inboundmailbucket: '<rawmailbucketname>',
    };

    expect(retained.sort()).toEqual(Object.keys(told).sort());
    expect(Object.values(told).filter((words) => !section('Take down').includes(words))).toEqual([]);
  });

  it('removes each secret that a function may read', () => {
    const rights: Right[] = Object.values(duties).flatMap(({ rights }) => [...rights]);
    const names = new Set(rights.flatMap((right) => (right.on === 'parameters' ? right.names : [])));

    expect([...names].filter((name) => !section('Take down').includes(`/postora/beta/${name}`))).toEqual([]);
  });

  it('says where a rule stands that joins a set of somebody else’s', () => {
    const rules = (overrides: object) =>
      withAssembly({ overrides }, (assembly) =>
        assembly.stacks.flatMap(({ template }) =>
          Object.values<Any>(template.Resources).flatMap(({ Type, Properties }) => (Type === 'AWS::SES::ReceiptRule' ? [Properties] : [])),
        ),
      );

    expect(rules({ joinsRuleSet: 'theirs' })).toMatchObject([{ RuleSetName: 'theirs' }]);
    expect(rules({ joinsRuleSet: 'theirs' })[0]).not.toHaveProperty('After');
    expect(rules({ joinsRuleSet: 'theirs', joinsRuleSetAfter: 'their-last' })).toMatchObject([
      { RuleSetName: 'theirs', After: 'their-last' },
    ]);
    expect(guide).toMatch(/joins it, \*\*before all\s+others\*\*, or after the one that you name in `joinsRuleSetAfter`/);
  });
});

describe('what a host is told and billed by', () => {
  it('tags every stack with its stage', () => {
    expect(stacks.map(({ tags }) => tags)).toEqual(Array(3).fill({ application: 'postora', stage: 'beta' }));
  });

  it('warns of more concurrency than a new account has, and not of less', () => {
    expect(warningsOf(stageSettings('laptop'))).toEqual([]);
    expect(warningsOf(stageSettings('beta'))).toEqual([
      expect.stringContaining('may run 15 functions at once, and a new AWS account has 10 in all'),
    ]);
    expect(warningsOf(stageSettings('beta', { publisherMaxConcurrency: 2 }))).toEqual([expect.stringContaining('may run 12 functions')]);
    const sums = stacks.flatMap(({ template }) =>
      Object.values<Any>(template.Resources).flatMap(({ Properties }) => Properties?.ScalingConfig?.MaximumConcurrency ?? []),
    );
    expect(sums.reduce((sum, one) => sum + one, 0)).toBe(15);
  });

  it('mails at what was spent, not at the forecast alone', () => {
    const budget = stacks
      .flatMap(({ template }) => Object.values<Any>(template.Resources))
      .find(({ Type }) => Type === 'AWS::Budgets::Budget');
    const said = budget.Properties.NotificationsWithSubscribers.map(
      ({ Notification: { NotificationType, Threshold } }: Any) => `${NotificationType} ${Threshold}`,
    );

    expect(said).toEqual(['ACTUAL 50', 'ACTUAL 80', 'ACTUAL 100', 'FORECASTED 100']);
  });

  it('keeps other hosts of the domain out of HSTS unless it is asked to', () => {
    const included = (overrides: object) =>
      withAssembly({ overrides }, (assembly) => [
        ...JSON.stringify(assembly.stacks.map(({ template }) => template)).matchAll(/"IncludeSubdomains":(true|false)/g),
      ]).map(([, value]) => value);

    expect(included({})).toEqual(['false', 'false', 'false']);
    expect(included({ hstsIncludesSubdomains: true })).toEqual(['true', 'true', 'true']);
  });

  it('lets no queue leave its dead letters in work of ours', () => {
    const queues = stacks
      .flatMap(({ template }) => Object.values<Any>(template.Resources))
      .filter(({ Type }) => Type === 'AWS::SQS::Queue');
    const work = queues.filter(({ Properties }) => Properties.RedrivePolicy);

    expect(work).toHaveLength(6);
    expect(work.filter(({ Properties }) => Properties.RedriveAllowPolicy?.redrivePermission !== 'denyAll')).toEqual([]);
  });
});
