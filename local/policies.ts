/** Who may do what: the policies of each role, gathered from the template. */
import * as z from 'zod';
import type { Resource, Templates } from './template.ts';

export type Policy = { name: string; policy: unknown };
/** `arn` is the role's; `sessionArn` is what AWS names in a refusal. */
export type Principal = { name: string; arn: string; sessionArn: string; policies: Policy[] };

const roleSchema = z.looseObject({
  ManagedPolicyArns: z.array(z.string()).default([]),
  Policies: z.array(z.looseObject({ PolicyName: z.string(), PolicyDocument: z.unknown() })).default([]),
});
const policySchema = z.looseObject({ PolicyDocument: z.unknown(), Roles: z.array(z.string()).default([]) });

/** AWS's own policies that the template may attach, as AWS publishes them. */
const awsManaged: Record<string, unknown> = {
  'service-role/AWSLambdaBasicExecutionRole': {
    Version: '2012-10-17',
    Statement: [{ Effect: 'Allow', Action: ['logs:CreateLogGroup', 'logs:CreateLogStream', 'logs:PutLogEvents'], Resource: '*' }],
  },
};

/** Every policy that applies to this role. @throws {Error} on a policy of AWS's that is not known here. */
export function policiesOf(role: Resource, templates: Templates): Policy[] {
  const { ManagedPolicyArns, Policies } = roleSchema.parse(role.properties);
  const inline = Policies.map(({ PolicyName, PolicyDocument }) => ({ name: PolicyName, policy: PolicyDocument }));
  const attached = templates.ofType('AWS::IAM::Policy', 'AWS::IAM::ManagedPolicy').flatMap((resource) => {
    const { PolicyDocument, Roles } = policySchema.parse(resource.properties);
    const isAttached = Roles.includes(role.names.ref) || ManagedPolicyArns.includes(resource.names.ref);
    return isAttached ? [{ name: resource.logicalId, policy: PolicyDocument }] : [];
  });
  const managed = ManagedPolicyArns.filter((arn) => arn.startsWith('arn:aws:iam::aws:policy/')).map((arn) => {
    const name = arn.slice('arn:aws:iam::aws:policy/'.length);
    if (!awsManaged[name]) throw new Error(`Role ${role.logicalId} uses the AWS policy ${name}; add its text to local/policies.ts`);
    return { name: name.replaceAll('/', '-'), policy: awsManaged[name] };
  });
  return [...inline, ...attached, ...managed];
}

/** The principal a function acts as. */
export function principalOf(lambda: Resource, templates: Templates, account: string): Principal {
  const role = templates.find('AWS::IAM::Role', lambda.properties['Role']);
  return {
    name: lambda.names.ref,
    arn: role.names.attributes['Arn'] ?? '',
    sessionArn: `arn:aws:sts::${account}:assumed-role/${role.names.ref}/${lambda.names.ref}`,
    policies: policiesOf(role, templates),
  };
}
