/** Everyone who may call the gateway, with their credentials and rights: each function, the operator, and tools of this process. */
import { functionCredentials, personCredentials } from './functions.ts';
import type { Caller } from './gateway.ts';
import { type Principal, principalOf } from './policies.ts';
import type { Credentials } from './sigv4.ts';
import type { Templates } from './template.ts';

export type Callers = {
  list: Caller[];
  of(functionName: string): Credentials;
  /** The person at the command line, who may invoke the operator function only. */
  operator: Credentials;
  /** For tests and tools inside this process: may do everything. */
  admin: Credentials;
};

export const operatorFunction = 'postora-laptop-operator';

export function callersOf(templates: Templates, account: string, region: string): Callers {
  const functions = templates.ofType('AWS::Lambda::Function').map((lambda) => ({
    principal: principalOf(lambda, templates, account),
    credentials: functionCredentials(lambda.names.ref),
  }));
  const operator = {
    principal: person('operator', account, 'lambda:InvokeFunction', `arn:aws:lambda:${region}:${account}:function:${operatorFunction}`),
    credentials: personCredentials('operator'),
  };
  const admin = { principal: person('admin', account, '*', '*'), credentials: personCredentials('admin') };
  return {
    list: [...functions, operator, admin],
    of(functionName) {
      const found = functions.find(({ principal }) => principal.name === functionName);
      if (!found) throw new Error(`There is no function ${functionName}`);
      return found.credentials;
    },
    operator: operator.credentials,
    admin: admin.credentials,
  };
}

const person = (name: string, account: string, Action: string, Resource: string): Principal => ({
  name,
  arn: `arn:aws:iam::${account}:role/${name}`,
  sessionArn: `arn:aws:sts::${account}:assumed-role/${name}/laptop`,
  policies: [{ name, policy: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', Action, Resource }] } }],
});
