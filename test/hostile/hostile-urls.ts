/** Addresses that try to lead somewhere else than they seem to: assembled from parts that each were an attack somewhere. */
import type { Random } from '../sim/random.ts';

// biome-ignore format: one line per idea
const schemes = [
  'HTTPS://', 'http://', 'https:', 'https:/', 'https:///', 'https:\\\\', 'file:///', 'ftp://', 'gopher://',
  'data:image/png;base64,', 'javascript:', 'blob:https://', 'jar:https://', 'view-source:https://', 'ws://', 'urn:', '//', '\\\\', '', 'https://https://',
  'ht\ntps://', '\u0000https://', ' https://', 'https\u200b://', 'hxxps://',
] as const;
// biome-ignore format: one line per idea
const credentials = ['ada@', 'ada:secret@', ':@', '@', 'pictures.example@', 'pictures.example%40', 'pictures.example\\@', 'a%00b@'] as const;
// biome-ignore format: one line per idea
const hosts = [
  'pictures.example', 'PICTURES.EXAMPLE', 'pictures.example.', 'cdn.a-b.co.uk', 'müller.de', 'xn--mller-kva.de', '日本.jp', 'graph.threads.net',
  'localhost', 'LOCALHOST', 'localhost.', 'a.localhost', 'nas.local', 'printer.lan', 'db.internal', 'metadata.google.internal', 'a.home.arpa', 'x.onion',
  '127.0.0.1', '127.1', '0', '0.0.0.0', '0x7f000001', '0x7f.1', '017700000001', '2130706433', '127.0.0.1.', '１２７.0.0.1', '①②⑦.0.0.1', '127。0。0。1',
  '10.0.0.1', '172.16.0.1', '192.168.1.1', '169.254.169.254', '169.254.170.2', '100.100.100.200', '8.8.8.8', '255.255.255.255', '1.2.3.4.5', '256.1.1.1',
  '[::1]', '[::]', '[::ffff:127.0.0.1]', '[::ffff:a9fe:a9fe]', '[fd00:ec2::254]', '[fe80::1%25eth0]', '[64:ff9b::7f00:1]', '[2001:db8::1]', '[::1',
  '127.0.0.1.nip.io', 'localtest.me', 'a..b.example', '.example', 'example', 'intranet', '-.example', 'a.b.c.d.e.f.g.h.example', `${'a'.repeat(300)}.example`,
  '%6c%6f%63%61%6c%68%6f%73%74', 'loc%61lhost', '%31%32%37.0.0.1', 'a%2eexample', 'a%00.example', 'lo\u00adcalhost', 'ⓛocalhost', 'localhost\u2024x',
  'evil.example\u202egpj.exe', 'pictures.example#@evil.example', 'pictures.example\\evil.example', 'pictures.example?@evil.example', '',
] as const;
// biome-ignore format: one line per idea
const ports = [':443', ':0', ':22', ':25', ':6379', ':65536', ':99999', ':-1', ':', ':4 43', ':８４４３'] as const;
// biome-ignore format: one line per idea
const paths = [
  '', '/', '/a.jpg', '/a.jpg?x=1', '/../../etc/passwd', '/%2e%2e/%2e%2e/', '/a b.jpg', '/a\tb', '/a\nb', '/a\r\nHost: evil.example', '/a%0d%0aHost:%20evil.example',
  '/a.jpg#', '/a.jpg#x', '/\u0000', '/a\u0000.jpg', '/\u202e', '/\ud800', '/💥', '\\a.jpg', '/..;/', '//evil.example/x', '/?url=http://169.254.169.254/', '/{{7*7}}',
  '/"><script>alert(1)</script>', "/'; DROP TABLE media", `/${'a'.repeat(3_000)}`, '/latest/meta-data/iam/security-credentials/', '/a?access_token=THQVJsecret',
] as const;
/** Every kind of character that parsers disagree about. */
// biome-ignore format: one line per idea
const oddCharacters = ['\\', '@', '#', '?', ':', '/', '%', ' ', '\t', '\n', '\r', '\0', '\x7f', '\u0085', '\u00a0', '\u00ad', '\u200b', '\u202e', '\u2028', '。', '／', '＃', '＠', '\ud800', '💥', '[', ']', '%00'] as const;

function scrambled(url: string, random: Random): string {
  const at = random.between(0, url.length);
  const few = random.between(0, 2);
  return url.slice(0, at) + random.pick(oddCharacters) + url.slice(at + few);
}

/** Mostly one or two parts are hostile, so that the rest does not get it refused at once. */
const part = (random: Random, plain: string, odd: readonly [string, ...string[]]): string =>
  random.chance(0.6) ? plain : random.pick(odd);

/** The same seed gives the same address. */
export function hostileUrl(random: Random): string {
  const host = part(random, 'pictures.example', hosts);
  let url =
    part(random, 'https://', schemes) + part(random, '', credentials) + host + part(random, '', ports) + part(random, '/a.jpg', paths);
  for (let changes = random.pick([0, 0, 0, 1, 2]); changes > 0; changes -= 1) url = scrambled(url, random);
  return url;
}
