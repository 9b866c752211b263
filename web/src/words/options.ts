/** The options of a part in plain words. A new audience does not compile until it has its words. */
import type { OptionsView } from '../../../lib/core/api.ts';

export const audienceWords = {
  everyone: 'Everyone',
  accounts_you_follow: 'Profiles you follow',
  followers_only: 'Your followers',
  mentioned_only: 'Only who is mentioned',
  parent_post_author_only: 'Only the author of the post above',
} as const satisfies Record<NonNullable<OptionsView['reply_audience']>, string>;

export type OptionLine = { name: keyof OptionsView; label: string; value: string };

/** What is set, in the order of the form. */
export function optionLines(options: OptionsView): OptionLine[] {
  const lines: { name: keyof OptionsView; label: string; value: string | undefined }[] = [
    { name: 'topic_tag', label: 'Topic', value: options.topic_tag },
    { name: 'reply_audience', label: 'Who may reply', value: options.reply_audience && audienceWords[options.reply_audience] },
    { name: 'link_attachment', label: 'Attached link', value: options.link_attachment },
    { name: 'poll', label: 'Poll', value: options.poll?.join(' · ') },
    { name: 'gif_id', label: 'GIF of GIPHY', value: options.gif_id },
    { name: 'quote_post_id', label: 'Quotes the post', value: options.quote_post_id },
    { name: 'is_spoiler', label: 'Spoiler', value: options.is_spoiler === true ? 'Media are shown only after a tap' : undefined },
  ];
  return lines.flatMap(({ value, ...line }) => (value === undefined ? [] : [{ ...line, value }]));
}
