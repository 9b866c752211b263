/** Tells the other tabs of this browser that somebody signed in or confirmed: timers of hidden tabs may run once a minute only. */

const channel = new BroadcastChannel('postora');

export const tellOtherTabs = (): void => channel.postMessage('signed in');

export function onSignedInElsewhere(listener: () => void): void {
  channel.addEventListener('message', listener);
}
