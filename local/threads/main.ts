/** Runs the Threads simulator as its own process: `node local/threads/main.ts --help`. */
import { readCommand, usage } from './cli.ts';
import { startThreads, type ThreadsOptions } from './start.ts';

/** A parent with a message channel is gone when it closes; any other when our standard input ends. */
function whenParentGoes(stop: () => void): void {
  if (process.connected) {
    process.on('disconnect', stop);
    return;
  }
  process.stdin.on('end', stop).on('error', stop).resume();
}

async function run(options: ThreadsOptions, withParent: boolean): Promise<void> {
  const threads = await startThreads(options);
  process.stdout.write(`Threads simulator  ${threads.url}\n`);
  let isStopping = false;
  const stop = () => {
    if (isStopping) return;
    isStopping = true;
    threads.close().then(() => process.exit(0));
  };
  process.on('SIGINT', stop).on('SIGTERM', stop);
  if (withParent) whenParentGoes(stop);
}

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(usage);
else await run(command.options, command.withParent);
