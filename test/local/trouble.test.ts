import { describe, expect, it } from 'vitest';
import { localServer } from '../../local/http-server.ts';
import { openQueues } from '../../local/queues.ts';
import { troubledMedia, troubledQueues } from '../../local/trouble.ts';

const jobs = { name: 'jobs', arn: 'arn:aws:sqs:us-east-1:000000000000:jobs', visibilitySeconds: 30, attributes: {} };
const QueueUrl = 'http://queues/000000000000/jobs';

async function aQueue(copies: number, lateSeconds: number) {
  const queues = await openQueues([jobs], () => 30, { region: 'us-east-1', speed: 1 });
  return troubledQueues(queues, { message: () => ({ copies, lateSeconds }), isMediaDown: () => false });
}

describe(troubledQueues, () => {
  it('puts a message into its queue as often as the dice say, the last copy late', async () => {
    const queues = await aQueue(3, 60);

    const answer = await queues.call('SendMessage', { QueueUrl, MessageBody: 'work' });
    const { ready, delayed } = queues.messages('jobs');
    await queues.close();

    expect(answer.status).toBe(200);
    expect({ ready, delayed }).toEqual({ ready: ['work', 'work'], delayed: ['work'] });
  });

  it('never delays beyond what SQS takes', async () => {
    const queues = await aQueue(1, 60);

    const answer = await queues.call('SendMessage', { QueueUrl, MessageBody: 'work', DelaySeconds: 890 });
    await queues.close();

    expect(answer.status).toBe(200);
  });
});

describe(troubledMedia, () => {
  it('answers 503 while the media host is down, and serves again afterwards', async () => {
    let isDown = true;
    const server = await localServer({ port: 0, what: 'media' });
    const serve = async (_request: unknown, response: { end(text: string): unknown }) => void response.end('a picture');
    server.handle(troubledMedia(serve, { message: () => ({ copies: 1, lateSeconds: 0 }), isMediaDown: () => isDown }));
    const ask = async () => (await fetch(`http://127.0.0.1:${server.port}/m/x.jpg`)).status;

    const seen = [await ask()];
    isDown = false;
    seen.push(await ask());
    await server.close();

    expect(seen).toEqual([503, 200]);
  });
});
