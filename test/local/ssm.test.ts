import { mkdtempSync, readFileSync, rmSync, statSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { openSsm } from '../../local/ssm.ts';

const dir = mkdtempSync(join(tmpdir(), 'postora-ssm-'));
const file = join(dir, 'parameters.json');
const open = () => openSsm(file, 'arn:aws:ssm:r:1:parameter');

afterAll(() => rmSync(dir, { recursive: true }));

describe(openSsm, () => {
  it('generates a value once and keeps it over a restart, readable by its owner only', () => {
    const ssm = open();
    ssm.generate('/p/secret', 'SecureString');
    const first = ssm.value('/p/secret');
    open().generate('/p/secret', 'SecureString');

    expect(first).toHaveLength(43);
    expect(open().value('/p/secret')).toBe(first);
    expect(statSync(file).mode & 0o777).toBe(0o600);
  });

  it('answers those that exist and names the others', () => {
    const ssm = open();
    ssm.set('/p/plain', 'String', 'hello');

    const answer = ssm.call('GetParameters', { Names: ['/p/plain', '/p/none'], WithDecryption: true });

    expect(answer).toMatchObject({
      Parameters: [{ Name: '/p/plain', Value: 'hello', ARN: 'arn:aws:ssm:r:1:parameter/p/plain' }],
      InvalidParameters: ['/p/none'],
    });
  });

  it('shows a secure one only when asked to decrypt', () => {
    const ssm = open();
    ssm.set('/p/sealed', 'SecureString', 'secret value');

    expect(JSON.stringify(ssm.call('GetParameter', { Name: '/p/sealed' }))).not.toContain('secret value');
    expect(ssm.call('GetParameter', { Name: '/p/sealed', WithDecryption: true })).toMatchObject({ Parameter: { Value: 'secret value' } });
  });

  it('counts versions, and overwrites only when told to', () => {
    const ssm = open();
    ssm.call('PutParameter', { Name: '/p/v', Value: '1', Type: 'String' });

    expect(() => ssm.call('PutParameter', { Name: '/p/v', Value: '2' })).toThrow(
      expect.objectContaining({ code: 'ParameterAlreadyExists' }),
    );
    expect(ssm.call('PutParameter', { Name: '/p/v', Value: '2', Overwrite: true })).toMatchObject({ Version: 2 });
    expect(() => ssm.call('GetParameter', { Name: '/p/none' })).toThrow(expect.objectContaining({ code: 'ParameterNotFound' }));
    expect(readFileSync(file, 'utf8')).toContain('"/p/v"');
  });
});
