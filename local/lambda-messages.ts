/** What the runner and a function process say to each other. */

export type FunctionError = { errorType: string; errorMessage: string; trace?: string[] };
export type ParentMessage = { id: string; event: unknown; context: Record<string, unknown> & { deadlineMs: number } };
export type ChildMessage =
  | { kind: 'ready' }
  | { kind: 'broken'; error: FunctionError }
  | { kind: 'started'; id: string }
  | { kind: 'done'; id: string; value: unknown }
  | { kind: 'failed'; id: string; error: FunctionError };
