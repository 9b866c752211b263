/** Whatever a platform answers for ever: the engine ends by itself, in a state that its owner can act on, and has not asked without end. */
import { describe, expect, it } from 'vitest';
import { AppError } from '../../../lib/core/errors.ts';
import { publicationSchema, publicationStates } from '../../../lib/core/publication.ts';
import { approve, connect, signIn, write } from '../../functions/steps.ts';
import { type World, world } from '../../support/world.ts';

const hour = 3_600_000;
const due = Date.parse('2026-11-23T12:00:00.000Z');
const resting = publicationStates.filter((state) => ['published', 'unknown', 'held', 'failed'].includes(state));

type Answers = Partial<World['platform']['next']>;
type Scripted<K extends keyof Answers> = NonNullable<Answers[K]>[number];

/** A script that never runs out. */
const forever = <T>(answer: T): T[] => Object.assign([], { shift: () => answer });

const reconnect = new AppError('reconnect', 'reconnect_needed', 'Connect again.');
const unreachable: Scripted<'prepare'> = { kind: 'unreachable', failure: { code: 'provider_unavailable' } };
const refused = (code: 'not_ready' | 'rate_limited' | 'quota_reached' | 'provider_unavailable', again: boolean): Scripted<'send'> => ({
  kind: 'refused',
  failure: { code },
  again,
});
const noWord: Scripted<'send'> = { kind: 'unknown', failure: { code: 'outcome_unclear' } };

const outages: readonly (readonly [string, Answers])[] = [
  ['is not reached', { prepare: forever(unreachable) }],
  ['asks to slow down', { prepare: forever({ kind: 'unreachable', failure: { code: 'rate_limited' }, waitMs: 900_000 }) }],
  ['never gets ready', { prepare: forever({ kind: 'waiting', memo: { container: 'c' }, waitMs: 60_000 }) }],
  ['loses every preparation', { prepare: forever({ kind: 'gone' }) }],
  ['has no room', { quota: forever({ used: 250, total: 250, windowMs: 24 * hour }) }],
  ['wants the account connected again', { prepare: forever(reconnect) }],
  ['never says what became of it', { send: forever(noWord), find: forever({ kind: 'unclear' }) }],
  ['says that it is not there, each time', { send: forever(noWord), find: forever({ kind: 'absent', usable: true }) }],
  ['says that it is dead, each time', { send: forever(noWord), find: forever({ kind: 'absent', usable: false }) }],
  ['says “not yet”, each time', { send: forever(refused('not_ready', true)), find: forever({ kind: 'absent', usable: true }) }],
  ['says “not yet”, and shows nothing', { send: forever(refused('not_ready', true)), find: forever({ kind: 'unclear' }) }],
  ['says “slow down” to the publish call', { send: forever(refused('rate_limited', true)) }],
  ['has no room for the publish call', { send: forever(refused('quota_reached', true)) }],
  ['is down for the publish call', { send: forever(refused('provider_unavailable', true)) }],
  [
    'refuses the token of the publish call',
    { send: forever<Scripted<'send'>>({ kind: 'refused', failure: { code: 'reconnect_needed' }, again: false }) },
  ],
  ['publishes, but never shows it', { readBack: forever({ kind: 'unclear' }) }],
  ['publishes, but never says under which id', { prepare: forever({ kind: 'published' }), find: forever({ kind: 'published' }) }],
];

async function runFor(hours: number, answers: Answers) {
  const w = world();
  const browser = await signIn(w);
  const connectionId = await connect(w, browser);
  const schedule = { schedule: { wall_time: '2026-11-23T12:00', zone: 'UTC', if_late: 'publish' } };
  await approve(browser, await write(browser, [connectionId], 'Whatever comes.', schedule));
  Object.assign(w.platform.next, answers);
  while (w.clock.now().getTime() < due + hours * hour) await w.live(30);
  return { w, p: publicationSchema.parse(w.dump('main').find(({ kind }) => kind === 'publication')) };
}

describe('a platform that for ever', () => {
  it.each(outages)('T7.5 %s: it is over 25 hours after the due time, and was not asked without end', async (_, answers) => {
    const { w, p } = await runFor(26, answers);
    const calls = Object.values(w.platform.calls).reduce((sum, count) => sum + count, 0);

    // Beside a question to its owner the search goes on for three days.
    const askedAt = p.steps.find(({ what }) => what === 'unknown')?.at;
    expect(resting).toContain(p.state);
    if (askedAt === undefined) expect(p.dueAt, p.steps.map(({ what }) => what).join(' ')).toBeUndefined();
    expect((Date.parse(askedAt ?? p.updatedAt) - due) / hour).toBeLessThanOrEqual(25);
    expect(calls).toBeLessThan(2_000);
    expect(w.platform.posts.length).toBeLessThanOrEqual(1);
  });
});
