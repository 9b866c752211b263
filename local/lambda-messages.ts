/** What the runner and a function process say to each other. */

export type FunctionError = { errorType: string; errorMessage: string; trace?: string[] };
/** `trace` is what Lambda puts into the environment for each call. */
export type ParentMessage = { id: string; event: unknown; trace: string; context: Record<string, unknown> & { deadlineMs: number } };
export type ChildMessage =
  | { kind: 'ready' }
  | { kind: 'broken'; error: FunctionError }
  | { kind: 'started'; id: string }
  | { kind: 'done'; id: string; value: unknown }
  | { kind: 'failed'; id: string; error: FunctionError };
