/** One function per route that the console uses. @see functions/duties.ts */
import type {
  ApproveInput,
  ConnectionView,
  DisconnectionView,
  ListView,
  MeView,
  PostInput,
  PostView,
  ProviderView,
  ResolveInput,
  SessionView,
} from '../../../lib/core/api.ts';
import type { DownloadView, ExportView } from '../../../lib/core/export-api.ts';
import type { MediaInput, MediaView, UploadView } from '../../../lib/core/media-api.ts';
import { call, callForNothing, callWithTag } from './client.ts';
import { toProblem } from './problem.ts';

/** A post with the ETag that a change of it must name. */
export type Stored = { post: PostView; etag: string };
/** Everything of a post that a person can write. */
export type PostBody = Required<PostInput>;

const at = (path: string, id: string): string => `/v1/${path}/${encodeURIComponent(id)}`;
const stored = ({ data, etag }: { data: PostView; etag: string }): Stored => ({ post: data, etag });

export const askForLink = (address: string) => call<{ object: 'link_request' }>('POST', '/v1/auth/links', { body: { address } });
export const redeemLink = (token: string) => call<MeView>('POST', '/v1/auth/links/redeem', { body: { token } });
export const acceptInvite = (token: string) =>
  call<{ object: 'link_request'; address: string }>('POST', '/v1/auth/invites/accept', { body: { token } });
export const signOut = () => callForNothing('POST', '/v1/auth/sign-out', { body: {} });

type Asked = { object: 'deletion'; code: string; status_url: string };
export const deleteEverything = () => call<Asked>('POST', '/v1/deletions', { body: { scope: 'everything' } });
/** By the link of a mail, in whatever browser it was opened. */
export const confirmDeletion = (token: string) => call<Asked>('POST', '/v1/deletions/confirm', { body: { token } });

export const keepAlive = () => call<MeView>('POST', '/v1/auth/keep-alive', { body: {} });

/** Who is signed in; null when nobody is. */
export async function me(): Promise<MeView | null> {
  try {
    return await call<MeView>('GET', '/v1/me');
  } catch (error) {
    if (toProblem(error).status === 401) return null;
    throw error;
  }
}

export const sessions = () => call<ListView<SessionView>>('GET', '/v1/sessions');
export const endSession = (id: string) => callForNothing('DELETE', at('sessions', id));

export const providers = () => call<ListView<ProviderView>>('GET', '/v1/providers');
export const connections = () => call<ListView<ConnectionView>>('GET', '/v1/connections');
export const authorize = (provider: string) =>
  call<{ object: 'authorization'; authorize_url: string }>('POST', `${at('connections', provider)}/authorize`, { body: {} });
export const disconnect = (id: string) => call<DisconnectionView>('DELETE', at('connections', id));

const pageSize = 20;
/** `after` is empty for the first page. */
export const posts = (after: string) =>
  call<ListView<PostView>>('GET', `/v1/posts?limit=${pageSize}${after === '' ? '' : `&after=${encodeURIComponent(after)}`}`);
export const post = async (id: string): Promise<Stored> => stored(await callWithTag<PostView>('GET', at('posts', id)));
export const createPost = async (body: PostBody): Promise<Stored> => stored(await callWithTag<PostView>('POST', '/v1/posts', { body }));
export const changePost = async (id: string, ifMatch: string, body: Partial<PostBody>): Promise<Stored> =>
  stored(await callWithTag<PostView>('PATCH', at('posts', id), { ifMatch, body }));
export const deletePost = (id: string) => callForNothing('DELETE', at('posts', id));
export const cancelPost = (id: string) => call<PostView>('POST', `${at('posts', id)}/cancel`, { body: {} });
/** `repeat`: a second yes to the same words. */
export const approvePost = async (id: string, hash: string, repeat: boolean): Promise<Stored> => {
  const body: ApproveInput = { expected_hash: hash, ...(repeat ? { repeat } : {}) };
  return stored(await callWithTag<PostView>('POST', `${at('posts', id)}/approve`, { body }));
};
/** What the person saw on the platform. Nothing is sent by this. */
export const resolvePublication = async (id: string, connectionId: string, body: ResolveInput): Promise<Stored> =>
  stored(await callWithTag<PostView>('POST', `${at('posts', id)}/publications/${encodeURIComponent(connectionId)}/resolve`, { body }));

/** A file that was announced, and where to send it. */
export type StartedUpload = MediaView & { upload: UploadView };
export const startUpload = (body: MediaInput) => call<StartedUpload>('POST', '/v1/media', { body });
export const media = (id: string) => call<MediaView>('GET', at('media', id));

export const exports = () => call<ListView<ExportView>>('GET', '/v1/exports');
export const askForExport = () => call<ExportView>('POST', '/v1/exports', { body: {} });
export const fetchExport = (id: string) => call<DownloadView>('POST', `${at('exports', id)}/download`, { body: {} });
