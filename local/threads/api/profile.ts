/** GET /v1.0/me: the profile of the token's own account. doc [profiles], [postman] */
import { json } from '../reply.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import type { DataCall } from './data-call.ts';
import { type FieldTable, fieldReader } from './fields.ts';

export const pictureUrl = (world: World, account: Account): string => `${world.publicUrl}/pictures/${account.id}.svg`;

/** An empty optional field is left out. assumed */
const profileFields = (world: World): FieldTable<Account> => ({
  id: ({ id }) => id,
  username: ({ username }) => username,
  name: ({ name }) => name || undefined,
  threads_profile_picture_url: (account) => pictureUrl(world, account),
  threads_biography: ({ biography }) => biography || undefined,
  is_verified: () => false,
  recently_searched_keywords: () => [],
  is_eligible_for_geo_gating: ({ isGeoGatingEligible }) => isGeoGatingEligible,
});

export const profileCall: DataCall = {
  name: 'profile',
  scopes: ['threads_basic'],
  params: ['fields'],
  run: ({ world, account, params }) => json(fieldReader(profileFields(world), params.get('fields'), 'id')(account)),
};
