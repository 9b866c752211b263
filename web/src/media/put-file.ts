/** Sends a file to its signed address. The only caller of XMLHttpRequest: fetch does not tell how much was sent. */
import type { UploadView } from '../../../lib/core/media-api.ts';
import { ApiProblem } from '../api/problem.ts';
import type { Watch } from './hash-file.ts';

const broken = (): ApiProblem =>
  new ApiProblem(0, 'upload_interrupted', 'The file did not arrive: the connection broke.', {
    remediation: 'Check your internet connection, then try again.',
  });
const refused = (status: number): ApiProblem =>
  new ApiProblem(status, 'upload_refused', 'The file was not taken where files are kept.', {
    remediation: `Try again; that asks for a new place. If it happens twice, tell us this number: ${status}.`,
  });

/** @throws {ApiProblem} whatever became of it; trying again helps. */
export function putFile({ url, method, headers }: UploadView, file: Blob, { onShare, signal }: Watch): Promise<void> {
  return new Promise((resolve, reject) => {
    const request = new XMLHttpRequest();
    const stop = () => request.abort();
    signal.addEventListener('abort', stop, { once: true });
    request.upload.addEventListener('progress', ({ loaded, total }) => onShare(total > 0 ? loaded / total : 0));
    request.addEventListener('load', () => (request.status >= 200 && request.status < 300 ? resolve() : reject(refused(request.status))));
    request.addEventListener('error', () => reject(broken()));
    request.addEventListener('abort', () => reject(broken()));
    request.addEventListener('loadend', () => signal.removeEventListener('abort', stop));
    request.open(method, url);
    for (const [name, value] of Object.entries(headers)) request.setRequestHeader(name, value);
    request.send(file);
  });
}
