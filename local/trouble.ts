/** Trouble that AWS may make at any time, made on purpose: messages that come twice or late, a media host that does not answer. */
import type { HttpHandler } from './http-server.ts';
import type { Queues } from './queues.ts';

/** Asked once per message and once per request, so that whoever starts the cloud decides with dice of their own. */
export type Trouble = {
  /** How often a message is put into its queue (once is usual), and how many scaled seconds later than it was asked for. */
  message(): { copies: number; lateSeconds: number };
  isMediaDown(): boolean;
};

const maxDelaySeconds = 900;

const later = (input: Record<string, unknown>, seconds: number): Record<string, unknown> =>
  seconds === 0 ? input : { ...input, DelaySeconds: Math.min(maxDelaySeconds, Number(input['DelaySeconds'] ?? 0) + seconds) };

/** Standard queues deliver at least once, in any order. The last copy is the late one. */
export function troubledQueues(queues: Queues, trouble: Trouble | undefined): Queues {
  if (!trouble) return queues;
  return {
    ...queues,
    async call(operation, input) {
      if (operation !== 'SendMessage') return queues.call(operation, input);
      const { copies, lateSeconds } = trouble.message();
      for (let copy = 1; copy < copies; copy += 1) await queues.call(operation, input);
      return queues.call(operation, later(input, lateSeconds));
    },
  };
}

export function troubledMedia(handler: HttpHandler, trouble: Trouble | undefined): HttpHandler {
  if (!trouble) return handler;
  return async (request, response) => {
    if (trouble.isMediaDown()) return void response.writeHead(503, { 'content-type': 'text/html' }).end('<h1>503 Service Unavailable</h1>');
    return handler(request, response);
  };
}
