/** Which media addresses may be fetched: public https, and this machine only when http is allowed. */
import { lookup as dnsLookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Networks that are nobody's public address. */
const notPublic = new BlockList();
const networks: [network: string, bits: number, family: 'ipv4' | 'ipv6'][] = [
  ['0.0.0.0', 8, 'ipv4'],
  ['10.0.0.0', 8, 'ipv4'],
  ['100.64.0.0', 10, 'ipv4'],
  ['127.0.0.0', 8, 'ipv4'],
  ['169.254.0.0', 16, 'ipv4'],
  ['172.16.0.0', 12, 'ipv4'],
  ['192.0.0.0', 24, 'ipv4'],
  ['192.168.0.0', 16, 'ipv4'],
  ['198.18.0.0', 15, 'ipv4'],
  ['224.0.0.0', 3, 'ipv4'],
  ['::', 96, 'ipv6'],
  ['64:ff9b::', 96, 'ipv6'],
  ['fc00::', 7, 'ipv6'],
  ['fe80::', 10, 'ipv6'],
  ['ff00::', 8, 'ipv6'],
];
for (const [network, bits, family] of networks) notPublic.addSubnet(network, bits, family);

const familyOf = (address: string) => (isIP(address) === 6 ? 'ipv6' : 'ipv4');
const isPublicAddress = (address: string) => !notPublic.check(address, familyOf(address));

/** Names under `.localhost` are this machine, whatever the resolver says. */
const lookupHere: LookupFunction = (_hostname, { all }, found) => {
  const [v4, v6] = [
    { address: '127.0.0.1', family: 4 },
    { address: '::1', family: 6 },
  ];
  if (all) found(null, [v4, v6]);
  else found(null, v4.address, v4.family);
};

/** Refuses a public name that leads to a private address. */
const lookupPublic: LookupFunction = (hostname, options, found) => {
  dnsLookup(hostname, { ...options, all: true }, (error, addresses) => {
    const [first] = addresses ?? [];
    if (error) return found(error, '');
    if (!first || !addresses.every(({ address }) => isPublicAddress(address))) return found(new Error(`${hostname} is not public`), '');
    return options.all ? found(null, addresses) : found(null, first.address, first.family);
  });
};

export type Reach = { kind: 'ok'; lookup: LookupFunction } | { kind: 'refused'; why: string };

const refused = (why: string): Reach => ({ kind: 'refused', why });

export function reachOf(url: URL, allowHttp: boolean): Reach {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  if (!/^https?:$/.test(url.protocol)) return refused('it is not http or https');
  if (url.username !== '' || url.password !== '') return refused('it holds a password');
  const isHere = host === 'localhost' || host.endsWith('.localhost') || (isIP(host) !== 0 && loopback.check(host, familyOf(host)));
  if (isHere) return allowHttp ? { kind: 'ok', lookup: lookupHere } : refused('it is not public');
  if (url.protocol !== 'https:') return refused('it is not https');
  if (isIP(host) !== 0 && !isPublicAddress(host)) return refused('it is not public');
  return { kind: 'ok', lookup: lookupPublic };
}
