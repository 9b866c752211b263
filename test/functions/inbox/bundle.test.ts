/** What stands in the bundle of `inbox`, and what it may touch: a mail alone can neither be read for its body nor delete anything. */
import { build } from 'esbuild';
import { describe, expect, it } from 'vitest';
import { type Duty, duties } from '../../../functions/duties.ts';
import { credentialAlias, entryOf, projectRoot } from '../../../infra/constructs/bundling.ts';

/** The files that esbuild put into the bundle of a duty. */
async function inputsOf(duty: string): Promise<string[]> {
  const { metafile } = await build({
    entryPoints: [entryOf(duty)],
    absWorkingDir: projectRoot,
    bundle: true,
    write: false,
    metafile: true,
    platform: 'node',
    format: 'esm',
    mainFields: ['module', 'main'],
    alias: { [credentialAlias.from]: credentialAlias.to },
    outfile: 'index.mjs',
  });
  return Object.keys(metafile.inputs);
}
/** Folders of node_modules that hold something of mail, MIME or HTML. */
const parsers = /node_modules\/[^/]*(?:mime|mail|rfc822|rfc2822|html|encoding|iconv|libqp|libbase64|dkim)[^/]*\//i;

describe('T4.9 the inbox', () => {
  it('bundles no parser of bodies, no opener of tokens and nothing that deletes', async () => {
    const inputs = await inputsOf('inbox');
    const ours = inputs.filter((path) => !path.includes('node_modules'));

    expect(inputs.filter((path) => parsers.test(path))).toEqual([]);
    expect(inputs.filter((path) => /client-(?:kms|s3|sesv2)\//.test(path))).toEqual([]);
    expect(
      ours.filter((path) => /lib\/providers|envelope|sealer|kms|with-token|raw-mails|erase|disconnect|confirm-deletion/.test(path)),
    ).toEqual([]);
    expect(ours).toContain('lib/core/mailboxes.ts');
  });

  it('would see such a parser', () => {
    const planted = [
      'node_modules/postal-mime/src/postal-mime.js',
      'node_modules/mailparser/index.js',
      'node_modules/libmime/lib/libmime.js',
    ];

    expect(planted.filter((path) => parsers.test(path))).toEqual(planted);
  });

  it('may decrypt nothing, delete nothing, read no mail and no token', () => {
    const { rights }: Duty = duties.inbox;
    const onTables = rights.flatMap((right) =>
      'keys' in right ? right.actions.flatMap((action) => right.keys.map((key) => [right.on, action, key])) : [],
    );

    expect(new Set(rights.map(({ on }) => on))).toEqual(new Set(['parameters', 'main', 'mail-queue']));
    expect(onTables.filter(([, action]) => action === 'DeleteItem' || action === 'Query')).toEqual([]);
    expect(onTables.filter(([, , key = '']) => /TOKENS|DATAKEY|CONNECTIONS|POSTS|DELETION|DELETELINK|USER|SESSION/.test(key))).toEqual([]);
    expect(rights.filter((right) => right.on === 'parameters').flatMap((right) => ('names' in right ? right.names : []))).toEqual([
      'hash-key',
    ]);
  });
});
