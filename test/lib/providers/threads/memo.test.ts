import { describe, expect, it } from 'vitest';
import { containerIn, fromMemo, type Stage, toMemo } from '../../../../lib/providers/threads/memo.ts';
import { at, memo, now } from './fake-threads.ts';

const failure = { code: 'media_download_failed', provider: { call: 'create', status: 400, request_id: 'Areq1' } } as const;

const stages: [name: string, stage: Stage, memo: Record<string, string>][] = [
  ['a container', { kind: 'container', id: '1', createdAt: now }, { container_id: '1', created_at: now.toISOString() }],
  [
    'a finished container',
    { kind: 'container', id: '1', createdAt: now, finishedAt: at(5) },
    { container_id: '1', created_at: now.toISOString(), finished_at: at(5).toISOString() },
  ],
  ['some items', { kind: 'items', ids: ['1', '2'], finished: [], createdAt: now }, { item_ids: '1,2', created_at: now.toISOString() }],
  [
    'items that wait for a parent',
    { kind: 'items', ids: ['1', '2'], finished: ['2', '1'], createdAt: now, missingSince: at(9) },
    { item_ids: '1,2', finished_ids: '2,1', created_at: now.toISOString(), missing_since: at(9).toISOString() },
  ],
  ['a wait for a parent', { kind: 'nothing', missingSince: now }, { missing_since: now.toISOString() }],
  ['a loss', { kind: 'lost', failure }, { lost: JSON.stringify(failure) }],
];

describe('fromMemo and toMemo', () => {
  it.each(stages)('store %s as flat texts, and read it back', (_name, stage, stored) => {
    expect(toMemo(stage)).toEqual(stored);
    expect(fromMemo(stored)).toEqual(stage);
  });

  it('read what was stored before there were media', () => {
    expect(fromMemo({ container_id: '17889615691921648', created_at: '2026-11-23T09:00:00.000Z' })).toEqual({
      kind: 'container',
      id: '17889615691921648',
      createdAt: now,
    });
  });

  it('take no memo for a beginning', () => {
    expect(fromMemo(undefined)).toEqual({ kind: 'nothing' });
  });

  it('stay small for the largest carousel', () => {
    const ids = Array.from({ length: 20 }, (_, i) => `178896156919216${10 + i}`);

    expect(JSON.stringify(toMemo({ kind: 'items', ids, finished: ids, createdAt: now })).length).toBeLessThan(900);
  });

  it.each<[string, Record<string, string>]>([
    ['an empty one', {}],
    ['one of another provider', { uri: 'at://x' }],
    ['one with something more', { ...memo, item_ids: '1' }],
    ['one without a time', { container_id: '1' }],
    ['one with a wrong time', { container_id: '1', created_at: 'yesterday' }],
    ['one with no ids', { item_ids: '', created_at: now.toISOString() }],
    ['one with wrong ids', { item_ids: '1,,2', created_at: now.toISOString() }],
    ['one with an unknown failure', { lost: '{"code":"toString"}' }],
    ['one that breaks off', { lost: '{"code":' }],
  ])('throw for %s', (_name, wrong) => {
    expect(() => fromMemo(wrong)).toThrow();
  });
});

describe('containerIn', () => {
  it.each(stages.filter(([, { kind }]) => kind !== 'container'))('has nothing to send in %s', (_name, _stage, stored) => {
    expect(() => containerIn(stored)).toThrow(/no container yet/);
  });
});
