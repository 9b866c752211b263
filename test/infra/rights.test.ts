import { describe, expect, it } from 'vitest';
import { duties } from '../../functions/duties.ts';
import { grantedRights, listedRights } from '../../infra/rights.ts';
import { stageNames } from '../../infra/stage.ts';
import { withAssembly } from './synthesize.ts';

const granted = new Map(withAssembly({}, grantedRights).map(({ name, rights }) => [name, rights]));
const holders = (start: string) =>
  [...granted].flatMap(([name, rights]) => (rights.some((right) => right.startsWith(start)) ? [name] : []));

describe('grantedRights', () => {
  it.each(stageNames)('T8.3 function → actions table equals the template of %s', (stage) => {
    const template = withAssembly({ stage }, grantedRights).map(({ name, rights }) => [name, rights] as const);

    expect(Object.fromEntries(template)).toEqual(Object.fromEntries(listedRights()));
  });

  it('T3.5 lets only publisher and refresher decrypt, with the purpose fixed and every name of the context present', () => {
    const context = 'purpose=token connection user provider remote_hash key_version epoch'.split(' ').sort().join(' ');

    expect(holders('token-key Decrypt')).toEqual(['publisher', 'refresher']);
    for (const name of ['publisher', 'refresher']) expect(granted.get(name)).toContain(`token-key Decrypt ${context}`);
  });

  it('T3.5 lets only connect and refresher make data keys', () => {
    expect(holders('token-key GenerateDataKey')).toEqual(['connect', 'refresher']);
    expect(holders('token-key')).toEqual(['connect', 'publisher', 'refresher']);
  });

  it('lets only approve write approvals, nobody change one, and only the eraser delete one', () => {
    expect(holders('main PutItem APPROVALS#')).toEqual(['approve']);
    expect(holders('main UpdateItem APPROVALS#')).toEqual([]);
    expect(holders('main DeleteItem APPROVALS#')).toEqual(['eraser']);
  });

  it('lets the eraser take everything of a person, and open, send and read no file of anything', () => {
    const rights = granted.get('eraser') ?? [];

    expect(rights.filter((right) => /^(token-key|media-bucket|mail|parameters GetParameters (?!hash-key))/.test(right))).toEqual([]);
    expect(holders('ledger DeleteItem')).toEqual(['eraser']);
    expect(holders('ledger Query')).toEqual(['operator']);
  });

  it('T8.3 ties every table right to key prefixes', () => {
    const onTables = [...granted.values()].flat().filter((right) => /^(main|vault|ledger|due) /.test(right));

    expect(onTables.length).toBeGreaterThan(60);
    expect(onTables.filter((right) => !/^(main|vault|ledger|due) [A-Za-z]+ [A-Z]+#$/.test(right))).toEqual([]);
    expect(onTables.filter((right) => /Scan|Batch|PartiQL|Describe/.test(right))).toEqual([]);
  });

  it('lets each function write its own log and each consumer empty its own queue', () => {
    for (const [name, rights] of granted) {
      expect(rights.filter((right) => right.startsWith('own-log'))).toEqual(['own-log CreateLogStream', 'own-log PutLogEvents']);
      const receives = rights.filter((right) => right.includes('ReceiveMessage'));
      const { queue } = { queue: undefined, ...duties[name as keyof typeof duties] };
      expect(receives).toEqual(queue ? [`${queue}-queue ReceiveMessage`] : []);
    }
  });
});
