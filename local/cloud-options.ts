/** How a laptop cloud is started. Everything has a default but the folder for its data. */
import type { ApiCall } from './demands.ts';
import type { HttpAnswer } from './http-client.ts';
import type { LogLine } from './logs.ts';
import type { Synth } from './synth.ts';
import type { SettingsPatch } from './threads/settings.ts';
import type { Trouble } from './trouble.ts';

export type RealThreads = {
  appId: string;
  appSecret: string /** https origin under which the console is reached from outside. */;
  publicUrl: string;
  /** Origin under which uploads are reached from outside; without it the real Threads cannot fetch them. */
  mediaUrl?: string;
};

export type CloudOptions = {
  dataDir: string;
  /** Empties `dataDir` first. */
  fresh?: boolean;
  /** `false` keeps tables and queues in memory: faster, for tests. */
  persist?: boolean;
  /** 0, the default, lets the system choose. */
  ports?: { console?: number; api?: number; gateway?: number; mailbox?: number; smtp?: number; threads?: number; media?: number };
  /** Simulated seconds per real second, 1 by default; one clock for functions, schedules, queues and simulator. */
  speed?: number;
  /** Real instant from which the clock is scaled; by default such that time goes on where the last run ended. */
  clockEpochMs?: number;
  /** Instead of the simulator. */
  realThreads?: RealThreads | undefined;
  threadsSettings?: SettingsPatch;
  /** The built console; `web/dist` by default. */
  consoleDir?: string;
  /** Another DynamoDB Local than the one `ensureDynamoDb` finds. */
  dynamodbEndpoint?: string;
  /** Where the templates come from; the CDK app by default. */
  synth?: Synth;
  /** Processes per function; `POSTORA_FUNCTION_CONCURRENCY` or 2 by default. */
  concurrency?: number;
  /** No time limit of a function is shortened below this by the speed; 10 s by default. */
  timeoutFloorMs?: number;
  /** Repeated and late messages, a media host that is down; none by default. */
  trouble?: Trouble;
  /** Told every line of every log. */
  onLine?: (line: LogLine) => void;
  /** Told every AWS call with its answer. */
  onCall?: (caller: string, call: ApiCall, answer: HttpAnswer) => void;
};
