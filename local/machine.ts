/** What this machine offers. The only file of local/ that reads process.env. */
export const machine = {
  /** In CI a missing safety check is a failure, not a warning. */
  isCi: Boolean(process.env['CI']),
  path: process.env['PATH'] ?? '',
  /** A running DynamoDB Local to use instead of starting one. */
  dynamodbEndpoint: () => process.env['DYNAMODB_ENDPOINT'],
  /** How many processes one function may have at the same time. */
  functionConcurrency: Math.max(1, Number(process.env['POSTORA_FUNCTION_CONCURRENCY'] ?? 2) || 2),
  isRootOnDebian: (hasApt: boolean) => process.platform === 'linux' && process.getuid?.() === 0 && hasApt,
};
