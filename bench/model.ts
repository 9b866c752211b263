/** The numbers of the virtual clock: what one call takes. Every table names them. */
export const model = {
  /** One call of the platform, there and back; it takes effect half-way. */
  providerMs: 200,
  /** From the creation of a container until it says FINISHED. */
  containerReadyMs: 1_000,
  databaseMs: 5,
  keysMs: 10,
  /** Handing a message to a queue, and from being visible to being worked on. */
  queueSendMs: 5,
  queueHopMs: 20,
  /** Of its own, per invocation at 512 MB; counts for the price alone. `drain` measures it anew. */
  handlerCpuMs: 3,
} as const;

/** Lambda's poller of a queue: this many batches at once when messages begin to wait, and so many more each second (fact sheet, section 3). */
export const ramp = { first: 5, perSecond: 5, most: 1_000, batchSize: 10 } as const;

/** A function of this size has this share of one processor. */
export const cpuShare = (memoryMb: number): number => memoryMb / 1_769;

export const modelInWords = (): string =>
  `virtual clock: platform ${model.providerMs} ms a call, container ready after ${model.containerReadyMs} ms, DynamoDB ${model.databaseMs} ms, ` +
  `KMS ${model.keysMs} ms, SQS ${model.queueSendMs} ms to send and ${model.queueHopMs} ms to arrive, handlers without their own CPU time`;
