/** When a text is one web address that every program reads alike; browsers mend much that others take for another host. */

/**
 * White space, unseen or reordering characters, halves of characters, and the backslash, which is a slash to some programs and part of a
 * name to others.
 */
const odd = /[\s\\\p{Cc}\p{Cf}\p{Cs}]/u;
/** Both slashes and a host without % right behind them; `https:x`, `https:/x`, `https:///x` and `https://%78` lead browsers to x. */
const webAddress = /^https?:\/\/[^/?#%]+(?:[/?#]|$)/iu;
const isOfTheWeb = /^https?:/iu;

export const isAddress = (url: string): boolean => !odd.test(url) && (webAddress.test(url) || !isOfTheWeb.test(url)) && URL.canParse(url);
