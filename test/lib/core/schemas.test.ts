/** What the schemas of messages, addresses and request bodies let through, and the tables that must be complete. */
import { describe, expect, it } from 'vitest';
import * as z from 'zod/mini';
import { addressSchema } from '../../../lib/core/address.ts';
import * as api from '../../../lib/core/api.ts';
import { connectionSchema, tokenContext } from '../../../lib/core/connection.ts';
import { AppError, type ErrorKind, isAppError } from '../../../lib/core/errors.ts';
import { eventSchema, eventTypes } from '../../../lib/core/event.ts';
import { explanations } from '../../../lib/core/failures.ts';
import { mailMessageSchema } from '../../../lib/core/mail-messages.ts';
import { publishMessageSchema, refreshMessageSchema } from '../../../lib/core/messages.ts';
import { mayPublish } from '../../../lib/core/provider.ts';
import { aConnection, anId } from '../../support/builders.ts';
import { cpuMs } from '../../support/cpu-time.ts';

const accepts = (schema: z.ZodMiniType, value: unknown): boolean => z.safeParse(schema, value).success;
const publish = { kind: 'publication', user_id: anId('usr'), post_id: anId('post'), connection_id: anId('con') };
const trouble = { kind: 'connection_trouble', user_id: anId('usr'), connection_id: anId('con'), key_version: 2, days_left: 7 };
const link = { kind: 'sign_in_link', email_hash: 'a'.repeat(64), browser_hash: 'b'.repeat(64), asked_at: '2026-11-23T09:00:00.000Z' };

describe('queue messages', () => {
  it('are ids and hashes', () => {
    expect(accepts(publishMessageSchema, publish)).toBe(true);
    expect(accepts(publishMessageSchema, { ...publish, rev: 3 })).toBe(true);
    expect(accepts(mailMessageSchema, link)).toBe(true);
    expect(accepts(mailMessageSchema, { kind: 'invite', invite_hash: 'c'.repeat(64) })).toBe(true);
    expect(accepts(mailMessageSchema, trouble)).toBe(true);
    expect(accepts(refreshMessageSchema, { kind: 'refresh', user_id: anId('usr'), connection_id: anId('con') })).toBe(true);
  });

  it.each([
    [{ ...publish, user_id: anId('post') }],
    [{ ...publish, post_id: 'a text' }],
    [{ ...publish, connection_id: `${anId('con')}#` }],
    [{ ...publish, rev: '3' }],
    [{ ...publish, kind: 'post' }],
    [{}],
    [null],
  ])('of publishing refuse %j', (message) => {
    expect(accepts(publishMessageSchema, message)).toBe(false);
  });

  it('drop whatever they do not name, so that no content or secret goes on from a queue', () => {
    expect(z.parse(publishMessageSchema, { ...publish, text: 'private', token: 'x' })).toEqual(publish);
    expect(z.parse(mailMessageSchema, { ...link, address: 'ada@example.org' })).toEqual(link);
  });

  it.each([
    [{ ...link, email_hash: 'ada@example.org' }],
    [{ ...link, browser_hash: '' }],
    [{ ...link, asked_at: 'yesterday' }],
    [{ kind: 'invite', invite_hash: 'A'.repeat(43) }],
    [{ ...trouble, user_id: 'ada@example.org' }],
    [{ ...trouble, days_left: 'soon' }],
  ])('of mail refuse %j: a hash is 64 hex digits, an instant an instant, an id an id', (message) => {
    expect(accepts(mailMessageSchema, message)).toBe(false);
  });
});

describe('addressSchema', () => {
  it.each([
    ['ada@example.org', 'ada@example.org'],
    ['  Ada@Example.ORG ', 'ada@example.org'],
    ['a.b+c_d-e@mail.example.co.uk', 'a.b+c_d-e@mail.example.co.uk'],
    ["o'hara@example.org", "o'hara@example.org"],
    ['müller@example.org', 'müller@example.org'],
    ['ada@localhost', 'ada@localhost'],
    [`${'x'.repeat(64)}@example.org`, `${'x'.repeat(64)}@example.org`],
  ])('takes %j as %j', (given, stored) => {
    expect(z.parse(addressSchema, given)).toBe(stored);
  });

  it.each([
    '',
    'ada',
    '@example.org',
    'ada@',
    'ada@@example.org',
    'ada@example..org',
    'ada@-example.org',
    'ada@example-.org',
    'ada@example.org.',
    'ada@.example.org',
    'a@b@example.org',
    'ada@example.org, eve@example.org',
    'ada@example.org;eve@example.org',
    'ada@example.org eve@example.org',
    'Ada <ada@example.org>',
    '"ada"@example.org',
    'ada(comment)@example.org',
    'ada@[127.0.0.1]',
    'ada@exämple.org',
    'ada\r\nBcc: eve@example.org',
    'ada@example.org\nBcc: x',
    `${'x'.repeat(65)}@example.org`,
    `x@${'y'.repeat(60)}.${'y'.repeat(200)}`,
    7,
    null,
    ['ada@example.org'],
  ])('refuses %j', (given) => {
    expect(accepts(addressSchema, given)).toBe(false);
  });

  it('refuses a long nasty one at once', () => {
    const before = cpuMs();

    expect(accepts(addressSchema, `a@${'a-'.repeat(125)}`)).toBe(false);

    expect(cpuMs() - before).toBeLessThan(50);
  });
});

describe('request bodies', () => {
  const schemas = Object.entries(api).filter((entry): entry is [string, z.ZodMiniObject] => typeof entry[1] === 'object');

  it.each(schemas)('T6.2 %s is strict', (_, schema) => {
    const { error } = z.safeParse(schema, { surplus_field: 1 });

    expect(error?.issues.flatMap((issue) => (issue.code === 'unrecognized_keys' ? issue.keys : []))).toEqual(['surplus_field']);
  });

  it.each(['', 'A'.repeat(42), 'A'.repeat(44), `${'A'.repeat(42)}=`, `${'A'.repeat(43)}\n`, 'ä'.repeat(43)])(
    'a link token %j is incomplete',
    (token) => {
      expect(accepts(api.redeemInput, { token })).toBe(false);
    },
  );

  it.each(['', 'f'.repeat(63), 'F'.repeat(64), `${'f'.repeat(64)} `, 7])('an expected hash %j is none', (hash) => {
    expect(accepts(api.approveInput, { expected_hash: hash })).toBe(false);
  });
});

describe('explanations', () => {
  it.each(Object.entries(explanations))('%s is a plain sentence that says who acts', (_, { sentence, whoActs }) => {
    expect(sentence).toMatch(/^[A-Z].*\.$/);
    expect(sentence).not.toMatch(/[_{}]|undefined|HTTP|\d{3}/);
    expect(['you', 'operator', 'nobody']).toContain(whoActs);
  });

  it('promise that nothing was published only where that is sure', () => {
    expect(explanations.outcome_unclear.sentence).not.toContain('Nothing was published');
  });
});

describe('AppError', () => {
  it.each<[ErrorKind, number, boolean]>([
    ['invalid', 400, false],
    ['unauthenticated', 401, false],
    ['forbidden', 403, false],
    ['not_found', 404, false],
    ['conflict', 409, false],
    ['reconnect', 409, false],
    ['rejected', 422, false],
    ['rate_limited', 429, true],
    ['unavailable', 503, true],
  ])('%s is %i, retryable: %s', (kind, status, isRetryable) => {
    const error = new AppError(kind, 'some_code', 'Words.');

    expect([error.status, error.isRetryable]).toEqual([status, isRetryable]);
    expect([isAppError(error), isAppError(error, kind), isAppError(error, kind, 'some_code'), isAppError(error, kind, 'other')]).toEqual([
      true,
      true,
      true,
      false,
    ]);
    expect(isAppError(new Error('x'))).toBe(false);
  });
});

describe('tokenContext', () => {
  it('T3.2 binds purpose, connection, user, provider, remote account, key version and epoch, all as opaque text', () => {
    const connection = aConnection({ keyVersion: 3, epoch: 2 });

    expect(tokenContext(connection)).toEqual({
      purpose: 'token',
      connection: connection.id,
      user: connection.userId,
      provider: 'threads',
      remote_hash: connection.remoteHash,
      key_version: '3',
      epoch: '2',
    });
    expect(JSON.stringify(tokenContext(connection))).not.toMatch(new RegExp(`@|${connection.username}|${connection.remoteId}|https?:`));
  });
});

describe('entities', () => {
  it('a connection holds no token', () => {
    expect(Object.keys(z.parse(connectionSchema, { ...aConnection(), sealed: 'x', accessToken: 'x' }))).not.toEqual(
      expect.arrayContaining([expect.stringMatching(/sealed|accessToken/)]),
    );
  });

  it.each(eventTypes)('the event %s is about ids', (type) => {
    const event = { id: anId('evt'), userId: anId('usr'), type, at: 'x', about: { post: anId('post') } };

    expect(z.parse(eventSchema, { ...event, text: 'private' })).toEqual(event);
  });

  it.each([
    [['threads_basic', 'threads_content_publish'], true],
    [['threads_content_publish', 'x', 'threads_basic'], true],
    [['threads_basic'], false],
    [['threads_content_publish'], false],
    [[], false],
  ])('T2.7 with the scopes %j it may publish: %s', (scopes, may) => {
    expect(mayPublish('threads', scopes)).toBe(may);
  });
});
