/** The journeys in memory: production handlers, real sealing, the strict simulator of Threads. */
import { liveThroughAll } from './journeys/all.ts';
import type { Recorder, Verdict } from './record.ts';
import type { SinkName } from './sinks.ts';
import { openWatched } from './watched-world.ts';

/** Whatever a function writes to its output is a log line, however it came there. @returns the end of listening */
function listenToOutput(record: Recorder): () => void {
  const streams = [process.stdout, process.stderr].map((stream) => ({ stream, write: stream.write }));
  for (const { stream } of streams) {
    stream.write = (text: string | Uint8Array) => {
      record.text('logs', 'output', text);
      return true;
    };
  }
  return () => {
    for (const { stream, write } of streams) stream.write = write;
  };
}

/** `until`: lives on only until something comes out of this sink. */
export async function searchMemory(say: (step: string) => void, until?: SinkName): Promise<Verdict> {
  const at = await openWatched();
  const write = process.stdout.write.bind(process.stdout);
  const tell = (step: string): void => {
    const { write: listening } = process.stdout;
    process.stdout.write = write;
    say(step);
    process.stdout.write = listening;
  };
  const endListening = listenToOutput(at.record);
  const isEnough = (): boolean => {
    if (until === undefined) return false;
    at.gather();
    return at.record.isLeaking(until, at.secrets);
  };
  const failed = await liveThroughAll(at, tell, isEnough);
  endListening();
  await at.close();
  say('every sink is searched');
  const verdict = at.record.judge('memory', at.secrets);
  return { ...verdict, gaps: [...failed, ...verdict.gaps] };
}
