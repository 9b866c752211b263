/** CloudFormation's functions, evaluated as CloudFormation does. Anything it knows and we do not is an error, never a guess. */

/** What the names in a template stand for. Every function throws on a name it does not know. */
export type Scope = {
  ref(name: string): unknown;
  attribute(logicalId: string, name: string): unknown;
  importValue(name: string): unknown;
  mapping(map: string, key: string, subKey: string): unknown;
  condition(name: string): unknown;
  /** `{{resolve:ssm:<name>}}` */
  parameter(name: string): string;
};

/** `AWS::NoValue`: the property is as if it were not there. */
export const noValue = Symbol('AWS::NoValue');

type Function = (argument: unknown, scope: Scope) => unknown;

const list = (value: unknown): unknown[] => {
  if (!Array.isArray(value)) throw new Error(`Expected a list, found ${JSON.stringify(value)}`);
  return value;
};
const text = (value: unknown): string => {
  if (typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean') return String(value);
  throw new Error(`Expected text, found ${JSON.stringify(value)}`);
};
const isTrue = (value: unknown) => value === true || value === 'true';
const texts = (value: unknown, scope: Scope) => list(evaluate(value, scope)).map(text);

function substitute(argument: unknown, scope: Scope): string {
  const [template, variables] = Array.isArray(argument) ? argument : [argument, {}];
  const own = isObject(variables) ? variables : {};
  return text(template).replace(/\$\{(!?)([^}]+)\}/g, (_all, literal: string, name: string) => {
    if (literal) return `\${${name}}`;
    if (name in own) return text(evaluate(own[name], scope));
    const dot = name.indexOf('.');
    return text(dot < 0 ? scope.ref(name) : scope.attribute(name.slice(0, dot), name.slice(dot + 1)));
  });
}

function attribute(argument: unknown, scope: Scope): unknown {
  const [logicalId = '', ...rest] = Array.isArray(argument) ? argument.map(text) : text(argument).split('.');
  return scope.attribute(logicalId, rest.join('.'));
}

function join(argument: unknown, scope: Scope): string {
  const [separator, parts] = list(argument);
  return texts(parts, scope).join(text(separator));
}

function select(argument: unknown, scope: Scope): unknown {
  const [index, from] = list(argument);
  const found = list(evaluate(from, scope))[Number(evaluate(index, scope))];
  if (found === undefined) throw new Error(`Fn::Select: no element ${JSON.stringify(index)}`);
  return found;
}

function findInMap(argument: unknown, scope: Scope): unknown {
  const [map = '', key = '', subKey = ''] = texts(argument, scope);
  return scope.mapping(map, key, subKey);
}

const functions: Record<string, Function> = {
  Ref: (argument, scope) => scope.ref(text(argument)),
  'Fn::GetAtt': attribute,
  'Fn::Join': join,
  'Fn::Sub': substitute,
  'Fn::Select': select,
  'Fn::Split': (argument, scope) => {
    const [separator = '', whole = ''] = texts(argument, scope);
    return whole.split(separator);
  },
  'Fn::ImportValue': (argument, scope) => scope.importValue(text(evaluate(argument, scope))),
  'Fn::FindInMap': findInMap,
  'Fn::Base64': (argument, scope) => Buffer.from(text(evaluate(argument, scope))).toString('base64'),
  'Fn::If': (argument, scope) => {
    const [condition, yes, no] = list(argument);
    return evaluate(isTrue(scope.condition(text(condition))) ? yes : no, scope);
  },
  'Fn::Equals': (argument, scope) => {
    const [left, right] = texts(argument, scope);
    return left === right;
  },
  'Fn::And': (argument, scope) => list(argument).every((item) => isTrue(evaluate(item, scope))),
  'Fn::Or': (argument, scope) => list(argument).some((item) => isTrue(evaluate(item, scope))),
  'Fn::Not': (argument, scope) => !isTrue(evaluate(list(argument)[0], scope)),
  Condition: (argument, scope) => scope.condition(text(argument)),
};

export const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The value with every function in it replaced by its result. */
export function evaluate(value: unknown, scope: Scope): unknown {
  if (typeof value === 'string') return resolveDynamic(value, scope);
  if (Array.isArray(value)) return value.map((item) => evaluate(item, scope)).filter((item) => item !== noValue);
  if (!isObject(value)) return value;
  const [only, ...others] = Object.keys(value);
  if (only !== undefined && others.length === 0 && isFunctionName(only, value[only])) {
    const run = functions[only];
    if (!run) throw new Error(`The laptop cloud does not know ${only}`);
    const result = run(value[only], scope);
    return typeof result === 'string' ? resolveDynamic(result, scope) : result;
  }
  const entries = Object.entries(value).map(([key, item]) => [key, evaluate(item, scope)] as const);
  return Object.fromEntries(entries.filter(([, item]) => item !== noValue));
}

/** In an IAM policy `Condition` is a property with an object, in a condition it is a function with a name. */
const isFunctionName = (key: string, argument: unknown) =>
  key === 'Ref' || key.startsWith('Fn::') || (key === 'Condition' && typeof argument === 'string');

const resolveDynamic = (value: string, scope: Scope): string =>
  value.replace(/\{\{resolve:([\w-]+):([^:}]+)[^}]*\}\}/g, (_all, service: string, name: string) => {
    if (service !== 'ssm') throw new Error(`The laptop cloud does not know the dynamic reference {{resolve:${service}:…}}`);
    return scope.parameter(name);
  });
