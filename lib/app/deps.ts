/** Everything a use case may ask for from outside. Each one picks the few that it uses; handlers build only those. */
import type { Connection } from '../core/connection.ts';
import type { ExportFiles, SignDownload } from '../core/export-files.ts';
import type { MediaFiles, SignUpload } from '../core/media-files.ts';
import type { Database, KeyedHash, Now, Pause, RandomBytes, RawMails, SendMail, TableName, TokenSealer } from '../core/ports.ts';
import type { Provider, ProviderAccess, ProviderName } from '../core/provider.ts';
import type { QueueName, SendMessage } from '../core/queue.ts';
import type { SandboxStore } from '../core/sandbox.ts';
import type { ApprovalStore } from '../store/approval-store.ts';
import type { ConnectionStore } from '../store/connection-store.ts';
import type { DeletionStore } from '../store/deletion-store.ts';
import type { DeviceStore } from '../store/device-store.ts';
import type { ErasureStore } from '../store/erasure-store.ts';
import type { EventStore } from '../store/event-store.ts';
import type { ExportSource } from '../store/export-source.ts';
import type { ExportStore } from '../store/export-store.ts';
import type { HealthStore } from '../store/health-store.ts';
import type { HelpMailStore } from '../store/help-mail-store.ts';
import type { LeaseStore } from '../store/lease-store.ts';
import type { LedgerStore } from '../store/ledger-store.ts';
import type { LinkStore } from '../store/link-store.ts';
import type { MediaStore } from '../store/media-store.ts';
import type { PostStore } from '../store/post-store.ts';
import type { PublicationStore } from '../store/publication-store.ts';
import type { RateStore } from '../store/rate-store.ts';
import type { RecentTextStore } from '../store/recent-text-store.ts';
import type { RetentionStore } from '../store/retention-store.ts';
import type { SessionStore } from '../store/session-store.ts';
import type { StateStore } from '../store/state-store.ts';
import type { StopStore } from '../store/stop-store.ts';
import type { SweepStore } from '../store/sweep-store.ts';
import type { TokenStore } from '../store/token-store.ts';
import type { UserStore } from '../store/user-store.ts';
import type { VaultStore } from '../store/vault-store.ts';

export type Deps = {
  now: Now;
  pause: Pause;
  randomBytes: RandomBytes;
  keyedHash: KeyedHash;
  /** Where the console and the API live, without a trailing slash. */
  publicOrigin: string;
  /** Where checked uploads are served, without a trailing slash. */
  mediaOrigin: string;
  commit: Database['commit'];
  users: UserStore;
  sessions: SessionStore;
  links: LinkStore;
  devices: DeviceStore;
  rates: RateStore;
  connections: ConnectionStore;
  tokens: TokenStore;
  health: HealthStore;
  states: StateStore;
  vault: VaultStore;
  posts: PostStore;
  media: MediaStore;
  approvals: ApprovalStore;
  publications: PublicationStore;
  leases: LeaseStore;
  recentTexts: RecentTextStore;
  sweeps: SweepStore;
  stops: StopStore;
  helpMail: HelpMailStore;
  events: EventStore;
  deletions: DeletionStore;
  erasures: ErasureStore;
  ledger: LedgerStore;
  sandbox: SandboxStore;
  exports: ExportStore;
  exportSource: ExportSource;
  retention: RetentionStore;
  mediaFiles: MediaFiles;
  exportFiles: ExportFiles;
  signDownload: SignDownload;
  signUpload: SignUpload;
  sendMail: SendMail;
  /** Mails to the help address as they came in. */
  rawMails: RawMails;
  /** Who reads them. */
  operatorAddress: string;
  sealer: TokenSealer;
  providers: Readonly<Record<ProviderName, Provider>>;
  /** Removes what we keep of the account where we play the platform ourselves; harmless when repeated. */
  forgetRemote: (connection: Pick<Connection, 'provider' | 'remoteId'>) => Promise<void>;
};

/** Writing to these tables together; `commit` of `Deps` writes to the main table alone. */
export type Commits<T extends TableName> = { commit: Database<T>['commit'] };

/** Sending to these queues. Not in `Deps`: each use case says which, and a handler that was not given them all does not compile. */
export type Sends<Queue extends QueueName> = { sendMessage: SendMessage<Queue> };

/** Connecting and refreshing ask for no more of a platform. */
export type ConnectingDeps = { providers: Readonly<Record<ProviderName, ProviderAccess>> };
