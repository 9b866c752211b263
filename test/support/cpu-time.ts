/** What work costs this thread, whatever runs beside it. A limit on the time of the clock fails by chance; one on work done does not. */

/** Milliseconds that this thread has computed for so far; waiting counts nothing. */
export function cpuMs(): number {
  const { user, system } = process.threadCpuUsage();
  return (user + system) / 1000;
}
