/** SSM parameters in one readable file; what the deploy command would generate is generated at the first start. */
import { randomBytes } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const parameterSchema = z.object({
  type: z.enum(['String', 'SecureString', 'StringList']),
  value: z.string(),
  version: z.int(),
  lastModified: z.string(),
});
const fileSchema = z.record(z.string(), parameterSchema);
type Parameter = z.infer<typeof parameterSchema>;

export type Ssm = {
  call(operation: string, input: Record<string, unknown>): Record<string, unknown>;
  /** The plain value. @throws {SsmError} `ParameterNotFound` */
  value(name: string): string;
  /** Writes it if it is new or different. */
  set(name: string, type: Parameter['type'], value: string): void;
  /** Writes it only if there is none yet. */
  generate(name: string, type: Parameter['type']): void;
};

/** `code` is AWS's name of the error. */
export class SsmError extends Error {
  readonly code: string;
  constructor(code: string, message = '') {
    super(message);
    this.code = code;
  }
}

/** The file behind it, read once and written at every change. */
type Store = {
  arnPrefix: string;
  get(name: string): Parameter | undefined;
  write(name: string, type: Parameter['type'], value: string): number;
};
type Operation = (store: Store, input: Record<string, unknown>) => Record<string, unknown>;

const plainName = (name: string) => (name.startsWith('arn:') ? name.slice(name.indexOf(':parameter') + ':parameter'.length) : name);

function openStore(file: string, arnPrefix: string): Store {
  const parameters = new Map(Object.entries(existsSync(file) ? fileSchema.parse(JSON.parse(readFileSync(file, 'utf8'))) : {}));
  return {
    arnPrefix,
    get: (name) => parameters.get(plainName(name)),
    write(name, type, value) {
      const version = (parameters.get(name)?.version ?? 0) + 1;
      parameters.set(name, { type, value, version, lastModified: new Date().toISOString() });
      writeFileSync(file, `${JSON.stringify(Object.fromEntries(parameters), null, 2)}\n`, { mode: 0o600 });
      return version;
    },
  };
}

const readSchema = z.looseObject({
  Name: z.string().optional(),
  Names: z.array(z.string()).min(1).max(10).optional(),
  WithDecryption: z.boolean().default(false),
});
const writeSchema = z.looseObject({
  Name: z.string(),
  Value: z.string(),
  Type: parameterSchema.shape.type.default('String'),
  Overwrite: z.boolean().default(false),
});

function shown({ arnPrefix }: Store, asked: string, { type, value, version, lastModified }: Parameter, isDecrypted: boolean) {
  const Name = plainName(asked);
  const isHidden = type === 'SecureString' && !isDecrypted;
  const Value = isHidden ? `kms:${Buffer.from(`sealed ${Name}`).toString('base64')}` : value;
  return {
    Name,
    Type: type,
    Value,
    Version: version,
    ARN: `${arnPrefix}${Name}`,
    LastModifiedDate: Date.parse(lastModified) / 1000,
    DataType: 'text',
  };
}

const getParameters: Operation = (store, input) => {
  const { Names = [], WithDecryption } = readSchema.parse(input);
  const found = Names.flatMap((name) => {
    const parameter = store.get(name);
    return parameter ? [shown(store, name, parameter, WithDecryption)] : [];
  });
  return { Parameters: found, InvalidParameters: Names.filter((name) => !store.get(name)) };
};

const getParameter: Operation = (store, input) => {
  const { Name = '', WithDecryption } = readSchema.parse(input);
  const parameter = store.get(Name);
  if (!parameter) throw new SsmError('ParameterNotFound');
  return { Parameter: shown(store, Name, parameter, WithDecryption) };
};

const putParameter: Operation = (store, input) => {
  const { Name, Type, Value, Overwrite } = writeSchema.parse(input);
  if (store.get(Name) && !Overwrite) {
    throw new SsmError(
      'ParameterAlreadyExists',
      'The parameter already exists. To overwrite this value, set the overwrite option in the request to true.',
    );
  }
  return { Version: store.write(Name, Type, Value), Tier: 'Standard' };
};

const operations = new Map<string, Operation>([
  ['GetParameters', getParameters],
  ['GetParameter', getParameter],
  ['PutParameter', putParameter],
]);

export function openSsm(file: string, arnPrefix: string): Ssm {
  const store = openStore(file, arnPrefix);
  return {
    call(operation, input) {
      const run = operations.get(operation);
      if (!run) throw new SsmError('UnknownOperationException', `The laptop cloud does not model ssm:${operation}`);
      return run(store, input);
    },
    value(name) {
      const parameter = store.get(name);
      if (!parameter)
        throw new SsmError('ParameterNotFound', `There is no parameter ${name} on this laptop: add it in local/parameters.ts`);
      return parameter.value;
    },
    set(name, type, value) {
      if (store.get(name)?.value !== value) store.write(name, type, value);
    },
    generate(name, type) {
      if (!store.get(name)) store.write(name, type, randomBytes(32).toString('base64url'));
    },
  };
}
