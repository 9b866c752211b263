/** The times inside the "Session has expired" message, which Meta writes in Pacific time. */

const days = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const months = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const pacificMs = -7 * 3_600_000;
const two = (n: number) => String(n).padStart(2, '0');

function pacific(ms: number): string {
  const at = new Date(ms + pacificMs);
  const day = `${two(at.getUTCDate())}-${months[at.getUTCMonth()]}-${two(at.getUTCFullYear() % 100)}`;
  return `${days[at.getUTCDay()]}, ${day} ${at.toISOString().slice(11, 19)} PDT`;
}

/** The tail of the message: when it expired, and what time it is. */
export const sessionTimes = (expiredAt: number, now: number): string => `${pacific(expiredAt)}. The current time is ${pacific(now)}`;
