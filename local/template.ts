/** The synthesized templates, opened: every resource with its properties evaluated and its names known, across all stacks. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';
import { evaluate, isObject, noValue, type Scope } from './intrinsics.ts';
import { inert, modelled, type Names, type World } from './resources.ts';

const templateSchema = z.looseObject({
  Resources: z
    .record(
      z.string(),
      z.looseObject({ Type: z.string(), Properties: z.record(z.string(), z.unknown()).default({}), Condition: z.string().optional() }),
    )
    .default({}),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown(), Export: z.object({ Name: z.unknown() }).optional() })).default({}),
  Parameters: z.record(z.string(), z.looseObject({ Type: z.string(), Default: z.unknown().optional() })).default({}),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), z.unknown()))).default({}),
  Conditions: z.record(z.string(), z.unknown()).default({}),
});
const manifestSchema = z.looseObject({
  artifacts: z.record(
    z.string(),
    z.looseObject({ type: z.string(), properties: z.looseObject({ templateFile: z.string().optional() }).optional() }),
  ),
});

export type StackTemplate = { name: string; template: z.infer<typeof templateSchema> };
export type Resource = { stack: string; logicalId: string; type: string; properties: Record<string, unknown>; names: Names };
export type Templates = {
  ofType(...types: string[]): Resource[];
  /** The resource a `Ref` or ARN stands for. */
  find(type: string, refOrArn: unknown): Resource;
};
export type Surroundings = World & { parameter(name: string): string };

export const parseTemplate = (name: string, template: unknown): StackTemplate => ({ name, template: templateSchema.parse(template) });

/** Every stack of a cloud assembly (`cdk.out`); `edit` may change a template's text before it is read. */
export function readAssembly(dir: string, edit = (text: string) => text): StackTemplate[] {
  const { artifacts } = manifestSchema.parse(JSON.parse(readFileSync(join(dir, 'manifest.json'), 'utf8')));
  return Object.entries(artifacts).flatMap(([name, { type, properties }]) =>
    type === 'aws:cloudformation:stack' && properties?.templateFile
      ? [parseTemplate(name, JSON.parse(edit(readFileSync(join(dir, properties.templateFile), 'utf8'))))]
      : [],
  );
}

/** @throws {Error} naming every resource the laptop cloud neither models nor knowingly leaves out. */
export function openTemplates(stacks: StackTemplate[], around: Surroundings): Templates {
  const unknown = stacks.flatMap(({ name, template }) =>
    Object.entries(template.Resources)
      .filter(([, { Type }]) => !modelled[Type] && !inert[Type])
      .map(([id, { Type }]) => `${name}/${id} (${Type})`),
  );
  if (unknown.length > 0) throw new Error(`The laptop cloud does not model ${unknown.join(', ')}. Add each type to local/resources.ts.`);
  const resources = stacks.flatMap((stack) => resourcesOf(stack, stacks, around));
  const ofType = (...types: string[]) => resources.filter((resource) => types.includes(resource.type));
  return {
    ofType,
    find(type, reference) {
      const found = ofType(type).find(({ names, logicalId }) =>
        [names.ref, names.attributes['Arn'], logicalId].includes(String(reference)),
      );
      if (!found) throw new Error(`No ${type} is called ${String(reference)}`);
      return found;
    },
  };
}

function resourcesOf(stack: StackTemplate, stacks: StackTemplate[], around: Surroundings): Resource[] {
  const scope = scopeOf(stack, stacks, around);
  return Object.entries(stack.template.Resources)
    .filter(([, { Type, Condition }]) => modelled[Type] && (!Condition || scope.condition(Condition) === true))
    .map(([logicalId, { Type, Properties }]) => {
      try {
        const properties = evaluate(Properties, scope);
        return {
          stack: stack.name,
          logicalId,
          type: Type,
          properties: isObject(properties) ? properties : {},
          names: namesOf(stack, logicalId, scope, around),
        };
      } catch (cause) {
        throw new Error(`${stack.name}/${logicalId} (${Type}): ${cause instanceof Error ? cause.message : String(cause)}`, { cause });
      }
    });
}

function namesOf(stack: StackTemplate, logicalId: string, scope: Scope, around: Surroundings): Names {
  const resource = stack.template.Resources[logicalId];
  const naming = resource && (modelled[resource.Type] ?? inert[resource.Type]?.names);
  if (!naming) throw new Error(`${stack.name} has no resource ${logicalId} that can be referred to`);
  const text = (property: string) => {
    const value = evaluate(resource.Properties[property], scope);
    return typeof value === 'string' ? value : undefined;
  };
  return naming({ stack: stack.name, logicalId, text }, around);
}

function scopeOf(stack: StackTemplate, stacks: StackTemplate[], around: Surroundings): Scope {
  const { template } = stack;
  const pseudo: Record<string, unknown> = {
    'AWS::AccountId': around.account,
    'AWS::Region': around.region,
    'AWS::Partition': 'aws',
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stack.name,
    'AWS::StackId': `arn:aws:cloudformation:${around.region}:${around.account}:stack/${stack.name}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': noValue,
  };
  const scope: Scope = {
    ref: (name) =>
      name in pseudo
        ? pseudo[name]
        : name in template.Parameters
          ? parameterValue(stack, name, around)
          : namesOf(stack, name, scope, around).ref,
    attribute(logicalId, name) {
      const value = namesOf(stack, logicalId, scope, around).attributes[name];
      if (value === undefined) throw new Error(`The laptop cloud does not know attribute ${name} of ${logicalId}`);
      return value;
    },
    importValue: (name) => importedValue(stacks, name, around),
    mapping(map, key, subKey) {
      const value = template.Mappings[map]?.[key]?.[subKey];
      if (value === undefined) throw new Error(`Fn::FindInMap: no ${map}.${key}.${subKey}`);
      return value;
    },
    condition: (name) => evaluate(template.Conditions[name], scope),
    parameter: around.parameter,
  };
  return scope;
}

function parameterValue({ name: stack, template }: StackTemplate, name: string, around: Surroundings): unknown {
  const { Type = '', Default } = template.Parameters[name] ?? {};
  if (Type.startsWith('AWS::SSM::Parameter::Value<')) return around.parameter(String(Default));
  if (Default === undefined) throw new Error(`Parameter ${name} of ${stack} has no default, and the laptop cloud has no value for it`);
  return Default;
}

function importedValue(stacks: StackTemplate[], exportName: string, around: Surroundings): unknown {
  for (const stack of stacks) {
    const scope = scopeOf(stack, stacks, around);
    const output = Object.values(stack.template.Outputs).find(({ Export }) => Export && evaluate(Export.Name, scope) === exportName);
    if (output) return evaluate(output.Value, scope);
  }
  throw new Error(`No stack exports ${exportName}`);
}
