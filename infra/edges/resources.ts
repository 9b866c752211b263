/**
 * All resources of an assembly with their functions evaluated to text, without an account: what only AWS can name stands as
 * `<stack/logical id.attribute>`, the same wherever it is referred to, across stacks too.
 */

type Plain = Record<string, unknown>;
export type StackTemplate = {
  stack: string;
  template: { Resources?: Record<string, { Type: string; Properties?: Plain }>; Outputs?: Record<string, Output> };
};
type Output = { Value: unknown; Export?: { Name: unknown } };
export type Resource = { stack: string; id: string; type: string; properties: Plain };

export const account = '111122223333';
export const region = 'us-east-1';
const pseudo: Record<string, string> = {
  'AWS::AccountId': account,
  'AWS::Region': region,
  'AWS::Partition': 'aws',
  'AWS::URLSuffix': 'amazonaws.com',
};

const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);

export const nameOf = ({ stack, id }: Pick<Resource, 'stack' | 'id'>, attribute = ''): string =>
  `<${stack}/${id}${attribute === '' ? '' : `.${attribute}`}>`;
/** What policies name it by. A topic's Ref is its ARN. */
export const arnOf = (resource: Resource): string => nameOf(resource, resource.type === 'AWS::SNS::Topic' ? '' : 'Arn');

/** @throws {Error} on a function that is not known here: an audit must not guess. */
function textOf(name: string, argument: unknown, stack: StackTemplate, all: readonly StackTemplate[]): string {
  const one = (value: unknown): string => {
    const found = evaluated(value, stack, all);
    if (typeof found === 'string' || typeof found === 'number' || typeof found === 'boolean') return String(found);
    throw new Error(`${stack.stack}: ${JSON.stringify(value)} is no text`);
  };
  if (name === 'Ref') return reference(String(argument), stack, all);
  if (name === 'Fn::GetAtt' && Array.isArray(argument)) return nameOf({ stack: stack.stack, id: String(argument[0]) }, String(argument[1]));
  if (name === 'Fn::Join' && Array.isArray(argument)) return [argument[1]].flat(2).map(one).join(String(argument[0]));
  if (name === 'Fn::Sub' && typeof argument === 'string') return substituted(argument, stack, all);
  if (name === 'Fn::ImportValue') return imported(one(argument), all);
  throw new Error(`${stack.stack}: the audit of edges does not know ${name}`);
}

const substituted = (text: string, stack: StackTemplate, all: readonly StackTemplate[]): string =>
  text.replace(/\$\{([^!}.]+)(?:\.([^}]+))?\}/g, (_whole, id: string, attribute?: string) =>
    attribute === undefined ? reference(id, stack, all) : nameOf({ stack: stack.stack, id }, attribute),
  );

/** A rule set's Ref is the name that it was given; others are named by AWS. */
function reference(id: string, stack: StackTemplate, all: readonly StackTemplate[]): string {
  const known = pseudo[id];
  if (known !== undefined) return known;
  const given = stack.template.Resources?.[id]?.Properties?.['RuleSetName'];
  const isRuleSet = stack.template.Resources?.[id]?.Type === 'AWS::SES::ReceiptRuleSet';
  return isRuleSet && given !== undefined ? String(evaluated(given, stack, all)) : nameOf({ stack: stack.stack, id });
}

function imported(name: string, all: readonly StackTemplate[]): string {
  for (const stack of all) {
    const output = Object.values(stack.template.Outputs ?? {}).find(({ Export }) => Export?.Name === name);
    if (output) return String(evaluated(output.Value, stack, all));
  }
  throw new Error(`no stack exports ${name}`);
}

function evaluated(value: unknown, stack: StackTemplate, all: readonly StackTemplate[]): unknown {
  if (Array.isArray(value)) return value.map((item) => evaluated(item, stack, all));
  if (!isPlain(value)) return value;
  const [only = '', ...others] = Object.keys(value);
  if (others.length === 0 && (only === 'Ref' || only.startsWith('Fn::'))) return textOf(only, value[only], stack, all);
  return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, evaluated(item, stack, all)]));
}

export const resourcesOf = (all: readonly StackTemplate[]): Resource[] =>
  all.flatMap((stack) =>
    Object.entries(stack.template.Resources ?? {}).map(([id, { Type, Properties = {} }]) => {
      const properties = evaluated(Properties, stack, all);
      return { stack: stack.stack, id, type: Type, properties: isPlain(properties) ? properties : {} };
    }),
  );

/** The names of resources in a text, without their attributes. */
export const namesIn = (text: string): string[] =>
  [...text.matchAll(/<([^<>/]+\/[^<>./]+)(?:\.[^<>]+)?>/g)].map(([, name = '']) => `<${name}>`);

/** Every text below a value. */
export function textsBelow(value: unknown): string[] {
  if (typeof value === 'string') return [value];
  if (Array.isArray(value)) return value.flatMap(textsBelow);
  return isPlain(value) ? Object.entries(value).flatMap(([key, item]) => [key, ...textsBelow(item)]) : [];
}

/** Values at a path, lists walked through: `at(resource, 'Targets', 'Arn')`. */
export function at(value: unknown, ...path: readonly string[]): unknown[] {
  const [step, ...rest] = path;
  if (Array.isArray(value)) return value.flatMap((item) => at(item, ...path));
  if (step === undefined) return value === undefined ? [] : [value];
  return isPlain(value) ? at(value[step], ...rest) : [];
}
export const textsAt = (value: unknown, ...path: readonly string[]): string[] =>
  at(value, ...path).filter((one) => typeof one === 'string');
