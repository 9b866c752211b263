/** An address a browser may open: https, or what the simulator on this machine uses. */
export function webAddress(text: string, graphUrl: string): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const { protocol, href } = new URL(text);
  return protocol === 'https:' || protocol === new URL(graphUrl).protocol ? href : undefined;
}
