import { describe, expect, it } from 'vitest';
import { evaluate, noValue, type Scope } from '../../local/intrinsics.ts';

const scope: Scope = {
  ref: (name) => (name === 'AWS::NoValue' ? noValue : `ref-${name}`),
  attribute: (id, name) => `att-${id}-${name}`,
  importValue: (name) => `import-${name}`,
  mapping: (map, key, subKey) => `${map}/${key}/${subKey}`,
  condition: (name) => name === 'Yes',
  parameter: (name) => `parameter${name}`,
};

/** `{A}` stands for CloudFormation's `${A}`, which the linter takes for a forgotten template string. */
const sub = (text: string) => text.replaceAll('{', '$' + '{');

describe(evaluate, () => {
  it.each([
    [{ Ref: 'A' }, 'ref-A'],
    [{ 'Fn::GetAtt': ['A', 'Arn'] }, 'att-A-Arn'],
    [{ 'Fn::GetAtt': 'A.Endpoint.Port' }, 'att-A-Endpoint.Port'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'B' }]] }, 'a-ref-B'],
    [{ 'Fn::Sub': sub('x {A} {B.Arn} {!Literal}') }, sub('x ref-A att-B-Arn {Literal}')],
    [{ 'Fn::Sub': [sub('{a}:{C}'), { a: { Ref: 'A' } }] }, 'ref-A:ref-C'],
    [{ 'Fn::Select': ['1', { 'Fn::Split': ['/', 'a/b/c'] }] }, 'b'],
    [{ 'Fn::ImportValue': { 'Fn::Sub': sub('{A}') } }, 'import-ref-A'],
    [{ 'Fn::FindInMap': ['M', { Ref: 'K' }, 's'] }, 'M/ref-K/s'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ 'Fn::If': ['Yes', 'a', 'b'] }, 'a'],
    [{ 'Fn::If': ['No', 'a', 'b'] }, 'b'],
    [{ 'Fn::And': [{ Condition: 'Yes' }, { 'Fn::Not': [{ Condition: 'No' }] }] }, true],
    [{ 'Fn::Or': [{ 'Fn::Equals': ['a', 'b'] }, { Condition: 'No' }] }, false],
    ['{{resolve:ssm:/a/b:3}}', 'parameter/a/b'],
  ])('%j is %j', (value, expected) => {
    expect(evaluate(value, scope)).toEqual(expected);
  });

  it('leaves out what is AWS::NoValue', () => {
    const value = { a: { Ref: 'AWS::NoValue' }, b: [1, { Ref: 'AWS::NoValue' }] };

    expect(evaluate(value, scope)).toEqual({ b: [1] });
  });

  it('takes Condition in a policy for a property', () => {
    const value = { Condition: { StringEquals: { a: { Ref: 'B' } } } };

    expect(evaluate(value, scope)).toEqual({ Condition: { StringEquals: { a: 'ref-B' } } });
  });

  it.each([
    [{ 'Fn::Cidr': [] }, 'Fn::Cidr'],
    ['{{resolve:secretsmanager:x}}', 'secretsmanager'],
  ])('refuses %j', (value, named) => {
    expect(() => evaluate(value, scope)).toThrow(named);
  });
});
