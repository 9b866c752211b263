import type { App } from 'aws-cdk-lib';
import { CfnFunction } from 'aws-cdk-lib/aws-lambda';
import { describe, expect, it } from 'vitest';
import { type Duty, duties } from '../../functions/duties.ts';
import { auditAssembly } from '../../infra/audit.ts';
import { loopingDuties } from '../../infra/queue-loops.ts';
import { withAssembly } from './synthesize.ts';

type Queue = NonNullable<Duty['queue']>;
const duty = (queue: Queue | undefined, ...sends: Queue[]) => ({
  ...(queue ? { queue } : {}),
  rights: sends.map((to) => ({ on: `${to}-queue` as const, actions: ['SendMessage'] as const })),
});

describe(loopingDuties, () => {
  it('names the duties that the table marks, and no other', () => {
    const marked = Object.entries<Duty>(duties).flatMap(([name, { mayLoop }]) => (mayLoop ? [name] : []));

    expect(loopingDuties()).toEqual(marked.sort());
    expect(marked).toEqual(['eraser', 'publisher']);
  });

  it('finds a way back through others, and not what only leads into it', () => {
    const table = {
      a: duty('publish', 'mail'),
      b: duty('mail', 'export'),
      c: duty('export', 'publish'),
      d: duty('media', 'publish'),
      e: duty(undefined, 'mail'),
    };

    expect(loopingDuties(table)).toEqual(['a', 'b', 'c']);
  });
});

describe('auditAssembly', () => {
  const problemsWith = (name: string, value: string) =>
    withAssembly(
      {
        change: (app: App) => {
          const found = app.node.findChild('postora-beta-service').node.findChild(name).node.findChild('function').node.defaultChild;
          if (!(found instanceof CfnFunction)) throw new Error(`no function ${name}`);
          found.recursiveLoop = value;
        },
      },
      auditAssembly,
    ).problems;

  it.each(['eraser', 'publisher'])('names %s if Lambda would stop it', (name) => {
    expect(problemsWith(name, 'Terminate')).toEqual([`${name}: Lambda would stop the 17th message of a chain: RecursiveLoop is not Allow`]);
  });

  it('names a function whose guard is off for nothing', () => {
    expect(problemsWith('mailer', 'Allow')).toEqual(['mailer: RecursiveLoop is Allow, but the duty table does not say mayLoop']);
  });
});
