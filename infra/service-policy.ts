/**
 * Whether a resource's own policy lets an AWS service act on it, as IAM decides: some statement allows, none denies. Used by the audit of
 * the templates and by the laptop cloud. What is not understood is read against the service: it allows nothing, and it denies.
 */

/** A service that acts on behalf of one resource, which IAM shows to the policy as `aws:SourceArn`. */
export type ServiceCall = { service: string; action: string; resource: string; sourceArn: string; account: string };

type Plain = Record<string, unknown>;
const isPlain = (value: unknown): value is Plain => typeof value === 'object' && value !== null && !Array.isArray(value);
const textsOf = (value: unknown): string[] => [value].flat().filter((one) => typeof one === 'string');

/** IAM's `*` and `?`. */
export const matchesPattern = (pattern: string, text: string): boolean => {
  const source = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
};

const isEqual = (wanted: string, given: string) => wanted === given;
/** Those that a policy about a service needs. `ArnEquals` takes wildcards, as AWS documents it; `StringEquals` does not. */
const operators: Record<string, (wanted: string, given: string) => boolean> = {
  StringEquals: isEqual,
  StringEqualsIgnoreCase: (wanted, given) => wanted.toLowerCase() === given.toLowerCase(),
  StringLike: matchesPattern,
  ArnEquals: matchesPattern,
  ArnLike: matchesPattern,
  Bool: (wanted, given) => wanted.toLowerCase() === given,
};

/** Undefined if the condition asks for something that is not known here. */
function isMet(conditions: unknown, { sourceArn, account }: ServiceCall): boolean | undefined {
  if (conditions === undefined) return true;
  if (!isPlain(conditions)) return undefined;
  const given: Record<string, string> = { 'aws:sourcearn': sourceArn, 'aws:sourceaccount': account, 'aws:securetransport': 'true' };
  const answers = Object.entries(conditions).flatMap(([operator, keys]) =>
    Object.entries(isPlain(keys) ? keys : {}).map(([key, wanted]) => {
      const compare = operators[operator];
      const value = given[key.toLowerCase()];
      if (!compare || value === undefined) return undefined;
      return [wanted].flat().some((one) => compare(String(one), value));
    }),
  );
  if (answers.includes(false)) return false;
  return answers.includes(undefined) ? undefined : true;
}

function isAbout(statement: Plain, { service, action, resource }: ServiceCall): boolean | undefined {
  const { Principal, Action, Resource } = statement;
  const isKnown = Action !== undefined && Principal !== undefined && Resource !== undefined;
  if (!isKnown) return undefined;
  const everybody = Principal === '*' || (isPlain(Principal) && textsOf(Principal['AWS']).includes('*'));
  const services = isPlain(Principal) ? textsOf(Principal['Service']) : [];
  return (
    (everybody || services.includes(service)) &&
    textsOf(Action).some((one) => matchesPattern(one.toLowerCase(), action.toLowerCase())) &&
    textsOf(Resource).some((one) => matchesPattern(one, resource))
  );
}

/** `document` with all its functions already evaluated; anything but a policy allows nothing. */
export function serviceMay(document: unknown, call: ServiceCall): boolean {
  const statements = isPlain(document) ? [document['Statement']].flat().filter(isPlain) : [];
  const applies = (statement: Plain) => {
    const parts = [isAbout(statement, call), isMet(statement['Condition'], call)];
    return parts.includes(false) ? false : parts.includes(undefined) ? undefined : true;
  };
  const isAllowed = statements.some((one) => one['Effect'] === 'Allow' && applies(one) === true);
  const isDenied = statements.some((one) => one['Effect'] !== 'Allow' && applies(one) !== false);
  return isAllowed && !isDenied;
}

/** Whether one `AWS::Lambda::Permission`, functions evaluated, lets this service call its function. */
export function permissionMay(
  permission: Readonly<Plain>,
  { service, sourceArn, account }: Omit<ServiceCall, 'action' | 'resource'>,
): boolean {
  const { Action, Principal, SourceArn, SourceAccount } = permission;
  return (
    (Action === 'lambda:InvokeFunction' || Action === 'lambda:*') &&
    Principal === service &&
    (SourceArn === undefined || (typeof SourceArn === 'string' && matchesPattern(SourceArn, sourceArn))) &&
    (SourceAccount === undefined || SourceAccount === account)
  );
}
