/** CloudFormation refuses to take back an export that a deployed stack imports: no setting may change what is exported. */
import { describe, expect, it } from 'vitest';
import { type StageOverrides, stageSettings } from '../../infra/stage.ts';
import { withAssembly } from './synthesize.ts';

type Changed = { [Name in keyof StageOverrides]-?: StageOverrides };
const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/a';

/** Each setting at another value than the stage has; one that is missing here does not compile. */
const changed: Changed = {
  publicOrigin: { publicOrigin: 'https://other.example.org' },
  mediaOrigin: { mediaOrigin: 'https://media.other.example.org' },
  mediaDomain: { mediaOrigin: 'https://m.example.org', mediaDomain: { domain: 'm.example.org', certificateArn } },
  uploadOrigin: { uploadOrigin: 'https://uploads.example.org' },
  customDomain: { publicOrigin: 'https://p.example.org', customDomain: { domain: 'p.example.org', certificateArn } },
  mailDomain: { mailDomain: 'example.org', mailFrom: 'a@example.org', helpAddress: 'b@example.org', operatorAddress: 'c@example.net' },
  mailFrom: { mailFrom: 'other@example.com' },
  operatorName: { operatorName: 'Somebody else' },
  helpAddress: { helpAddress: 'other@example.com' },
  operatorAddress: { operatorAddress: 'other@example.net' },
  joinsRuleSet: { joinsRuleSet: 'theirs' },
  joinsRuleSetAfter: { joinsRuleSet: 'theirs', joinsRuleSetAfter: 'their-last-rule' },
  hstsIncludesSubdomains: { hstsIncludesSubdomains: true },
  alarmEmail: { alarmEmail: 'other@example.net' },
  logRetentionDays: { logRetentionDays: 90 },
  mainTableName: { mainTableName: 'restored' },
  isRestoring: { isRestoring: true },
  publisherMaxConcurrency: { publisherMaxConcurrency: 9 },
  refresherMaxConcurrency: { refresherMaxConcurrency: 9 },
  mailerMaxConcurrency: { mailerMaxConcurrency: 9 },
  mediaMaxConcurrency: { mediaMaxConcurrency: 9 },
  eraserMaxConcurrency: { eraserMaxConcurrency: 9 },
  monthlyBudgetUsd: { monthlyBudgetUsd: 99 },
  threads: { threads: { graphUrl: 'https://graph.example.org', authorizeUrl: 'https://authorize.example.org' } },
  clock: { clock: { speed: 60, epoch: '2026-01-01T00:00:00.000Z' } },
};

type Output = { Value: unknown; Export?: { Name: string } };
/** Stack and name of each export with what it stands for, the stage's own name left out. */
const exportsOf = (overrides: StageOverrides, stage: 'beta' | 'laptop' = 'beta') =>
  withAssembly({ stage, overrides }, ({ stacks }) =>
    stacks
      .flatMap(({ template }) => Object.values<Output>(template.Outputs ?? {}))
      .flatMap(({ Export, Value }) => (Export ? [`${Export.Name} = ${JSON.stringify(Value)}`] : []))
      .sort(),
  );
const imports = (overrides: StageOverrides) =>
  withAssembly({ overrides }, ({ stacks }) =>
    [...JSON.stringify(stacks.map(({ template }) => template)).matchAll(/"Fn::ImportValue":"([^"]+)"/g)].map(([, name]) => name),
  );

describe('exports of the stacks', () => {
  const always = exportsOf({});

  it('hold everything that is imported', () => {
    const names = always.map((line) => line.split(' = ')[0]);

    expect(names).toHaveLength(11);
    expect(imports({}).filter((name) => !names.includes(name))).toEqual([]);
  });

  it.each(Object.entries(changed))('T8.2 are the same with another %s', (name, overrides) => {
    const isLaptopOnly = name === 'clock';

    expect(exportsOf(overrides, isLaptopOnly ? 'laptop' : 'beta')).toEqual(isLaptopOnly ? exportsOf({}, 'laptop') : always);
    expect({ ...stageSettings(isLaptopOnly ? 'laptop' : 'beta'), ...overrides }).not.toEqual(
      stageSettings(isLaptopOnly ? 'laptop' : 'beta'),
    );
  });

  it('T8.2 are the same while a restored copy is in use and everything else differs', () => {
    const { clock: _laptopOnly, customDomain, mediaDomain, publicOrigin: _p, mediaOrigin: _m, ...others } = changed;

    expect(exportsOf(Object.assign({}, ...Object.values(others), customDomain, mediaDomain, changed.mailDomain))).toEqual(always);
  });
});
