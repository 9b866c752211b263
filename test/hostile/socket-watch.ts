/** Counts what leaves this process while something runs: every connection, datagram and name look-up, whoever asks for it. */
import { createHook } from 'node:async_hooks';

/** Node's own names for the handles behind `net`, `tls`, `dgram`, `dns` and, through them, `fetch` and `http`. */
const openings = new Set([
  'TCPWRAP',
  'TCPCONNECTWRAP',
  'PIPEWRAP',
  'PIPECONNECTWRAP',
  'UDPWRAP',
  'UDPSENDWRAP',
  'GETADDRINFOREQWRAP',
  'GETNAMEINFOREQWRAP',
  'QUERYWRAP',
]);

export async function socketsOpenedBy<T>(run: () => Promise<T>): Promise<{ result: T; sockets: number }> {
  let sockets = 0;
  const hook = createHook({
    init: (_id, type) => {
      if (openings.has(type)) sockets += 1;
    },
  }).enable();
  try {
    return { result: await run(), sockets };
  } finally {
    hook.disable();
  }
}
