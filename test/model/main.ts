/** `npm run model`: all paths of one publication within budgets. */
import { parseArgs } from 'node:util';
import { explore } from './explore.ts';

const usage = `npm run model -- [--faults N] [--acts N]

Walks every path of one publication through the engine's decisions: N faults (crashes, lost, late and repeated calls, refusals, outages; 2) and
N acts of people (cancel, approve again, connect, disconnect, stop, resume, look and say; 1), in every order. 3 and 2 take minutes.`;

const { values } = parseArgs({ options: { faults: { type: 'string' }, acts: { type: 'string' }, help: { type: 'boolean' } } });
const [faults, acts] = [Number(values.faults ?? 2), Number(values.acts ?? 1)];
if (values.help || !Number.isInteger(faults) || !Number.isInteger(acts) || faults < 0 || acts < 0) {
  process.stdout.write(`${usage}\n`);
  process.exitCode = values.help ? 0 : 2;
} else {
  const { scenes, steps, broken, stuck } = explore({ faults, acts });
  for (const story of [...broken, ...new Set(stuck)].slice(0, 5)) process.stdout.write(`${story}\n`);
  process.stdout.write(`scenes ${scenes} steps ${steps} violations ${broken.length} stuck ${stuck.length}\n`);
  process.exitCode = broken.length + stuck.length > 0 ? 1 : 0;
}
