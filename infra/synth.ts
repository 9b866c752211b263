/** `npm run synth`: synthesizes every stage, audits the templates, prints what it found. The last line is the figure; exit 1 if it is not clean. */
import { readFileSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { type Audit, auditAssembly } from './audit.ts';
import { buildApp } from './build-app.ts';
import { type StageName, stageNames, stageSettings, warningsOf } from './stage.ts';

/** Bundled once: every stage has the same code, and the same options. */
const bundledStage: StageName = 'beta';

type Report = { pluginReports?: { violations?: { ruleName: string; description?: string }[] }[] };
type StageResult = { findings: string[]; functions: number; wildcardActions: number; edges: number; closedEdges: number };

const print = (line: string) => process.stdout.write(`${line}\n`);

function synthStage(stage: StageName): StageResult {
  const outdir = fileURLToPath(new URL(`../cdk.out/${stage}`, import.meta.url));
  rmSync(outdir, { recursive: true, force: true });
  print(`stage ${stage}`);
  try {
    const audit = auditAssembly(buildApp({ stage, outdir, bundling: stage === bundledStage }).synth());
    printFunctions(audit);
    for (const warning of warningsOf(stageSettings(stage))) print(`  warning: ${warning}`);
    const missing = stage === bundledStage && audit.bundles.size < audit.functions.length ? ['functions without a bundle'] : [];
    const findings = [...audit.problems, ...missing, ...validationFindings(outdir)];
    const closedEdges = audit.edges.filter(({ isAllowed }) => !isAllowed).length;
    return {
      findings,
      functions: audit.functions.length,
      wildcardActions: audit.wildcardActions.length,
      edges: audit.edges.length,
      closedEdges,
    };
  } catch (error) {
    const found = validationFindings(outdir);
    return { findings: found.length > 0 ? found : [String(error)], functions: 0, wildcardActions: 0, edges: 0, closedEdges: 0 };
  }
}

function printFunctions({ functions, bundles }: Audit): void {
  for (const { name, rights, policyCharacters } of functions) {
    const bundle = bundles.get(name);
    const size = bundle ? `${(bundle.bytes / 1000).toFixed(1)} kB` : 'not bundled';
    print(`  ${name.padEnd(10)} ${size.padStart(11)}  ${String(rights.length).padStart(2)} rights  policy ${policyCharacters} characters`);
  }
}

/** What CloudFormation's validation and cdk-nag reported, warnings included. */
function validationFindings(outdir: string): string[] {
  const report = readReport(`${outdir}/validation-report.json`);
  const violations = (report.pluginReports ?? []).flatMap((plugin) => plugin.violations ?? []);
  return violations.map(({ ruleName, description = '' }) => `${ruleName} ${description}`);
}

function readReport(path: string): Report {
  try {
    const report: Report = JSON.parse(readFileSync(path, 'utf8'));
    return report;
  } catch {
    return {};
  }
}

const results = stageNames.map((stage) => {
  const result = synthStage(stage);
  for (const finding of result.findings) print(`  finding: ${finding}`);
  return result;
});
const findings = results.flatMap((result) => result.findings).length;
const functions = Math.min(...results.map((result) => result.functions));
const wildcardActions = results.reduce((sum, result) => sum + result.wildcardActions, 0);
const edges = Math.min(...results.map((result) => result.edges));
const closedEdges = results.reduce((sum, result) => sum + result.closedEdges, 0);
print(`${findings} findings, functions ${functions}, wildcard actions ${wildcardActions}, edges ${edges} without an allow ${closedEdges}`);
if (findings > 0 || functions === 0 || wildcardActions > 0 || edges === 0 || closedEdges > 0) process.exitCode = 1;
