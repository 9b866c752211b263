/** Under Meta's own host names the simulator answers as they do; under any other name it answers everything. doc [overview], [tokens-new] */

const apiHosts = ['graph.threads.net', 'graph.threads.com'];
const siteHosts = ['threads.net', 'www.threads.net', 'threads.com', 'www.threads.com'];

const apiPath = /^\/(v1\.0\/|oauth\/access_token$|access_token$|refresh_access_token$)/;
const sitePath = /^\/(oauth\/authorize$|@|media\/|pictures\/)/;

/** Whether this path exists on this host. */
export function isOnHost(host: string, path: string): boolean {
  if (apiHosts.includes(host)) return apiPath.test(path);
  return siteHosts.includes(host) ? sitePath.test(path) : true;
}
