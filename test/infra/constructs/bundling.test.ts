import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { afterAll, describe, expect, it, vi } from 'vitest';
import { bundlingOptions, credentialAlias, projectRoot } from '../../../infra/constructs/bundling.ts';

const folder = mkdtempSync(join(tmpdir(), 'postora-bundle-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const source = `
  import { DynamoDBClient } from '@aws-sdk/client-dynamodb';
  import { KMSClient, DecryptCommand } from '@aws-sdk/client-kms';
  import { SESv2Client } from '@aws-sdk/client-sesv2';
  import { SQSClient } from '@aws-sdk/client-sqs';
  import { SSMClient } from '@aws-sdk/client-ssm';
  export const others = [DynamoDBClient, SESv2Client, SQSClient, SSMClient].map((Client) => new Client({ region: 'us-east-1' }));
  export const call = (endpoint) => new KMSClient({ region: 'us-east-1', endpoint }).send(new DecryptCommand({ CiphertextBlob: new Uint8Array(1) }));
`;

async function bundle(alias: Record<string, string>): Promise<string> {
  const { outputFiles } = await build({
    stdin: { contents: source, resolveDir: projectRoot },
    bundle: true,
    write: false,
    platform: 'node',
    format: 'esm',
    minify: true,
    mainFields: [...(bundlingOptions.mainFields ?? [])],
    alias,
  });
  return outputFiles[0]?.text ?? '';
}

const chain = /fromIni|fromSSO|SSOOIDC|fromTokenFile|fromProcess/;

describe('bundlingOptions', () => {
  it('aliases the module that the installed SDK imports: no SSO and no ini code is left, though it would be without', async () => {
    const [slim, whole] = await Promise.all([bundle({ [credentialAlias.from]: credentialAlias.to }), bundle({})]);

    expect(bundlingOptions.esbuildArgs).toEqual({ [`--alias:${credentialAlias.from}`]: credentialAlias.to });
    expect(chain.test(slim)).toBe(false);
    expect(chain.test(whole)).toBe(true);
    expect(slim.length).toBeLessThan(450_000);
    expect(whole.length - slim.length).toBeGreaterThan(80_000);
  });

  it('signs a call with the credentials of the environment', async () => {
    const file = join(folder, 'probe.mjs');
    writeFileSync(file, await bundle({ [credentialAlias.from]: credentialAlias.to }));
    vi.stubEnv('AWS_ACCESS_KEY_ID', 'ASIAPROBE').stubEnv('AWS_SECRET_ACCESS_KEY', 'x').stubEnv('AWS_SESSION_TOKEN', 'token-1');
    const seen: unknown[] = [];
    const server = createServer((request, response) => {
      seen.push([/Credential=([^/]+)/.exec(request.headers.authorization ?? '')?.[1], request.headers['x-amz-security-token']]);
      response.end('{}');
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));

    const { call } = await import(file);
    await call(`http://127.0.0.1:${(server.address() as AddressInfo).port}`);
    await new Promise((resolve) => {
      server.closeAllConnections();
      server.close(resolve);
    });
    vi.unstubAllEnvs();

    expect(seen).toEqual([['ASIAPROBE', 'token-1']]);
  });
});
