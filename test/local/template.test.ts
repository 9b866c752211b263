import { describe, expect, it } from 'vitest';
import { openTemplates, parseTemplate } from '../../local/template.ts';

const around = {
  account: '000000000000',
  region: 'us-east-1',
  gatewayUrl: 'http://127.0.0.1:1',
  apiUrl: 'http://127.0.0.1:2',
  parameter: (name: string) => `value of ${name}`,
};
const queue = { Type: 'AWS::SQS::Queue', Properties: { QueueName: 'q' } };

describe(openTemplates, () => {
  it('refuses every resource type it does not know, naming all of them', () => {
    const stack = parseTemplate('s', { Resources: { A: { Type: 'AWS::EC2::Instance' }, B: { Type: 'AWS::RDS::DBInstance' }, C: queue } });

    expect(() => openTemplates([stack], around)).toThrow('does not model s/A (AWS::EC2::Instance), s/B (AWS::RDS::DBInstance)');
  });

  it('gives queues an address at the gateway, and resolves across stacks and parameters', () => {
    const one = parseTemplate('one', {
      Resources: { Q: queue },
      Outputs: { O: { Value: { 'Fn::GetAtt': ['Q', 'Arn'] }, Export: { Name: { 'Fn::Join': [':', [{ Ref: 'AWS::StackName' }, 'q']] } } } },
    });
    const two = parseTemplate('two', {
      Parameters: { P: { Type: 'AWS::SSM::Parameter::Value<String>', Default: '/a/b' } },
      Resources: {
        F: { Type: 'AWS::Lambda::Function', Properties: { A: { 'Fn::ImportValue': 'one:q' }, B: { Ref: 'P' }, C: { Ref: 'AWS::Region' } } },
      },
    });

    const templates = openTemplates([one, two], around);

    expect(templates.ofType('AWS::SQS::Queue')[0]?.names.ref).toBe('http://127.0.0.1:1/000000000000/q');
    expect(templates.ofType('AWS::Lambda::Function')[0]?.properties).toEqual({
      A: 'arn:aws:sqs:us-east-1:000000000000:q',
      B: 'value of /a/b',
      C: 'us-east-1',
    });
  });

  it('leaves out resources whose condition is false and lets inert ones be referred to', () => {
    const stack = parseTemplate('s', {
      Conditions: { No: { 'Fn::Equals': ['a', 'b'] } },
      Resources: {
        A: { ...queue, Condition: 'No' },
        T: { Type: 'AWS::SNS::Topic' },
        F: { Type: 'AWS::Lambda::Function', Properties: { Topic: { Ref: 'T' } } },
      },
    });

    const templates = openTemplates([stack], around);

    expect(templates.ofType('AWS::SQS::Queue')).toEqual([]);
    expect(templates.ofType('AWS::Lambda::Function')[0]?.properties['Topic']).toBe('arn:aws:sns:us-east-1:000000000000:s-T');
  });

  it.each([
    ['an export nobody has', { 'Fn::ImportValue': 'x' }, 'No stack exports x'],
    ['an attribute it does not know', { 'Fn::GetAtt': ['Q', 'Colour'] }, 'attribute Colour of Q'],
    ['a name that is not there', { Ref: 'Nothing' }, 'no resource Nothing'],
  ])('says where %s was used', (_what, value, words) => {
    const stack = parseTemplate('s', { Resources: { Q: queue, F: { Type: 'AWS::Lambda::Function', Properties: { A: value } } } });

    expect(() => openTemplates([stack], around)).toThrow(`s/F (AWS::Lambda::Function): `);
    expect(() => openTemplates([stack], around)).toThrow(words);
  });

  it('gives a key the same id at every start', () => {
    const open = () =>
      openTemplates([parseTemplate('s', { Resources: { K: { Type: 'AWS::KMS::Key' } } })], around).ofType('AWS::KMS::Key')[0]?.names.ref;

    expect(open()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/);
    expect(open()).toBe(open());
  });
});
