/** What a provider tells of the time after publishing: the post as it is shown, and how much of the quota is used. */
import { expect, it } from 'vitest';
import { connect, type ProviderSetup, publish, textContent } from './provider-setup.ts';

const content = textContent('Bridges in the rain, first sketch.');

export function readingBack(get: () => ProviderSetup): void {
  it('sees that the words are others', async () => {
    const setup = get();
    const token = await connect(setup);
    const id = await publish(setup, token, content);

    const read = await setup.provider.readBack(token, id, textContent('Bridges in the sun.'));

    expect(read).toMatchObject({ kind: 'shown', isSameText: false });
  });

  it('says that a post is gone when the platform took it down', async () => {
    const setup = get();
    const token = await connect(setup);
    const id = await publish(setup, token, content);
    setup.remove(id);

    expect(await setup.provider.readBack(token, id, content)).toEqual({ kind: 'gone' });
  });

  it('does not take a removed connection for a removed post', async () => {
    const setup = get();
    const token = await connect(setup);
    const id = await publish(setup, token, content);
    setup.revoke();

    expect(await setup.provider.readBack(token, id, content)).toEqual({ kind: 'unclear' });
  });

  it('is unclear when the platform cannot be asked, and asks at most twice', async () => {
    const setup = get();
    const token = await connect(setup);
    const id = await publish(setup, token, content);
    const before = setup.requests();
    setup.cutNextRequest();

    const read = await setup.provider.readBack(token, id, content);
    const after = setup.requests();

    expect(read).toEqual({ kind: 'unclear' });
    expect(after.all - before.all).toBeLessThanOrEqual(2);
    expect(after.writes).toBe(before.writes);
  });
}

export function quotas(get: () => ProviderSetup): void {
  it('counts one more after each post', async () => {
    const setup = get();
    const token = await connect(setup);
    const before = await setup.provider.quota(token, content);

    await publish(setup, token, content);
    const after = await setup.provider.quota(token, content);

    expect(before).toMatchObject({ used: 0 });
    expect(after).toEqual({ ...before, used: 1 });
    expect(before?.total).toBeGreaterThan(0);
    expect(before?.windowMs).toBeGreaterThan(0);
  });

  it('tells nothing when the platform cannot be asked, and changes nothing', async () => {
    const setup = get();
    const token = await connect(setup);
    const { writes } = setup.requests();
    setup.cutNextRequest();

    expect(await setup.provider.quota(token, content)).toBeUndefined();
    setup.revoke();
    expect(await setup.provider.quota(token, content)).toBeUndefined();
    expect(setup.requests().writes).toBe(writes);
  });
}
