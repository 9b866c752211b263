/** What the leak watch makes of what it gathered: hits, declared places, and runs that prove nothing. */
import { describe, expect, it } from 'vitest';
import { Recorder } from './record.ts';
import { Secrets } from './secrets.ts';
import { canary } from './watched-world.ts';

const known = (): { token: string; secrets: Secrets } => {
  const token = canary();
  const secrets = new Secrets();
  secrets.add('access_token', token);
  return { token, secrets };
};

describe('Recorder', () => {
  it('T9.1 tells the sink, the place and the way in which a secret was hidden', () => {
    const { token, secrets } = known();
    const record = new Recorder();
    record.value('queue publish', 'message', { message: { note: Buffer.from(token).toString('base64') } });

    const { hits } = record.judge('memory', secrets);

    expect(hits).toEqual([
      expect.objectContaining({ sink: 'queue publish', place: 'message #/message/note', secret: 'access_token', how: ['base64 +0'] }),
    ]);
  });

  it('T9.1 lets a secret stand where it was declared, and nowhere beside', () => {
    const { token, secrets } = known();
    const record = new Recorder();
    record.text('calls to threads', 'GET /v1.0/me header authorization', `Bearer ${token}`);
    record.text('calls to threads', 'GET /v1.0/me query access_token', token);

    const { hits } = record.judge('memory', secrets);

    expect(hits.map(({ place }) => place)).toEqual(['GET /v1.0/me query access_token']);
  });

  it('T9.1 finds what an error holds in its causes and in properties that nobody prints', () => {
    const { token, secrets } = known();
    const record = new Recorder();
    const cause = new Error('refused');
    Object.defineProperty(cause, 'request', { value: { headers: { authorization: token } }, enumerable: false });
    record.error('users.get', new Error('it failed', { cause }));

    const { hits } = record.judge('memory', secrets);

    expect(hits.map(({ sink, place }) => `${sink} ${place}`)).toEqual(['errors users.get']);
  });

  it('T9.2 counts a sink that stayed silent and a secret that never was as gaps', () => {
    const record = new Recorder();
    record.text('logs', 'line', 'a line that holds nothing of interest');

    const { gaps } = record.judge('memory', new Secrets());

    expect(gaps).toContain('nothing came out of answers');
    expect(gaps).not.toContain('nothing came out of logs');
    expect(gaps).toContain('there was no app_secret to search for');
    expect(gaps.filter((gap) => gap.startsWith('link_token was never met in mails'))).toHaveLength(1);
  });
});
