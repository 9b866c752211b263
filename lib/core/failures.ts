/** What went wrong, in plain words: why, who acts, whether trying again helps, and whether anything is out. */

/** `nobody`: it passes by itself, or nothing is left to do. */
type Actor = 'you' | 'operator' | 'nobody';

/** `cause` says why, as far as it is known. `published`: did the post become visible, at least for a moment? */
export type Explanation = {
  sentence: string;
  whoActs: Actor;
  retryHelps: boolean;
  cause: string;
  published: 'yes' | 'no' | 'unknown';
};

type Row = (sentence: string, cause: string) => Required<Explanation>;

const row =
  (whoActs: Actor, retryHelps: boolean, published: 'yes' | 'no' | 'unknown'): Row =>
  (sentence, cause) => ({ sentence, cause, whoActs, retryHelps, published });

/** The post, the profile or the connection has to change first. */
const mend = row('you', false, 'no');
/** You can simply approve it again. */
const again = row('you', true, 'no');
/** It passes; what is not over by itself can be approved again. */
const pass = row('nobody', true, 'no');
/** Only whoever runs this Postora can mend it. */
const report = row('operator', false, 'no');
/** It is out, or it may be: nothing must be sent again without looking. */
const look = row('you', false, 'unknown');
/** It is out; the rest is for its owner to do. */
const partly = row('you', false, 'yes');
/** It was out; nothing is left to do. */
const over = row('nobody', false, 'yes');

/**
 * One row per code; sources in docs/providers/threads.md.
 * @see https://developers.facebook.com/documentation/threads/troubleshooting (read 2026-11-23)
 */
export const explanations = {
  reconnect_needed: mend(
    'The connection is no longer accepted. Connect it again; the post then goes on by itself.',
    'The access ended, the app was removed on the platform, or the password changed.',
  ),
  login_needed: mend(
    'The platform wants you to log in there first. Do so and connect again; the post then goes on by itself.',
    'The platform holds this account until its owner has logged in or confirmed it.',
  ),
  permission_missing: mend(
    'The permission to publish was not granted. Connect again and leave it ticked.',
    'The permission was left out when connecting, or taken back on the platform.',
  ),
  text_refused: mend(
    'The platform refused the text, most often because it is too long by its own count.',
    'Emoji and curly quotes count more than one character on the platform.',
  ),
  link_refused: mend(
    'The platform refused a link in this post.',
    'A link has to open directly, without passing you on, at the very moment of posting.',
  ),
  link_limit_refused: mend('The platform counts too many links in this post.', 'Only five different links are allowed in one post.'),
  link_unreadable: mend('The platform could not open a link in this post.', 'The page did not answer the platform, or keeps it out.'),
  content_refused: mend('The platform refused this content.', 'The platform named no detail that we could pass on.'),
  media_download_failed: again(
    'The platform could not fetch a picture or video of this post.',
    'The place where the file lies did not answer the platform in time, or keeps it out.',
  ),
  media_missing: mend(
    'A picture or video of this post is not stored here any more. Put it in again, then approve once more.',
    'It was removed after the post was approved.',
  ),
  media_refused: mend(
    'The platform refused a picture or video of this post.',
    'The file is damaged, or made in a way that the platform does not take.',
  ),
  carousel_refused: again(
    'The platform did not accept the pictures and videos of this post together.',
    'One of them was not ready, or was lost by the platform on the way.',
  ),
  poll_refused: mend('The platform refused the poll.', 'A poll has two to four short choices and stands alone with its text.'),
  gif_refused: mend('The platform refused the GIF.', 'The GIF no longer exists at GIPHY, or cannot be shown with this post.'),
  topic_refused: mend('The platform refused the topic.', 'A topic is short and has neither a dot nor an ampersand.'),
  quote_gone: mend('The post that you quote cannot be found.', 'It was deleted, hidden, or its author does not allow quotes.'),
  reply_parent_gone: mend('The post that this one replies to cannot be found.', 'It was deleted or removed before this part could go out.'),
  feature_not_available: mend(
    'The platform does not offer this feature to this account.',
    'Some features are opened to accounts one after the other, or only in some countries.',
  ),
  countries_refused: mend('The platform refused the choice of countries.', 'A country is unknown, or this account may not choose any.'),
  account_restricted: mend(
    'The platform has restricted this account. Nothing more is sent for now.',
    'Its guard against spam or rule breaking acted. The app of the platform says more.',
  ),
  blocked_for_policy: mend(
    'The platform blocks this for breaking its rules. Wait a day before you try anything again.',
    'The platform found this content or this account against its rules.',
  ),
  duplicate_refused: look(
    'The platform says that this repeats the last post. Look at your profile before you try again.',
    'The same words were posted just before, perhaps by us, perhaps by somebody else.',
  ),
  rate_limited: pass(
    'The platform asked us to slow down. We try again by ourselves.',
    'Too much was asked for this account in a short time, by us or by other services.',
  ),
  quota_reached: pass(
    'The account has used up its posts for these 24 hours.',
    'The platform counts the posts of all services together and makes room as a day passes.',
  ),
  provider_unavailable: pass('The platform could not be reached. Nothing was published.', 'The platform or the way to it was disturbed.'),
  not_ready: pass(
    'The platform was not ready to publish this post. Nothing was published.',
    'The platform needed longer than usual to prepare it.',
  ),
  preparation_lost: again(
    'The platform lost the prepared post several times. Nothing was published.',
    'What the platform prepares is sometimes lost there, or a file was too hard for it.',
  ),
  outcome_unclear: look(
    'The platform did not say whether the post went out.',
    'The answer was lost, made no sense or proved nothing, and the post could not be found afterwards.',
  ),
  not_found_by_you: again(
    'You looked and did not find the post on the platform.',
    'The answer to its publish call did not tell, and you checked by hand.',
  ),
  out_after_all: partly(
    'What you did not find is out after all, with the words from before your change. So this post stays as it is.',
    'The platform showed it late. Write a new post if something is missing.',
  ),
  operator_stop: pass(
    'The operator of this Postora has stopped all publishing for now. It goes on by itself when that is over.',
    'Something is being looked into. Nothing is lost.',
  ),
  late: again(
    'The time of this post has passed by more than an hour, so it waits for you.',
    'The platform or Postora was out of reach, or publishing was stopped.',
  ),
  already_published: over('The platform says that this post is out already.', 'An earlier attempt came through after all.'),
  part_unidentified: partly(
    'This part went out, but the platform never told its address, so the parts after it cannot be attached.',
    'Its answer was lost, and its list of your posts did not show this one.',
  ),
  removed_by_platform: over(
    'The post went out, and the platform removed it soon after. We do not send it again.',
    'The platform takes posts down that it holds for spam or against its rules.',
  ),
  post_gone: over('This post is no longer on the platform.', 'It was deleted or hidden there.'),
  app_not_allowed: report(
    'This Postora is not allowed to do this at the platform yet. Nothing was published.',
    'The platform has not yet approved this installation for it.',
  ),
  our_mistake: report('We asked the platform in a wrong way. Nothing was published.', 'This is a bug of Postora.'),
  unknown_refusal: report(
    'The platform refused for a reason that we do not know yet. Nothing was published.',
    'Its answer is not in our list. Please report it with the request_id from the technical details.',
  ),
} as const satisfies Record<string, Required<Explanation>>;

export type FailureCode = keyof typeof explanations;

/** What connecting the account again mends: its token, or what it was allowed. */
export const isMendedByConnecting = (code: string | undefined): boolean => code === 'reconnect_needed' || code === 'permission_missing';

/** `provider` holds only listed fields of the platform's answer (codes and ids), never its words about a person. */
export type Failure = { code: FailureCode; provider?: Readonly<Record<string, string | number>> };

type Detail = Pick<Required<Explanation>, 'sentence' | 'cause'>;

/**
 * What `provider.error_message` says of a file that could not be processed; the spelling is the platform's.
 * @see https://developers.facebook.com/documentation/threads/troubleshooting (read 2026-11-23)
 */
export const mediaDetails = {
  FAILED_DOWNLOADING_VIDEO: {
    sentence: 'The platform could not fetch the video.',
    cause: 'The place where the file lies did not answer the platform in time, or keeps it out.',
  },
  FAILED_PROCESSING_AUDIO: {
    sentence: 'The platform could not read the sound of the video.',
    cause: 'The sound has to be AAC. Export the video again with it, or without sound.',
  },
  FAILED_PROCESSING_VIDEO: {
    sentence: 'The platform could not read the video.',
    cause: 'Export it again as MP4 with H.264, made for the web.',
  },
  INVALID_ASPEC_RATIO: {
    sentence: 'A picture or video of this post is too wide or too narrow for the platform.',
    cause: 'One side may be at most ten times as long as the other. Crop it.',
  },
  INVALID_BIT_RATE: {
    sentence: 'The video holds more data per second than the platform takes.',
    cause: 'Export it again with a lower bit rate.',
  },
  INVALID_DURATION: {
    sentence: 'The video is too long for the platform, or has no length at all.',
    cause: 'It may take up to five minutes.',
  },
  INVALID_FRAME_RATE: {
    sentence: 'The video has too many or too few frames per second for the platform.',
    cause: 'It takes 23 to 60 frames per second. Export it again.',
  },
  INVALID_AUDIO_CHANNELS: {
    sentence: 'The video has more sound channels than the platform takes.',
    cause: 'Export it again in mono or stereo.',
  },
  INVALID_AUDIO_CHANNEL_LAYOUT: {
    sentence: 'The sound of the video is laid out in a way that the platform does not take.',
    cause: 'Export it again in mono or stereo.',
  },
  UNKNOWN: {
    sentence: 'The platform could not use a picture or video of this post and did not say why.',
    cause: 'Often the file is unusual or could not be fetched. Save it again as JPEG or MP4.',
  },
} as const satisfies Record<string, Detail>;

const byCode = new Map<string, Required<Explanation>>(Object.entries(explanations));
const byErrorMessage = new Map<string, Detail>(Object.entries(mediaDetails));

const unexplained = row('operator', false, 'unknown');

/** `known` is false when even we do not know the reason, so that a report helps. */
export type Explained = Required<Explanation> & { known: boolean };

/** Takes any stored code, also one of a newer or older version. */
export function explain({ code, provider = {} }: { code: string; provider?: Failure['provider'] | undefined }): Explained {
  const found = byCode.get(code);
  const clue = provider['request_id'] === undefined ? 'the time it happened' : 'the request_id from the technical details';
  if (found === undefined) {
    const sentence = `Something happened that we have no words for yet. Please report it with ${clue}.`;
    return { ...unexplained(sentence, 'Its code is not in our list.'), known: false };
  }
  const detail = byErrorMessage.get(String(provider['error_message']));
  return { ...found, ...detail, known: code !== 'unknown_refusal' };
}
