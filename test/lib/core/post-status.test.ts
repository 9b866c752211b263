/** A post's status, derived from its publications. */
import { describe, expect, it } from 'vitest';
import { isLocked, type PostStatus, postStatus } from '../../../lib/core/post-status.ts';
import { type PublicationState, publicationStates } from '../../../lib/core/publication.ts';
import { anId, aPost, aPublication, startAt } from '../../support/builders.ts';

const post = aPost();
const of = (...states: PublicationState[]) => states.map((state, i) => aPublication({ state, connectionId: anId('con', i + 1) }));
const older = (state: PublicationState) => aPublication({ state, hash: 'f'.repeat(64) });

describe('postStatus', () => {
  it.each<[PublicationState[], PostStatus]>([
    [[], 'draft'],
    [['waiting'], 'publishing'],
    [['preparing'], 'publishing'],
    [['prepared'], 'publishing'],
    [['sending'], 'publishing'],
    [['checking'], 'publishing'],
    [['published'], 'published'],
    [['unknown'], 'outcome_unknown'],
    [['held'], 'held'],
    [['failed'], 'failed'],
    [['canceled'], 'canceled'],
    [['published', 'published'], 'published'],
    [['published', 'failed'], 'partially_published'],
    [['published', 'canceled'], 'partially_published'],
    [['published', 'failed', 'canceled'], 'partially_published'],
    [['failed', 'canceled'], 'failed'],
    [['published', 'waiting'], 'publishing'],
    [['failed', 'sending'], 'publishing'],
    [['published', 'held'], 'held'],
    [['waiting', 'held'], 'held'],
    [['published', 'unknown'], 'outcome_unknown'],
    [['held', 'unknown', 'failed'], 'outcome_unknown'],
  ])('%j is %s', (states, status) => {
    expect(postStatus(post, of(...states), startAt)).toBe(status);
    expect(postStatus(post, of(...states).reverse(), startAt)).toBe(status);
  });

  it.each<[PublicationState, PostStatus]>([
    ['waiting', 'draft'],
    ['preparing', 'draft'],
    ['prepared', 'draft'],
    ['held', 'draft'],
    ['failed', 'draft'],
    ['canceled', 'draft'],
    ['published', 'published'],
    ['unknown', 'outcome_unknown'],
    ['sending', 'publishing'],
    ['checking', 'publishing'],
  ])('of an older content %s counts as %s', (state, status) => {
    expect(postStatus(post, [older(state)], startAt)).toBe(status);
  });
});

describe('isLocked', () => {
  it.each(publicationStates)('knows whether anything of %s is out or may be', (state) => {
    expect(isLocked(of(state))).toBe(['published', 'unknown', 'sending', 'checking'].includes(state));
    expect(isLocked([{ ...aPublication({ state }), isUnclear: true }])).toBe(true);
    expect(isLocked([{ ...aPublication({ state }), notYets: 1 }])).toBe(true);
  });

  it('one publication is enough', () => {
    expect(isLocked(of('failed', 'published'))).toBe(true);
    expect(isLocked([])).toBe(false);
  });
});
