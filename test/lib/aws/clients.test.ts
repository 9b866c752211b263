/** Queue, mail, parameters, key service: what is asked of AWS, and what its answers become. */
import { IncorrectKeyException, InvalidCiphertextException, KMSClient } from '@aws-sdk/client-kms';
import { SESv2Client } from '@aws-sdk/client-sesv2';
import { SQSClient } from '@aws-sdk/client-sqs';
import { SSMClient } from '@aws-sdk/client-ssm';
import { describe, expect, it } from 'vitest';
import { hmacKeyedHash } from '../../../lib/aws/keyed-hash.ts';
import { kmsKeyService } from '../../../lib/aws/kms.ts';
import { sesSendMail } from '../../../lib/aws/mail.ts';
import { requireParameter, ssmParameters } from '../../../lib/aws/parameters.ts';
import { sqsSendMessage } from '../../../lib/aws/queue.ts';
import type { Mail } from '../../../lib/core/ports.ts';
import { inMs } from '../../support/builders.ts';

const settings = { region: 'eu-central-1', credentials: { accessKeyId: 'x', secretAccessKey: 'x' } };
type Answering = { middlewareStack: { add: (...input: never[]) => void } };

/** Lets a real client answer from the test instead of the network; the answer is what it was asked. */
function answering(client: Answering, answer: (input: Record<string, unknown>) => unknown = () => ({})): Record<string, unknown>[] {
  const asked: Record<string, unknown>[] = [];
  const middleware = () => async (args: { input: Record<string, unknown> }) => {
    asked.push(args.input);
    return { output: answer(args.input), response: {} };
  };
  client.middlewareStack.add(...([middleware, { step: 'initialize', priority: 'high' }] as never[]));
  return asked;
}

const message = { kind: 'publication', user_id: 'usr_1', post_id: 'post_1', connection_id: 'con_1' } as const;

describe('sqsSendMessage', () => {
  const setup = () => {
    const client = new SQSClient(settings);
    return { asked: answering(client), send: sqsSendMessage(client, new Map([['publish', 'https://sqs.example/publish']] as const)) };
  };

  it.each([0, 1, 900])('sends a message as JSON with a delay of %i s and its group', async (delaySeconds) => {
    const { asked, send } = setup();

    await send('publish', message, { delaySeconds, group: 'con_1' });

    expect(asked).toEqual([
      {
        QueueUrl: 'https://sqs.example/publish',
        MessageBody: JSON.stringify(message),
        DelaySeconds: delaySeconds,
        MessageGroupId: 'con_1',
      },
    ]);
  });

  it('needs neither delay nor group', async () => {
    const { asked, send } = setup();

    await send('publish', message);

    expect(asked).toEqual([{ QueueUrl: 'https://sqs.example/publish', MessageBody: JSON.stringify(message), DelaySeconds: 0 }]);
  });

  it.each([901, -1, 1.5, Number.NaN, Number.POSITIVE_INFINITY, 86_400])('refuses a delay of %d s before AWS does', async (delaySeconds) => {
    const { asked, send } = setup();

    await expect(send('publish', message, { delaySeconds })).rejects.toThrow('0 to 900 whole seconds');

    expect(asked).toEqual([]);
  });

  it('knows only the queues that it was given', async () => {
    const { send } = setup();

    // @ts-expect-error It does not compile either.
    await expect(send('mail', { kind: 'invite', invite_hash: '' })).rejects.toThrow('no queue "mail"');
  });
});

describe('sesSendMail', () => {
  it('sends text and HTML to one address, marked as automatic', async () => {
    const client = new SESv2Client(settings);
    const asked = answering(client);

    await sesSendMail(client, 'hello@postora.example', 'set')({ to: 'ada@example.org', subject: 'Grüße', text: 'T', html: '<p>H</p>' });

    expect(asked).toEqual([
      {
        FromEmailAddress: 'hello@postora.example',
        ConfigurationSetName: 'set',
        Destination: { ToAddresses: ['ada@example.org'] },
        Content: {
          Simple: {
            Subject: { Data: 'Grüße', Charset: 'UTF-8' },
            Body: { Text: { Data: 'T', Charset: 'UTF-8' }, Html: { Data: '<p>H</p>', Charset: 'UTF-8' } },
            Headers: [
              { Name: 'Auto-Submitted', Value: 'auto-generated' },
              { Name: 'X-Auto-Response-Suppress', Value: 'All' },
              { Name: 'X-Postora-Mail', Value: 'automatic' },
            ],
          },
        },
      },
    ]);
  });

  const mail = { to: 'ada@example.org', subject: 'S', text: 'T', html: 'H' };
  const simple = async (more: Partial<Mail>) => {
    const client = new SESv2Client(settings);
    const asked = answering(client);
    await sesSendMail(client, 'hello@postora.example', 'set')({ ...mail, ...more });
    return (asked[0] as { Content: { Simple: { Headers: { Name: string; Value: string }[]; Attachments?: object[] } } }).Content.Simple;
  };

  it('T4.3 marks an answer as one, and names the mail that it answers if that can be named', async () => {
    const [named, unnamed] = [
      await simple({ answers: { messageId: '<1@example.org>' } }),
      await simple({ answers: { messageId: undefined } }),
    ];

    expect(named.Headers[0]).toEqual({ Name: 'Auto-Submitted', Value: 'auto-replied' });
    expect(named.Headers.slice(3)).toEqual(['In-Reply-To', 'References'].map((Name) => ({ Name, Value: '<1@example.org>' })));
    expect(unnamed.Headers[0]).toEqual({ Name: 'Auto-Submitted', Value: 'auto-replied' });
    expect(unnamed.Headers).toHaveLength(3);
  });

  it('attaches a plain mail as a mail, byte by byte', async () => {
    const bytes = Buffer.from('From: a\r\n\r\nbody\r\n');

    expect((await simple({ attachedMail: { filename: 'mail-1.eml', bytes } })).Attachments).toEqual([
      {
        FileName: 'mail-1.eml',
        ContentDisposition: 'ATTACHMENT',
        RawContent: bytes,
        ContentType: 'message/rfc822',
        ContentTransferEncoding: 'SEVEN_BIT',
      },
    ]);
  });

  it.each([
    ['eight bits', 'Grüße\r\n'],
    ['a zero byte', 'a\u0000b\r\n'],
    ['a bare line feed', 'a\nb\r\n'],
    ['a bare carriage return', 'a\rb\r\n'],
    ['a carriage return at its end', 'a\r'],
    ['a line that is too long', `${'a'.repeat(999)}\r\n`],
  ])('attaches a mail with %s as a file, because it is no mail that every server takes', async (_, text) => {
    const { Attachments } = await simple({ attachedMail: { filename: 'mail-1.eml', bytes: Buffer.from(text) } });

    expect(Attachments).toMatchObject([{ ContentType: 'application/octet-stream', ContentTransferEncoding: 'BASE64' }]);
  });

  it('takes the longest line that is allowed', async () => {
    const { Attachments } = await simple({ attachedMail: { filename: 'mail-1.eml', bytes: Buffer.from(`${'a'.repeat(998)}\r\n`) } });

    expect(Attachments).toMatchObject([{ ContentType: 'message/rfc822' }]);
  });
});

describe('ssmParameters', () => {
  const setup = (values: Record<string, string> = { 'origin-secret': 'one' }) => {
    const client = new SSMClient(settings);
    let nowMs = 0;
    const stored = () => Object.entries(values).map(([name, Value]) => ({ Name: `/postora/${name}`, Value }));
    const asked = answering(client, () => ({ Parameters: stored() }));
    const read = ssmParameters(client, '/postora', ['origin-secret', 'origin-secret-previous'], () => inMs(nowMs));
    return {
      asked,
      read,
      values,
      at: (ms: number) => {
        nowMs = ms;
      },
    };
  };

  it('reads all of them together, decrypted, by their names below the prefix', async () => {
    const { asked, read } = setup();

    const values = await read();

    expect(asked).toEqual([{ Names: ['/postora/origin-secret', '/postora/origin-secret-previous'], WithDecryption: true }]);
    expect([...values]).toEqual([['origin-secret', 'one']]);
  });

  it('keeps them five minutes, then sees what changed', async () => {
    const { asked, read, values, at } = setup();
    await read();
    values['origin-secret'] = 'two';

    at(5 * 60_000 - 1);
    const kept = (await read()).get('origin-secret');
    at(5 * 60_000);
    const fresh = (await read()).get('origin-secret');

    expect([kept, fresh, asked.length]).toEqual(['one', 'two', 2]);
  });

  it('T7.11 reads anew when the clock went back, instead of keeping an old value for long', async () => {
    const { asked, read, values, at } = setup();
    at(1e9);
    await read();
    values['origin-secret'] = 'two';

    at(0);

    expect((await read()).get('origin-secret')).toBe('two');
    expect(asked).toHaveLength(2);
  });

  it('keeps nothing of a failure', async () => {
    const client = new SSMClient(settings);
    let calls = 0;
    answering(client, () => {
      calls += 1;
      if (calls === 1) throw new Error('throttled');
      return { Parameters: [{ Name: '/p/hash-key', Value: 'k' }] };
    });
    const read = ssmParameters(client, '/p', ['hash-key'], () => inMs(0));

    await expect(read()).rejects.toThrow('throttled');

    expect((await read()).get('hash-key')).toBe('k');
  });

  it('a parameter that is missing or empty is an error that names it', () => {
    expect(() => requireParameter(new Map(), 'hash-key')).toThrow('"hash-key"');
    expect(() => requireParameter(new Map([['hash-key', '']]), 'hash-key')).toThrow('"hash-key"');
    expect(requireParameter(new Map([['hash-key', 'k']]), 'hash-key')).toBe('k');
  });
});

describe('hmacKeyedHash', () => {
  const hash = hmacKeyedHash(async () => 'key');

  it('is the same for the same purpose and value, and 64 hex digits', async () => {
    expect(await hash('email', 'ada@example.org')).toBe(await hash('email', 'ada@example.org'));
    expect(await hash('email', 'ada@example.org')).toMatch(/^[0-9a-f]{64}$/);
  });

  it('is different for another value, purpose or key', async () => {
    const all = [await hash('email', 'a'), await hash('email', 'b'), await hash('remote', 'a'), await hash('client_ip', 'a')];
    const other = await hmacKeyedHash(async () => 'other')('email', 'a');

    expect(new Set([...all, other]).size).toBe(5);
  });
});

describe('kmsKeyService', () => {
  const context = { purpose: 'token', connection: 'con_1' };
  const setup = (answer: () => unknown) => {
    const client = new KMSClient(settings);
    return { asked: answering(client, answer), service: kmsKeyService(client, 'arn:key') };
  };
  const wrapped = new Uint8Array([1, 2, 3]);
  const failure = { message: 'no', $metadata: {} };

  it('asks for a 256-bit key under the context', async () => {
    const { asked, service } = setup(() => ({ Plaintext: new Uint8Array(32), CiphertextBlob: wrapped }));

    expect(await service.generateDataKey(context)).toEqual({ plaintext: new Uint8Array(32), wrapped });
    expect(asked).toEqual([{ KeyId: 'arn:key', KeySpec: 'AES_256', EncryptionContext: context }]);
  });

  it('opens a wrapped key under the same context and key', async () => {
    const { asked, service } = setup(() => ({ Plaintext: new Uint8Array(32) }));

    await service.decryptDataKey(wrapped, context);

    expect(asked).toEqual([{ KeyId: 'arn:key', CiphertextBlob: wrapped, EncryptionContext: context }]);
  });

  it.each([new InvalidCiphertextException(failure), new IncorrectKeyException(failure)])(
    'T3.2 what it refuses for good means: connect again (%#)',
    async (error) => {
      const { service } = setup(() => {
        throw error;
      });

      await expect(service.decryptDataKey(wrapped, context)).rejects.toMatchObject({ kind: 'reconnect', code: 'token_not_readable' });
    },
  );

  it('everything else may pass later', async () => {
    const { service } = setup(() => {
      throw new Error('ThrottlingException');
    });

    await expect(service.decryptDataKey(wrapped, context)).rejects.not.toMatchObject({ kind: 'reconnect' });
  });

  it('an answer without a key is an error', async () => {
    const { service } = setup(() => ({}));

    await expect(service.generateDataKey(context)).rejects.toThrow('without a key');
    await expect(service.decryptDataKey(wrapped, context)).rejects.toThrow('without a key');
  });
});
