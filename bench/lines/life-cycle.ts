/** What AWS bills for one scheduled post, from its first request to its last read-back, and how often the platform is asked. */
import { type LifeCycle, lifeCycle, total } from '../counts/life-cycle.ts';
import type { Line, Row } from '../row.ts';

/** Physics: create and approve write, claim and outcome write, the index twice; see section 4 of the model. */
const limits = { writes: '5', reads: '1.1', decrypts: '0 with a cached key' } as const;

const whys = {
  writes:
    'every step of the engine is stored and moves in the index, and a transaction is billed twice: the intent alone checks five things at one instant, which is the promise',
  reads:
    'session, post, connection, sealed token and wrapped key are items of separate rights; each of four messages reads them anew, and nothing is cached',
  decrypts:
    'one for each message that asks the platform: begin, look, send and read back are at four different times, and no opened token is kept',
} as const;

function partsOf(life: LifeCycle, what: 'writes' | 'reads'): string {
  const { api, publisher } = life.by;
  const writes = `, index ${api.index + publisher.index}, condition checks ${api.checks + publisher.checks}`;
  return `two requests ${api[what]}, engine ${publisher[what]}${what === 'writes' ? writes : ''}`;
}

function rowsOfText(life: LifeCycle): Row[] {
  return [
    {
      name: 'text post: write units',
      value: total(life, 'writes'),
      goal: 25,
      unit: '',
      detail: partsOf(life, 'writes'),
      limit: limits.writes,
      why: whys.writes,
    },
    {
      name: 'text post: read units',
      value: total(life, 'reads'),
      goal: 6,
      unit: '',
      detail: partsOf(life, 'reads'),
      limit: limits.reads,
      why: whys.reads,
    },
    {
      name: 'text post: decrypts',
      value: total(life, 'decrypts'),
      goal: 3,
      unit: '',
      limit: limits.decrypts,
      detail: `data keys ${total(life, 'dataKeys')}`,
      why: whys.decrypts,
    },
    {
      name: 'text post: platform calls at due',
      value: life.callsAtDue,
      goal: 1,
      unit: '',
      limit: '1',
      peers: 'Postiz 4, post-for-me 3',
      detail: `in all ${total(life, 'providerCalls')}; SQS messages ${life.messages}`,
    },
  ];
}

/** No goal of their own: the ceilings hold them (bench/ceilings.ts). */
const others = ['image', 'carousel', 'chain'] as const;

async function rowOfOther(kind: (typeof others)[number]): Promise<Row> {
  const life = await lifeCycle(kind);
  const detail = `${total(life, 'writes')} write units, ${total(life, 'reads')} read units, ${total(life, 'decrypts')} decrypts, ${life.messages} messages, ${total(life, 'providerCalls')} platform calls`;
  const name = kind === 'chain' ? 'chain of three: calls at due of its first part' : `${kind} post: platform calls at due`;
  return { name, value: life.callsAtDue, goal: 1, unit: '', detail, limit: '1' };
}

export const lifeCycleLine: Line = {
  name: 'units',
  about: "one scheduled post's life cycle: write and read units, decrypts, platform calls, messages",
  measure: async () => [...rowsOfText(await lifeCycle('text')), ...(await Promise.all(others.map(rowOfOther)))],
};
