/** Starts one simulated Threads on a port of this machine, with its own store and clock. */
import type { Server } from 'node:http';
import { freshSaved } from './accounts.ts';
import { resumeDownloads } from './api/download.ts';
import { apiRoutes } from './api/routes.ts';
import { type Clock, scaledClock } from './clock.ts';
import { type Control, controlOf } from './control/control.ts';
import { controlRoutes } from './control/routes.ts';
import { folderMedia } from './media/store.ts';
import { windowRoutes } from './oauth/authorize.ts';
import { exchangeRoutes } from './oauth/exchange.ts';
import { inspectRoutes } from './oauth/inspect.ts';
import { longLivedRoutes } from './oauth/long-lived.ts';
import { pageRoutes } from './pages/routes.ts';
import { type OnHang, simulatorServer } from './server.ts';
import { type SettingsPatch, settingsSchema } from './settings.ts';
import type { Saved } from './state.ts';
import { storeFile } from './store-file.ts';
import { openWorld, toSaved, type World } from './world.ts';

export type ThreadsOptions = {
  /** 0, the default, lets the system choose. */
  port?: number;
  /** Folder of the store; without it everything is in memory. */
  dataDir?: string;
  /** Simulated seconds per real second; 1 by default. */
  speed?: number;
  /** Real instant from which the clock is scaled; processes that share it share the time. By default, the start. */
  clockEpochMs?: number;
  /** The real clock; a test gives a fixed one, so that time moves only by `advance`. */
  realNow?: () => number;
  appId?: string;
  appSecret?: string;
  redirectUris?: readonly string[];
  /** Lets redirect URIs, media and callbacks be on this machine, by http. */
  allowHttp?: boolean;
  /** The address in permalinks and picture URLs, if not the simulator's own. */
  publicUrl?: string;
  settings?: SettingsPatch;
  /** Told of each call that is left open: whoever waits for it in this process need not wait by the clock. */
  onHang?: OnHang;
};

export type ThreadsSimulator = {
  url: string;
  port: number;
  app: { id: string; secret: string };
  control: Control;
  /** Stops at once, open calls included, and writes the store. */
  close(): Promise<void>;
};

const routes = [...pageRoutes, ...controlRoutes, ...windowRoutes, ...exchangeRoutes, ...longLivedRoutes, ...inspectRoutes, ...apiRoutes];

function openClock(options: ThreadsOptions, saved: Saved | undefined): Clock {
  const realNow = options.realNow ?? Date.now;
  const { speed = 1, clockEpochMs } = options;
  const clock = scaledClock({ speed, epochMs: clockEpochMs ?? realNow(), movedMs: saved?.movedMs ?? 0, realNow });
  // A private clock never runs backwards over a restart; a shared one follows the others.
  if (saved && clockEpochMs === undefined) clock.advance(Math.max(0, saved.savedAt - clock.now()));
  return clock;
}

function openStoredWorld(options: ThreadsOptions): World {
  const file = options.dataDir === undefined ? undefined : storeFile(options.dataDir);
  const saved = file?.read();
  const clock = openClock(options, saved);
  const { appId = '1234567890', appSecret = 'threads-simulator-secret', redirectUris = [], allowHttp = false } = options;
  const world = openWorld({ id: appId, secret: appSecret, redirectUris, allowHttp }, clock, saved ?? freshSaved(clock.now()));
  world.settings = settingsSchema.parse({ ...world.settings, ...options.settings });
  if (file) world.save = () => file.write(toSaved(world));
  if (options.dataDir !== undefined) world.media = folderMedia(options.dataDir);
  return world;
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, '127.0.0.1', () => {
      const address = server.address();
      if (address === null || typeof address === 'string') throw new Error('the server has no port');
      resolve(address.port);
    });
  });
}

/** @throws {Error} when the port is taken or the store cannot be read */
export async function startThreads(options: ThreadsOptions = {}): Promise<ThreadsSimulator> {
  const world = openStoredWorld(options);
  const server = simulatorServer(world, routes, options.onHang);
  const port = await listen(server, options.port ?? 0);
  const url = `http://127.0.0.1:${port}`;
  world.publicUrl = (options.publicUrl ?? url).replace(/\/+$/, '');
  world.save();
  resumeDownloads(world);

  function close() {
    world.closing.abort();
    world.save();
    return new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  }

  return { url, port, app: { id: world.app.id, secret: world.app.secret }, control: controlOf(world), close };
}
