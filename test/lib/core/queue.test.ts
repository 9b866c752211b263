/** A sender names its queues in its type: what a function was not given, it cannot be written to send to. */
import { describe, expectTypeOf, it } from 'vitest';
import type { DueQueue } from '../../../lib/core/due-work.ts';
import type { QueueName, SendMessage } from '../../../lib/core/queue.ts';

describe('SendMessage', () => {
  it('T8.3 of some queues does not stand in for one of more', () => {
    expectTypeOf<SendMessage<QueueName>>().toExtend<SendMessage<'mail'>>();
    expectTypeOf<SendMessage<'publish' | 'mail'>>().toExtend<SendMessage<'mail'>>();
    expectTypeOf<SendMessage<'publish'>>().not.toExtend<SendMessage<'mail'>>();
    expectTypeOf<SendMessage<Exclude<DueQueue, 'mail'>>>().not.toExtend<SendMessage<DueQueue>>();
  });

  it('T8.3 sends a queue only what its consumer understands', () => {
    const send: SendMessage<'erase'> = async () => undefined;
    void send('erase', { kind: 'deletion', code: 'PDR-1' });
    // @ts-expect-error That is for another queue.
    void send('erase', { kind: 'forward_digest', day: '2026-12-01' });
    // @ts-expect-error It knows no such queue.
    void send('mail', { kind: 'forward_digest', day: '2026-12-01' });
  });

  it('the timer sends to every queue that one of its kinds names', () => {
    expectTypeOf<DueQueue>().toEqualTypeOf<'publish' | 'refresh' | 'media' | 'export' | 'erase' | 'mail'>();
  });
});
