/** Every error the simulated API can answer, one row each; bodies as observed (fact sheet section 11). */
import { newTraceId } from '../ids.ts';
import { type Answer, json } from '../reply.ts';

type ErrorRow = {
  status: number;
  type: 'OAuthException' | 'THApiException' | 'PostoraSimulator';
  code: number;
  subcode?: number;
  isTransient?: boolean;
  /** `{x}` is replaced by what the error is about. */
  message: string;
  title?: string;
  detail?: string;
  titleInFrench?: string;
};

const oauth = { status: 400, type: 'OAuthException' } as const;
const api = { status: 400, type: 'THApiException' } as const;

const errorTable = {
  // Tokens and permissions
  tokenMissing: { ...oauth, code: 190, message: 'An access token is required to request this resource.' },
  tokenInvalid: { ...oauth, code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
  tokenExpired: {
    ...oauth,
    code: 190,
    subcode: 463,
    message: 'Error validating access token: Session has expired on {x}.',
  },
  tokenRevoked: {
    ...oauth,
    code: 190,
    subcode: 458,
    message: 'Error validating access token: The user has not authorized application {x}.',
  },
  tokenBroken: { ...oauth, code: 190, subcode: 467, message: 'Error validating access token: This may be because the token is invalid.' },
  passwordChanged: {
    ...oauth,
    code: 190,
    subcode: 460,
    message: 'Error validating access token: The session has been invalidated because the user changed their password.',
  },
  loginNeeded: {
    ...oauth,
    code: 190,
    subcode: 459,
    message: 'Error validating access token: The user must log in and complete a checkpoint.',
  },
  accountUnconfirmed: {
    ...oauth,
    code: 190,
    subcode: 464,
    message: 'Error validating access token: Sessions for the user are not allowed because the user is not a confirmed user.',
  },
  sessionInvalid: { ...oauth, code: 102, message: 'Session key invalid or no longer valid' },
  // What debug_token says of an input that is no good. seen [tg-http]
  inputTokenInvalid: { ...oauth, status: 500, code: 190, message: 'Invalid OAuth access token - Cannot parse access token' },
  // A dead token under another code. seen [trypost-254]
  resourceMissing: { ...oauth, code: 100, message: 'The requested resource does not exist' },
  tokenTooYoung: { ...oauth, code: 100, message: 'The access token must be at least 24 hours old to be refreshed' }, // body assumed (Q8)
  sessionKeyInvalid: { ...oauth, code: 452, message: 'Session key invalid. This could be because {x}' },
  secretWrong: { ...oauth, code: 1, message: 'Error validating client secret.' },
  permissionMissing: { ...oauth, status: 403, code: 10, message: 'Application does not have permission for this action' },
  accessTierMissing: {
    ...oauth,
    code: 10,
    subcode: 4279067,
    message: 'Application does not have permission for this action',
    title: 'App Does Not Have Sufficient Access Tier',
    titleInFrench: 'Niveau d’accès insuffisant',
  },
  appReviewMissing: { ...oauth, code: 10, subcode: 4279017, message: 'Application does not have permission for this action' },
  capabilityMissing: { ...oauth, code: 3, message: 'Application does not have the capability to make this API call.' },
  scopeMissing: { ...oauth, status: 403, code: 200, message: '(#200) Requires {x} permission' },

  // The request itself
  unknownPath: { ...oauth, status: 404, code: 2500, message: 'Unknown path components: {x}' },
  wrongMethod: { ...oauth, code: 100, message: 'Unsupported {x} request.' },
  bodyTooLarge: { ...oauth, status: 413, code: 1, message: 'The request body is larger than 1 MB' },
  bodyUnreadable: { ...oauth, code: 100, message: 'The request body cannot be read: {x}' },
  unknownParameter: { ...api, code: 100, message: 'Unknown parameter ({x})' },
  repeatedParameter: { ...api, code: 100, message: 'Parameter ({x}) was given more than once' },
  missingParameter: { ...api, code: 100, message: 'The parameter {x} is required.' },
  badParameter: { ...api, code: 100, message: 'Invalid parameter: {x}' },
  nonexistingField: { ...api, code: 100, message: 'Tried accessing nonexisting field ({x})' },
  objectMissing: {
    ...api,
    code: 100,
    subcode: 33,
    message:
      "Unsupported {m} request. Object with ID '{x}' does not exist, cannot be loaded due to missing permissions, or does not support this operation",
  },
  notModelled: { status: 501, type: 'PostoraSimulator', code: 501, message: '{x} is not modelled by this simulator yet' },

  // Content
  textTooLong: { ...api, status: 500, code: 100, message: 'Param text must be at most 500 characters long.' },
  linkLimit: { ...api, code: 100, message: 'THREADS_API__LINK_LIMIT_EXCEEDED' }, // placement assumed (Q7)
  featureUnavailable: { ...api, code: 100, message: 'THREADS_API__FEATURE_NOT_AVAILABLE' }, // placement assumed (Q7)
  countryCodesInvalid: { ...api, code: 100, message: 'THREADS_API__GEO_GATING_INVALID_COUNTRY_CODES' },
  linkNotScraped: { ...oauth, code: 1609005, message: 'The link could not be scraped' },
  mediaUnreachable: {
    ...oauth,
    code: 1,
    subcode: 2207052,
    isTransient: false,
    message: 'The media could not be fetched from this URI.',
    title: 'Media download has failed',
    titleInFrench: 'Échec du téléchargement du contenu',
    detail: 'The media could not be fetched from this URI: {x}',
  },
  childrenInvalid: {
    ...oauth,
    code: 100,
    subcode: 4279004,
    isTransient: false,
    message: 'Invalid parameter',
    title: 'Invalid Carousel Children',
    titleInFrench: 'Éléments du carrousel non valides',
    detail: 'The children with IDs {x} are invalid, nonexistent, or expired.',
  },
  linkRefused: {
    ...oauth,
    code: -1,
    subcode: 4279047,
    isTransient: false,
    message: 'Fatal',
    title: 'Invalid Link Attachment',
    titleInFrench: 'Lien joint non valide',
  },

  // Containers and publishing
  mediaNotFound: {
    ...oauth,
    code: 24,
    subcode: 4279009,
    isTransient: false,
    message: 'The requested resource does not exist',
    title: 'Media Not Found',
    titleInFrench: 'Contenu introuvable',
    detail: 'The media with id {x} cannot be found.',
  },
  quotaReached: {
    ...oauth,
    status: 403,
    code: 4,
    subcode: 2207042,
    isTransient: false,
    message: 'Application request limit reached',
    title: 'Publishing Limit Reached', // body assumed (Q6)
    titleInFrench: 'Limite de publication atteinte',
  },
  duplicatePost: { ...oauth, code: 506, message: 'Duplicate status message' },

  // Platform trouble, only ever caused by a fault
  rateLimited: {
    ...oauth,
    code: 613,
    subcode: 4279002,
    message: 'Calls to this api have exceeded the rate limit.',
    title: 'Threads API Rate Limit Exceeded',
    titleInFrench: 'Limite de l’API Threads dépassée',
  },
  userThrottled: { ...oauth, code: 17, message: 'User request limit reached' },
  appLimitReached: { ...oauth, code: 341, message: 'Application limit reached' },
  breakdownMissing: { ...oauth, code: 100, subcode: 4279040, message: 'Invalid parameter' },
  pageThrottled: { ...oauth, code: 32, message: 'Page request limit reached' },
  policyBlocked: { ...oauth, code: 368, message: 'The action attempted has been deemed abusive or is otherwise disallowed' },
  appThrottled: { ...oauth, status: 403, code: 4, message: 'Application request limit reached' },
  activityRestricted: {
    ...oauth,
    code: 4,
    subcode: 2207051,
    isTransient: false,
    message: 'Application request limit reached',
    title: 'Action Blocked',
    titleInFrench: 'Action bloquée',
    detail: 'We restrict certain activity to protect our community.',
  },
  accountRestricted: { ...oauth, code: 200, subcode: 4279013, isTransient: false, message: 'The account is restricted' },
  permissionLost: { ...oauth, status: 500, code: 10, message: 'Application does not have permission for this action' },
  unknownError: { ...oauth, status: 500, code: 1, message: 'An unknown error occurred' },
  serviceDown: {
    ...oauth,
    status: 500,
    code: 2,
    isTransient: true,
    message: 'An unexpected error has occurred. Please retry your request later.',
  },
} as const satisfies Record<string, ErrorRow>;

export type ErrorName = keyof typeof errorTable;

/** What error_user_* may be in; the languages seen in the wild. */
const inOtherLanguages = {
  fr: { title: 'Erreur', detail: 'Une erreur s’est produite. Réessayez.' },
  es: { title: 'Se ha producido un error', detail: 'Ha ocurrido un error. Inténtalo de nuevo.' },
  ko: { title: '오류가 발생했습니다', detail: '오류가 발생했습니다. 다시 시도하세요.' },
  vi: { title: 'Đã xảy ra lỗi', detail: 'Đã xảy ra lỗi. Hãy thử lại.' },
} as const;

export type Language = 'en' | keyof typeof inOtherLanguages;

export const isLanguage = (value: string): value is Language => value === 'en' || Object.hasOwn(inOtherLanguages, value);

/** Thrown by any step of a call; the call's wrapper turns it into the answer. */
export class GraphError extends Error {
  readonly row: ErrorName;
  readonly about: string;

  constructor(row: ErrorName, about = '') {
    super(row);
    this.row = row;
    this.about = about;
  }
}

const userText = (row: ErrorRow, about: string, language: Language) => {
  if (row.title === undefined) return {};
  if (language !== 'en') {
    const { title, detail } = inOtherLanguages[language];
    return { error_user_title: (language === 'fr' ? row.titleInFrench : undefined) ?? title, error_user_msg: detail };
  }
  const detail = row.detail?.replaceAll('{x}', about);
  return { error_user_title: row.title, ...(detail === undefined ? {} : { error_user_msg: detail }) };
};

/** The answer for one error. Only `error_user_*` follows the language, as seen in the wild. */
export function errorAnswer(error: GraphError, { language = 'en', method = 'get' }: { language?: Language; method?: string } = {}): Answer {
  const row: ErrorRow = errorTable[error.row];
  const body = {
    message: row.message.replaceAll('{x}', error.about).replaceAll('{m}', method.toLowerCase()),
    type: row.type,
    code: row.code,
    ...(row.subcode === undefined ? {} : { error_subcode: row.subcode }),
    ...(row.isTransient === undefined ? {} : { is_transient: row.isTransient }),
    ...userText(row, error.about, language),
    fbtrace_id: newTraceId(),
  };
  return json({ error: body }, row.status);
}
