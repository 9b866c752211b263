/** What goes wrong in one schedule, and how often. Each schedule has its own weather, so that rare faults also come alone and in pairs. */
import type { Random } from './random.ts';

export type PortName = 'read' | 'due' | 'commit' | 'queue' | 'keys' | 'http';
export type Outcome = 'ok' | 'never' | 'lost' | 'late' | 'twice';

export type Weather = {
  /** Chance of a faulty outcome per call of a port. */
  faults: Readonly<Record<PortName, number>>;
  /** Chance that a call takes seconds. */
  slow: number;
  /** Chance that one invocation dies at some port call. */
  crash: number;
  /** Faults end after this; from then on everything works. */
  faultyMs: number;
  skewMs: number;
  /** How the functions' clocks go: steadily, jumping within the skew, or standing still during each invocation. */
  clock: (typeof clocks)[number];
  indexLagMs: number;
  /** Chance that an entry of the index shows only minutes to hours later. */
  indexStall: number;
  /** Chance that the queue hands a message out twice. */
  redelivery: number;
  /** Start and length of the queue's outage. */
  outage: { fromMs: number; lengthMs: number } | undefined;
  /** The sweeper has never run before. */
  isNewStage: boolean;
  /** The whole production HTTP client runs, over a fake `fetch`. */
  hasWholeHttp: boolean;
  /** A handler that gives up just before its time limit leaves its work frozen in the process; the next invocation thaws it. */
  hasEarlyTimeOut: boolean;
  /** Most posts that people write, and the chances that one is a chain, holds pictures, has a time. */
  posts: number;
  chain: number;
  media: number;
  schedule: number;
  /** Several posts have the same words. */
  hasSameText: boolean;
  /** Chance that the operator stops all publishing for a while. */
  stop: number;
  /** Chance that the stored text of a post is changed behind everybody's back. */
  tamper: number;
  /** Chance that a connection is disconnected. */
  leave: number;
  platform: PlatformWeather;
};

const without =
  (change: Partial<Weather>) =>
  (weather: Weather): Weather => ({ ...weather, ...change });
const withoutFault =
  (port: PortName) =>
  (weather: Weather): Weather => ({ ...weather, faults: { ...weather.faults, [port]: 0 } });
const withoutHabit =
  (change: Partial<PlatformWeather>) =>
  (weather: Weather): Weather => ({ ...weather, platform: { ...weather.platform, ...change } });

/** Hazards that can be left out, to see what else is wrong, and to make a story short. */
export const hazards = {
  failing_reads: withoutFault('read'),
  failing_index: withoutFault('due'),
  failing_commits: withoutFault('commit'),
  failing_queue: withoutFault('queue'),
  failing_keys: withoutFault('keys'),
  failing_line: withoutFault('http'),
  slowness: without({ slow: 0 }),
  crashes: without({ crash: 0 }),
  wrong_clocks: without({ skewMs: 0, clock: 'steady' }),
  index_lag: without({ indexLagMs: 0 }),
  index_stall: without({ indexStall: 0 }),
  redelivery: without({ redelivery: 0 }),
  outage: without({ outage: undefined }),
  new_stage: without({ isNewStage: false }),
  early_time_out: without({ hasEarlyTimeOut: false }),
  same_text: without({ hasSameText: false }),
  several_posts: without({ posts: 1 }),
  chains: without({ chain: 0 }),
  pictures: without({ media: 0 }),
  schedules: without({ schedule: 0 }),
  disconnect: without({ leave: 0 }),
  tampering: without({ tamper: 0 }),
  operator_stop: without({ stop: 0 }),
  slow_preparation: withoutHabit({ readyMs: 500, endless: 0 }),
  broken_containers: withoutHabit({ broken: 0 }),
  lost_containers: withoutHabit({ lost: 0 }),
  unreadable_containers: withoutHabit({ unreadable: 0 }),
  not_yet: withoutHabit({ notYet: 0 }),
  removals: withoutHabit({ removed: 0 }),
  status_lag: withoutHabit({ statusLagMs: 0, isStaleForLong: false }),
  list_lag: withoutHabit({ listLagMs: 0 }),
  publish_lies: withoutHabit({ publishLie: 0 }),
  throttling: withoutHabit({ throttle: 0 }),
  revocation: withoutHabit({ revoke: 0 }),
  error_while_pending: withoutHabit({ hasErrorWhilePending: false }),
  publish_twice: withoutHabit({ hasPublishTwice: false }),
} as const satisfies Record<string, (weather: Weather) => Weather>;
export type Hazard = keyof typeof hazards;

export const clocks = ['steady', 'steady', 'jumping', 'frozen'] as const;
export const secondPublishModes = ['same_id', 'error', 'second_post'] as const;

/** How Threads behaves; chances per container or call. */
export type PlatformWeather = {
  secondPublish: (typeof secondPublishModes)[number];
  readyMs: number;
  /** Chances of a container: never ready, processing error, lost, unreadable at first, "not found" for a while although finished. */
  endless: number;
  broken: number;
  lost: number;
  unreadable: number;
  notYet: number;
  /** Chance that Threads takes a post down within a minute. */
  removed: number;
  statusLagMs: number;
  listLagMs: number;
  /** Both are longer than any time that an engine could wait for; then one request is not also handled twice. */
  isStaleForLong: boolean;
  /** Chance that a publish call is answered by a lie or takes effect late. */
  publishLie: number;
  /** Chance per call that it is throttled. */
  throttle: number;
  /** Chance that the account's consent ends at some time. */
  revoke: number;
  /** A publish call that is still being worked on may be reported as ERROR. */
  hasErrorWhilePending: boolean;
  /** A publish request may arrive twice; its sender hears one of the two answers. */
  hasPublishTwice: boolean;
};

const hourMs = 3_600_000;

function platformWeather(random: Random, some: (value: number) => number, isCalm: boolean): PlatformWeather {
  const isStaleForLong = !isCalm && random.chance(0.1);
  return {
    secondPublish: random.pick(secondPublishModes),
    readyMs: random.pick([500, 2_000, 8_000, 40_000]),
    endless: some(0.1),
    broken: some(0.2),
    lost: some(0.2),
    unreadable: some(0.5),
    notYet: some(0.5),
    removed: some(0.2),
    statusLagMs: isStaleForLong ? 2 * hourMs : some(300_000),
    listLagMs: isStaleForLong ? 2 * hourMs : some(50_000),
    isStaleForLong,
    publishLie: some(0.9),
    throttle: some(0.1),
    revoke: some(0.3),
    hasErrorWhilePending: random.chance(0.2),
    hasPublishTwice: random.chance(0.3) && !isStaleForLong,
  };
}

/** A tenth of all schedules is calm, or all if that is wanted: then nothing may be unclear. */
export function weather(random: Random, isCalmWanted: boolean): Weather {
  const isCalm = random.chance(0.1) || isCalmWanted;
  const some = (value: number): number => (isCalm || random.chance(0.5) ? 0 : value * random.pick([0.05, 0.3, 1]));
  const rates = { read: some(0.1), due: some(0.2), commit: some(0.3), queue: some(0.3), keys: some(0.2), http: some(0.3) };
  const hasOutage = !isCalm && random.chance(0.2);
  return {
    faults: rates,
    slow: some(random.pick([0.2, 0.5])),
    crash: some(0.3),
    faultyMs: random.pick([10 * 60_000, 40 * 60_000, 3 * hourMs]),
    skewMs: some(random.pick([4_000, 15_000])),
    clock: isCalm ? 'steady' : random.pick(clocks),
    indexLagMs: some(60_000),
    redelivery: some(0.5),
    outage: hasOutage
      ? { fromMs: random.between(0, 120_000), lengthMs: random.between(10_000, random.pick([1_800_000, 7_200_000])) }
      : undefined,
    isNewStage: !isCalm && random.chance(0.1),
    hasWholeHttp: random.chance(0.1),
    hasEarlyTimeOut: true,
    posts: 4,
    chain: 0.3,
    media: 0.25,
    schedule: 0.3,
    hasSameText: !isCalm && random.chance(0.15),
    stop: isCalm ? 0 : 0.1,
    tamper: isCalm ? 0 : 0.03,
    leave: isCalm ? 0 : random.pick([0, 0.2, 0.7]),
    indexStall: isCalm ? 0 : random.pick([0, 0, 0, 0, 0, 0, 0, 0.03, 0.1, 0.3]),
    platform: platformWeather(random, some, isCalm),
  };
}
