/** `npm run hostile`: the last line says what was found; anything but zero ends with status 1. */
import { readCommand, usage } from './command.ts';
import { checkLargeVideo } from './large-video.ts';
import { runUploads, type UploadTally } from './run-uploads.ts';
import { runUrls, type UrlTally } from './run-urls.ts';

const print = (line: string): boolean => process.stdout.write(`${line}\n`);
const maxMegabytes = 512;
/** So many findings are told one by one. */
const told = 20;

function tellUploads({ ends, mostReads, crashes, servedUnchecked }: UploadTally): void {
  for (const [end, count] of [...ends].sort(([, a], [, b]) => b - a)) print(`  ${String(count).padStart(6)}  ${end}`);
  print(`  at most ${mostReads} reads for one file`);
  for (const finding of [...crashes, ...servedUnchecked].slice(0, told)) print(`found: ${finding}`);
}

function tellUrls({ taken, urls, crashes, wronglyTaken, offList }: UrlTally): void {
  print(`  ${taken} of ${urls} addresses are plain and public, the rest was refused`);
  for (const finding of [...crashes, ...wronglyTaken, ...offList].slice(0, told)) print(`found: ${finding}`);
}

/** @returns whether the largest video passed within the memory that its function has. */
async function tellLargeVideo(): Promise<boolean> {
  let isFine = true;
  for (const isIndexLast of [false, true]) {
    const { outcome, reads, readBytes } = await checkLargeVideo({ isIndexLast });
    print(`1 GB video, index ${isIndexLast ? 'last' : 'first'}: ${outcome}, ${reads} reads, ${readBytes} bytes read`);
    isFine &&= outcome === 'ready';
  }
  const megabytes = Math.ceil(process.resourceUsage().maxRSS / 1024);
  print(`most memory of this process: ${megabytes} MB (limit ${maxMegabytes} MB)`);
  return isFine && megabytes <= maxMegabytes;
}

async function run(count: number, seed: number): Promise<number> {
  // First, so that the memory is that of the check and of nothing else.
  const isFine = await tellLargeVideo();
  const uploads = await runUploads({ count, seed });
  tellUploads(uploads);
  const urls = await runUrls({ count, seed });
  tellUrls(urls);
  const crashes = uploads.crashes.length + urls.crashes.length;
  const sockets = urls.sockets + urls.offList.length;
  print(
    `uploads ${uploads.uploads} crashes ${crashes} served unchecked ${uploads.servedUnchecked.length}, urls ${urls.urls} sockets ${sockets}`,
  );
  return isFine && crashes + uploads.servedUnchecked.length + urls.wronglyTaken.length + sockets === 0 ? 0 : 1;
}

const command = readCommand(process.argv.slice(2));
if (command.kind === 'help') process.stdout.write(usage);
if (command.kind === 'wrong') process.stderr.write(`${command.why}\nTry --help.\n`);
process.exitCode = command.kind === 'run' ? await run(command.count, command.seed) : command.kind === 'wrong' ? 1 : 0;
