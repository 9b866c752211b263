/** What a running function remembers: every text in its heap, after the garbage was collected. */
import { readdir, readFile, readlink, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { until } from '../../local/visitor.ts';

/** Linux alone says where a process works. */
export async function heapOf(pid: number): Promise<string> {
  const dir = await readlink(`/proc/${pid}/cwd`);
  process.kill(pid, 'SIGUSR2');
  const name = await until('the heap', async () =>
    (await readdir(dir)).find((file) => file.startsWith('Heap') && file.includes(`.${pid}.`)),
  );
  const path = join(dir, name);
  for (;;) {
    const heap = await readFile(path, 'latin1');
    if (heap.trimEnd().endsWith(']}')) {
      await rm(path);
      return heap;
    }
    await sleep(100);
  }
}
