/** The two small programs that run at CloudFront's edge before a request goes on. Plain text, because CloudFront runs its own JavaScript. */

/** The public pages are files of their own; the console's own addresses (no dot in them) all get its one page; files are fetched as they are. */
export const singlePageCode = `var pages = ['/privacy', '/data-deletion'];
function handler(event) {
  var request = event.request;
  var path = request.uri.replace(/\\/$/, '');
  if (pages.includes(path)) request.uri = path + '.html';
  else if (!request.uri.includes('.')) request.uri = '/index.html';
  return request;
}
`;

/** Everything on the media hostname but the files themselves: crawlers are welcome, and there is nothing else. */
export const mediaHostCode = `function handler(event) {
  var safe = { value: 'nosniff' };
  if (event.request.uri !== '/robots.txt') return { statusCode: 404, statusDescription: 'Not Found', headers: { 'x-content-type-options': safe } };
  return {
    statusCode: 200,
    statusDescription: 'OK',
    headers: { 'content-type': { value: 'text/plain' }, 'x-content-type-options': safe },
    body: { encoding: 'text', data: 'User-agent: *\\nAllow: /\\n' },
  };
}
`;

/** Overwrites whatever the caller claims; functions trust it only together with the origin secret. */
export const viewerAddressCode = `function handler(event) {
  var request = event.request;
  request.headers['x-postora-viewer-ip'] = { value: event.viewer.ip };
  return request;
}
`;
