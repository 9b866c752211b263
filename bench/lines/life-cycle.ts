/** What AWS bills for one scheduled post, from its first request to its last read-back, and how often the platform is asked. */
import { type LifeCycle, lifeCycle, total } from '../counts/life-cycle.ts';
import type { Line, Row } from '../row.ts';

/** Physics: create and approve write, claim and outcome write, the index twice; see section 4 of the model. */
const limits = { writes: '5', reads: '1.1', decrypts: '0 with a cached key' } as const;

const whyWrites =
  'a transaction is billed twice: approving checks post, user and connection besides its four rows, and the intent checks five things at one instant, which is the promise; each step of the engine is stored and moves in the index';
const whyReads =
  'sessions, posts, connections, sealed token and wrapped key are separate items of separate rights, read consistently in each of four messages; none is cached across messages';

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
      why: whyWrites,
    },
    {
      name: 'text post: read units',
      value: total(life, 'reads'),
      goal: 6,
      unit: '',
      detail: partsOf(life, 'reads'),
      limit: limits.reads,
      why: whyReads,
    },
    {
      name: 'text post: decrypts',
      value: total(life, 'decrypts'),
      goal: 3,
      unit: '',
      limit: limits.decrypts,
      detail: `data keys ${total(life, 'dataKeys')}`,
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
