import { describe, expect, it } from 'vitest';
import { singlePageCode, viewerAddressCode } from '../../../infra/constructs/edge-functions.ts';

type EdgeRequest = { uri: string; headers: Record<string, { value: string }> };
const run = (code: string, uri: string, headers: EdgeRequest['headers'] = {}): EdgeRequest =>
  new Function(`${code}; return handler(arguments[0]);`)({ request: { uri, headers }, viewer: { ip: '203.0.113.7' } });

describe('singlePageCode', () => {
  it.each([
    ['/', '/index.html'],
    ['/posts/post_01', '/index.html'],
    ['/privacy', '/privacy.html'],
    ['/data-deletion/', '/data-deletion.html'],
    ['/privacy/more', '/index.html'],
    ['/privacy.html', '/privacy.html'],
    ['/deletion/abc', '/index.html'],
    ['/assets/app-1a2b.js', '/assets/app-1a2b.js'],
    ['/favicon.ico', '/favicon.ico'],
    ['/.well-known/webauthn', '/.well-known/webauthn'],
  ])('answers %s with %s', (uri, file) => {
    expect(run(singlePageCode, uri).uri).toBe(file);
  });
});

describe('viewerAddressCode', () => {
  it('T1.10 overwrites the address a caller claims', () => {
    const { headers, uri } = run(viewerAddressCode, '/v1/me', { 'x-postora-viewer-ip': { value: '10.0.0.1' } });

    expect(headers['x-postora-viewer-ip']).toEqual({ value: '203.0.113.7' });
    expect(uri).toBe('/v1/me');
  });
});
