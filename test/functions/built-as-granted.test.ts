/**
 * Every entry point, started as Lambda starts it: what it asks its environment for is what its duty grants, neither more nor less. A function
 * that is not built with a right that it has fails at the first use; one that is built with more is refused by IAM.
 */
import { beforeEach, describe, expect, expectTypeOf, it, vi } from 'vitest';
import { type Duty, type DutyName, duties, type Right } from '../../functions/duties.ts';
import { database } from '../../functions/ports/database.ts';
import type { ParameterOf, PlaceOf, QueueOf, Whole } from '../../functions/ports/given.ts';
import { mail } from '../../functions/ports/mail.ts';
import { queue } from '../../functions/ports/queue.ts';
import { environmentFor } from '../../infra/constructs/environment.ts';
import { stageSettings } from '../../infra/stage.ts';
import type { Database, DueIndex, WholeDatabase } from '../../lib/core/ports.ts';

const asked = vi.hoisted(() => ({ variables: new Set<string>(), parameters: new Set<string>() }));
vi.mock('../../functions/env.ts', () => ({
  env: (name: string) => {
    asked.variables.add(name);
    return `https://example.org/${name}`;
  },
  clockSettings: () => undefined,
  awsSettings: () => ({ region: 'us-east-1', endpoint: undefined, credentials: { accessKeyId: 'key', secretAccessKey: 'secret' } }),
}));
vi.mock('../../lib/aws/parameters.ts', async (original) => ({
  ...(await original<typeof import('../../lib/aws/parameters.ts')>()),
  ssmParameters: (_client: unknown, _prefix: string, names: readonly string[]) => {
    for (const name of names) asked.parameters.add(name);
    return async () => new Map();
  },
}));

const table: Record<DutyName, Duty> = duties;
const isDuty = (name: string): name is DutyName => Object.hasOwn(duties, name);
const names = Object.keys(duties).filter(isDuty);

const targets = {
  ...{ mainTable: 'x', vaultTable: 'x', ledgerTable: 'x', mediaBucket: 'x', rawMailBucket: 'x', tokenKeyArn: 'x' },
  ...{ publishQueueUrl: 'x', refreshQueueUrl: 'x', mailQueueUrl: 'x', mediaQueueUrl: 'x', exportQueueUrl: 'x', eraseQueueUrl: 'x' },
  ...{ mailConfigurationSet: 'x', parameterPrefix: 'x' },
};
/** Told to every function, with rights or without. */
const common = Object.keys(environmentFor({ rights: [] }, stageSettings('beta'), targets));
const variablesOf = (duty: Pick<Duty, 'rights' | 'receivesMail'>): string[] =>
  Object.keys(environmentFor(duty, stageSettings('beta'), targets)).filter((name) => !common.includes(name));
const parametersOf = ({ rights }: Pick<Duty, 'rights'>): string[] =>
  rights.flatMap((right) => (right.on === 'parameters' ? right.names : []));

/** What differs between a duty and what its entry point has asked for. */
function differences(duty: Pick<Duty, 'rights' | 'receivesMail'>): string[] {
  const granted = new Set([...variablesOf(duty), ...parametersOf(duty)]);
  const built = new Set([...asked.variables, ...asked.parameters].filter((name) => !common.includes(name)));
  return [
    ...[...granted].filter((name) => !built.has(name)).map((name) => `granted, not built with: ${name}`),
    ...[...built].filter((name) => !granted.has(name)).map((name) => `built with, not granted: ${name}`),
  ];
}

const sweeperDatabase = () => database('sweeper', ['due', 'main']);

async function start(duty: DutyName): Promise<void> {
  vi.resetModules();
  await import(`../../functions/${duty}/handler.ts`);
}

describe('entry points', () => {
  beforeEach(() => {
    asked.variables.clear();
    asked.parameters.clear();
  });

  it.each(names)('T8.3 %s is built with exactly what its duty grants', async (duty) => {
    await start(duty);

    expect(asked.variables.size).toBeGreaterThan(0);
    expect(differences(table[duty])).toEqual([]);
  });

  it('T8.3 shows each right that is missing, and each that is one too many', async () => {
    const { rights } = table.sweeper;
    const without = (on: Right['on']) => rights.filter((right) => right.on !== on);
    await start('sweeper');

    expect(differences({ rights: without('mail-queue') })).toEqual(['built with, not granted: MAIL_QUEUE_URL']);
    expect(differences({ rights: [...rights, { on: 'vault', actions: ['GetItem'], keys: ['DATAKEY#'] }] })).toEqual([
      'granted, not built with: VAULT_TABLE',
    ]);
    await start('auth');
    expect(differences({ rights: [...table.auth.rights, { on: 'parameters', names: ['threads-app-id'] }] })).toContain(
      'granted, not built with: threads-app-id',
    );
  });

  it('T8.3 know their names from the duty table, so that a wrong list does not compile', () => {
    expectTypeOf<QueueOf<'sweeper'>>().toEqualTypeOf<'publish' | 'refresh' | 'media' | 'export' | 'erase' | 'mail'>();
    expectTypeOf<QueueOf<'approve'>>().toEqualTypeOf<'publish'>();
    expectTypeOf<QueueOf<'media'>>().toEqualTypeOf<never>();
    expectTypeOf<PlaceOf<'eraser'>>().toEqualTypeOf<'main' | 'due' | 'vault' | 'ledger'>();
    expectTypeOf<ParameterOf<'approve'>>().toEqualTypeOf<'origin-secret' | 'origin-secret-previous'>();
  });

  it('T8.3 a list that leaves one out, or names one too many, is an error of the compiler', () => {
    type Five = readonly ['publish', 'refresh', 'media', 'export', 'erase'];
    expectTypeOf<Whole<QueueOf<'sweeper'>, Five>>().toEqualTypeOf<{ missing: 'mail' }>();
    expectTypeOf<Whole<QueueOf<'sweeper'>, readonly [...Five, 'mail']>>().toBeUnknown();
    // @ts-expect-error One is missing.
    expect(() => queue('eraser', ['erase', 'media'])).not.toThrow();
    // @ts-expect-error It may not send there.
    expect(() => queue('approve', ['publish', 'mail'])).not.toThrow();
    // @ts-expect-error It has no vault.
    expect(() => database('approve', ['main', 'vault'])).not.toThrow();
    // @ts-expect-error It sends no mail.
    expect(() => mail('approve')).not.toThrow();
    expectTypeOf<Database>().not.toExtend<Database<'vault'>>();
    expectTypeOf<Database<'main' | 'vault'>>().toExtend<Database>();
    expectTypeOf<WholeDatabase>().toExtend<Database<'main' | 'ledger'> & DueIndex>();
    expectTypeOf<ReturnType<typeof sweeperDatabase>>().toEqualTypeOf<Database & DueIndex>();
  });
});
