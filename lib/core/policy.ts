/**
 * The privacy policy, sentence by sentence. Each says what kind of promise it is: `behaviour` has tests that carry its id or one of its
 * targets, `egress` has a test of what may be reached at all, `statement` is declared and nothing else. `npm run targets` lists them.
 */
import type { Category } from './data-map/declare.ts';

export type SentenceKind = 'behaviour' | 'egress' | 'statement';
export type Sentence = {
  id: `P-${number}`;
  kind: SentenceKind;
  /** `{operator}` and `{contact}` stand for who runs this stage. */
  text: string;
  /** Targets of the project whose tests prove it, too. */
  targets?: readonly string[];
};
export type Section = { title: string; sentences: readonly Sentence[] /** The list from the data map follows. */; hasDataMap?: true };

export const effectiveDate = 'June 14, 2026';

/** The page `/privacy`. */
export const privacyPolicy: readonly Section[] = [
  {
    title: 'Who',
    sentences: [
      { id: 'P-01', kind: 'statement', text: '{operator} runs this Postora. Write to {contact} about anything on this page.' },
      {
        id: 'P-02',
        kind: 'statement',
        text: `Postora publishes what you write and approve to the social accounts that you connect. This page says what it keeps about you, why, and how long. It is in effect since ${effectiveDate}.`,
      },
    ],
  },
  {
    title: 'Your connected accounts',
    sentences: [
      {
        id: 'P-06',
        kind: 'behaviour',
        text: 'The token that a platform gives us for your account is encrypted before it is stored, under a key of its own.',
      },
      {
        id: 'P-07',
        kind: 'behaviour',
        text: 'It is shown to nobody: no page, mail, record, answer or export holds it.',
        targets: ['T9.1'],
      },
      {
        id: 'P-08',
        kind: 'behaviour',
        text: 'Only the two parts of the program that publish and that renew it can open it, for one call at a time.',
        targets: ['T3.5'],
      },
      { id: 'P-09', kind: 'behaviour', text: 'Nothing is published that you have not approved exactly as it goes out.' },
    ],
  },
  {
    title: 'Where your data go',
    sentences: [
      {
        id: 'P-10',
        kind: 'egress',
        text: 'To the platforms that you connect, when you connect them, publish there or look at what you published, and to nobody else over the internet.',
        targets: ['T6.3'],
      },
      { id: 'P-11', kind: 'statement', text: '{operator} runs Postora at Amazon Web Services, and that is where your data are stored.' },
      {
        id: 'P-12',
        kind: 'behaviour',
        text: 'Images and videos that you upload get a public address, because platforms have to fetch them. It cannot be guessed.',
      },
      { id: 'P-13', kind: 'statement', text: 'They are not sold and not given away, there are no ads, and nobody makes a profile of you.' },
      { id: 'P-14', kind: 'egress', text: 'There is no tracking: our pages load nothing from anybody else.', targets: ['T6.8'] },
      {
        id: 'P-15',
        kind: 'behaviour',
        text: 'There are two cookies: one keeps you signed in, the other marks your browser, so that your links work where you asked for them and nobody else can use up yours.',
        targets: ['T1.4'],
      },
    ],
  },
  {
    title: 'What you can do',
    sentences: [
      {
        id: 'P-16',
        kind: 'behaviour',
        text: 'Get a copy of everything, in your settings, as one file. The file is erased after 24 hours.',
      },
      {
        id: 'P-17',
        kind: 'behaviour',
        text: 'Disconnect an account: publishing to it stops at once, and its token and the key to it are erased, within two minutes if a post may be on its way.',
      },
      {
        id: 'P-18',
        kind: 'behaviour',
        text: 'Have everything deleted: once your request is verified, all that waits is stopped, your tokens are erased, and then everything else.',
        targets: ['T9.4', 'T9.5'],
      },
      {
        id: 'P-19',
        kind: 'behaviour',
        text: 'Ask for any of this at any time by mail to {contact}, also if you cannot sign in. A mail alone deletes nothing: you confirm it first.',
        targets: ['T4.1'],
      },
      {
        id: 'P-27',
        kind: 'behaviour',
        text: 'A mail that you write there is handed on to whoever runs this Postora, who reads it, and is erased here after 14 days.',
      },
      {
        id: 'P-20',
        kind: 'statement',
        text: 'Have something corrected, object, or complain to the authority that protects data where you live.',
      },
    ],
  },
  {
    title: 'What we cannot do, and what stays',
    sentences: [
      {
        id: 'P-21',
        kind: 'behaviour',
        text: 'Copies of the database are kept for 35 days at most, so that it can be repaired. Tokens in them cannot be read: the keys are in no copy.',
        targets: ['T3.7'],
      },
      {
        id: 'P-22',
        kind: 'behaviour',
        text: 'Of a deletion we keep only what proves it: when, by which way, how many of each, and hashes that tell nobody who you are, for 400 days.',
        targets: ['T9.5', 'T4.8'],
      },
      { id: 'P-23', kind: 'statement', text: 'Posts that were published stay at the platform until you delete them there.' },
      {
        id: 'P-24',
        kind: 'statement',
        text: 'The permission that you gave stays listed at the platform until you remove the app there; on Threads under Settings, Account, Website permissions.',
      },
    ],
  },
  {
    title: 'What is kept, why, and how long',
    hasDataMap: true,
    sentences: [
      {
        id: 'P-03',
        kind: 'behaviour',
        text: 'The list below names everything that is stored; it is made from the program itself, which can store nothing else.',
        targets: ['T9.6'],
      },
      {
        id: 'P-04',
        kind: 'behaviour',
        text: 'Whatever has a time limit is erased by the program when that is over.',
        targets: ['T9.8'],
      },
      {
        id: 'P-05',
        kind: 'behaviour',
        text: 'The records of what the service does hold ids and codes, but no post, no address and no token, and are kept for 90 days at most.',
      },
    ],
  },
  {
    title: 'Whose this is',
    sentences: [
      {
        id: 'P-25',
        kind: 'statement',
        text: 'Postora is not affiliated with, endorsed by or sponsored by Meta, Instagram, Facebook or Threads. Their names and marks belong to their owners.',
      },
      {
        id: 'P-26',
        kind: 'statement',
        text: 'When this page changes in what it says, its date changes.',
      },
    ],
  },
];

/** The page `/data-deletion`. */
export const deletionGuide: readonly Section[] = [
  {
    title: 'In Postora',
    sentences: [
      {
        id: 'P-30',
        kind: 'behaviour',
        text: 'Sign in, open Settings, and choose “Delete everything”. Under “Your data” you can get a copy first.',
        targets: ['T9.5'],
      },
      { id: 'P-31', kind: 'behaviour', text: 'To remove one account alone, open Connections and disconnect it.' },
    ],
  },
  {
    title: 'By mail',
    sentences: [
      {
        id: 'P-32',
        kind: 'behaviour',
        text: 'Write to {contact} from the address you sign in with. You get a link; nothing is deleted before you have opened it and said yes.',
        targets: ['T4.5'],
      },
    ],
  },
  {
    title: 'At Threads',
    sentences: [
      {
        id: 'P-33',
        kind: 'behaviour',
        text: 'Remove the app in the settings of Threads, under Account, Website permissions, or ask there for your data to be deleted. Threads tells us, and the connection with that account, its token and what we have of it are erased.',
        targets: ['T5.2'],
      },
    ],
  },
  {
    title: 'What happens then',
    sentences: [
      {
        id: 'P-34',
        kind: 'behaviour',
        text: 'You get a code, and the page /deletion/ with that code at its end shows anybody who has it how far it is. Tokens are gone within a minute, everything within a quarter of an hour.',
        targets: ['T4.7', 'T4.8'],
      },
      { id: 'P-35', kind: 'statement', text: 'What is already published stays at the platform. Delete it there if you want it gone.' },
      { id: 'P-36', kind: 'statement', text: 'More about what is kept and why is on the privacy page.' },
    ],
  },
];

export const allSentences: readonly Sentence[] = [...privacyPolicy, ...deletionGuide].flatMap(({ sentences }) => sentences);

/** Whose stage it is. */
export type Operator = { name: string; contact: string };

export const inWords = ({ text }: Pick<Sentence, 'text'>, { name, contact }: Operator): string =>
  text.replaceAll('{operator}', name).replaceAll('{contact}', contact);

/** Sections of the list of what is kept, in the order of the page. */
export const shownCategories: readonly Category[] = [
  'account',
  'sign_in',
  'connection',
  'content',
  'approval',
  'record',
  'sandbox',
  'mail',
  'operation',
];
