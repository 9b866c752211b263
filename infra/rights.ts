/**
 * The rights of every function, twice: as the duty table lists them and as a synthesized template grants them, in the same words
 * (`main PutItem POSTS#`). Read from the template alone, so that a slip in constructs/grants.ts shows as a difference.
 */
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type Duty, duties, type Right } from '../functions/duties.ts';

type Statement = { Effect: string; Action: string | string[]; Resource: unknown; Condition?: Conditions };
type Conditions = Record<string, Record<string, string | string[]>>;
type Policy = { PolicyDocument: { Statement: Statement[] } };
/** The parts of a CloudFormation resource that are looked at here. */
type Resource = {
  Type: string;
  Properties: {
    FunctionName?: string;
    RecursiveLoop?: string;
    Role?: { 'Fn::GetAtt': [string, string] };
    Code?: { S3Key: string };
    Policies?: Policy[];
    ManagedPolicyArns?: unknown[];
    PolicyDocument?: Policy['PolicyDocument'];
  };
};
type Template = { Resources: Record<string, Resource>; Outputs?: Record<string, { Value: unknown; Export?: { Name: string } }> };

/** The rights of one function: what the template grants, and the role it does so with. */
export type FunctionRights = {
  name: string;
  assetKey: string;
  roleId: string;
  policyCharacters: number;
  mayLoop: boolean;
  rights: string[];
};

/** SES asks for the right on each of these. */
const mailItems = [
  { item: 'identities', pattern: /^\{"Fn::Join":\["",\["arn:aws:ses:[a-z0-9-]+:",\{"Ref":"AWS::AccountId"\},":identity\/\*"\]\]\}$/ },
  { item: 'configuration-set', pattern: /"outboundmailconfigurationset[0-9A-F]{8}"\}\]\]\}$/ },
];

/** Stands for the condition on the sender, whose address differs per stage. */
const ownAddress = 'from-own-address';

const dutyList: readonly (readonly [string, Duty])[] = Object.entries(duties);

export const templatesOf = (assembly: CloudAssembly): Template[] => assembly.stacks.map(({ template }) => template);

/** duty → rights as listed, sorted. */
export function listedRights(): Map<string, string[]> {
  return new Map(
    dutyList.map(([name, duty]) => {
      const rights = ['own-log CreateLogStream', 'own-log PutLogEvents', ...duty.rights.flatMap(listed), ...consumed(duty)];
      return [name, [...new Set(rights)].sort()];
    }),
  );
}

function consumed({ queue }: Duty): string[] {
  if (!queue) return [];
  const actions = ['ReceiveMessage', 'DeleteMessage', 'GetQueueAttributes', 'ChangeMessageVisibility'];
  return actions.map((action) => `${queue}-queue ${action}`);
}

function listed(right: Right): string[] {
  if ('keys' in right) return right.actions.flatMap((action) => right.keys.map((key) => `${right.on} ${action} ${key}`));
  if (right.on === 'parameters') return right.names.map((name) => `parameters GetParameters ${name}`);
  if (right.on === 'providers') return [];
  if (right.on === 'media-bucket')
    return right.actions.flatMap((action) => right.prefixes.map((prefix) => `media-bucket ${action} ${prefix}`));
  if (right.on === 'token-key') {
    const values = Object.entries(right.context).map(([name, value]) => `${name}=${value}`);
    const others = right.contextKeys.filter((name) => !Object.hasOwn(right.context, name));
    return right.actions.map((action) => `token-key ${action} ${[...values, ...others].sort().join(' ')}`);
  }
  if (right.on === 'mail') return right.actions.flatMap((action) => mailItems.map(({ item }) => `mail ${action} ${item} ${ownAddress}`));
  return right.actions.map((action) => `${right.on} ${action}`);
}

/** What each function of the assembly is granted; anything not understood stays in as raw text, so that it matches nothing listed. */
export function grantedRights(assembly: CloudAssembly): FunctionRights[] {
  const templates = templatesOf(assembly);
  const exported = new Map(
    templates.flatMap(({ Outputs = {} }) =>
      Object.values(Outputs).map(({ Export, Value }) => [Export?.Name ?? '', JSON.stringify(Value)] as const),
    ),
  );
  return templates.flatMap(({ Resources }) =>
    Object.values(Resources).flatMap(({ Type, Properties }) => {
      if (Type !== 'AWS::Lambda::Function') return [];
      const name = (Properties.FunctionName ?? '').split('-').slice(2).join('-');
      const roleId = Properties.Role?.['Fn::GetAtt'][0] ?? '';
      const role = Resources[roleId];
      const policies = role?.Properties.Policies ?? [];
      const statements = policies.flatMap(({ PolicyDocument }) => PolicyDocument.Statement);
      const managed = (role?.Properties.ManagedPolicyArns ?? []).map((arn) => `managed policy ${JSON.stringify(arn)}`);
      const rights = [...new Set([...statements.flatMap((statement) => granted(name, statement, exported)), ...managed])].sort();
      return [
        {
          name,
          assetKey: Properties.Code?.S3Key ?? '',
          roleId,
          policyCharacters: JSON.stringify(policies).length,
          mayLoop: Properties.RecursiveLoop === 'Allow',
          rights,
        },
      ];
    }),
  );
}

function granted(name: string, { Effect, Action, Resource, Condition = {} }: Statement, exported: ReadonlyMap<string, string>): string[] {
  const resources = [Resource].flat().map((one) => resourceWord(name, withImports(one, exported)));
  const effect = Effect === 'Allow' ? '' : Effect;
  return [Action]
    .flat()
    .flatMap((action) =>
      resources.flatMap(({ on, item = '' }) =>
        conditionWords(Condition).map((tail) => [effect, on, action.split(':')[1], item, tail].filter((word) => word !== '').join(' ')),
      ),
    );
}

/** The resource as text, with each import replaced by what the other stack exports under that name. */
function withImports(resource: unknown, exported: ReadonlyMap<string, string>): string {
  return JSON.stringify(resource).replace(/\{"Fn::ImportValue":"([^"]+)"\}/g, (whole, name: string) => exported.get(name) ?? whole);
}

/** The duty table's word for a resource, and the parameter's name or the key prefix where it is one. */
function resourceWord(name: string, text: string): { on: string; item?: string } {
  const table = /^\{"Fn::GetAtt":\["(main|vault|ledger)[0-9A-F]{8}","Arn"\]\}$/.exec(text)?.[1];
  if (table) return { on: table };
  const item = /:parameter\/postora\/[a-z]+\/([a-z-]+)"\]\]\}$/.exec(text)?.[1];
  if (item) return { on: 'parameters', item };
  if (/^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["inboundmailbucket[0-9A-F]{8}","Arn"\]\},"\/inbound\/\*"\]\]\}$/.test(text))
    return { on: 'raw-mail' };
  const mail = mailItems.find(({ pattern }) => pattern.test(text));
  if (mail) return { on: 'mail', item: mail.item };
  const prefix = /^\{"Fn::Join":\["",\[\{"Fn::GetAtt":\["mediabucket[0-9A-F]{8}","Arn"\]\},"\/([a-z]+\/)\*"\]\]\}$/.exec(text)?.[1];
  if (prefix) return { on: 'media-bucket', item: prefix };
  return { on: words.find(({ matches }) => matches(text, name))?.word ?? text };
}

const words = [
  { word: 'due', matches: (text: string) => /"main[0-9A-F]{8}","Arn"\]\},"\/index\/due"\]\]\}$/.test(text) },
  { word: 'token-key', matches: (text: string) => /^\{"Fn::GetAtt":\["tokenkey[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  { word: 'publish-queue', matches: (text: string) => /^\{"Fn::GetAtt":\["publishqueue[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  { word: 'refresh-queue', matches: (text: string) => /^\{"Fn::GetAtt":\["refreshqueue[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  { word: 'mail-queue', matches: (text: string) => /^\{"Fn::GetAtt":\["mailqueue[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  { word: 'erase-queue', matches: (text: string) => /^\{"Fn::GetAtt":\["erasequeue[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  { word: 'media-queue', matches: (text: string) => /^\{"Fn::GetAtt":\["mediaqueue[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  { word: 'export-queue', matches: (text: string) => /^\{"Fn::GetAtt":\["exportqueue[0-9A-F]{8}","Arn"\]\}$/.test(text) },
  {
    word: 'own-log',
    matches: (text: string, name: string) => new RegExp(`^\\{"Fn::GetAtt":\\["${name}logs[0-9A-F]{8}","Arn"\\]\\}$`).test(text),
  },
];

/** One tail per key prefix, or one for all of a key context; conditions that fit neither are given back as raw text. */
function conditionWords(conditions: Conditions): string[] {
  const { Null, ...others } = conditions;
  const prefixes = others['ForAllValues:StringLike']?.['dynamodb:LeadingKeys'];
  const isKeyed = prefixes && Object.keys(others).length === 1 && JSON.stringify(Null) === '{"dynamodb:LeadingKeys":"false"}';
  if (isKeyed) return [prefixes].flat().map((prefix) => (/^[A-Z]+#\*$/.test(prefix) ? prefix.slice(0, -1) : `keys ${prefix}`));
  const from = others.StringEquals?.['ses:FromAddress'];
  if (from !== undefined && Object.keys(conditions).length === 1) return [ownAddress];
  return [keyContextWords(conditions) ?? (Object.keys(conditions).length > 0 ? JSON.stringify(conditions) : '')];
}

function keyContextWords({
  StringEquals = {},
  'ForAllValues:StringEquals': only = {},
  Null = {},
  ...rest
}: Conditions): string | undefined {
  const prefix = 'kms:EncryptionContext:';
  const values = Object.entries(StringEquals).map(([name, value]) => [name.replace(prefix, ''), value] as const);
  const present = Object.keys(Null).filter((name) => name.startsWith(prefix));
  const others = present.map((name) => name.replace(prefix, ''));
  const names = [...values.map(([name]) => name), ...others].sort();
  const isWhole =
    Null['kms:EncryptionContextKeys'] === 'false' && [...(only['kms:EncryptionContextKeys'] ?? [])].sort().join() === names.join();
  if (!isWhole || Object.keys(rest).length > 0) return undefined;
  return [...values.map(([name, value]) => `${name}=${value}`), ...others].sort().join(' ');
}
