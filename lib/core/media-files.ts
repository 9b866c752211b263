/** Where files lie, as a port. Keys below `incoming/` and `exports/` are never served; keys below `m/` are public to whoever knows them. */
export type MediaFiles = {
  /** From one version of a file; a file that was replaced meanwhile answers `changed`, so that no mix of two is ever judged. */
  head: (key: string) => Promise<{ kind: 'found'; file: StoredFile } | { kind: 'gone' }>;
  /** Exactly these bytes of the version `etag`. @throws {FileChanged} when there is another version, or none. */
  read: (key: string, etag: string, offset: number, length: number) => Promise<Uint8Array>;
  /** Copies the version `etag`; the copy is public, of this type, and kept by every cache. */
  publish: (input: { from: string; etag: string; to: string; contentType: string }) => Promise<{ sha256: string | undefined }>;
  /** Harmless when there is none. */
  remove: (key: string) => Promise<void>;
};
export type StoredFile = { etag: string; sizeBytes: number; contentType: string | undefined; sha256: string | undefined };

/** The file is not the one that was looked at any more. */
export class FileChanged extends Error {
  constructor() {
    super('the file was replaced or removed meanwhile');
    this.name = 'FileChanged';
  }
}

/** A signed address for one PUT of exactly these bytes. `headers` must be sent as they are: they are part of the signature. */
export type UploadAddress = { url: string; method: 'PUT'; headers: Record<string, string>; expiresAt: Date };
export type SignUpload = (input: {
  key: string;
  contentType: string;
  sizeBytes: number;
  sha256: string;
  windowMs: number;
}) => Promise<UploadAddress>;
