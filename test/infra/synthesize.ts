/** Synthesizes one stage for a test, without bundling, into a folder that is gone afterwards. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { App } from 'aws-cdk-lib';
import { Template } from 'aws-cdk-lib/assertions';
import type { CloudAssembly } from 'aws-cdk-lib/cx-api';
import { vi } from 'vitest';
import { buildApp } from '../../infra/build-app.ts';
import type { StageName, StageOverrides } from '../../infra/stage.ts';

// A synth takes a second or two, more on a busy machine or with bundling.
vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

type Synthesized = { assembly: CloudAssembly; data: Template; service: Template; web: Template };
type Options = { stage?: StageName; overrides?: StageOverrides; bundling?: boolean; change?: (app: App) => void };

/** `use` reads the assembly while it is there; what it returns is handed back. */
export function withAssembly<T>(
  { stage = 'beta', overrides = {}, bundling = false, change }: Options,
  use: (assembly: CloudAssembly) => T,
): T {
  const outdir = mkdtempSync(join(tmpdir(), 'postora-synth-'));
  try {
    const app = buildApp({ stage, overrides, outdir, bundling });
    change?.(app);
    return use(app.synth());
  } finally {
    rmSync(outdir, { recursive: true, force: true });
  }
}

export function synthesize(options: Options = {}): Synthesized {
  return withAssembly(options, (assembly) => {
    const [data, service, web] = ['data', 'service', 'web'].map((name) =>
      Template.fromJSON(assembly.getStackByName(`postora-${options.stage ?? 'beta'}-${name}`).template),
    ) as [Template, Template, Template];
    return { assembly, data, service, web };
  });
}
