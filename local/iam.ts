/**
 * Checks one demand against the policies of who asks, with iam-simulate. That package is AGPL and for development only, so it is
 * loaded when needed; without it nothing is checked, which is said loudly and is a failure in CI.
 */
import type { Context, Demand } from './demands.ts';
import type { Policy, Principal } from './policies.ts';

export type Verdict = { kind: 'allowed' } | { kind: 'denied'; explicit: boolean };
export type PolicyCheck = (who: Principal, demand: Demand, resourcePolicy?: unknown) => Promise<Verdict>;
type Simulate = typeof import('@cloud-copilot/iam-simulate').runSimulation;

/** Condition keys whose values `demands.ts` supplies. A policy with any other key could be judged wrongly, so it is refused. */
const supplied = [
  /^dynamodb:LeadingKeys$/i,
  /^kms:EncryptionContext:.+$/i,
  /^kms:EncryptionContextKeys$/i,
  /^kms:CallerAccount$/i,
  /^ses:(FromAddress|Recipients)$/i,
  /^aws:(SecureTransport|PrincipalArn|PrincipalAccount)$/i,
];

/** iam-simulate drops `kms:EncryptionContext:<name>`; carried under a key it keeps, on both sides. */
const carryKmsContext = (text: string) => text.replace(/kms:EncryptionContext:/gi, 'aws:PrincipalTag/kmsec-');
const carried = (value: unknown): unknown => (value === undefined ? undefined : JSON.parse(carryKmsContext(JSON.stringify(value))));

/** @throws {Error} if iam-simulate cannot be loaded and `mustCheck` is set. */
export async function loadPolicyCheck(mustCheck: boolean, warn: (text: string) => void): Promise<PolicyCheck> {
  try {
    const { runSimulation } = await import('@cloud-copilot/iam-simulate');
    return policyCheck(runSimulation);
  } catch (cause) {
    if (mustCheck) throw new Error('iam-simulate is not installed, so no AWS call can be checked: run npm ci', { cause });
    warn('NO AWS CALL IS CHECKED against its IAM policy: @cloud-copilot/iam-simulate is not installed. Run npm ci.');
    return async () => ({ kind: 'allowed' });
  }
}

function policyCheck(simulate: Simulate): PolicyCheck {
  const cache = new Map<string, Promise<Verdict>>();
  const prepared = new WeakMap<Principal, Policy[]>();
  return (who, demand, resourcePolicy) => {
    const key = JSON.stringify([who.sessionArn, demand]);
    const known = cache.get(key);
    if (known) return known;
    const policies = prepared.get(who) ?? prepare(who.policies);
    prepared.set(who, policies);
    const verdict = judge(simulate, { ...who, policies }, demand, resourcePolicy);
    if (cache.size > 5_000) cache.clear();
    cache.set(key, verdict);
    return verdict;
  };
}

function prepare(policies: Policy[]): Policy[] {
  for (const { name, policy } of policies) refuseUnknownConditions(name, policy);
  return policies.map(({ name, policy }) => ({ name, policy: carried(policy) }));
}

/** @throws {Error} if a policy asks about something the laptop does not tell. */
export function refuseUnknownConditions(name: string, policy: unknown): void {
  const found = [...JSON.stringify(policy ?? {}).matchAll(/"Condition":(\{(?:[^{}]|\{[^{}]*\})*\})/g)].flatMap(([, text]) =>
    Object.values(JSON.parse(text ?? '{}')),
  );
  for (const keys of found) {
    for (const key of Object.keys(typeof keys === 'object' && keys ? keys : {})) {
      if (!supplied.some((pattern) => pattern.test(key)))
        throw new Error(`Policy ${name} has the condition key ${key}, which local/demands.ts does not supply`);
    }
  }
}

async function judge(simulate: Simulate, who: Principal, demand: Demand, resourcePolicy: unknown): Promise<Verdict> {
  const account = who.arn.split(':')[4] ?? '';
  const context: Context = {
    ...demand.context,
    'aws:SecureTransport': 'true',
    'aws:PrincipalArn': who.arn,
    'aws:PrincipalAccount': account,
  };
  const contextVariables = Object.fromEntries(Object.entries(context).map(([key, value]) => [carryKmsContext(key), value]));
  const result = await simulate(
    {
      request: { principal: who.arn, action: demand.action, resource: { resource: demand.resource, accountId: account }, contextVariables },
      identityPolicies: who.policies,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
      resourcePolicy: carried(resourcePolicy),
    },
    {},
  );
  if (result.resultType === 'error') throw new Error(`The policy check of ${demand.action} failed: ${JSON.stringify(result.errors)}`);
  if (result.overallResult === 'Allowed') return { kind: 'allowed' };
  return { kind: 'denied', explicit: result.overallResult === 'ExplicitlyDenied' };
}

/** AWS's own sentence for a refusal. */
export function refusal(who: Principal, { action, resource }: Demand, explicit: boolean): string {
  if (action.startsWith('ses:')) return `User \`${who.sessionArn}' is not authorized to perform \`${action}' on resource \`${resource}'`;
  const named = action.startsWith('sqs:') ? action.toLowerCase() : action;
  const why = explicit
    ? 'with an explicit deny in an identity-based policy'
    : `because no identity-based policy allows the ${named} action`;
  return `User: ${who.sessionArn} is not authorized to perform: ${named} on resource: ${resource} ${why}`;
}
