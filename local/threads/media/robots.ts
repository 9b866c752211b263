/** robots.txt as the crawler reads it: the group for facebookexternalhit, else the one for everybody. RFC 9309 */

type Rule = { isAllowed: boolean; path: string };
export type Robots = readonly Rule[];

const crawlerName = 'facebookexternalhit';

type Line = { name: string; value: string };

function readLine(line: string): Line | undefined {
  const found = /^\s*([A-Za-z-]+)\s*:\s*(.*)$/.exec(line.split('#')[0] ?? '');
  return found ? { name: (found[1] ?? '').toLowerCase(), value: (found[2] ?? '').trim() } : undefined;
}

/** Groups of rules by the agents they are for. */
function readGroups(text: string): { agents: string[]; rules: Rule[] }[] {
  const groups: { agents: string[]; rules: Rule[] }[] = [];
  let isNaming = false;
  for (const { name, value } of text.split(/\r?\n/).flatMap((line) => readLine(line) ?? [])) {
    if (name === 'user-agent') {
      if (!isNaming) groups.push({ agents: [], rules: [] });
      groups.at(-1)?.agents.push(value.toLowerCase());
      isNaming = true;
    }
    if (name === 'allow' || name === 'disallow') {
      isNaming = false;
      if (value !== '') groups.at(-1)?.rules.push({ isAllowed: name === 'allow', path: value });
    }
  }
  return groups;
}

export function parseRobots(text: string): Robots {
  const groups = readGroups(text);
  const named = groups.filter(({ agents }) => agents.some((agent) => crawlerName.startsWith(agent) && agent !== '' && agent !== '*'));
  const chosen = named.length > 0 ? named : groups.filter(({ agents }) => agents.includes('*'));
  return chosen.flatMap(({ rules }) => rules);
}

function matches(path: string, pattern: string): boolean {
  const isWhole = pattern.endsWith('$');
  const parts = (isWhole ? pattern.slice(0, -1) : pattern).split('*').map((part) => part.replaceAll(/[.+?^${}()|[\]\\]/g, '\\$&'));
  return new RegExp(`^${parts.join('.*')}${isWhole ? '$' : ''}`).test(path);
}

/** The longest rule decides; of two equal ones, the one that allows. */
export function mayFetch(robots: Robots, path: string): boolean {
  const fitting = robots.filter((rule) => matches(path, rule.path));
  const longest = Math.max(0, ...fitting.map((rule) => rule.path.length));
  return fitting.length === 0 || fitting.some((rule) => rule.path.length === longest && rule.isAllowed);
}
