/** The media queue: one message at a time, and a message that nobody can read goes back alone. */
import { expect, it } from 'vitest';
import { anId } from '../../support/builders.ts';
import { sqsEvent, world } from '../../support/world.ts';
import { lambdaContext } from '../http-event.ts';

it('answers with the failed messages only, and logs each outcome without a file name or a path', async () => {
  const w = world();
  const messages = [
    { kind: 'uploaded', key: `incoming/${anId('usr')}/${anId('med')}` },
    { kind: 'uploaded' },
    'not json',
    { kind: 'expire', user_id: anId('usr'), media_id: anId('med') },
  ];

  const { batchItemFailures } = await w.as('media', w.queues.media)(sqsEvent(messages), lambdaContext);

  expect(batchItemFailures.map(({ itemIdentifier }) => itemIdentifier)).toEqual(['message-2', 'message-3']);
  const lines = w.logs.map((line) => JSON.parse(line) as Record<string, unknown>);
  const outcomes = lines.filter(({ level }) => level === 'info').map(({ media, outcome }) => `${media} ${outcome}`);
  expect(outcomes.sort()).toEqual(['expire nothing', 'uploaded late']);
  expect(w.logs.join()).not.toMatch(/incoming\/|m\/[A-Za-z0-9_-]{43}/);
});

it('sends a message back whose check broke off', async () => {
  const w = world();
  w.hooks.beforeCommit = async () => undefined;
  w.mediaFiles.before = () => {
    throw new Error('S3 is away');
  };

  const { batchItemFailures } = await w.as('media', w.queues.media)(
    sqsEvent([{ kind: 'uploaded', key: `incoming/${anId('usr')}/${anId('med')}` }]),
    lambdaContext,
  );

  expect(batchItemFailures).toHaveLength(1);
});
