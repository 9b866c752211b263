/** Which paths a robots.txt leaves to the crawler. */
import { describe, expect, it } from 'vitest';
import { mayFetch, parseRobots } from '../../../../local/threads/media/robots.ts';

describe(mayFetch, () => {
  it.each([
    ['nothing is said', '', '/a.jpg', true],
    ['everybody is kept out', 'User-agent: *\nDisallow: /', '/a.jpg', false],
    ['an empty rule keeps nobody out', 'User-agent: *\nDisallow:', '/a.jpg', true],
    ['the crawler has a group of its own', 'User-agent: *\nDisallow: /\n\nUser-agent: facebookexternalhit\nAllow: /', '/a.jpg', true],
    ['the crawler alone is kept out', 'User-agent: facebookexternalhit\nUser-agent: other\nDisallow: /private/', '/private/a.jpg', false],
    ['a group for another one', 'User-agent: Googlebot\nDisallow: /', '/a.jpg', true],
    ['the longer rule wins', 'User-agent: *\nDisallow: /media\nAllow: /media/public', '/media/public/a.jpg', true],
    ['of two equal ones, the kind one', 'User-agent: *\nDisallow: /m\nAllow: /m', '/m/a.jpg', true],
    ['a star', 'User-agent: *\nDisallow: /*.jpg', '/x/a.jpg?v=1', false],
    ['a star with an end', 'User-agent: *\nDisallow: /*.jpg$', '/x/a.jpg?v=1', true],
    ['comments and odd lines', '# hello\nuser-AGENT : * # all\nnonsense\nDISALLOW: / # no\n', '/a.jpg', false],
  ])('%s', (_what, text, path, isAllowed) => {
    expect(mayFetch(parseRobots(text), path)).toBe(isAllowed);
  });
});
