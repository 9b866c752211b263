/** The uploads of one open editor. They end with it, so the browser asks before the page is left. */
import { useEffect, useState, useSyncExternalStore } from 'react';
import { media, startUpload } from '../api/calls.ts';
import { isUnderWay } from './attach.ts';
import { hashFile } from './hash-file.ts';
import { putFile } from './put-file.ts';
import { openUploads, type Upload, type Uploads } from './uploads.ts';

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export function useUploads(): { uploads: Uploads; all: ReadonlyMap<string, Upload> } {
  const [uploads] = useState(() => openUploads({ hash: hashFile, start: startUpload, put: putFile, look: media, pause }));
  const all = useSyncExternalStore(uploads.subscribe, uploads.state);
  useEffect(() => uploads.close, [uploads]);
  const isBusy = [...all.values()].some(isUnderWay);
  useEffect(() => {
    if (!isBusy) return undefined;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener('beforeunload', ask);
    return () => window.removeEventListener('beforeunload', ask);
  }, [isBusy]);
  return { uploads, all };
}
