import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { ConnectionHealthView, ConnectionView, PublicationView } from '../../lib/core/api.ts';
import { explanations } from '../../lib/core/failures.ts';
import { differences } from '../../lib/core/publication.ts';
import { browserWords } from '../../web/src/words/browsers.ts';
import { connectProblem, healthOf, leavingWords, quotaWords, renewalWords, validWords } from '../../web/src/words/connecting.ts';
import { whenWords } from '../../web/src/words/dates.ts';
import { mediaWords } from '../../web/src/words/media.ts';
import { optionLines } from '../../web/src/words/options.ts';
import { postTitle } from '../../web/src/words/posts.ts';
import { inOrder } from '../../web/src/words/providers.ts';
import { stepWords, timeline } from '../../web/src/words/steps.ts';
import { uploaded } from './support.ts';

/** Every word that the engine stores, read from its own source, so that a new one cannot be forgotten here. */
const source = readFileSync(join(import.meta.dirname, '../../lib/core/publication-moves.ts'), 'utf8');
const literal = [...source.matchAll(/move\(p, now, ([^{]+?), \{|what: '(\w+)'/g)].flatMap(([, words = '', word]) => [
  ...[...words.matchAll(/'(\w+)'/g)].map(([, found]) => found ?? ''),
  ...(word === undefined ? [] : [word]),
]);
const stored = [
  ...new Set(literal.filter((word) => word !== 'checking')),
  'held:reconnect',
  'held:content_changed',
  'followed_up',
  ...differences.map((difference) => `differs:${difference}`),
  ...Object.keys(explanations).flatMap((code) => [`set_back:${code}`, `later:${code}`, `failed:${code}`]),
];

describe(stepWords, () => {
  it.each(stored)('has plain words for %s', (what) => {
    expect(stepWords(what, 'Threads')).toMatch(/^[A-Z]/);
    expect(stepWords(what, 'Threads')).not.toMatch(/_/);
  });

  it('knows where the engine keeps its words', () => {
    expect(stored).toEqual(
      expect.arrayContaining(['approved', 'claimed', 'looked', 'sending', 'unclear', 'checked', 'published', 'part_out', 'canceled']),
    );
  });

  it('shows a step that it does not know', () => {
    expect(stepWords('something_new', 'Threads')).toBe('something_new');
  });
});

describe(timeline, () => {
  it('makes one line of equal steps in a row', () => {
    const steps = ['approved', 'looked', 'looked', 'looked', 'ready'].map((what, i) => ({ at: `2026-11-23T10:00:0${i}.000Z`, what }));

    const lines = timeline({ steps } as PublicationView, 'Threads');

    expect(lines.map(({ times }) => times)).toEqual([1, 3, 1]);
    expect(lines[1]?.at).toBe('2026-11-23T10:00:01.000Z');
  });
});

describe(optionLines, () => {
  it('tells every option in words, and nothing of what is not set', () => {
    const options = {
      topic_tag: 'bread',
      reply_audience: 'mentioned_only',
      link_attachment: 'https://example.org',
      poll: ['Rye', 'Wheat'],
      gif_id: 'abc',
      quote_post_id: '18',
      is_spoiler: true,
    } as const;

    expect(optionLines({ ...options, poll: [...options.poll] }).map(({ name }) => name)).toEqual(
      expect.arrayContaining(Object.keys(options)),
    );
    expect(optionLines({ topic_tag: 'bread' })).toEqual([{ name: 'topic_tag', label: 'Topic', value: 'bread' }]);
  });
});

describe(postTitle, () => {
  it('is the first line, else what else there is', () => {
    const film = uploaded('C', { kind: 'video' });

    expect(postTitle({ text: '\n Good morning\nWe open', media: [] })).toBe('Good morning');
    expect(postTitle({ text: ' ', media: [uploaded('A'), uploaded('B'), film] })).toBe('2 images and 1 video');
    expect(postTitle({ text: '', media: [] })).toBe('No text yet');
    expect(mediaWords([])).toBe('');
  });
});

describe(inOrder, () => {
  it('begins with the sandbox, and puts it last once there is a connection', () => {
    const providers = [{ name: 'threads' }, { name: 'sandbox' }];

    expect(inOrder(providers, true).map(({ name }) => name)).toEqual(['sandbox', 'threads']);
    expect(inOrder(providers, false).map(({ name }) => name)).toEqual(['threads', 'sandbox']);
  });
});

describe(connectProblem, () => {
  it.each([
    'access_denied',
    'state_not_valid',
    'provider_refused',
    'already_connected_elsewhere',
    'permission_missing',
    'provider_unavailable',
    'brand_new',
  ])('says what happened and what to do for %s', (code) => {
    const { sentence, remedy } = connectProblem(code);

    expect(sentence).not.toContain('_');
    expect(remedy.length).toBeGreaterThan(10);
  });
});

const aHealth = (change: Partial<ConnectionHealthView> = {}): ConnectionHealthView => ({
  state: 'good',
  valid_until: '2027-01-20T10:00:00.000Z',
  last_refresh_at: null,
  last_refresh_failed_at: null,
  last_success_at: null,
  refused_at: null,
  quota: null,
  grant_ends_at: '2027-02-20T10:00:00.000Z',
  ...change,
});

describe(healthOf, () => {
  const now = Date.parse('2026-11-23T10:00:00.000Z');
  const connection = (state: ConnectionHealthView['state'], valid_until: string, can_publish = true) =>
    ({ health: aHealth({ state, valid_until }), can_publish }) as ConnectionView;

  it.each([
    ['good', '2027-01-20T10:00:00.000Z', true, 'good', 'Works'],
    ['ending', '2026-11-25T09:00:00.000Z', true, 'warn', '1 day left'],
    ['ending', '2026-11-23T11:00:00.000Z', true, 'warn', 'Less than a day left'],
    ['reconnect', '2027-01-20T10:00:00.000Z', true, 'bad', 'Needs you'],
    ['reconnect', '2026-11-23T09:59:00.000Z', true, 'bad', 'Expired'],
    ['good', '2026-11-23T09:59:00.000Z', true, 'bad', 'Expired'],
    ['good', '2027-01-20T10:00:00.000Z', false, 'bad', 'May not publish'],
  ] as const)('%s, ends %s, may publish %s: %s', (state, until, may, tone, label) => {
    const health = healthOf(connection(state, until, may), now);

    expect(health).toMatchObject({ tone, label });
    expect(health.remedy !== undefined).toBe(tone !== 'good');
  });

  it('says of one that is being let go until when, and by whom, and asks for nothing', () => {
    const leaving = { ...connection('disconnecting', '2027-01-20T10:00:00.000Z', false), state: 'disconnecting' } as const;
    const endsAt = new Date(2026, 10, 23, 10, 2, 30).toISOString();

    expect(healthOf(leaving, now)).toEqual({ tone: 'moving', label: 'Disconnecting' });
    expect(leavingWords({ stopped_by: 'disconnected', ends_at: endsAt })).toMatchObject({
      sentence: 'It is being disconnected.',
      remedy: expect.stringContaining('at about 10:03, by itself'),
    });
    expect(leavingWords({ stopped_by: 'removed_at_platform', ends_at: null })).toMatchObject({
      sentence: 'Postora was removed from its apps at the platform.',
      remedy: expect.stringContaining('within some minutes, by itself'),
    });
    expect(connectProblem('disconnecting', endsAt).remedy).toBe('That ends by itself at about 10:03. Then press Connect again.');
    expect(connectProblem('disconnecting', 'soon').remedy).toContain('within a few minutes');
  });

  it('says what happened: no renewal any more, or no use any more', () => {
    const until = '2027-01-20T10:00:00.000Z';
    const refused = { ...connection('reconnect', until), health: aHealth({ state: 'reconnect', refused_at: until }) };

    expect(healthOf(connection('reconnect', until), now).remedy).toContain('does not renew it any more');
    expect(healthOf(refused, now).remedy).toContain('does not accept it any more');
  });
});

describe('the facts of a connection', () => {
  const now = new Date(2026, 10, 23, 10, 5);
  const at = (day: number) => new Date(2026, 10, day, 9, 5).toISOString();

  it('say how long it is valid', () => {
    expect(validWords(at(28), now.getTime())).toBe('28 Nov 2026 (4 days)');
    expect(validWords(at(25), now.getTime())).toBe('25 Nov 2026 (1 day)');
    expect(validWords(at(22), now.getTime())).toBe('22 Nov 2026 (over)');
  });

  it('say when it was renewed, and a failure only while it lasts', () => {
    expect(renewalWords(aHealth(), now)).toBe('Not needed yet');
    expect(renewalWords(aHealth({ last_refresh_at: at(22) }), now)).toBe('Yesterday 09:05');
    expect(renewalWords(aHealth({ last_refresh_at: at(2), last_refresh_failed_at: at(23) }), now)).toBe('Failed: Today 09:05');
  });

  it('say how much of the quota is used', () => {
    expect(quotaWords({ used: 12, total: 250, window_seconds: 86_400, read_at: at(23) })).toBe('12 of 250 in 24 hours');
  });
});

describe(whenWords, () => {
  const at = (day: number, hour: number) => new Date(2026, 10, day, hour, 5);

  it.each([
    [at(23, 9), 'Today 09:05'],
    [at(24, 1), 'Tomorrow 01:05'],
    [at(24, 1), 'Tomorrow 01:05'],
    [at(22, 23), 'Yesterday 23:05'],
    [at(20, 9), 'Friday 09:05'],
    [at(2, 9), '2 Nov 2026'],
  ])('%s', (date, words) => {
    expect(whenWords(date.toISOString(), at(23, 10))).toBe(words);
  });
});

describe(browserWords, () => {
  it.each([
    ['Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/147.0 Safari/537.36 Edg/147.0', 'Edge on Windows'],
    ['Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Mobile/15E148 Safari/604.1', 'Safari on iOS'],
    ['Mozilla/5.0 (Linux; Android 16) AppleWebKit/537.36 Chrome/147.0 Mobile Safari/537.36', 'Chrome on Android'],
    ['curl/8.1', 'curl/8.1'],
    ['', 'Unknown browser'],
  ])('%s', (userAgent, words) => {
    expect(browserWords(userAgent)).toBe(words);
  });
});
