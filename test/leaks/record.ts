/** Keeps what came out of every sink, and judges it: what may not stand there, what never came, what was declared for nothing. */
import { inspect } from 'node:util';
import { byteString, type Found, pieceBytes, Search } from './search.ts';
import { allKinds, type Secret, type SecretKind, type Secrets } from './secrets.ts';
import { type Declared, declared, type Part, type SinkName, sinksOf } from './sinks.ts';

type Trace = { sink: SinkName; place: string; bytes: string };
export type Hit = { sink: SinkName; place: string; secret: SecretKind; how: readonly string[]; before: string };
export type Verdict = { hits: Hit[]; traces: number; secrets: number /** What the run failed to try. */; gaps: string[] };

type Leaf = { path: string; text: string | Uint8Array };
/** Every value inside, with its name before it, so that a secret that is a name counts too. */
function leavesOf(value: unknown, path = '#'): Leaf[] {
  if (value instanceof Uint8Array) return [{ path, text: value }];
  if (typeof value !== 'object' || value === null) return [{ path, text: `${path.slice(path.lastIndexOf('/') + 1)}: ${String(value)}` }];
  return Object.entries(value).flatMap(([name, inner]) => leavesOf(inner, `${path}/${name}`));
}

/** All of it, own properties and causes too. */
export const errorText = (error: unknown): string =>
  inspect(error, { depth: 8, showHidden: true, maxStringLength: null, maxArrayLength: null, breakLength: Number.POSITIVE_INFINITY });

export class Recorder {
  /** Byte strings by sink and place, each once. */
  readonly #texts = new Map<SinkName, Map<string, Set<string>>>();

  text(sink: SinkName, place: string, text: string | Uint8Array): void {
    if (text.length < pieceBytes) return;
    const places = this.#texts.get(sink) ?? new Map<string, Set<string>>();
    const texts = places.get(place) ?? new Set<string>();
    this.#texts.set(sink, places.set(place, texts.add(byteString(text))));
  }

  /** An object, value by value: each has a place of its own. */
  value(sink: SinkName, place: string, value: unknown): void {
    for (const leaf of leavesOf(value)) this.text(sink, `${place} ${leaf.path}`, leaf.text);
  }

  error(place: string, error: unknown): void {
    this.text('errors', place, errorText(error));
  }

  #traces(): Trace[] {
    return [...this.#texts].flatMap(([sink, places]) =>
      [...places].flatMap(([place, texts]) => [...texts].map((bytes): Trace => ({ sink, place, bytes }))),
    );
  }

  /** Has anything come out of this sink so far that may not? */
  isLeaking(sink: SinkName, secrets: Secrets): boolean {
    const traces = this.#traces().filter((trace) => trace.sink === sink);
    return hitsIn(traces, secrets.all(), new Set()).length > 0;
  }

  judge(part: Part, secrets: Secrets): Verdict {
    const traces = this.#traces();
    const met = new Set<Declared>();
    const hits = hitsIn(traces, secrets.all(), met);
    return { hits, traces: traces.length, secrets: secrets.all().length, gaps: gapsOf(part, traces, secrets.all(), met) };
  }
}

/** Found as it is, and in what it decodes to, is one finding. */
const firstOfEach = (found: readonly Found<Secret>[]): Found<Secret>[] =>
  found.filter(({ secret: { kind } }, i) => found.findIndex((one) => one.secret.kind === kind) === i);

function hitsIn(traces: readonly Trace[], secrets: readonly Secret[], met: Set<Declared>): Hit[] {
  const search = new Search<Secret>();
  for (const secret of secrets) search.add(secret, secret.value);
  return traces.flatMap(({ sink, place, bytes }) =>
    firstOfEach(search.inBytes(bytes)).flatMap(({ secret: { kind }, how, before }) => {
      const known = declared.filter((one) => one.secret === kind && one.sink === sink && one.place.test(place));
      for (const one of known) met.add(one);
      return known.length > 0 ? [] : [{ sink, place, secret: kind, how, before }];
    }),
  );
}

/** A search that had nothing to search for, or nothing to search in, proves nothing. */
function gapsOf(part: Part, traces: readonly Trace[], secrets: readonly Secret[], met: ReadonlySet<Declared>): string[] {
  const here = sinksOf(part);
  const silent = here.filter((sink) => !traces.some((trace) => trace.sink === sink));
  const missing = allKinds.filter((kind) => !secrets.some((secret) => secret.kind === kind));
  const unmet = declared.filter((one) => here.includes(one.sink) && !met.has(one));
  return [
    ...silent.map((sink) => `nothing came out of ${sink}`),
    ...(part === 'memory' ? missing.map((kind) => `there was no ${kind} to search for`) : []),
    ...unmet.map(({ secret, sink, place }) => `${secret} was never met in ${sink} at ${place.source}`),
  ];
}
