/** Shapes, addresses of linked media, and what is said of a file. */
import { describe, expect, it } from 'vitest';
import type { MediaItem } from '../../../../lib/core/content.ts';
import { checkLinkedMedia } from '../../../../lib/core/rules/linked-media.ts';
import { shapeOf } from '../../../../lib/core/rules/media.ts';
import { checkMediaFile } from '../../../../lib/core/rules/media-file.ts';

const image: MediaItem = { kind: 'image', mediaId: 'm', sha256: '', path: '', alt: '' };
const video: MediaItem = { kind: 'video', url: 'https://a.example/v.mp4', alt: '' };

describe(shapeOf, () => {
  it.each<[string, MediaItem[]]>([
    ['text', []],
    ['image', [image]],
    ['video', [video]],
    ['carousel', [image, video]],
    ['carousel', [video, video, video]],
  ])('%s', (shape, media) => {
    expect(shapeOf({ media })).toBe(shape);
  });
});

describe(checkLinkedMedia, () => {
  const codes = (url: string) => checkLinkedMedia(url, '#/media/0').errors.map(({ code }) => code);

  it.each([
    'https://pictures.example/ada.jpg',
    'https://cdn.a-b.co.uk:8443/x?y=1&z=%20',
    'https://müller.de/ä.png',
    'https://日本.jp/x.jpg',
    'https://a_b.s3.eu-west-1.amazonaws.com/k.mp4?X-Amz-Expires=60',
    'https://local.example/x',
    'https://example.org./x',
    'HTTPS://EXAMPLE.ORG/x',
  ])('takes %s', (url) => {
    expect(codes(url)).toEqual([]);
  });

  it.each([
    ['', ['media_url_invalid']],
    ['/x.jpg', ['media_url_invalid']],
    ['https://', ['media_url_invalid']],
    ['https://a.example/x y', ['media_url_invalid']],
    [' https://a.example/x', ['media_url_invalid']],
    ['https://a.example/x\n', ['media_url_invalid']],
    ...[
      'https:a.example/x',
      'https:/a.example/x',
      'https:///a.example/x',
      'https:\\\\a.example/x',
      'https://a.example\\@b.example/x',
      'https://a%2eexample/x',
      '\u0000https://a.example/x',
      'https://a.example/x\u0000',
      'https://a.example/\u202egpj.exe',
      'https://a\u00ad.example/x',
      'https://a.example/\ud800',
    ].map((url): [string, string[]] => [url, ['media_url_invalid']]),
    ['https://@a.example/x', ['media_url_credentials']],
    ['http://a.example/x', ['media_url_not_https']],
    ['data:image/png;base64,AA', ['media_url_not_https', 'media_url_not_public']],
    ['https://ada@a.example/x', ['media_url_credentials']],
    ['https://:pw@a.example/x', ['media_url_credentials']],
    ['https://a.example/x#', ['media_url_fragment']],
    ['https://localhost/x', ['media_url_not_public']],
    ['https://LOCALHOST./x', ['media_url_not_public']],
    ['https://intranet/x', ['media_url_not_public']],
    ['https://nas.local/x', ['media_url_not_public']],
    ['https://a.home.arpa/x', ['media_url_not_public']],
    ['https://metadata.google.internal/x', ['media_url_not_public']],
    ['https://127.0.0.1/x', ['media_url_not_public']],
    ['https://8.8.8.8/x', ['media_url_not_public']],
    ['https://0x7f.1/x', ['media_url_not_public']],
    ['https://2130706433/x', ['media_url_not_public']],
    ['https://169.254.169.254./latest', ['media_url_not_public']],
    ['https://[::ffff:127.0.0.1]/x', ['media_url_not_public']],
    ...['home', 'lan', 'corp', 'private', 'intranet', 'localdomain', 'test', 'invalid', 'onion', 'localhost'].map(
      (name): [string, string[]] => [`https://a.${name}/x`, ['media_url_not_public']],
    ),
  ])('refuses %j', (url, expected) => {
    expect(codes(url)).toEqual(expected);
  });
});

describe(checkMediaFile, () => {
  it('says where, the limit, the actual number and what to do', () => {
    const facts = { contentType: 'video/mp4', sizeBytes: 5_000, width: 3840, height: 2160, durationMs: 301_000 };

    expect(checkMediaFile('video', facts, '#/media/2').errors).toEqual([
      {
        pointer: '#/media/2',
        code: 'video_columns',
        detail: 'The video is 3840 pixels wide; the limit is 1920.',
        limit: 1920,
        actual: 3840,
        remediation: 'Export it smaller.',
      },
      {
        pointer: '#/media/2',
        code: 'video_too_long',
        detail: 'The video takes 301 seconds; the limit is 300.',
        limit: 300,
        actual: 301,
        remediation: 'Shorten it.',
      },
    ]);
  });

  it('has no opinion on the length and the columns of a picture', () => {
    const facts = { contentType: 'IMAGE/PNG', sizeBytes: 5_000, width: 9_000, height: 9_000, durationMs: 900_000 };

    expect(checkMediaFile('image', facts, '#')).toEqual({ errors: [], warnings: [] });
  });

  it.each([{ width: 0, height: 100 }, { width: 100, height: 0 }, { width: 5_000 }, { height: 5_000 }, { width: -1, height: 9 }])(
    'does not judge the shape of %j',
    (pixels) => {
      expect(checkMediaFile('image', { contentType: 'image/png', sizeBytes: 1, ...pixels }, '#').errors).toEqual([]);
    },
  );
});
