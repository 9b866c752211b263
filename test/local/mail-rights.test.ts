/** Sending from the sandbox of SES, where the right is asked for on the recipient, too: the real role of the mailer, and the one it had. */
import { describe, expect, it } from 'vitest';
import { demandsOf } from '../../local/demands.ts';
import { account, region } from '../../local/ground.ts';
import { loadPolicyCheck } from '../../local/iam.ts';
import { principalOf } from '../../local/policies.ts';
import { synthesizeApp } from '../../local/synth.ts';
import { openTemplates, parseTemplate } from '../../local/template.ts';

const around = { account, region, partitionKey: () => 'pk', keyArn: () => '' };
const { stacks } = await synthesizeApp({
  publicOrigin: 'http://localhost:8400',
  mediaOrigin: 'http://127.0.0.1:8406',
  uploadOrigin: 'http://127.0.0.1:8404',
});

/** What is refused when the mailer sends, with its template changed as text. */
async function refusedOf(input: Record<string, unknown>, edit = (text: string) => text) {
  const edited = stacks.map(({ name, template }) => parseTemplate(name, JSON.parse(edit(JSON.stringify(template)))));
  const templates = openTemplates(edited, { account, region, gatewayUrl: 'http://g', apiUrl: 'http://a', parameter: () => 'p' });
  const mailer = principalOf(templates.find('AWS::Lambda::Function', 'postora-laptop-mailer'), templates, account);
  // A check remembers what it has judged.
  const check = await loadPolicyCheck(true, () => {});
  const mail = { FromEmailAddress: 'postora@postora.xyz', ConfigurationSetName: 'postora-laptop', ...input };
  const verdicts = await Promise.all(
    demandsOf({ service: 'ses', operation: 'SendEmail', input: mail }, around).map(async (demand) => ({
      asked: `${demand.action} ${demand.resource.split(':').at(-1)}`,
      ...(await check(mailer, demand)),
    })),
  );
  return verdicts.filter(({ kind }) => kind === 'denied').map(({ asked }) => asked);
}
const toSomebody = { Destination: { ToAddresses: ['somebody@verified.test'] } };
const withAttachment = { ...toSomebody, Content: { Simple: { Attachments: [{}] } } };

describe('the rights of mailer', () => {
  it('reach a verified recipient of the sandbox, with and without an attachment', async () => {
    expect(await refusedOf(toSomebody)).toEqual([]);
    expect(await refusedOf(withAttachment)).toEqual([]);
  });

  it('end at the sender’s own address', async () => {
    expect(await refusedOf({ ...toSomebody, FromEmailAddress: 'other@postora.xyz' })).toHaveLength(3);
  });

  it('would not, on the own domain alone: nobody could sign in', async () => {
    expect(await refusedOf(toSomebody, (text) => text.replaceAll(':identity/*', ':identity/postora.xyz'))).toEqual([
      'ses:SendEmail identity/somebody@verified.test',
    ]);
  });

  it('would not forward, without the right to send raw mail', async () => {
    expect(await refusedOf(withAttachment, (text) => text.replaceAll('"ses:SendRawEmail"', '"ses:Nothing"'))).toHaveLength(3);
  });
});
