/** The scopes an app can ask for. doc [use-case], [changelog] */

/** Every call needs it; nobody can untick it. */
export const basicScope = 'threads_basic';

const knownScopes: readonly string[] = [
  basicScope,
  'threads_content_publish',
  'threads_delete',
  'threads_manage_replies',
  'threads_read_replies',
  'threads_manage_insights',
  'threads_manage_mentions',
  'threads_keyword_search',
  'threads_location_tagging',
  'threads_profile_discovery',
  'threads_share_to_instagram',
];

/** Reads a list with commas or blanks. */
export const splitScopes = (value: string): string[] => [...new Set(value.split(/[\s,]+/).filter((scope) => scope !== ''))];

export const unknownScopeIn = (scopes: readonly string[]): string | undefined => scopes.find((scope) => !knownScopes.includes(scope));
