/** Entry point of `media`. It builds its two stores alone: the S3 client leaves little room below the size limit of a bundle. */
import { mediaStore } from '../../lib/store/media-store.ts';
import { postStore } from '../../lib/store/post-store.ts';
import { clock } from '../ports/clock.ts';
import { database } from '../ports/database.ts';
import { log } from '../ports/log.ts';
import { mediaFiles } from '../ports/media.ts';
import { media } from './media.ts';

const db = database('media', ['main']);

export const handler = media({
  media: mediaStore(db),
  posts: postStore(db),
  commit: db.commit,
  now: clock(),
  mediaFiles: mediaFiles('media'),
  log: log('media'),
});
