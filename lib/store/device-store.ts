/** Browsers in which somebody was signed in before: each under a hash of its mark and the person's address, so that neither can be read. */
import { type Device, type DeviceOf, deviceHash, deviceSchema } from '../core/device.ts';
import type { Database, Write } from '../core/ports.ts';
import { fromItem, toItem } from './item.ts';
import { keys } from './keys.ts';

export const deviceStore = (db: Database) => ({
  get: async (who: DeviceOf): Promise<Device | undefined> => fromItem(deviceSchema, await db.get('main', keys.device(deviceHash(who)))),

  /** Found by its owner when everything of theirs goes. Signing in again makes it last longer. */
  remember: (who: DeviceOf, device: Device): Write[] => {
    const expiresAt = new Date(device.expiresAt);
    const key = keys.device(deviceHash(who));
    return [
      { op: 'put', table: 'main', item: toItem('device', key, device, { expiresAt }) },
      { op: 'put', table: 'main', item: toItem('pending', keys.pending(device.userId, key.pk), {}, { expiresAt }) },
    ];
  },
});
export type DeviceStore = ReturnType<typeof deviceStore>;
