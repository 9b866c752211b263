/** What a content is called at Threads, and the parameters it is created with: one row per kind. What is not set is not sent. */
import type { MediaKind } from '../../core/content.ts';
import type { Content, ContentMedia } from '../../core/provider.ts';
import { shapeOf } from '../../core/rules/media.ts';

type Shape = ReturnType<typeof shapeOf>;
export type Form = Readonly<Record<string, string>>;
type Kind = {
  /** How it is called when it is read back; polls and GIFs are texts. */
  listedAs: string;
  /** `children` are the containers of a carousel's items, in order, as one string: numbered parameters would be sorted as text. */
  form: (content: Content, children: string) => Form;
};

const given = (fields: Record<string, string | undefined>): Form =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => (value === undefined || value === '' ? [] : [[name, value] as const])),
  );

const pollNames = ['option_a', 'option_b', 'option_c', 'option_d'] as const;
/** Objects travel as JSON; one of the wrong shape was seen to be dropped in silence. */
const pollOf = (poll: readonly string[]): string => JSON.stringify(Object.fromEntries(pollNames.map((name, i) => [name, poll[i]])));
const gifOf = (gifId: string): string => JSON.stringify({ gif_id: gifId, provider: 'GIPHY' });

const common = ({ text, options, replyTo }: Content) => ({
  text,
  topic_tag: options.topicTag,
  reply_control: options.replyAudience,
  quote_post_id: options.quotePostId,
  reply_to_id: replyTo,
});
const spoiler = ({ options }: Content) => ({ is_spoiler_media: options.isSpoiler ? 'true' : undefined });

const files = {
  image: ({ url, alt }) => ({ media_type: 'IMAGE', image_url: url, alt_text: alt }),
  video: ({ url, alt }) => ({ media_type: 'VIDEO', video_url: url, alt_text: alt }),
} as const satisfies Record<MediaKind, (media: ContentMedia) => Form>;
const fileOf = (media: ContentMedia): Form => files[media.kind](media);

const single: Kind['form'] = (content) => {
  const [media] = content.media;
  return given({ ...(media && fileOf(media)), ...spoiler(content), ...common(content) });
};

const kinds = {
  text: {
    listedAs: 'TEXT_POST',
    form: (content) =>
      given({
        media_type: 'TEXT',
        link_attachment: content.options.linkAttachment,
        poll_attachment: content.options.poll && pollOf(content.options.poll),
        gif_attachment: content.options.gifId && gifOf(content.options.gifId),
        ...common(content),
      }),
  },
  image: { listedAs: 'IMAGE', form: single },
  video: { listedAs: 'VIDEO', form: single },
  carousel: {
    listedAs: 'CAROUSEL_ALBUM',
    form: (content, children) => given({ media_type: 'CAROUSEL', children, ...spoiler(content), ...common(content) }),
  },
} as const satisfies Record<Shape, Kind>;

const shape = ({ media }: Content): Shape => shapeOf({ media: [...media] });

export const isCarousel = (content: Content): boolean => shape(content) === 'carousel';
export const listedAs = (content: Content): string => kinds[shape(content)].listedAs;
/** Of the container that is published. */
export const formOf = (content: Content, children = ''): Form => kinds[shape(content)].form(content, children);
/** Of one item of a carousel: its text would not be shown, so it has none. */
export const itemForm = (media: ContentMedia): Form => given({ ...fileOf(media), is_carousel_item: 'true' });
