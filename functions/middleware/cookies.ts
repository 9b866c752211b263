/** Our two cookies. Both are `__Host-`: bound to this host, Secure, unreadable for scripts. */
import { absoluteLifeMs } from '../../lib/core/session.ts';
import { browserCookie, sessionCookie } from './request.ts';

const year = 365 * 24 * 3600;
const attributes = 'Path=/; Secure; HttpOnly; SameSite=Lax';

export const setSessionCookie = (value: string): string => `${sessionCookie}=${value}; ${attributes}; Max-Age=${absoluteLifeMs / 1000}`;
export const clearSessionCookie = (): string => `${sessionCookie}=; ${attributes}; Max-Age=0`;
/** Marks one browser, so that a link or an OAuth round trip ends where it began. It identifies nobody. */
export const setBrowserCookie = (value: string): string => `${browserCookie}=${value}; ${attributes}; Max-Age=${year}`;
