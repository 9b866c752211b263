/** The pages a person opens in a browser. */
import type { Route } from '../router.ts';
import { showCallbacks, submitDeletion, submitReplay, submitRevoke } from './callbacks.ts';
import { showFaults, submitClock, submitFault, submitRemoval, submitSettings } from './faults.ts';
import { addAccount, showHome } from './home.ts';
import { showMedia, showThumbnail } from './media.ts';
import { showPicture } from './picture.ts';
import { showPost, showProfile } from './profile.ts';

export const pageRoutes: Route[] = [
  { method: 'GET', path: '/', run: showHome },
  { method: 'POST', path: '/accounts', run: addAccount },
  { method: 'GET', path: '/faults', run: showFaults },
  { method: 'POST', path: '/faults', run: submitFault },
  { method: 'POST', path: '/faults/remove', run: submitRemoval },
  { method: 'POST', path: '/clock', run: submitClock },
  { method: 'POST', path: '/settings', run: submitSettings },
  { method: 'GET', path: '/callbacks', run: showCallbacks },
  { method: 'POST', path: '/callbacks/revoke', run: submitRevoke },
  { method: 'POST', path: '/callbacks/delete-data', run: submitDeletion },
  { method: 'POST', path: '/callbacks/replay', run: submitReplay },
  { method: 'GET', path: '/@:username', run: showProfile },
  { method: 'GET', path: '/@:username/post/:code', run: showPost },
  { method: 'GET', path: '/media/:id', run: showMedia },
  { method: 'GET', path: '/media/:id/thumbnail', run: showThumbnail },
  { method: 'GET', path: '/pictures/:id.svg', run: showPicture },
];
