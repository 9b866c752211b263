/**
 * `npm run lock`: completes package-lock.json after an install. A registry that lacks another platform's optional binaries makes npm leave
 * them out of the lock file, and then `npm ci` refuses it everywhere. Each gets its row, as npm writes it where they are found.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import * as z from 'zod';

const rowSchema = z.record(z.string(), z.unknown());
const lockSchema = z.record(z.string(), z.unknown()).and(z.object({ packages: z.record(z.string(), rowSchema) }));
const wantsSchema = z.object({ optionalDependencies: z.record(z.string(), z.string()).default({}), dev: z.boolean().default(false) });

const systems = ['aix', 'android', 'darwin', 'freebsd', 'linux', 'netbsd', 'openbsd', 'openharmony', 'sunos', 'win32'];
const processors = ['arm64', 'arm', 'ia32', 'loong64', 'mips64el', 'ppc64', 'riscv64', 's390x', 'wasm32', 'x64'];

/** What a platform package is for, read from its name, such as `@biomejs/cli-linux-x64-musl`. */
function platformOf(name: string): Record<string, string[]> {
  const words = name.split(/[-/]/);
  const os = systems.filter((system) => words.includes(system));
  const cpu = processors.filter((processor) => words.includes(processor));
  const libc = words.some((word) => word.startsWith('musl')) ? ['musl'] : words.includes('gnu') ? ['glibc'] : [];
  if (cpu.length === 0) throw new Error(`${name} does not look like a platform package`);
  return { cpu, ...(os.length > 0 ? { os } : {}), ...(libc.length > 0 ? { libc } : {}) };
}

/** The lock file with a row for every optional dependency, and no download address. */
export function completeLock(text: string): string {
  const lock = lockSchema.parse(JSON.parse(text));
  const added = Object.values(lock.packages).flatMap((row) => {
    const { optionalDependencies, dev } = wantsSchema.parse(row);
    const missing = Object.entries(optionalDependencies).filter(([name]) => lock.packages[`node_modules/${name}`] === undefined);
    return missing.map(([name, version]): [string, Record<string, unknown>] => {
      const flags = { ...(dev ? { dev } : {}), optional: true };
      return [`node_modules/${name}`, { version, ...platformOf(name), ...flags }];
    });
  });
  const rows = [...Object.entries(lock.packages), ...added].map(([name, { resolved: _, ...row }]) => [name, row] as const);
  const packages = Object.fromEntries(rows.sort(([a], [b]) => a.localeCompare(b, 'en')));
  return `${JSON.stringify({ ...lock, packages }, null, 2)}\n`;
}

if (import.meta.main) {
  const file = 'package-lock.json';
  writeFileSync(file, completeLock(readFileSync(file, 'utf8')));
}
