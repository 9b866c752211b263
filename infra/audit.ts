/** Everything that must hold for a synthesized stage, as a list of sentences about what does not. Used by `npm run synth` and by tests. */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { type Duty, duties } from '../functions/duties.ts';
import { auditEdges, type Edge } from './edges/audit.ts';
import { loopingDuties } from './queue-loops.ts';
import { type FunctionRights, grantedRights, listedRights, templatesOf } from './rights.ts';

/** AWS allows 10,240 characters of inline policy per role. */
const maxPolicyCharacters = 10_240;
/** Section 12 of the design: 450 kB per bundle. */
const maxBundleBytes = 450_000;
/** Log names that survive minifying: code which looks for credentials anywhere but in the environment. */
const credentialChain = /fromIni|fromSSO|SSOOIDC|fromTokenFile|fromProcess/;

type Bundle = { bytes: number; problems: string[] };
export type Audit = {
  functions: FunctionRights[];
  bundles: Map<string, Bundle>;
  wildcardActions: string[];
  /** From AWS services to what they call or write to. */
  edges: Edge[];
  problems: string[];
};

export function auditAssembly(assembly: CloudAssembly): Audit {
  const functions = grantedRights(assembly);
  const bundles = new Map(functions.flatMap((one) => bundleOf(assembly, one)));
  const wildcardActions = identityActions(assembly).filter((action) => action.includes('*'));
  const { edges, unknown } = auditEdges(assembly);
  const problems = [
    ...functions.filter((one) => one.policyCharacters >= maxPolicyCharacters).map((one) => `${one.name}: inline policy too long`),
    ...sharedRoles(functions),
    ...separatePolicies(assembly),
    ...differences(functions),
    ...loops(functions),
    ...edges.filter(({ isAllowed }) => !isAllowed).map(({ kind, from, to }) => `${kind}: nothing allows ${from} to reach ${to}`),
    ...unknown.map((mention) => `${mention}: say in infra/edges/kinds.ts whether that is an edge`),
    ...[...bundles].flatMap(([name, bundle]) => bundle.problems.map((problem) => `${name}: ${problem}`)),
    ...(assembly.manifest.missing ? ['the template needs a look-up in an account'] : []),
  ];
  return { functions, bundles, wildcardActions, edges, problems };
}

/** Template against duty table, both ways. */
function differences(functions: readonly FunctionRights[]): string[] {
  const listed = listedRights();
  const granted = new Map(functions.map(({ name, rights }) => [name, rights]));
  return [...new Set([...listed.keys(), ...granted.keys()])].flatMap((name) => {
    const table = new Set(listed.get(name) ?? []);
    const template = new Set(granted.get(name) ?? []);
    return [
      ...[...template].filter((right) => !table.has(right)).map((right) => `${name}: granted but not listed: ${right}`),
      ...[...table].filter((right) => !template.has(right)).map((right) => `${name}: listed but not granted: ${right}`),
    ];
  });
}

/** Lambda's guard is off for exactly those whose messages come back to them: there it would stop healthy work, elsewhere it stops a bug. */
function loops(functions: readonly FunctionRights[]): string[] {
  const looping = loopingDuties();
  const listed = Object.entries<Duty>(duties).flatMap(([name, { mayLoop }]) => (mayLoop ? [name] : []));
  const allowed = functions.flatMap(({ name, mayLoop }) => (mayLoop ? [name] : []));
  const missing = (names: readonly string[], from: readonly string[], says: string) =>
    names.filter((name) => !from.includes(name)).map((name) => `${name}: ${says}`);
  return [
    ...missing(looping, listed, 'its messages come back to it, but the duty table does not say mayLoop'),
    ...missing(listed, looping, 'the duty table says mayLoop, but none of its messages comes back'),
    ...missing(listed, allowed, 'Lambda would stop the 17th message of a chain: RecursiveLoop is not Allow'),
    ...missing(allowed, listed, 'RecursiveLoop is Allow, but the duty table does not say mayLoop'),
  ];
}

function sharedRoles(functions: readonly FunctionRights[]): string[] {
  const byRole = Map.groupBy(functions, ({ roleId }) => roleId);
  return [...byRole.values()].filter((same) => same.length > 1).map((same) => `${same.map(({ name }) => name).join(', ')}: share a role`);
}

/** Rights stand in the roles themselves; a policy beside them would escape this audit. */
function separatePolicies(assembly: CloudAssembly): string[] {
  return resourcesOf(assembly)
    .filter(({ Type }) => Type === 'AWS::IAM::Policy' || Type === 'AWS::IAM::ManagedPolicy')
    .map(({ Type }) => `a separate ${Type} adds rights beside the duty table`);
}

/** Actions of identity policies. Resource policies (deny without TLS, root delegation of the key) name `*` on purpose. */
function identityActions(assembly: CloudAssembly): string[] {
  return resourcesOf(assembly).flatMap(({ Type, Properties }) => {
    const separate = Type.startsWith('AWS::IAM::') && Properties.PolicyDocument ? [Properties.PolicyDocument] : [];
    const documents = [...(Properties.Policies ?? []).map(({ PolicyDocument }) => PolicyDocument), ...separate];
    return documents.flatMap(({ Statement }) => Statement.flatMap(({ Action }) => Action));
  });
}

const resourcesOf = (assembly: CloudAssembly) => templatesOf(assembly).flatMap(({ Resources }) => Object.values(Resources));

/** Size and contents of a function's code; nothing when the assembly was made without bundling. */
function bundleOf(assembly: CloudAssembly, { name, assetKey }: FunctionRights): [string, Bundle][] {
  const file = join(assembly.directory, `asset.${assetKey.replace('.zip', '')}`, 'index.mjs');
  if (!existsSync(file)) return [];
  const bytes = statSync(file).size;
  const tooLarge = bytes > maxBundleBytes ? [`bundle of ${bytes} bytes is over ${maxBundleBytes}`] : [];
  const chain = credentialChain.test(readFileSync(file, 'utf8')) ? ['bundle holds a credential chain'] : [];
  return [[name, { bytes, problems: [...tooLarge, ...chain] }]];
}
