import { describe, expect, it } from 'vitest';
import { isSignedWith, parseAuthorization, sign } from '../../local/sigv4.ts';

const credentials = { accessKeyId: 'AKIDEXAMPLE', secretAccessKey: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };

describe(isSignedWith, () => {
  it("accepts AWS's own example (get-vanilla-query-order-key-case of the test suite)", () => {
    const url = new URL('http://example.amazonaws.com/?Param2=value2&Param1=value1');
    const request = {
      method: 'GET',
      url,
      headers: { host: 'example.amazonaws.com', 'x-amz-date': '20150830T123600Z' },
      body: Buffer.alloc(0),
    };
    const signature = 'b97d918cfa904a5beff61c982a1b6f458b799221646efd99d3219ec94cdf2500';
    const authorization = parseAuthorization(
      `AWS4-HMAC-SHA256 Credential=AKIDEXAMPLE/20150830/us-east-1/service/aws4_request, SignedHeaders=host;x-amz-date, Signature=${signature}`,
    );

    expect(authorization && isSignedWith(request, authorization, credentials.secretAccessKey)).toBe(true);
    expect(authorization && isSignedWith(request, authorization, 'other')).toBe(false);
  });
});

describe(sign, () => {
  it('is undone by any change of path, query, header or body', () => {
    const request = {
      method: 'POST',
      url: new URL('http://127.0.0.1:1/2015-03-31/functions/a%3Ab/invocations?q=1'),
      headers: { 'x-amz-target': 'A.B' },
      body: Buffer.from('{}'),
    };
    const headers = sign(request, { ...credentials, sessionToken: 't' }, 'us-east-1', 'lambda');
    const authorization = parseAuthorization(headers['authorization']);
    const check = (change: object) =>
      authorization && isSignedWith({ ...request, headers, ...change }, authorization, credentials.secretAccessKey);

    expect(check({})).toBe(true);
    expect(check({ url: new URL('http://127.0.0.1:1/2015-03-31/functions/c/invocations?q=1') })).toBe(false);
    expect(check({ url: new URL(`${request.url.href}&r=2`) })).toBe(false);
    expect(check({ headers: { ...headers, 'x-amz-target': 'A.C' } })).toBe(false);
    expect(check({ body: Buffer.from('{ }') })).toBe(false);
  });

  it.each([undefined, '', 'Bearer x', 'AWS4-HMAC-SHA256 Credential=a'])('is not found in %j', (header) => {
    expect(parseAuthorization(header)).toBeUndefined();
  });
});
