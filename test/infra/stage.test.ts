import { describe, expect, it } from 'vitest';
import { parseStageName, refusePlaceholders, type StageOverrides, stageNames, stageSettings } from '../../infra/stage.ts';

const own: StageOverrides = {
  publicOrigin: 'https://app.postora.xyz',
  mediaOrigin: 'https://media.postora.xyz',
  mailDomain: 'postora.xyz',
  mailFrom: 'help@postora.xyz',
  helpAddress: 'help@postora.xyz',
  operatorAddress: 'me@elsewhere.xyz',
  alarmEmail: 'me@postora.xyz',
  operatorName: 'Ada Lovelace',
};

describe('parseStageName', () => {
  it('says which stages there are when none was named', () => {
    expect(() => parseStageName(undefined)).toThrow('No stage was named: say -c stage=<name> or set STAGE, with one of laptop, beta.');
  });

  it.each(['prod', '', 'constructor', 3])('refuses %j', (name) => {
    expect(() => parseStageName(name)).toThrow('There is no stage');
  });

  it('accepts every stage of the table', () => {
    expect(stageNames.map(parseStageName)).toEqual(['laptop', 'beta']);
  });
});

describe('stageSettings', () => {
  const certificateArn = 'arn:aws:acm:us-east-1:111122223333:certificate/1';
  const domain = 'postora.example.com';

  it.each<[string, StageOverrides, string]>([
    ['a clock', { clock: { speed: 60, epoch: '2026-01-01T00:00:00.000Z' } }, 'clock is allowed for the laptop only'],
    ['an origin with a path', { publicOrigin: 'https://postora.example.com/' }, 'publicOrigin must be an origin'],
    ['an origin that is none', { publicOrigin: 'postora' }, 'publicOrigin must be an origin'],
    ['plain http', { publicOrigin: 'http://postora.example.com' }, 'must begin with https://'],
    ['another domain than the origin', { customDomain: { domain: 'a.example.com', certificateArn } }, 'customDomain.domain'],
    [
      'a certificate elsewhere',
      { customDomain: { domain, certificateArn: certificateArn.replace('us-east-1', 'eu-west-1') } },
      'certificate in us-east-1',
    ],
    ['media under the console’s own name', { mediaOrigin: 'https://postora.example.com' }, 'mediaOrigin must be an origin of its own'],
    ['media at a path', { mediaOrigin: 'https://media.example.com/m' }, 'mediaOrigin must be an origin of its own'],
    ['media over plain http', { mediaOrigin: 'http://media.example.com' }, 'mediaOrigin must begin with https://'],
    ['another media domain than the origin', { mediaDomain: { domain: 'a.example.com', certificateArn } }, 'mediaDomain.domain'],
    ['a sender with a name', { mailFrom: 'Postora <postora@example.com>' }, 'mailFrom must be a plain address'],
    [
      'a sender of another domain',
      { mailDomain: 'example.org' },
      'mailFrom and helpAddress must be plain lower-case addresses of mailDomain',
    ],
    ['an operator without a name', { operatorName: ' ' }, 'operatorName must be a name'],
    ['a help address of another domain', { helpAddress: 'help@example.org' }, 'mailFrom and helpAddress must be'],
    ['a help address in capitals', { helpAddress: 'Help@example.com' }, 'mailFrom and helpAddress must be'],
    [
      'an operator whose mail comes to us',
      { operatorAddress: 'me@example.com' },
      'operatorAddress must be a plain address outside mailDomain',
    ],
    ['an operator without an address', { operatorAddress: 'me' }, 'operatorAddress must be a plain address'],
    ['a place in no rule set', { joinsRuleSetAfter: 'their-last' }, 'joinsRuleSetAfter names a rule of joinsRuleSet'],
    ['no alarm address', { alarmEmail: '' }, 'alarmEmail must be a plain address'],
    ['a concurrency AWS refuses', { publisherMaxConcurrency: 1 }, 'MaxConcurrency must be 2 or more'],
  ])('refuses %s on beta', (_, overrides, message) => {
    expect(() => stageSettings('beta', overrides)).toThrow(message);
  });

  it('gives the laptop its clock, origin and providers', () => {
    const overrides: StageOverrides = {
      publicOrigin: 'http://localhost:4000',
      threads: { graphUrl: 'http://127.0.0.1:1', authorizeUrl: 'http://localhost:1/oauth/authorize' },
      clock: { speed: 60, epoch: '2026-01-01T00:00:00.000Z' },
    };

    expect(stageSettings('laptop', overrides)).toMatchObject(overrides);
  });

  it('calls the real Threads unless told otherwise', () => {
    expect(stageSettings('beta').threads).toEqual({
      graphUrl: 'https://graph.threads.net',
      authorizeUrl: 'https://threads.com/oauth/authorize',
    });
  });

  it.each(stageNames)('T8.2 P-05 keeps logs of %s for 90 days at most', (stage) => {
    expect(stageSettings(stage).logRetentionDays).toBeLessThanOrEqual(90);
  });
});

describe('refusePlaceholders', () => {
  it('names every setting that still is a placeholder', () => {
    expect(() => refusePlaceholders(stageSettings('beta', { alarmEmail: 'me@postora.xyz' }))).toThrow(
      'Stage "beta" still has placeholders: set publicOrigin (https://postora.example.com), mediaOrigin (https://media.postora.example.com), mailFrom (postora@example.com), operatorName (The operator of this Postora), helpAddress (help@example.com), operatorAddress (operator@example.net) in infra/stage.ts before deploying.',
    );
  });

  it.each(['https://localhost', 'https://app.example.org', 'https://postora.invalid'])('takes %s for a placeholder', (publicOrigin) => {
    expect(() => refusePlaceholders(stageSettings('beta', { ...own, publicOrigin }))).toThrow('publicOrigin');
  });

  it('lets real settings pass', () => {
    expect(() => refusePlaceholders(stageSettings('beta', own))).not.toThrow();
  });

  it('refuses to deploy the laptop', () => {
    expect(() => refusePlaceholders(stageSettings('laptop', own))).toThrow('`npm start` runs it on this machine');
  });
});
