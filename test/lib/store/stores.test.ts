/** What the stores ask of the database: conditions that make a second writer lose, and attributes that are stored. */
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../../lib/core/content-hash.ts';
import type { TableName, Write } from '../../../lib/core/ports.ts';
import { dueKeys } from '../../../lib/core/timer.ts';
import { allStores } from '../../support/all-stores.ts';
import {
  aConnection,
  anApproval,
  anId,
  anOauthState,
  aPost,
  aPublication,
  aSeal,
  aSession,
  aUser,
  aWrappedKey,
  inMs,
  startAt,
} from '../../support/builders.ts';
import { memoryDatabase } from '../../support/memory-database.ts';

const setup = () => {
  const db = memoryDatabase();
  return { db, ...allStores(db) };
};
const lost = new Error('this one loses');
const hash = 'c'.repeat(64);
const link = { userId: anId('usr'), userEpoch: 1, browserHash: 'b'.repeat(64), expiresAt: inMs(600_000).toISOString() };
const invite = { address: 'ada@example.org', expiresAt: inMs(600_000).toISOString() };

describe('what comes back', () => {
  it('is what was stored, for every entity', async () => {
    const s = setup();
    const [user, session, connection, post, publication] = [aUser(), aSession(), aConnection(), aPost(), aPublication()];
    const token = { sealed: aSeal(), keyVersion: 1, expiresAt: inMs(1).toISOString(), rev: 1 };
    await s.commit([
      ...s.users.create(user, hash),
      ...s.sessions.create(session, hash),
      ...s.connections.create(connection),
      s.posts.create(post),
    ]);
    await s.commit([s.publications.create(publication), s.approvals.create(anApproval()), s.tokens.put(user.id, connection.id, token)]);
    await s.commit([...s.links.createLink(link, hash), ...s.links.createInvite(invite, hash), ...s.states.create(anOauthState(), hash)]);
    await s.commit([s.vault.create(connection.id, 1, aWrappedKey(255))]);

    expect(await s.users.get(user.id)).toEqual(user);
    expect(await s.users.idByEmail(hash)).toBe(user.id);
    expect(await s.sessions.get(hash)).toEqual({ ...session, tokenHash: hash });
    expect(await s.sessions.list(user.id)).toEqual([{ ...session, tokenHash: hash }]);
    expect(await s.connections.get(user.id, connection.id)).toEqual(connection);
    expect(await s.connections.owner('threads', connection.remoteHash)).toEqual({ userId: user.id, connectionId: connection.id });
    expect(await s.posts.get(user.id, post.id)).toEqual(post);
    expect(await s.publications.get(user.id, post.id, connection.id)).toEqual(publication);
    expect(await s.approvals.ofPost(user.id, post.id)).toEqual([anApproval()]);
    expect(await s.tokens.get(user.id, connection.id)).toEqual(token);
    expect([await s.links.getLink(hash), await s.links.getInvite(hash), await s.states.get(hash)]).toEqual([link, invite, anOauthState()]);
    expect(new Uint8Array((await s.vault.get(connection.id, 1)) ?? [])).toEqual(aWrappedKey(255));
  });

  it('is the health of each connection by its aspects, none of them another one’s', async () => {
    const s = setup();
    const refresh = { lastTriedAt: inMs(0).toISOString(), failures: 2, warned: [14], telling: 7, problem: 'refused' } as const;
    const quota = { used: 1, total: 250, windowMs: 86_400_000, readAt: inMs(0).toISOString() };
    const success = { publishedAt: inMs(0).toISOString(), postId: anId('post') };
    const told = { keyVersion: 1, days: [14], rev: 1 };
    await s.commit([
      s.health.put('u', anId('con', 1), 'refresh', { ...refresh, warned: [14] }),
      s.health.put('u', anId('con', 1), 'quota', quota),
      s.health.put('u', anId('con', 2), 'success', success),
      s.health.replaceTold('u', anId('con', 2), told),
      s.health.put('other', anId('con', 3), 'success', success),
    ]);

    expect(await s.health.refresh('u', anId('con', 1))).toEqual(refresh);
    expect(await s.health.told('u', anId('con', 2))).toEqual(told);
    expect(await s.health.ofUser('u')).toEqual(
      new Map([
        [anId('con', 1), { refresh, quota }],
        [anId('con', 2), { success, told }],
      ]),
    );
    await s.commit(s.health.remove('u', anId('con', 1)));
    expect([...(await s.health.ofUser('u')).keys()]).toEqual([anId('con', 2)]);
  });

  it('is a token row only if nobody has moved it, and in the index while it is due', async () => {
    const s = setup();
    const token = { sealed: aSeal(), keyVersion: 1, expiresAt: inMs(1).toISOString(), rev: 1, dueAt: inMs(1).toISOString() };
    await s.commit([s.tokens.put('u', 'c', token)]);
    const next = { ...token, rev: 2 };

    await s.commit([s.tokens.replace('u', 'c', token, next)]);

    await expect(s.commit([s.tokens.replace('u', 'c', token, next)])).rejects.toMatchObject({ code: 'token_moved' });
    await expect(s.commit([s.tokens.replace('u', 'c', { ...next, keyVersion: 2 }, next)])).rejects.toMatchObject({ code: 'token_moved' });
    expect(await s.sweeps.due(dueKeys(inMs(1), 'token', 'u#c').due_pk)).toMatchObject([{ pk: 'TOKENS#u', sk: 'c' }]);
  });

  it('T2.9 a threshold is taken on by one mailer', async () => {
    const s = setup();
    const first = { keyVersion: 1, days: [14], rev: 1 };
    await s.commit([s.health.replaceTold('u', 'c', first)]);

    await expect(s.commit([s.health.replaceTold('u', 'c', first)])).rejects.toMatchObject({ kind: 'conflict' });
    await s.commit([s.health.replaceTold('u', 'c', { ...first, rev: 2 })]);
    await expect(s.commit([s.health.replaceTold('u', 'c', { ...first, rev: 2 })])).rejects.toMatchObject({ kind: 'conflict' });
  });

  it('of what is not there is undefined', async () => {
    const s = setup();

    const found = await Promise.all([
      s.users.get('u'),
      s.users.idByEmail('h'),
      s.sessions.get('h'),
      s.connections.get('u', 'c'),
      s.connections.owner('threads', 'h'),
      s.posts.get('u', 'p'),
      s.publications.get('u', 'p', 'c'),
      s.tokens.get('u', 'c'),
      s.health.refresh('u', 'c'),
      s.health.told('u', 'c'),
      s.links.getLink('h'),
      s.links.getInvite('h'),
      s.states.get('h'),
      s.vault.get('c', 1),
      s.leases.get('c'),
      s.sweeps.marks(0),
    ]);

    expect(found.filter((value) => value !== undefined)).toEqual([]);
  });

  it('of what expires carries the TTL of its end', async () => {
    const s = setup();
    await s.commit([
      ...s.links.createLink(link, hash),
      ...s.links.createInvite(invite, hash),
      ...s.states.create(anOauthState(), hash),
      ...s.sessions.create(aSession(), hash),
    ]);
    await s.rates.count('link_client', 'h', startAt);

    expect(s.db.dump('main').map(({ kind, ttl }) => [kind, Number(ttl) - startAt.getTime() / 1000])).toEqual([
      ['link', 600],
      ['pending', 600],
      ['pending', 600],
      ['invite', 600],
      ['state', 600],
      ['session', 7 * 24 * 3600],
      ['session_of_user', 7 * 24 * 3600],
      ['rate', 7200],
    ]);
  });
});

describe('a second writer loses', () => {
  const s = setup();
  const cases: [string, Write<TableName>[], Write<TableName> | Write<TableName>[], string | Error][] = [
    ['a post of an old revision', [s.posts.create(aPost())], s.posts.replace(aPost({ rev: 3 })), 'version_conflict'],
    ['a post that exists', [s.posts.create(aPost())], s.posts.create(aPost()), 'changed_meanwhile'],
    ['removing a post of another revision', [s.posts.create(aPost())], s.posts.remove(aPost({ rev: 2 })), 'version_conflict'],
    ['a publication that exists', [s.publications.create(aPublication())], s.publications.create(aPublication()), 'publication_moved'],
    [
      'a publication of an old revision',
      [s.publications.create(aPublication())],
      s.publications.replace(aPublication({ rev: 1 })),
      'publication_moved',
    ],
    [
      'a post that somebody has just approved',
      [s.publications.create(aPublication())],
      s.publications.checkAbsent(aPublication(), lost),
      lost,
    ],
    ['a publication that is gone', [], s.publications.replace(aPublication({ rev: 2 })), 'publication_moved'],
    [
      'a connection of an old revision',
      s.connections.create(aConnection()),
      s.connections.replace(aConnection({ rev: 3 })),
      'changed_meanwhile',
    ],
    [
      'an approval that exists: it is never changed',
      [s.approvals.create(anApproval())],
      s.approvals.create(anApproval({ hash })),
      'changed_meanwhile',
    ],
    ['a link that was used', [], s.links.consumeLink(link, hash), 'link_not_valid'],
    ['an invite that was used', [], s.links.consumeInvite(invite, hash), 'invite_not_valid'],
    ['a state that was used', [], s.states.consume(anOauthState(), hash), 'state_not_valid'],
    [
      'a data key that exists',
      [s.vault.create(anId('con'), 1, aWrappedKey(1))],
      s.vault.create(anId('con'), 1, aWrappedKey(2)),
      'changed_meanwhile',
    ],
    [
      'a lease that somebody holds',
      [s.leases.take(anId('con'), { holder: 'a', postId: 'p', rev: 7 }, undefined, lost)],
      s.leases.take(anId('con'), { holder: 'b', postId: 'p', rev: 2 }, undefined, lost),
      lost,
    ],
    ['a lease that was taken over', [], s.leases.release(anId('con'), { holder: 'a', rev: 7 }), 'changed_meanwhile'],
    [
      'a lease that its holder has taken once more since',
      [s.leases.take(anId('con'), { holder: 'a', postId: 'p', rev: 9 }, undefined, lost)],
      s.leases.release(anId('con'), { holder: 'a', rev: 7 }),
      'changed_meanwhile',
    ],
    [
      'an approval of another content',
      [s.approvals.create(anApproval())],
      s.approvals.checkExists({ userId: anId('usr'), postId: anId('post'), approvalId: anId('apr'), hash }, lost),
      lost,
    ],
    ['another content', [s.posts.create(aPost())], s.posts.checkHash(anId('usr'), anId('post'), hash, lost), lost],
    [
      'a connection that was told to stop',
      s.connections.create(aConnection({ epoch: 2 })),
      s.connections.checkEpoch(aConnection(), lost),
      lost,
    ],
    [
      'a connection that is being disconnected',
      s.connections.create(aConnection({ state: 'disconnecting' })),
      s.connections.checkEpoch(aConnection(), lost),
      lost,
    ],
    ['a user that was told to stop', s.users.create(aUser({ epoch: 2 }), hash), s.users.checkEpoch(anId('usr'), 1, lost), lost],
    ['a user that is gone', [], s.users.checkEpoch(anId('usr'), 1, lost), lost],
  ];

  it.each(cases)('%s', async (_, before, write, error) => {
    const { db, commit } = setup();
    await commit(before);
    const stored = JSON.stringify([db.dump('main'), db.dump('vault')]);

    const thrown: unknown = await commit([write].flat()).catch((e: unknown) => e);

    expect(thrown).toEqual(typeof error === 'string' ? expect.objectContaining({ code: error }) : error);
    expect(JSON.stringify([db.dump('main'), db.dump('vault')])).toBe(stored);
  });

  it('T2.4 a remote account that somebody connected, with the whole transaction', async () => {
    const { db, commit, connections } = setup();
    await commit(connections.create(aConnection()));

    const other = aConnection({ id: anId('con', 2), userId: anId('usr', 2) });

    await expect(commit(connections.create(other))).rejects.toMatchObject({ code: 'already_connected_elsewhere' });
    expect(db.dump('main')).toHaveLength(2);
  });

  it('an address that has an account', async () => {
    const { commit, users } = setup();
    await commit(users.create(aUser(), hash));

    await expect(commit(users.create(aUser({ id: anId('usr', 2) }), hash))).rejects.toMatchObject({ code: 'user_exists' });
  });

  it('a session that was ended is not brought back by being touched', async () => {
    const { db, commit, sessions } = setup();

    await expect(commit(sessions.touch({ ...aSession(), tokenHash: hash }))).rejects.toMatchObject({ code: 'not_signed_in' });
    expect(db.dump('main')).toEqual([]);
  });
});

describe('publicationStore', () => {
  it('is in the due index exactly as long as something is due', async () => {
    const { db, commit, publications } = setup();
    const { dueAt: _, ...resting } = aPublication({ rev: 2 });
    await commit([publications.create(aPublication())]);
    const before = db.dump('main').map((item) => [item['due_pk'], item['due_sk']]);

    await commit([publications.replace(resting)]);

    expect(before).toEqual([[expect.stringMatching(/^DUE#202611230900#\d$/), expect.stringMatching(/^\d{15}#publication$/)]]);
    expect(db.dump('main')[0]).not.toHaveProperty('due_pk');
    expect(db.dump('main')[0]).not.toHaveProperty('due_sk');
  });

  it('leaves out what most rows say, and reads it back all the same', async () => {
    const { db, commit, publications } = setup();
    const usual = aPublication();
    const unusual = aPublication({
      postId: anId('post', 2),
      polls: 3,
      isUnclear: true,
      ifLate: 'publish',
      done: [{ remoteId: 'r', publishedAt: 'x' }],
    });

    await commit([publications.create(usual)]);
    await commit([publications.create(unusual)]);

    expect(db.dump('main')[0]).not.toHaveProperty('polls');
    expect(await publications.get(usual.userId, usual.postId, usual.connectionId)).toEqual(usual);
    expect(await publications.get(unusual.userId, unusual.postId, unusual.connectionId)).toEqual(unusual);
  });

  it('finds those of one post, and those of one user, and no others', async () => {
    const { commit, publications } = setup();
    const ids = [
      { postId: anId('post', 1), connectionId: anId('con', 1) },
      { postId: anId('post', 1), connectionId: anId('con', 2) },
      { postId: anId('post', 2), connectionId: anId('con', 1) },
    ];
    await commit([
      ...ids.map((change) => publications.create(aPublication(change))),
      publications.create(aPublication({ userId: anId('usr', 2) })),
    ]);

    expect(await publications.ofPost(anId('usr'), anId('post', 1))).toHaveLength(2);
    expect(await publications.ofUser(anId('usr'))).toHaveLength(3);
  });
});

describe('approvalStore', () => {
  it('gives the newest first', async () => {
    const { commit, approvals } = setup();
    await commit([1, 3, 2].map((n) => approvals.create(anApproval({ id: anId('apr', n) }))));

    expect((await approvals.ofPost(anId('usr'), anId('post'))).map(({ id }) => id)).toEqual([3, 2, 1].map((n) => anId('apr', n)));
  });
});

describe('rateStore', () => {
  it('T1.10 counts per hour, kind and who', async () => {
    const { rates } = setup();
    const counts: number[] = [];
    for (let i = 0; i < 5; i += 1) counts.push(await rates.count('upload', 'h', startAt));
    counts.push(await rates.count('upload', 'other', startAt), await rates.count('link_client', 'h', startAt));
    counts.push(await rates.count('upload', 'h', inMs(3_599_999)), await rates.count('upload', 'h', inMs(3_600_000)));

    expect(counts).toEqual([1, 2, 3, 4, 5, 1, 1, 6, 1]);
  });
});

describe('vaultStore', () => {
  it('names every version that exists, so that all can be deleted', async () => {
    const { commit, vault } = setup();
    await commit([1, 2, 10].map((version) => vault.create(anId('con'), version, aWrappedKey(version))));

    expect((await vault.versions(anId('con'))).sort((a, b) => a - b)).toEqual([1, 2, 10]);
    expect(await vault.versions(anId('con', 2))).toEqual([]);
  });
});

describe('postStore', () => {
  it('stores text byte for byte', async () => {
    const { commit, posts } = setup();
    const text = ' \r\n\u0000\u2028👩‍👩‍👧e\u0301 ';
    await commit([posts.create(aPost({ text }))]);

    const stored = await posts.get(anId('usr'), anId('post'));

    expect(stored && contentHash(stored)).toBe(aPost({ text }).hash);
  });
});
